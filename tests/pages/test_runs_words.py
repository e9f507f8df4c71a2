"""An audit in words: reasons, advice, estimates, pace."""

from datetime import timedelta

import pytest

from monitoring.queries.runs import Pace, Portion, pace
from monitoring.wording.audits import ADVICE, about, length, miss_advice, miss_reason
from vk import errors

from .conftest import NOW


def every_error(base: type[Exception] = errors.VkError) -> set[str]:
    """Return the names of the error's descendants."""
    names: set[str] = set()
    for one in base.__subclasses__():
        names |= {one.__name__} | every_error(one)
    return names


@pytest.mark.parametrize("code", sorted((every_error() - {"Refused"}) | {"gave_up"}))
def test_every_error_of_the_door_has_a_reason_and_advice(code):
    assert code in ADVICE
    assert miss_reason(code) != miss_reason("НовыйКод")


def test_an_error_nobody_thought_of_still_says_something():
    assert miss_reason("НовыйКод") == "причина не распознана"
    assert miss_advice("НовыйКод") == "Сообщите администратору портала."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "меньше минуты"),
        (60, "меньше минуты"),
        (61, "около 2 минут"),
        (21 * 60, "около 21 минуты"),
        (89 * 60, "около 89 минут"),
        (90 * 60, "около 2 часов"),
        (21 * 3600, "около 21 часа"),
    ],
)
def test_an_estimate_is_no_finer_than_it_is(seconds, words):
    assert about(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(("seconds", "words"), [(12, "12 с"), (59 * 60, "59 мин"), (97 * 60, "1 ч 37 мин")])
def test_a_length_is_told_as_people_do(seconds, words):
    assert length(timedelta(seconds=seconds)) == words


def portions(step: int, size: int, *ages: int | None) -> list[Portion]:
    return [Portion(step, size, None if age is None else NOW - timedelta(seconds=age)) for age in ages]


def test_the_pace_is_of_the_step_at_work():
    known = portions(1, 500, 120) + portions(2, 25, 100, 60, 20, None, None) + portions(3, 500, None)
    assert pace(known, NOW - timedelta(minutes=9), NOW) == Pace(38, timedelta(seconds=80))


def test_the_pace_forgets_what_was_long_ago():
    told = pace(portions(2, 25, 3000, 2000, 60, None), NOW - timedelta(hours=1), NOW)
    assert told == Pace(5, timedelta(minutes=5))


def test_before_anything_is_done_and_after_all_is_there_is_no_pace():
    assert pace(portions(1, 500, None), NOW, NOW) is None
    assert pace(portions(1, 500, 10), NOW - timedelta(minutes=1), NOW) is None
    assert pace([], NOW, NOW) is None
