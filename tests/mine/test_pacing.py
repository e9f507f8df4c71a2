"""On which days the missing posts are best: as the letter's own example of a bad week teaches."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.pacing import advise

# 16–22 November 2026, Monday to Sunday.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, 16 + n) for n in range(7))
WEEK = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]
BEFORE = date(2026, 11, 14)


@pytest.mark.parametrize(
    ("since", "posted", "missing", "days", "longest"),
    [
        # One on Tuesday, two missing on Friday: today and on Sunday.
        (FRIDAY, [BEFORE, TUESDAY], 2, {FRIDAY: 1, SUNDAY: 1}, 3),
        # A whole week before one: the three lie evenly.
        (MONDAY, [BEFORE], 3, {TUESDAY: 1, THURSDAY: 1, SATURDAY: 1}, 3),
        # On Monday, after one today: in the middle of what is left, rather late than early.
        (MONDAY, [MONDAY], 1, {FRIDAY: 1}, 4),
        # More than there are days: as evenly as it goes.
        (SATURDAY, [BEFORE], 5, {SATURDAY: 2, SUNDAY: 3}, 7),
        (SUNDAY, [BEFORE], 3, {SUNDAY: 3}, 8),
        (MONDAY, [], 1, {THURSDAY: 1}, 4),
        # After a silence that is too long already, at once.
        (WEDNESDAY, [date(2026, 10, 30)], 1, {WEDNESDAY: 1}, 19),
    ],
)
def test_posts_are_spread_so_that_no_silence_is_longer_than_it_must_be(since, posted, missing, days, longest):
    told = advise([day for day in WEEK if day >= since], posted, missing)
    assert (told.days, told.longest) == (days, longest)


def test_days_of_rest_are_left_alone_where_others_are_left():
    told = advise([FRIDAY, SATURDAY, SUNDAY], [THURSDAY], 1, exempt={SATURDAY, SUNDAY})
    assert told.days == {FRIDAY: 1}


def test_a_week_of_rest_alone_is_no_reason_to_advise_nothing():
    assert advise([SATURDAY, SUNDAY], [FRIDAY], 1, exempt={SATURDAY, SUNDAY}).days == {SUNDAY: 1}


def test_nothing_missing_asks_for_nothing():
    assert advise(WEEK, [], 0).days == {}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.integers(0, 6),
    posted=st.sets(st.integers(-20, 6)),
    missing=st.integers(1, 20),
    exempt=st.sets(st.integers(0, 6)),
)
def test_as_many_are_advised_as_are_missing_and_never_in_the_past(first, posted, missing, exempt):
    days = WEEK[first:]
    told = advise(days, {MONDAY + timedelta(days=n) for n in posted}, missing, {WEEK[n] for n in exempt})
    assert sum(told.days.values()) == missing
    assert set(told.days) <= set(days)
    assert max(told.days.values()) - min(told.days.values()) <= 1
