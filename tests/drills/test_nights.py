"""Nights on which something breaks. After each, every public is collected or named, no post is lost or doubled,
and the verdicts are those of a quiet night.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache

import pytest

from demo.faults import Fault, error
from demo.server import LocalVK
from demo.world import Refusal, World, comment, community, photo, post
from tests.drills.house import PATIENCE, House, Night, kill, manage, portal_environment

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("nights")]

FIRST, PUBLICS, POSTS = 900001, 60, 30
IDS = range(FIRST, FIRST + PUBLICS)
NOW = int(time.time())
MIDDLE = 25  # walls read by then
AWAY = 5  # seconds without a server
TOKENS = {
    "service": {"VK_SERVICE_TOKENS": "service-1", "VK_USER_TOKENS": ""},
    "user": {"VK_SERVICE_TOKENS": "", "VK_USER_TOKENS": "user-1"},
}
CATEGORIES = ("флагман", "активный", "визитка")


def world() -> World:
    made = World(community(vk_id, f"Школа {vk_id}", posts=_wall(vk_id)) for vk_id in IDS)
    made.tokens |= {"service-2": made.tokens["service-1"]}
    return made


def _wall(vk_id: int) -> list:
    def one(place: int):
        asked = [comment(1000 + place, NOW - place * 86_400 + 60, "Когда начало?")] if place % 10 == 0 else []
        text = f"Новость {place} школы {vk_id}, и ничьей больше"
        return post(place + 1, NOW - place * 86_400 - vk_id % 86_400, text, photo(place + 1), comments=asked)

    return [one(place) for place in range(POSTS) if (place + vk_id) % 7 > vk_id % 4]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    """Servers with a database in which the registry is already known."""
    made = House(tmp_path_factory.mktemp("house"))
    made.sql("CREATE DATABASE prepared")
    rows = [f"Школа {vk_id};школа;Заречный;{CATEGORIES[vk_id % 3]};https://vk.com/club{vk_id}" for vk_id in IDS]
    schools = made.folder / "schools.csv"
    schools.write_text("\n".join(["Название;Тип;Район;Категория;Ссылка", *rows]), encoding="utf-8")
    with LocalVK(world()) as vk:
        environment = portal_environment(made, "prepared", vk.url)
        manage(environment, "migrate", "-v0")
        manage(environment, "import_registry", str(schools))
    yield made
    made.close()


@pytest.fixture
def vk() -> Iterator[LocalVK]:
    with LocalVK(world(), latency=0.01) as served:
        yield served


@pytest.fixture
def night(house, vk) -> Iterator[Callable[..., Night]]:
    nights: list[Night] = []

    def made(**environment: str) -> Night:
        nights.append(Night(house, f"night-{vk.url.rpartition(':')[2]}-{len(nights)}", vk.url, **environment))
        return nights[-1]

    yield made
    for one in nights:
        one.close()


@pytest.fixture(scope="module")
def quiet(house) -> Iterator[Callable[[str], Night]]:
    """Return a function that tells a night on which nothing breaks, by the kind of its token."""
    with ExitStack() as rest:

        @cache
        def told(kind: str) -> Night:
            vk = rest.enter_context(LocalVK(world(), latency=0.01))
            one = rest.enter_context(closing(Night(house, f"quiet-{kind}", vk.url, **TOKENS[kind])))
            one.worker()
            one.begin()
            assert one.finish() == "complete", one.log()
            return one

        yield told


@pytest.fixture
def same(quiet):
    """Return a function that compares a night with the quiet one; publics that were missed are named by the drill."""

    def compare(one: Night, missed: frozenset[int] = frozenset(), kind: str = "service") -> None:
        def known(rows: list[tuple]) -> list[tuple]:
            return [row for row in rows if row[0] not in missed]

        assert set(one.misses()) == missed, (one.misses(), one.log())
        assert known(one.posts()) == known(quiet(kind).posts())
        assert known(one.verdicts()) == known(quiet(kind).verdicts())

    return compare


def in_the_middle(vk: LocalVK, act: Callable[[], None] = lambda: None) -> threading.Event:
    """Return an event that is set, after the act, when a part of the walls has been read."""
    reached = threading.Event()

    def look(*_) -> None:
        if not reached.is_set() and vk.count("wall.get") > MIDDLE:
            act()
            reached.set()

    vk.world.before_call = look
    return reached


def test_the_quiet_night_saw_every_post_once(quiet):
    one = quiet("service")
    assert [row[:2] for row in one.posts()] == sorted((vk_id, each.id) for vk_id in IDS for each in _wall(vk_id))
    assert one.misses() == {}
    assert len(one.verdicts()) == 4 * PUBLICS


TOO_FAST = "too many requests per second, again and again"
STORMS = {
    "one answer in ten is HTTP 502": lambda: Fault("http", every=10),
    "connections are cut in the middle of the body": lambda: Fault("cut", every=8),
    "JSON ends in the middle": lambda: Fault("truncated", every=8),
    "an answer hangs for 20 seconds": lambda: Fault("hang", seconds=20, skip=5, times=1),
    TOO_FAST: lambda: error(6, every=3),
}


@pytest.mark.parametrize(
    ("storm", "kind"), [(storm, kind) for storm in STORMS for kind in TOKENS if (storm, kind) != (TOO_FAST, "user")]
)
def test_what_passes_costs_nothing(storm, kind, vk, night, same):
    vk.faults.append(STORMS[storm]())
    one = night(**TOKENS[kind])
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    same(one, kind=kind)


REFUSALS = {
    "captcha": Refusal(14, "Captcha needed", None, {"captcha_sid": "1", "captcha_img": "https://vk.example/1"}),
    "revoked": Refusal(5, "User authorization failed: invalid access_token"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_one_of_two_tokens_ends_and_the_other_does_the_rest(refusal, vk, night, same):
    in_the_middle(vk, lambda: vk.world.token_refusals.update({"service-1": REFUSALS[refusal]}))
    one = night(VK_SERVICE_TOKENS="service-1,service-2")
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    same(one)


def test_the_quota_of_one_token_is_met_and_the_other_does_the_rest(vk, night, same):
    vk.quotas["wall.get"] = PUBLICS - 15
    one = night(VK_SERVICE_TOKENS="service-1,service-2")
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    same(one)


def test_the_quota_of_the_only_token_is_met_and_those_not_read_are_named(vk, night, same):
    vk.quotas["wall.get"] = PUBLICS - 15
    one = night()
    one.worker()
    one.begin()
    assert one.finish() == "partial", one.log()
    assert len(one.misses()) == 15
    same(one, frozenset(one.misses()))


def test_one_of_two_workers_is_killed(vk, night, same):
    reached = in_the_middle(vk)
    one = night()
    first, _ = one.worker(), one.worker()
    one.begin()
    assert reached.wait(PATIENCE)
    kill(first)
    assert one.finish() == "complete", one.log()
    same(one)


def test_valkey_is_killed_and_its_data_are_lost(house, vk, night, same):
    reached = in_the_middle(vk)
    one = night()
    one.worker()
    one.begin()
    assert reached.wait(PATIENCE)
    house.lose_valkey_data()
    time.sleep(AWAY)
    house.valkey.start()
    assert one.finish() == "complete", one.log()
    same(one)


def test_postgresql_is_killed_and_started_again(house, vk, night, same):
    reached = in_the_middle(vk)
    one = night()
    one.worker()
    one.begin()
    assert reached.wait(PATIENCE)
    house.postgres.kill()
    time.sleep(AWAY)
    house.restart_postgres()
    assert one.finish() == "complete", one.log()
    same(one)
