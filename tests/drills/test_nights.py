"""Nights on which something breaks. After each, every public is collected or named, no post is lost or doubled,
and the verdicts are those of a quiet night.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from celery.beat import PersistentScheduler

from demo.faults import Fault, error
from demo.server import LocalVK
from demo.world import Refusal, World, attachment, comment, community, photo, post
from gospublics import celery_app
from tests.drills.house import PATIENCE, House, Night, kill, manage, portal_environment

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("nights")]

FIRST, PUBLICS, POSTS = 900001, 60, 30
IDS = range(FIRST, FIRST + PUBLICS)
NOW = int(time.time())
MIDDLE = 25  # walls read by then
AWAY = 5  # seconds without a server
A_MINUTE = 60
# A wall of more pages than one.
LONG, LONG_POSTS = FIRST + 2, 130
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
    if vk_id == LONG:
        return [
            post(place + 1, NOW - place * 10_800, f"Объявление {place}", photo(place + 1))
            for place in range(LONG_POSTS)
        ]

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
    """Return a function that compares a night with the quiet one.

    ``missed``: publics that the drill must have named instead; ``arrived``: posts that a quiet night does not have, by
    public: each stands there once at most, and verdicts of that public may differ.
    """

    def compare(
        one: Night,
        missed: frozenset[int] = frozenset(),
        kind: str = "service",
        arrived: Mapping[int, frozenset[int]] = MappingProxyType({}),
    ) -> None:
        def judged(rows: list[tuple]) -> list[tuple]:
            return [row for row in rows if row[0] not in missed | arrived.keys()]

        def stored(rows: list[tuple]) -> list[tuple]:
            return [row for row in rows if row[0] not in missed and row[1] not in arrived.get(row[0], ())]

        assert set(one.misses()) == missed, (one.misses(), one.log())
        assert stored(one.posts()) == stored(quiet(kind).posts())
        assert judged(one.verdicts()) == judged(quiet(kind).verdicts())

    return compare


def in_the_middle(vk: LocalVK, act: Callable[[], None] = lambda: None, method: str = "wall.get") -> threading.Event:
    """Return an event that is set, after the act, when a part of the walls, or their comments, has been read."""
    reached = threading.Event()

    def look(*_) -> None:
        if not reached.is_set() and vk.count(method) > MIDDLE:
            act()
            reached.set()

    vk.world.before_call = look
    return reached


def test_the_quiet_night_saw_every_post_once(quiet):
    one = quiet("service")
    assert [row[:2] for row in one.posts()] == sorted((vk_id, each.id) for vk_id in IDS for each in _wall(vk_id))
    assert one.misses() == {}
    assert len(one.verdicts()) == 4 * PUBLICS


STORMS = {
    "one answer in ten is HTTP 502": lambda: Fault("http", every=10),
    "connections are cut in the middle of the body": lambda: Fault("cut", every=8),
    "JSON ends in the middle": lambda: Fault("truncated", every=8),
    "an answer hangs for 20 seconds": lambda: Fault("hang", seconds=20, skip=1, times=1),
    "too many requests per second, again and again": lambda: error(6, every=3),
}


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("storm", STORMS)
def test_what_passes_costs_nothing(storm, kind, vk, night, same):
    vk.faults.append(STORMS[storm]())
    one = night(**TOKENS[kind])
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    assert vk.faults[0].hits, "the fault met no call: the drill shows nothing"
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


def test_the_only_token_ends_and_those_not_read_are_named(vk, night, same):
    # Some publics are read whole by then, of others the comments are missing, or all.
    refuse = lambda: vk.world.token_refusals.update({"service-1": REFUSALS["revoked"]})  # noqa: E731
    in_the_middle(vk, refuse, "wall.getComments")
    one = night()
    one.worker()
    one.begin()
    assert one.finish() == "partial", one.log()
    missed = frozenset(one.misses())
    assert 0 < len(missed) < PUBLICS
    assert set(one.misses().values()) == {"Revoked"}
    same(one, missed)


def test_the_quota_of_one_token_is_met_and_the_other_does_the_rest(vk, night, same):
    vk.quotas["wall.get"] = PUBLICS + 1 - 15  # the long wall has two pages
    one = night(VK_SERVICE_TOKENS="service-1,service-2")
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    same(one)


def test_the_quota_of_the_only_token_is_met_and_those_not_read_are_named(vk, night, same):
    vk.quotas["wall.get"] = PUBLICS + 1 - 15  # the long wall has two pages
    one = night()
    one.worker()
    one.begin()
    assert one.finish() == "partial", one.log()
    assert len(one.misses()) == 15
    same(one, frozenset(one.misses()))


def test_vk_is_away_for_a_minute(vk, night, same):
    port = int(vk.url.rpartition(":")[2])
    reached = in_the_middle(vk)
    one = night()
    one.worker()
    one.begin()
    assert reached.wait(PATIENCE)
    vk.close()
    time.sleep(A_MINUTE)
    with LocalVK(vk.world, port=port, latency=0.01):
        assert one.finish() == "complete", one.log()
    same(one)


def test_posts_arrive_between_the_pages_of_a_wall(vk, night, same):
    arrived: list[int] = []

    def publish(method: str, params: dict) -> None:
        if method == "wall.get" and int(params.get("offset") or 0) and params["owner_id"] == str(-LONG):
            arrived.append(LONG_POSTS + len(arrived) + 1)
            vk.world[LONG].posts.insert(0, post(arrived[-1], NOW, f"Только что, {arrived[-1]}", photo(1)))

    vk.world.before_call = publish
    one = night()
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    assert arrived
    same(one, arrived={LONG: frozenset(arrived)})


def hostile_posts() -> list:
    """Return what no school writes; the last three can be no posts."""
    odd = [
        post(501, NOW - 100, "Длинно " * 2286),
        post(502, NOW - 200, "<script>alert(1)</script>"),
        post(503, NOW - 300, "🎉👩‍👩‍👧‍👦 مدرسة \u202eтекст\u202c"),
        post(504, NOW - 400, "до\0после, до\ud83dпосле"),
        post(505, NOW - 500, extra={"text": None, "attachments": None, "copy_history": None, "comments": None}),
        post(506, NOW - 600, "Да", attachment("hologram", depth=3)),
        post(507, NOW + 400 * 86_400, "Потом"),
    ]
    lost = [{"date": -62_135_596_801}, {"date": 10**15}, {"id": None}]
    return odd + [replace(odd[0], id=600 + place, extra=extra) for place, extra in enumerate(lost)]


@pytest.mark.parametrize("kind", TOKENS)
def test_hostile_posts_cost_their_neighbours_nothing(kind, vk, night, same):
    walls = {FIRST + 1: hostile_posts(), FIRST + 30: hostile_posts()}
    for vk_id, posts in walls.items():
        vk.world[vk_id].posts.extend(posts)
    one = night(**TOKENS[kind])
    one.worker()
    one.begin()
    assert one.finish() == "complete", one.log()
    assert one.sql("SELECT posts_unreadable FROM monitoring_run") == [(3 * len(walls),)]
    same(one, kind=kind, arrived=dict.fromkeys(walls, frozenset(range(501, 508))))


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


def test_two_beats_make_one_run(vk, night, same, tmp_path):
    one = night()
    one.worker()
    for number in range(2):
        one.beat(_slept_through_the_night(tmp_path / f"schedule-{number}"))
    assert one.finish() == "complete", one.log()
    assert one.sql("SELECT count(*), count(night) FROM monitoring_run") == [(1, 1)]
    same(one)


def _slept_through_the_night(path: Path) -> Path:
    """Write a timetable that was last followed two days ago: the night's audit is due at once."""
    scheduler = PersistentScheduler(celery_app, schedule_filename=str(path))
    for entry in scheduler.schedule.values():
        entry.last_run_at = datetime.now(UTC) - timedelta(days=2)
    scheduler.close()
    return path


def test_two_runs_asked_for_at_once_are_one_run(vk, night, same):
    one = night()
    one.worker()
    asked = [threading.Thread(target=one.begin) for _ in range(2)]
    for each in asked:
        each.start()
    for each in asked:
        each.join()
    assert one.finish() == "complete", one.log()
    assert one.sql("SELECT count(*) FROM monitoring_run") == [(1,)]
    same(one)


OF_THE_RUN = "from monitoring import audits, models; assert audits.{}(models.Run.objects.get())"


def test_a_stopped_run_goes_on_where_it_was(vk, night, same):
    reached = in_the_middle(vk)
    one = night()
    one.worker()
    one.begin()
    assert reached.wait(PATIENCE)
    # The rest of the walls must outlast the command that stops the run.
    vk.latency = 2
    one.manage("shell", "-v0", "-c", OF_THE_RUN.format("stop"))
    one.end()
    vk.latency = 0.01
    profiles = vk.count("groups.getById")
    assert one.sql("SELECT state FROM monitoring_run") == [("stopped",)]
    one.manage("shell", "-v0", "-c", OF_THE_RUN.format("resume"))
    one.worker()
    assert one.finish() == "complete", one.log()
    assert vk.count("groups.getById") == profiles
    same(one)
