"""Tokens in several processes at once: each with its own database connection."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from demo.faults import error
from demo.world import Grant, Token, community
from vk import errors
from vk.books import Books
from vk.credentials import from_settings
from vk.door import Wall, WallRequest
from vk.models import Rest, Usage
from vk.models import Token as Row

pytestmark = pytest.mark.django_db(transaction=True)

REFRESH = "vk2.r." + "the-first-refresh-token-0123456789"


def both(do) -> list:
    """Do the same in two threads that begin at the same moment; each is a process's worth of connections."""
    together = threading.Barrier(2)

    def alone(place: int):
        together.wait()
        try:
            return do(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(alone, range(2)))


def test_of_two_processes_one_renews_and_both_go_on(world, local_vk, open_door, settings):
    settings.VK_ID_URL, settings.VK_CLIENT_ID = local_vk.url, "app-1"
    world.grants[REFRESH] = Grant("user-1")
    world.add(*(community(one) for one in range(1, 11)))
    doors = [open_door(user=[f";refresh={REFRESH};device=device-1"]) for _ in range(2)]
    answers = both(lambda place: doors[place].walls([WallRequest(one, 0) for one in range(1, 11)]))
    assert all(isinstance(wall, Wall) for walls in answers for wall in walls.values())
    assert local_vk.renewals == 1
    assert not Rest.objects.exists()


def test_two_processes_share_what_is_left_of_a_quota(world, local_vk, open_door, settings):
    settings.VK_DAILY_WALL_GET = 30
    world.add(*(community(one) for one in range(1, 41)))
    doors = [open_door(service=["service-1"]) for _ in range(2)]
    both(lambda place: doors[place].walls([WallRequest(one, 0) for one in range(1 + 20 * place, 21 + 20 * place)]))
    assert local_vk.count("wall.get") == Usage.objects.get(method="wall.get").calls == 30


def test_two_processes_that_lose_the_same_token_tell_of_it_once(world, local_vk, open_door):
    world.tokens["service-2"] = Token.SERVICE
    world.add(*(community(one) for one in range(1, 41)))
    local_vk.faults.append(error(14, token_kind="service"))
    doors = [open_door(service=["service-1"]) for _ in range(2)]
    both(lambda place: doors[place].walls([WallRequest(one, 0) for one in range(1, 21)]))
    assert Rest.objects.count() == 1
    assert Row.objects.count() == 1


def test_only_one_process_wins_the_hourly_probe(world, local_vk, open_door):
    world.add(community(1))
    local_vk.faults.append(error(29, method="wall.get"))
    open_door(service=["service-1"]).walls([WallRequest(1, 0)])
    Rest.objects.update(until=timezone.now() - timedelta(seconds=1))
    local_vk.calls.clear()
    doors = [open_door(service=["service-1"]) for _ in range(2)]
    both(lambda place: doors[place].walls([WallRequest(1, 0)]))
    assert local_vk.count("wall.get") == 1


def test_a_process_that_ends_leaves_its_tokens_state_behind(local_vk, settings):
    settings.VK_SERVICE_TOKENS = ["service-1"]
    first = Books(from_settings())
    first.rest(first._credentials[0], errors.Captcha("VK 14: Captcha needed", 14), "wall.get")
    first.settle()
    second = Books(from_settings())
    second.keep(Counter())
    assert second._credentials[0].standing.rests[""].reason == "captcha"
