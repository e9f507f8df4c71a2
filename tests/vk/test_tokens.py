"""Tokens that rest, end, come back and are renewed; what one process learns the others know."""

from datetime import timedelta

import pytest

from demo.faults import Fault, error
from demo.world import Grant, Refusal, Token, community, post
from vk import breaker, credentials, errors, ledger, states
from vk.door import Wall, WallRequest
from vk.errands import Errand
from vk.models import Rest, Usage
from vk.models import Token as Row

from .conftest import NIGHT

pytestmark = pytest.mark.django_db

POSTED = 1_790_000_000
TWO = ["service-1", "service-2"]


@pytest.fixture(autouse=True)
def schools(world):
    world.tokens |= {"service-2": Token.SERVICE, "user-2": Token.USER}
    world.add(*(community(one, posts=[post(1, POSTED, "Праздник")]) for one in range(1, 61)))


def some(number: int = 25, first: int = 1) -> list[WallRequest]:
    return [WallRequest(one, POSTED - 3600, page=20) for one in range(first, first + number)]


def read(answers: dict) -> int:
    return sum(isinstance(answer, Wall) for answer in answers.values())


def resting() -> dict[str, str]:
    """Return the reasons of the rests that go on, by label."""
    return {rest.token.label: rest.reason for rest in Rest.objects.filter(over_at=None)}


# --- all at the same time -------------------------------------------------------------------------
def test_all_tokens_work_at_the_same_time(world, local_vk, open_door):
    world.tokens["service-3"] = Token.SERVICE
    local_vk.latency = 0.02
    assert read(open_door(service=[*TWO, "service-3"]).walls(some(60))) == 60
    assert len(local_vk.load) == 3


def test_what_several_batches_ask_for_fills_one_execute(local_vk, open_door):
    local_vk.latency = 0.05
    door = open_door(user=["user-1"])
    door._calls._desk.put([Errand("wall.get", {"owner_id": -one, "count": 20}, 25) for one in range(1, 13)])
    assert read(door.walls(some(13, first=13))) == 13
    assert (local_vk.count("execute"), local_vk.count("wall.get")) == (1, 25)


def test_calls_booked_and_not_made_are_given_back(open_door):
    assert read(open_door(service=TWO).walls(some(25))) == 25
    assert sum(Usage.objects.filter(method="wall.get").values_list("calls", flat=True)) == 25


def test_near_the_end_of_a_day_no_process_books_all_that_is_left(settings):
    settings.VK_DAILY_WALL_GET = 100
    assert ledger.reserve("abc", "wall.get", 100, NIGHT.date()) == 25
    assert ledger.reserve("abc", "wall.get", 10, NIGHT.date()) == 10


# --- one of two -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "reason"),
    [(14, "captcha"), (17, "captcha"), (5, "revoked"), (9, "flood"), (29, "quota"), (27, "wrong_token")],
)
def test_when_one_of_two_falls_out_in_the_middle_the_other_does_its_calls(local_vk, open_door, code, reason):
    local_vk.faults.append(error(code, method="wall.get", skip=10, times=1))
    assert read(open_door(service=TWO).walls(some(50))) == 50
    assert list(resting().values()) == [reason]


@pytest.mark.parametrize("code", [14, 29])
def test_a_user_token_that_falls_out_inside_execute_leaves_the_rest_to_a_service_token(local_vk, open_door, code):
    local_vk.faults.append(error(code, method="wall.get", token_kind="user", skip=10, times=1))
    assert read(open_door(service=["service-1"], user=["user-1"]).walls(some(50))) == 50


def test_the_quota_of_two_tokens_is_used_to_the_last_call(local_vk, open_door, settings):
    settings.VK_DAILY_WALL_GET = 20
    answers = open_door(service=TWO).walls(some(50))
    assert read(answers) == 40
    assert {type(answer) for answer in answers.values()} == {Wall, errors.QuotaExhausted}
    assert resting() == {}


# --- for how long ---------------------------------------------------------------------------------
def test_flood_control_passes_after_minutes(at, local_vk, open_door):
    local_vk.faults.append(error(9, method="wall.get", times=1))
    answer = open_door(service=["service-1"]).walls(some(1))[1]
    assert isinstance(answer, errors.FloodControl)
    assert timedelta() < answer.returns_at - NIGHT < timedelta(minutes=11)
    at(NIGHT + timedelta(minutes=11))
    assert read(open_door(service=["service-1"]).walls(some(1))) == 1
    assert resting() == {}


