"""The rules as tables: of each one a week that passes, one that fails, the exact boundary, and missing data."""

from datetime import timedelta
from typing import Any

import pytest

from monitoring.facts import Duty, Unreachable, WeekFacts
from monitoring.rules import LETTER, RULES

from .builders import REPOST, STEADY, at, post, posts, profile, question, talk, week

KINDS = ("pass", "fail", "boundary", "missing")
UNREAD = {"seen_at": None, "missing": "Transient", "state_mark": None}
SECOND = timedelta(seconds=1)
SINCE = at("Tue 10:00", -1)


def wall(good: int, bad: int, **badly) -> WeekFacts:
    """Return a week with so many posts in good order, and so many that are not."""
    ids = range(1, good + bad + 1)
    return week(post(at("Mon 10:00") + timedelta(hours=id), id, **(badly if id > good else {})) for id in ids)


def questions(in_time: int, late: int) -> WeekFacts:
    asked = [question("Mon 10:00", "Tue 10:00", id) for id in range(in_time)]
    return week(conversation=talk(*asked, *(question("Mon 10:00", "Tue 10:00:01", 100 + id) for id in range(late))))


def described(text: str) -> WeekFacts:
    return week(profile=profile(description=text))


def silent(until) -> WeekFacts:
    """Return a week of which the first post ends a silence that began on Tuesday 10:00 of the week before."""
    return week([post(SINCE, 1), post(until, 2), *(post(at(day), 3) for day in ("Thu 10:00", "Sun 20:00"))])


def commented(opened: int, closed: int) -> WeekFacts:
    told = [True] * opened + [False] * closed
    return week(post(at("Mon 10:00") + timedelta(hours=id), id, can_comment=may) for id, may in enumerate(told))


def cabinet(*duties: Duty, **facts) -> WeekFacts:
    return week(duties=duties, **{"cabinet": True, **facts})


DONE, OPEN = Duty(1, "Год педагога", at("Fri 12:00"), post=5), Duty(2, "Выпускной", at("Fri 12:00"))

