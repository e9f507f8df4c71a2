"""What a run reads and in which order, and why the others wait. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitoring.agenda import Candidate, Reason, agenda, due_on

MOSCOW = ZoneInfo("Europe/Moscow")
# Thursday of 2026-W46, at night.
NOW = datetime(2026, 11, 12, 2, 0, tzinfo=MOSCOW)
MONDAY = datetime(2026, 11, 9, tzinfo=MOSCOW)
EVERY = {"flagship": 1, "active": 1, "unset": 1, "card": 3}


def ago(public: int, category: str = "active", waiting: bool = False, **span: float) -> Candidate:
    return Candidate(public, category, NOW - timedelta(**span) if span else None, waiting)


def plan(*publics: Candidate, now: datetime = NOW, quota: int | None = None):
    return agenda(publics, now, MONDAY, EVERY, quota)


def test_who_was_never_read_comes_first_then_the_most_overdue():
    assert plan(ago(1, days=1), ago(2, days=3), ago(3), ago(4, days=2)).read == (3, 2, 4, 1)


def test_among_those_due_on_one_day_the_category_decides():
    read = [
        ago(1, "card", days=3),
        ago(2, "active", hours=24),
        ago(3, "flagship", hours=23.5),
        ago(4, "unset", hours=24),
    ]
    assert plan(*read).read == (3, 2, 4, 1)


def test_a_night_that_begins_earlier_than_the_last_one_still_reads_everything():
    assert plan(ago(1, hours=23, minutes=20)).read == (1,)


def test_what_was_read_today_is_not_read_again():
    told = plan(ago(1, minutes=90), ago(2, hours=20), now=NOW)
    assert told.read == (2,)
    assert told.left_out == {(Reason.NOT_DUE, "active"): (1,)}


def test_a_card_waits_its_three_days():
    assert plan(ago(1, "card", days=2)).left_out == {(Reason.NOT_DUE, "card"): (1,)}
    assert plan(ago(1, "card", days=3)).read == (1,)


def test_after_a_weeks_end_everybody_is_read_whatever_the_interval():
    monday_night = MONDAY + timedelta(hours=2)
    sunday = Candidate(1, "card", MONDAY - timedelta(hours=22))
    assert plan(sunday, now=monday_night).read == (1,)
    assert due_on(sunday, 3, MONDAY) == date(2026, 11, 9)


def test_once_read_after_the_weeks_end_a_card_waits_again():
    tuesday = MONDAY + timedelta(days=1, hours=2)
    assert plan(Candidate(1, "card", MONDAY + timedelta(hours=2)), now=tuesday).read == ()


def test_what_the_quota_does_not_reach_is_named():
    told = plan(ago(1, "flagship", days=1), ago(2, "active", days=1), ago(3, "card", days=3), quota=1)
    assert told.read == (1,)
    assert told.left_out == {(Reason.QUOTA, "active"): (2,), (Reason.QUOTA, "card"): (3,)}


def test_who_had_to_wait_for_the_quota_leads():
    assert plan(ago(1, days=9), ago(2), ago(3, "card", waiting=True, days=3), quota=1).read == (3,)


def test_who_had_to_wait_and_was_read_since_waits_for_its_day():
    assert plan(ago(1, waiting=True, hours=1)).read == ()


@pytest.mark.parametrize(("quota", "read"), [(None, 3), (0, 0), (2, 2), (99, 3)])
def test_nobody_is_lost(quota, read):
    told = plan(ago(1), ago(2), ago(3), ago(4, hours=1), quota=quota)
    named = [*told.read, *(public for ids in told.left_out.values() for public in ids)]
    assert len(told.read) == read
    assert sorted(named) == [1, 2, 3, 4]


def test_an_empty_registry_is_an_empty_plan():
    assert plan(quota=0).read == ()
