"""Facts and verdicts as JSON: canonical and lossless."""

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from monitoring.facts import Outcome, PostFact, Verdict, WeekFacts
from monitoring.facts_json import from_json, to_json, verdict_from_json, verdict_to_json

from .builders import MONDAY, at, exempt, post, profile, week

FULL = week(
    [post(at("Mon 10:00"), 1, can_comment=False), post(at("Tue 10:00").replace(microsecond=5), 2)],
    exemptions=(exempt(at("Mon 00:00"), at("Tue 00:00"), "gaps"),),
    state_mark=True,
)


def test_moments_are_written_in_utc():
    data = to_json(FULL)
    assert data["starts"] == "2026-11-08T21:00:00+00:00"
    assert [one["date"] for one in data["posts"]] == ["2026-11-09T07:00:00+00:00", "2026-11-10T07:00:00.000005+00:00"]


def test_every_field_is_written_so_that_a_new_default_changes_no_old_week():
    data = to_json(FULL)
    assert set(data) == {field.name for field in fields(WeekFacts)} | {"zone"}
    assert set(data["posts"][0]) == {field.name for field in fields(PostFact)}


def test_a_field_that_old_weeks_do_not_know_takes_its_default():
    data = to_json(FULL)
    del data["posts"][0]["suspected"]
    del data["profile"]["cover_mark"], data["profile"]["avatar_mark"]
    assert from_json(data) == FULL


@pytest.mark.parametrize("facts", [FULL, week(profile=None, seen_at=None), week(profile=profile(description=None))])
def test_facts_survive_the_journey(facts):
    thawed = from_json(json.loads(json.dumps(to_json(facts))))
    assert thawed == facts
    assert to_json(thawed) == to_json(facts)


def test_the_same_moment_in_another_zone_is_written_alike():
    zone = timezone(timedelta(hours=5))
    moved = [post(one.date.astimezone(zone), one.id, can_comment=one.can_comment) for one in FULL.posts]
    assert to_json(week(moved, exemptions=FULL.exemptions, state_mark=True)) == to_json(FULL)


def test_a_frozen_week_keeps_its_zone_and_with_it_its_midnights():
    berlin = ZoneInfo("Europe/Berlin")
    starts = datetime(2026, 10, 19, tzinfo=berlin)  # clocks are moved on its Sunday
    facts = week(starts=starts, ends=starts + timedelta(weeks=1), seen_at=starts + timedelta(weeks=1))
    thawed = from_json(to_json(facts))
    assert thawed.days == facts.days
    assert thawed.days[-1] == facts.ends.astimezone(UTC)
    assert thawed.days[-1] - thawed.days[-2] == timedelta(hours=25)


def test_a_week_bounded_in_plain_utc_is_kept_too():
    facts = week(starts=MONDAY.astimezone(UTC), ends=(MONDAY + timedelta(weeks=1)).astimezone(UTC))
    assert from_json(to_json(facts)).days == facts.days == week().days


@pytest.mark.parametrize(
    "data",
    [
        {},
        to_json(FULL) | {"unreachable": "asleep"},
        to_json(FULL) | {"zone": "Europe/Nowhere"},
        to_json(FULL) | {"seen_at": "yesterday"},
        to_json(FULL) | {"colour": "red"},
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(data)


def test_a_verdict_survives_the_journey():
    verdict = Verdict(Outcome.WARN, "silence", 168.5, 168, {"since": "2026-11-09", "n": 1}, (1, 2))
    data = json.loads(json.dumps(verdict_to_json(verdict)))
    assert list(data) == ["outcome", "reason", "value", "threshold", "figures", "evidence"]
    assert verdict_from_json(data) == verdict
