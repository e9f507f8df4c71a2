"""A local VK for the door's tests, and doors that lead to it."""

from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from demo.server import LocalVK
from demo.world import World
from vk.door import Door

NIGHT = datetime(2026, 11, 11, 2, 0, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def at():
    """Return a function that moves the clock; it ticks on from there."""
    with time_machine.travel(NIGHT) as traveller:
        yield lambda moment: traveller.move_to(moment)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def local_vk(world, settings):
    """Serve the test's world; the settings lead to it, without tokens yet."""
    with LocalVK(world) as vk:
        settings.VK_API_URL = vk.url
        settings.VK_TIMEOUT = (2, 2)
        settings.VK_SERVICE_RPS = settings.VK_USER_RPS = 1000
        settings.VK_SERVICE_TOKENS = settings.VK_USER_TOKENS = []
        yield vk


@pytest.fixture
def open_door(local_vk, settings):
    """Return a function that opens a door with the tokens given, and close all of them after the test."""
    with ExitStack() as doors:

        def opened(*, service=(), user=()) -> Door:
            settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = list(service), list(user)
            return doors.enter_context(Door.from_settings())

        yield opened


@pytest.fixture
def service(open_door):
    return open_door(service=["service-1"])


@pytest.fixture
def user(open_door):
    return open_door(user=["user-1"])
