"""Two thousand publics whose verdicts are known beforehand: through rows and facts to verdicts, all of them agree."""

import pytest
import time_machine

from demo.planted import READ_AT, RULES, region
from demo.planted_parts import BY_HAND, EXEMPTED, SCENES
from monitoring import judging
from monitoring.models import WeekSummary
from monitoring.rules import RULES as JUDGED

from .planting import WEEK, plant

pytestmark = pytest.mark.django_db

COUNT = 2000


def test_the_planted_region_names_every_rule_and_shows_every_part():
    assert [rule.id for rule in JUDGED] == list(RULES)
    outcomes = {(rule, verdict) for one in region(COUNT) for rule, verdict in one.verdicts.items()}
    for rule in set(RULES) - {"answers", "media", "text"}:
        assert {(rule, "pass"), (rule, "fail"), (rule, "unknown")} <= outcomes
    for rule in ("answers", "media", "text", "cover", "avatar", "description"):
        assert (rule, "warn") in outcomes
    assert {(rule, "waived") for rule in RULES} <= outcomes
    assert {one.exempt for one in region(COUNT)} == {None, *EXEMPTED}
    assert {one.by_hand for one in region(COUNT)} == {None, *BY_HAND}
    assert any(one.stale for one in region(COUNT))
    assert len({len(one.posts) for one in region(COUNT)}) > 5
    assert len(SCENES) > 25


def test_every_planted_verdict_is_found():
    planted = list(region(COUNT))
    with time_machine.travel(READ_AT, tick=False):
        for batch in plant(planted):
            judging.judge(batch)
    rows = WeekSummary.objects.select_related("public")
    closed = {row.public.vk_id: row for row in rows if row.week == WEEK.monday}
    running = {row.public.vk_id: row for row in rows if row.week == WEEK.shift(1).monday}
    assert len(closed) == len(running) == COUNT
    differing = [
        (one.number, one.category, what, wanted, found)
        for one in planted
        for what, wanted, found in _compared(one, closed[one.number], running[one.number])
        if wanted != found
    ]
    assert differing == []


def _compared(one, closed: WeekSummary, running: WeekSummary):
    for rule in RULES:
        yield rule, one.verdicts[rule], closed.verdicts[rule]["outcome"]
    yield "counted", one.counted, closed.counted
    yield "status", one.status, closed.status
    yield "score", one.score, closed.score
    if one.pace is not None:
        yield "pace", one.pace, running.pace
        yield "counted in the running week", one.running, running.counted
