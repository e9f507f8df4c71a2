"""A registry of a few schools, a local VK with their walls, and an audit in the foreground."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from demo.server import LocalVK
from demo.world import World, community
from monitoring import audits, clock, collecting, planning
from monitoring.models import Run
from registry.models import Category, CategoryPeriod, District, Institution, Public
from vk.door import Door

MOSCOW = ZoneInfo("Europe/Moscow")
# Wednesday of 2026-W46.
NOW = datetime(2026, 11, 11, 2, 0, tzinfo=MOSCOW)


@pytest.fixture
def at():
    """Return a function that moves the clock; it ticks on from there."""
    with time_machine.travel(NOW) as traveller:
        yield lambda moment: traveller.move_to(moment)


@pytest.fixture
def world(at):
    return World()


@pytest.fixture
def local_vk(world, settings):
    with LocalVK(world) as vk:
        settings.VK_API_URL = vk.url
        settings.VK_TIMEOUT = (2, 2)
        settings.VK_SERVICE_RPS = settings.VK_USER_RPS = 1000
        settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = ["service-1"], []
        # One batch at a time, in the test's own thread: its rows are seen by no other connection.
        settings.AUDIT_THREADS = 1
        yield vk


@pytest.fixture
def district(db):
    return District.objects.create(name="Заречный")


@pytest.fixture
def school(district, world, local_vk):
    """Return a function that puts a school into the registry and its community into VK."""

    def made(vk_id: int = 900001, category=Category.ACTIVE, posts=(), **profile) -> Public:
        name = f"Средняя школа № {vk_id}"
        institution = Institution.objects.create(full_name=name, short_name=name, type="school", district=district)
        public = Public.objects.create(
            vk_id=vk_id, screen_name=f"school{vk_id}", institution=institution, category=category
        )
        long_ago = datetime(2020, 1, 1, tzinfo=MOSCOW)
        CategoryPeriod.objects.create(public=public, category=category, valid_from=long_ago)
        described = {"description": f"{name}. " + "Учим и растим. " * 10, **profile}
        world.add(community(vk_id, name, f"school{vk_id}", posts=list(posts), **described))
        return public

    return made


@pytest.fixture
def one_look(monkeypatch):
    """Let what did not answer be named at once, not after minutes."""
    monkeypatch.setattr(collecting, "LOOKS", 1)


@pytest.fixture
def audit(local_vk, one_look):
    """Return a function that runs an audit to its end in this process; what does not answer is asked for once."""

    def run(publics=None, **options) -> Run:
        planned = planning.plan(publics or planning.reading_order(), clock.now(), **options)
        with Door.from_settings() as door:
            audits.work(planned, door)
        planned.refresh_from_db()
        return planned

    return run


def days(*offsets: float, since: datetime = datetime(2026, 11, 9, 10, 0, tzinfo=MOSCOW)) -> list[datetime]:
    """Return moments so many days after Monday 10:00 of 2026-W46 (before it, if negative)."""
    return [since + timedelta(days=offset) for offset in offsets]