def test_a_captcha_waits_for_a_person_and_nothing_else(at, local_vk, open_door):
    local_vk.faults.append(error(14, times=1))
    open_door(service=["service-1"]).walls(some(1))
    at(NIGHT + timedelta(days=30))
    assert isinstance(open_door(service=["service-1"]).walls(some(1))[1], errors.Captcha)
    states.use_again(Row.objects.get(), NIGHT + timedelta(days=30))
    assert read(open_door(service=["service-1"]).walls(some(1))) == 1


def test_a_token_that_has_ended_is_not_used_again_until_another_is_in_the_settings(local_vk, open_door):
    local_vk.faults.append(error(5, times=1))
    open_door(service=["service-1"]).walls(some(1))
    assert states.use_again(Row.objects.get(), NIGHT) == 0
    assert isinstance(open_door(service=["service-1"]).walls(some(1))[1], errors.Revoked)
    assert read(open_door(service=["service-2"]).walls(some(1))) == 1


def test_what_one_process_learns_another_knows_within_seconds(local_vk, open_door, monkeypatch):
    monkeypatch.setattr("vk.books.READ_EVERY", 0)
    first, second = open_door(service=TWO), open_door(service=TWO)
    assert read(second.walls(some(1))) == 1
    local_vk.faults.append(error(14, method="wall.get", times=1))
    first.walls(some(1))
    local_vk.load.clear()
    assert read(second.walls(some(30))) == 30
    assert len(local_vk.load) == 1


def test_the_same_trouble_soon_after_is_the_same_incident(at, local_vk, open_door):
    for minutes in (0, 15, 30):
        at(NIGHT + timedelta(minutes=minutes))
        local_vk.faults[:] = [error(9, method="wall.get", times=1)]
        open_door(service=["service-1"]).walls(some(1))
    assert Rest.objects.count() == 1


# --- an outbreak ----------------------------------------------------------------------------------
@pytest.mark.parametrize("code", [15, 100, 113, 125])
@pytest.mark.parametrize("kind", ["service", "user"])
def test_an_outbreak_of_refusals_is_the_tokens_fault(local_vk, open_door, code, kind):
    local_vk.faults.append(error(code, method="wall.get"))
    answers = open_door(**{kind: [f"{kind}-1"]}).walls(some(60))
    assert {type(answer) for answer in answers.values()} == {errors.Outbreak}
    assert list(resting().values()) == ["outbreak"]
    assert f"VK {code}: " in Rest.objects.get().message


def test_in_an_outbreak_the_other_token_reads_what_the_first_was_refused(local_vk, open_door):
    local_vk.faults.append(error(15, method="wall.get", token_kind="user"))
    assert read(open_door(service=["service-1"], user=["user-1"]).walls(some(60))) == 60
    assert resting() == {"пользовательский ключ 1": "outbreak"}


def test_an_outbreak_that_begins_in_the_middle_leaves_no_refusal_behind(local_vk, open_door):
    local_vk.faults.append(error(15, method="wall.get", skip=30))
    answers = open_door(service=["service-1"]).walls(some(60))
    assert {type(answer) for answer in answers.values()} == {Wall, errors.Outbreak}
    assert read(answers) == 30


@pytest.mark.parametrize("closed", [range(1, 8), range(1, 60, 4), range(50, 60)], ids=["first", "every 4th", "last"])
@pytest.mark.parametrize("kind", ["service", "user"])
def test_walls_that_are_really_closed_are_no_outbreak(world, open_door, closed, kind):
    for one in closed:
        world[one].wall = 0
    answers = open_door(**{kind: [f"{kind}-1"]}).walls(some(60))
    assert {one for one, answer in answers.items() if isinstance(answer, errors.Refused)} == set(closed)
    assert resting() == {}


def test_communities_that_vk_does_not_know_are_no_outbreak(world, open_door):
    for one in range(1, 60, 4):
        world[one].refusal = Refusal(100, "One of the parameters specified was missing or invalid")
    answers = open_door(service=["service-1"]).walls(some(60))
    refused = [one for one, answer in answers.items() if isinstance(answer, errors.Refused)]
    assert sorted(refused) == [*range(1, 60, 4)]
    assert resting() == {}


