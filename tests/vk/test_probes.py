"""A quota that VK calls used up: when its next day is asked about, with which call, and what becomes of the answer."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from demo.faults import Fault, error
from demo.world import Refusal, community, post
from vk import errors, states
from vk.books import Books
from vk.credentials import from_settings
from vk.door import Wall, WallRequest
from vk.models import Rest
from vk.models import Token as Row

from .conftest import NIGHT

pytestmark = pytest.mark.django_db

POSTED = 1_790_000_000
MIDNIGHT = NIGHT + timedelta(hours=22, minutes=1)


@pytest.fixture
def door(open_door):
    """Return a function that opens another door with the one token there is, as every task does."""
    return lambda: open_door(service=["service-1"])


@pytest.fixture(autouse=True)
def used_up(at, world, local_vk, door):
    """Let VK say at night that the day's walls are read, and go on saying so."""
    world.add(*(community(one, posts=[post(1, POSTED, "Праздник")]) for one in range(1, 11)))
    local_vk.faults.append(error(29, method="wall.get"))
    door().walls(some(5))


def some(number: int = 5) -> list[WallRequest]:
    return [WallRequest(one, POSTED - 3600, page=20) for one in range(1, number + 1)]


def read(answers: dict) -> int:
    return sum(isinstance(answer, Wall) for answer in answers.values())


def test_a_quota_is_asked_about_once_an_hour_from_midnight_on(at, local_vk, door):
    def calls(moment: datetime) -> int:
        at(moment)
        local_vk.calls.clear()
        door().walls(some())
        return len(local_vk.calls)

    assert calls(NIGHT + timedelta(hours=20)) == 0
    assert [calls(MIDNIGHT + timedelta(minutes=minutes)) for minutes in (0, 1, 61)] == [1, 0, 1]
    local_vk.faults.clear()
    assert calls(MIDNIGHT + timedelta(hours=3)) == 5
    assert not Rest.objects.filter(over_at=None).exists()


def test_a_day_used_up_plans_no_walls_and_the_next_day_does(at, door, settings):
    at(NIGHT + timedelta(hours=20))
    assert door().walls_left() == 0
    at(MIDNIGHT)
    assert door().walls_left() == settings.VK_DAILY_WALL_GET


def test_planning_and_calls_of_other_methods_leave_the_question_to_a_call_that_waits(at, local_vk, door):
    local_vk.faults.clear()
    at(MIDNIGHT)
    door().walls_left()
    assert door().communities([1])
    assert read(door().walls(some())) == 5


def test_while_one_process_asks_the_calls_of_another_are_back_in_minutes(at, local_vk, door):
    at(MIDNIGHT)
    asking = Books(from_settings())
    asking.keep(Counter({"wall.get": 1}))
    assert asking._credentials[0].standing.room("wall.get") == 1
    local_vk.calls.clear()
    answer = door().walls(some(1))[1]
    assert isinstance(answer, errors.QuotaExhausted)
    assert answer.returns_at - MIDNIGHT < timedelta(minutes=3)
    assert local_vk.calls == []


def test_a_process_that_ends_before_it_asks_costs_minutes(at, local_vk, door):
    at(MIDNIGHT)
    Books(from_settings()).keep(Counter({"wall.get": 1}))
    local_vk.faults.clear()
    at(MIDNIGHT + timedelta(minutes=3))
    assert read(door().walls(some())) == 5


# --- what the call that asks may meet ---------------------------------------------------------------
@pytest.fixture
def met(at, world, local_vk, door):
    """Return a function that reads five walls after midnight, the first of which meets the fault."""

    def walls(*faults: Fault) -> dict:
        local_vk.faults[:] = faults
        at(MIDNIGHT)
        return door().walls(some())

    return walls


def reasons() -> list[str]:
    return [rest.reason for rest in Rest.objects.filter(over_at=None)]


@pytest.mark.parametrize("code", [15, 125, 18, 30, 203, 212])
def test_a_wall_refused_shows_that_the_day_has_turned(met, world, code):
    world[1].refusal = Refusal(code, "Access denied")
    answers = met()
    assert isinstance(answers[1], errors.Refused)
    assert read(answers) == 4
    assert reasons() == []


def test_so_does_a_wall_too_large_for_an_answer(met):
    assert read(met(error(13, "response size is too big", method="wall.get", times=1))) == 5
    assert reasons() == []


def test_where_vk_does_not_answer_the_next_wall_asks(met, local_vk):
    answers = met(Fault("http", method="wall.get", params={"owner_id": -1}))
    assert isinstance(answers[1], errors.Transient)
    assert read(answers) == 4
    assert reasons() == []


@pytest.mark.parametrize(("code", "kind"), [(14, errors.Captcha), (5, errors.Revoked)])
def test_a_token_that_falls_out_when_it_asks_keeps_nobody_waiting(met, code, kind):
    answers = met(error(code, method="wall.get", times=1))
    assert {type(answer) for answer in answers.values()} == {kind}


def test_when_a_person_has_answered_the_captcha_walls_are_read_again(met, local_vk, door):
    met(error(14, method="wall.get", times=1))
    states.use_again(Row.objects.get(), MIDNIGHT)
    assert read(door().walls(some())) == 5


def test_flood_control_puts_the_question_off_for_its_minutes(met, at, local_vk, door):
    met(error(9, method="wall.get", times=1))
    local_vk.calls.clear()
    at(MIDNIGHT + timedelta(minutes=9))
    assert isinstance(door().walls(some())[1], errors.QuotaExhausted)
    assert local_vk.calls == []
    at(MIDNIGHT + timedelta(minutes=12))
    assert read(door().walls(some())) == 5