# rule: {kind: [(facts, outcome), …]}
TABLE: dict[str, dict[str, list[tuple[WeekFacts, str]]]] = {
    "reachable": {
        "pass": [(week(), "pass")],
        "fail": [(week(unreachable=cause), "fail") for cause in Unreachable],
        # That VK said why is knowledge, though no wall was ever read.
        "boundary": [(week(seen_at=None, unreachable=Unreachable.DELETED), "fail")],
        "missing": [(week(**UNREAD), "unknown")],
    },
    "posts": {
        "pass": [(week(posts(*STEADY, "Sat 10:00")), "pass"), (week(category="card"), "not_applicable")],
        "fail": [
            (week(posts(*STEADY[:4])), "fail"),
            (week(posts(*STEADY[:2]), category="active"), "fail"),
            (week((*posts(*STEADY[:4]), post(at("Wed 10:00"), 9, kind=REPOST))), "fail"),
        ],
        "boundary": [
            (week(posts(*STEADY)), "pass"),
            (week(posts(*STEADY[:3]), category="active"), "pass"),
            (week(posts(*STEADY[:4], "Sun 23:59:59")), "pass"),
            (week((*posts(*STEADY[:4]), post(at("Mon 00:00", 1), 9))), "fail"),
        ],
        "missing": [
            (week(**UNREAD), "unknown"),
            (week(category="unset"), "unknown"),
            (week(posts(*STEADY[:4]), running=at("Sun 23:59:59")), "unknown"),
            (week(posts("Mon 10:00"), unreachable=Unreachable.DELETED), "unknown"),
        ],
    },
    "gaps": {
        "pass": [(week(posts(*STEADY)), "pass")],
        "fail": [(week(), "fail"), (week([post(at("Mon 10:00", -2), 1)]), "fail")],
        "boundary": [
            (silent(SINCE + timedelta(hours=168) - SECOND), "pass"),
            (silent(SINCE + timedelta(hours=168)), "fail"),
        ],
        "missing": [(week(**UNREAD), "unknown"), (week(unreachable=Unreachable.WALL_CLOSED), "unknown")],
    },
    "media": {
        "pass": [(wall(5, 0), "pass"), (week(), "not_applicable")],
        "fail": [(wall(1, 2, media=False), "warn")],
        "boundary": [(wall(4, 1, media=False), "pass"), (wall(79, 21, media=False), "warn")],
        "missing": [(week(**UNREAD), "unknown"), (week(category="unset"), "unknown")],
    },
    "text": {
        "pass": [(wall(5, 0), "pass"), (week(), "not_applicable")],
        "fail": [(wall(1, 2, text_length=0), "warn"), (wall(0, 1, text_length=4000), "warn")],
        "boundary": [
            (wall(0, 1, text_length=1), "pass"),
            (wall(0, 1, text_length=1500), "pass"),
            (wall(0, 1, text_length=1501), "warn"),
            (wall(4, 1, text_length=0), "pass"),
        ],
        "missing": [(week(**UNREAD), "unknown")],
    },
    "comments_open": {
        "pass": [(commented(10, 0), "pass"), (week([post(at("Mon 10:00"), reader_commented=True)]), "pass")],
        "fail": [(week(profile=profile(wall=3)), "fail"), (week(profile=profile(wall=0)), "fail")],
        "boundary": [
            (commented(6, 4), "pass"),
            (commented(4, 6), "fail"),
            (commented(5, 5), "unknown"),
            (week([post(at("Mon 00:00", -1) - SECOND, reader_commented=True)]), "unknown"),
            (week([post(at("Mon 00:00", -1), reader_commented=True)]), "pass"),
        ],
        "missing": [(week(**UNREAD), "unknown"), (week(posts(*STEADY)), "unknown")],
    },
    "answers": {
        "pass": [(questions(3, 0), "pass"), (week(), "not_applicable")],
        "fail": [(questions(1, 1), "warn"), (week(conversation=talk(question("Mon 10:00"))), "warn")],
        "boundary": [
            (questions(9, 1), "pass"),
            (questions(8, 1), "warn"),
            (week(conversation=talk(question("Mon 10:00"), seen=at("Tue 10:00"))), "unknown"),
            (week(conversation=talk(question("Mon 10:00"), seen=at("Tue 10:00:01"))), "warn"),
        ],
        "missing": [
            (week(**UNREAD), "unknown"),
            (week(conversation=None), "unknown"),
            (week(conversation=talk(question("Mon 10:00", "Mon 11:00"), unread=1)), "unknown"),
            (week(unreachable=Unreachable.BLOCKED, conversation=None), "unknown"),
        ],
    },
    "mandatory": {
        "pass": [
            (cabinet(DONE), "pass"),
            (week(), "not_applicable"),
            (cabinet(OPEN, cabinet=False), "not_applicable"),
        ],
        "fail": [(cabinet(DONE, OPEN), "fail")],
        "boundary": [
            (cabinet(OPEN, running=at("Fri 11:59:59")), "unknown"),
            (cabinet(OPEN, running=at("Fri 12:00")), "fail"),
        ],
        "missing": [
            (cabinet(OPEN, **UNREAD), "unknown"),
            (cabinet(OPEN, cabinet=None), "unknown"),
            (cabinet(OPEN, unreachable=Unreachable.WALL_CLOSED), "unknown"),
        ],
    },
    "cover": {
        "pass": [(week(profile=profile(cover_width=1920)), "pass")],
        "fail": [
            (week(profile=profile(cover_set=False, cover_width=None)), "fail"),
            (week(profile=profile(cover_width=795)), "warn"),
        ],
        "boundary": [
            (week(profile=profile(cover_width=1590)), "pass"),
            (week(profile=profile(cover_width=1589)), "warn"),
        ],
        "missing": [
            (week(**UNREAD), "unknown"),
            (week(profile=None), "unknown"),
            (week(profile=profile(cover_set=None)), "unknown"),
            (week(profile=profile(cover_width=None)), "unknown"),
        ],
    },
    "avatar": {
        "pass": [(week(profile=profile(avatar_side=800)), "pass")],
        "fail": [
            (week(profile=profile(avatar_set=False, avatar_side=None)), "fail"),
            (week(profile=profile(avatar_side=100)), "warn"),
        ],
        "boundary": [
            (week(profile=profile(avatar_side=400)), "pass"),
            (week(profile=profile(avatar_side=399)), "warn"),
        ],
        "missing": [
            (week(**UNREAD), "unknown"),
            (week(profile=profile(avatar_set=None)), "unknown"),
            (week(profile=profile(avatar_side=None)), "unknown"),
        ],
    },
    "description": {
        "pass": [(week(), "pass")],
        "fail": [(described(" \n "), "fail"), (described("Школа"), "warn"), (described("ж" * 200), "warn")],
        # «Гимназия», «12», «Габдуллы», «Тукая»: three of four is 0.75, two of four 0.5.
        "boundary": [
            (described("Гимназия № 12 Габдуллы" + "," * 76), "pass"),
            (described("Гимназия № 12 Габдуллы" + "," * 75), "warn"),
            (described("Гимназия № 12" + "," * 100), "warn"),
        ],
        "missing": [(week(**UNREAD), "unknown"), (described(None), "unknown"), (week(profile=None), "unknown")],
    },
    "state_mark": {
        "pass": [(week(state_mark=True), "pass")],
        "fail": [(week(state_mark=False), "fail"), (week(state_mark=False, category="card"), "fail")],
        # The registry may know of it though nothing was collected.
        "boundary": [(week(**UNREAD | {"state_mark": False}), "fail")],
        "missing": [(week(state_mark=None), "unknown"), (week(**UNREAD), "unknown")],
    },
}
BY_ID = {rule.id: rule for rule in RULES}
ROWS: list[Any] = [
    pytest.param(rule, facts, outcome, id=f"{rule} {kind} {place}")
    for rule, kinds in TABLE.items()
    for kind, rows in kinds.items()
    for place, (facts, outcome) in enumerate(rows)
]


def test_every_rule_has_its_table():
    assert list(TABLE) == list(BY_ID)
    assert {rule: tuple(kinds) for rule, kinds in TABLE.items() if all(kinds.values())} == dict.fromkeys(TABLE, KINDS)


@pytest.mark.parametrize(("rule", "facts", "outcome"), ROWS)
def test_a_rule_gives_the_verdict_of_its_table(rule, facts, outcome):
    assert BY_ID[rule].judge(facts, LETTER).outcome == outcome


@pytest.mark.parametrize("rule", TABLE)
def test_a_verdict_that_can_be_measured_tells_figure_and_threshold(rule):
    measured = {"posts", "gaps", "media", "text", "answers", "mandatory", "cover", "avatar", "description"}
    for kind in ("pass", "fail", "boundary"):
        for facts, outcome in TABLE[rule][kind]:
            verdict = BY_ID[rule].judge(facts, LETTER)
            if rule in measured and outcome in ("pass", "warn", "fail") and verdict.reason != "wall_empty":
                assert None not in (verdict.value, verdict.threshold)