def test_a_few_closed_walls_alone_are_believed(world, open_door):
    for one in range(1, 11):
        world[one].wall = 0
    answers = open_door(service=["service-1"]).walls(some(10))
    assert {type(answer) for answer in answers.values()} == {errors.Refused}


def test_an_outbreak_of_all_tokens_says_nothing_about_a_wall(local_vk, open_door):
    local_vk.faults.append(error(15, method="wall.get"))
    answers = open_door(service=["service-1"], user=["user-1"]).walls(some(60))
    assert {type(answer) for answer in answers.values()} == {errors.Outbreak}
    assert len(resting()) == 2


def test_the_breaker_knows_one_refusal_from_many():
    one = breaker.Breaker()
    one.hold("a")
    for _ in range(breaker.WINDOW - 2):
        one.good()
    assert (one.decided(), one.tripped) == ([], False)
    one.good()
    assert one.decided() == ["a"]
    for place in range(11):
        one.hold(place)
    assert one.tripped
    assert one.give_up() == list(range(11))


# --- renewal --------------------------------------------------------------------------------------
REFRESH = "vk2.r." + "the-first-refresh-token-0123456789"


@pytest.fixture
def renewable(world, settings, local_vk):
    """Let VK ID renew user-1; return its entry in the settings."""
    settings.VK_ID_URL, settings.VK_CLIENT_ID = local_vk.url, "app-1"
    world.grants[REFRESH] = Grant("user-1")
    return f"user-1;refresh={REFRESH};device=device-1"


def test_a_token_is_renewed_before_its_end_and_each_refresh_token_is_used_once(
    at, world, local_vk, open_door, renewable
):
    for minutes in (0, 30, 50, 100, 160):
        at(NIGHT + timedelta(minutes=minutes))
        assert read(open_door(user=[renewable]).walls(some(3))) == 3
    assert local_vk.renewals == 4
    assert local_vk.errors == {}
    assert Row.objects.count() == 1


def test_the_pair_is_kept_sealed(world, open_door, renewable):
    open_door(user=[renewable]).walls(some(1))
    sealed = Row.objects.get().sealed
    assert sealed
    assert not any(secret in sealed for secret in [*world.tokens, *world.grants])


def test_a_token_that_ends_in_the_middle_is_renewed_and_nothing_is_lost(at, world, local_vk, open_door, renewable):
    door = open_door(user=[renewable])
    assert read(door.walls(some(3))) == 3
    door._tokens[0]._adopted_at -= credentials.FRESH
    latest = next(iter(world.grants.values())).access
    world.token_refusals[latest] = Refusal(1117, "User authorization failed: access_token has expired.")
    assert read(door.walls(some(30))) == 30
    assert local_vk.renewals == 2
    assert resting() == {}


def test_a_refresh_token_that_vk_does_not_take_ends_the_token(world, local_vk, open_door, renewable):
    world.grants.clear()
    assert isinstance(open_door(user=[renewable]).walls(some(1))[1], errors.Expired)
    assert local_vk.renewals == 1
    assert resting() == {"пользовательский ключ 1": "expired"}


def test_while_vk_id_is_away_a_token_that_is_over_rests_for_minutes(at, world, local_vk, open_door, renewable):
    entry = renewable.replace("user-1;", ";")
    local_vk.faults.append(Fault("http", method="oauth2/auth", times=1))
    assert isinstance(open_door(user=[entry]).walls(some(1))[1], errors.NotRenewed)
    at(NIGHT + timedelta(minutes=6))
    assert read(open_door(user=[entry]).walls(some(1))) == 1


def test_without_an_application_a_refresh_token_is_no_use(open_door, local_vk, renewable, settings):
    settings.VK_CLIENT_ID = ""
    assert read(open_door(user=[renewable]).walls(some(1))) == 1
    assert local_vk.renewals == 0


def test_another_secret_key_cannot_read_the_pair(world, open_door, renewable, settings):
    open_door(user=[renewable]).walls(some(1))
    settings.SECRET_KEY = "another"
    assert isinstance(open_door(user=[renewable]).walls(some(1))[1], errors.Expired)
