"""The rule «gaps»: no silence of 168 hours between community posts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitoring.facts import NotUnique
from monitoring.rules import LETTER
from monitoring.rules.publishing import judge_gaps

from .builders import REPOST, at, exempt, post, posts, week

LAST_TUESDAY = at("Tue 10:00", -1)
SECOND = timedelta(seconds=1)


def verdict_of(*moments, **facts):
    return judge_gaps(week(posts(*moments), **facts), LETTER)


TABLE = {
    "a steady week passes": (("Mon 10:00", "Thu 10:00", "Sun 10:00"), {}, "pass", "rhythm_kept", 72),
    "exactly 168 hours fail": ((LAST_TUESDAY, "Tue 10:00"), {}, "fail", "silence", 168),
    "one second less passes": ((LAST_TUESDAY + SECOND, "Tue 10:00"), {}, "pass", "rhythm_kept", 167.99),
    "nearly nine days fail with their whole length": (
        (at("Wed 12:30", -1), "Fri 09:14"),
        {},
        "fail",
        "silence",
        212.73,
    ),
    "a wall that cannot be read is unseen, not silent": (
        (LAST_TUESDAY,),
        {"unreachable": "wall_closed"},
        "unknown",
        "wall_unseen",
        None,
    ),
    "an open silence fails in the week in which it is full": ((LAST_TUESDAY,), {}, "fail", "silence_open", 302),
    "a silence full at Monday 00:00 is charged to the week that begins": (
        (at("Mon 00:00", -1), "Mon 00:00"),
        {},
        "fail",
        "silence",
        168,
    ),
    "a silence full at the end is charged to the next week": (("Mon 00:00",), {}, "pass", "rhythm_kept", 168),
    "a silence full one second before the end is this week's": (
        (at("Sun 23:59:59", -1),),
        {},
        "fail",
        "silence_open",
        168,
    ),
    "a silent week in an old silence fails again": ((at("Mon 10:00", -4),), {}, "fail", "silence_open", 830),
    "the week in which work is taken up again passes": (
        (at("Mon 10:00", -2), "Mon 09:00"),
        {},
        "pass",
        "rhythm_kept",
        159,
    ),
    "a wall without a community post fails": ((), {}, "fail", "wall_empty", None),
    "a running week fails as soon as the hours are full": (
        (LAST_TUESDAY,),
        {"running": at("Tue 10:00")},
        "fail",
        "silence_open",
        168,
    ),
    "a second earlier it does not": (
        (LAST_TUESDAY,),
        {"running": at("Tue 09:59:59")},
        "pass",
        "rhythm_kept",
        167.99,
    ),
    "a running week in an old silence fails from its first hour": (
        (at("Mon 10:00", -3),),
        {"running": at("Mon 02:00")},
        "fail",
        "silence_open",
        496,
    ),
    "a running week without any post fails": ((), {"running": at("Tue 02:00")}, "fail", "wall_empty", None),
    "what comes after the reading is not seen yet": (
        (LAST_TUESDAY, "Tue 10:00"),
        {"running": at("Tue 09:00")},
        "pass",
        "rhythm_kept",
        167,
    ),
    "a card is only warned": (
        (LAST_TUESDAY, "Wed 10:00"),
        {"category": "card"},
        "warn",
        "silence",
        192,
    ),
    "a card that posted 28 days ago posts": (
        (at("Mon 00:00", -3),),
        {"category": "card"},
        "warn",
        "silence_open",
        672,
    ),
    "a second longer ago it does not": (
        (at("Mon 00:00", -3) - SECOND,),
        {"category": "card"},
        "not_applicable",
        "card_silent",
        None,
    ),
    "an empty card is not asked": ((), {"category": "card"}, "not_applicable", "card_silent", None),
    "a running card is asked by the 28 days before the reading": (
        (at("Tue 03:00", -4),),
        {"category": "card", "running": at("Tue 02:00")},
        "warn",
        "silence_open",
        671,
    ),
}


@pytest.mark.parametrize(("moments", "facts", "outcome", "reason", "value"), TABLE.values(), ids=TABLE.keys())
def test_a_silence_is_charged_to_the_week_in_which_it_became_too_long(moments, facts, outcome, reason, value):
    verdict = verdict_of(*moments, **facts)
    assert (verdict.outcome, verdict.reason, verdict.value) == (outcome, reason, value)


def test_a_silence_stays_too_long_though_work_was_taken_up_in_the_week():
    verdict = verdict_of(at("Wed 12:30", -1), "Fri 09:14", "Sat 11:20")
    assert verdict.figures["since"] == "2026-11-04T09:30:00+00:00"
    assert verdict.figures["until"] == "2026-11-13T06:14:00+00:00"
    assert verdict.evidence == (1, 2)


@pytest.mark.parametrize("why", NotUnique)
def test_duplicates_and_shared_texts_end_a_silence(why):
    wall = (*posts(LAST_TUESDAY, "Wed 10:00"), post(at("Sun 10:00", -1), 9, not_unique=why))
    assert judge_gaps(week(wall), LETTER).outcome == "pass"


def test_a_repost_ends_no_silence():
    wall = (*posts(LAST_TUESDAY, "Wed 10:00"), post(at("Sun 10:00", -1), 9, kind=REPOST))
    assert judge_gaps(week(wall), LETTER).outcome == "fail"


def test_exempt_hours_are_no_silence():
    quarantine = exempt(at("Fri 00:00", -1), at("Sun 00:00", -1), "gaps")
    verdict = verdict_of(LAST_TUESDAY, "Thu 09:59:59", "Sun 10:00", exemptions=(quarantine,))
    assert (verdict.outcome, verdict.value, verdict.figures["exempt_hours"]) == ("pass", 167.99, 48)


def test_exempt_hours_only_put_the_168th_hour_off():
    quarantine = exempt(at("Fri 00:00", -1), at("Sun 00:00", -1), "gaps")
    verdict = verdict_of(LAST_TUESDAY, "Thu 10:00", "Sun 10:00", exemptions=(quarantine,))
    assert (verdict.outcome, verdict.value) == ("fail", 168)


def test_an_exemption_can_put_a_silence_off_into_the_next_week():
    quarantine = exempt(at("Sat 00:00"), at("Mon 00:00", 1), "gaps")
    wall = (at("Sun 10:00", -1),)
    assert verdict_of(*wall, exemptions=(quarantine,)).outcome == "pass"
    assert judge_gaps(week(posts(*wall), shift=1, exemptions=(quarantine,)), LETTER).outcome == "fail"


def test_overlapping_exemptions_are_taken_out_once():
    twice = (
        exempt(at("Fri 00:00", -1), at("Sun 00:00", -1)),
        exempt(at("Sat 00:00", -1), at("Sun 00:00", -1), "gaps"),
        exempt(at("Fri 12:00", -1), at("Fri 13:00", -1), "gaps"),
    )
    assert verdict_of(LAST_TUESDAY, "Wed 10:00", exemptions=twice).figures["exempt_hours"] == 48


def test_an_exemption_from_another_rule_is_none():
    other = exempt(at("Fri 00:00", -1), at("Sun 00:00", -1), "posts")
    assert verdict_of(LAST_TUESDAY, "Wed 10:00", exemptions=(other,)).outcome == "fail"


def test_clocks_that_are_moved_do_not_stretch_a_silence():
    berlin = ZoneInfo("Europe/Berlin")  # back by an hour on 25 October 2026
    starts = datetime(2026, 10, 26, tzinfo=berlin)
    wall = (
        post(datetime(2026, 10, 20, 10, tzinfo=berlin), 1),
        post(datetime(2026, 10, 27, 9, tzinfo=berlin), 2),
    )
    facts = week(wall, starts=starts, ends=starts + timedelta(weeks=1), seen_at=datetime(2026, 11, 3, tzinfo=UTC))
    assert judge_gaps(facts, LETTER).value == 168


def test_an_exemption_that_begins_when_the_hours_are_full_comes_too_late():
    late = exempt(at("Tue 10:00"), at("Wed 10:00"), "gaps")
    verdict = verdict_of(LAST_TUESDAY, "Tue 20:00", exemptions=(late,))
    assert (verdict.outcome, verdict.value) == ("fail", 168)


@pytest.mark.parametrize(("until", "outcome"), [("Wed 14:00", "fail"), ("Wed 14:00:01", "pass")])
def test_a_silent_week_fails_if_168_hours_are_full_at_its_very_end(until, outcome):
    power_cut = exempt(at("Wed 00:00"), at(until), "gaps")
    assert verdict_of(at("Sun 10:00", -1), exemptions=(power_cut,)).outcome == outcome
