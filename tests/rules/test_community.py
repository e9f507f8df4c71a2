"""The rules «reachable» and «comments_open»."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.facts import Unreachable
from monitoring.rules import LETTER
from monitoring.rules.community import judge_comments_open, judge_reachable

from .builders import REPOST, STEADY, at, post, posts, profile, week

END = at("Mon 00:00", 1)
FORTNIGHT = END - timedelta(days=14)


def wall(*can_comment, **facts):
    return [post(at("Mon 10:00"), id, can_comment=can, **facts) for id, can in enumerate(can_comment, start=1)]


@pytest.mark.parametrize("why", Unreachable)
@pytest.mark.parametrize("category", ["flagship", "active", "card", "unset"])
def test_a_public_that_cannot_be_read_fails_in_every_category_and_says_why(why, category):
    verdict = judge_reachable(week(unreachable=why, category=category), LETTER)
    assert (verdict.outcome, verdict.reason) == ("fail", why.value)


def test_a_public_that_can_be_read_passes():
    assert judge_reachable(week(), LETTER).outcome == "pass"


def test_a_public_found_deleted_fails_though_its_wall_was_never_read():
    assert judge_reachable(week(unreachable=Unreachable.DELETED, seen_at=None), LETTER).outcome == "fail"


def test_a_public_that_was_not_asked_for_is_unknown():
    verdict = judge_reachable(week(seen_at=None, missing="Transient"), LETTER)
    assert (verdict.outcome, verdict.reason, verdict.figures) == ("unknown", "no_data", {"missing": "Transient"})


COMMENTS = {
    "wall closed": (week(wall(True), profile=profile(wall=3)), "fail", "comments_off"),
    "wall off": (week(wall(True), profile=profile(wall=0)), "fail", "comments_off"),
    "wall off, as told of a public whose wall alone is closed": (
        week(profile=profile(wall=0), unreachable=Unreachable.WALL_CLOSED),
        "fail",
        "comments_off",
    ),
    "wall off, as told of a public that cannot be read": (
        week(profile=profile(wall=0), unreachable=Unreachable.PRIVATE),
        "unknown",
        "comments_unclear",
    ),
    "the wall outweighs a reader's comment": (
        week(wall(True, reader_commented=True), profile=profile(wall=3)),
        "fail",
        "comments_off",
    ),
    "a reader's comment outweighs what VK tells of posts": (
        week(wall(False, False, reader_commented=True)),
        "pass",
        "comment_seen",
    ),
    "a comment under a post of 14 days ago": (
        week([post(FORTNIGHT, 1, reader_commented=True)]),
        "pass",
        "comment_seen",
    ),
    "under one a second older": (
        week([post(FORTNIGHT - timedelta(seconds=1), 1, reader_commented=True)]),
        "unknown",
        "comments_unclear",
    ),
    "under a repost": (week(wall(None, kind=REPOST, reader_commented=True)), "unknown", "comments_unclear"),
    "most open": (week(wall(True, True, False)), "pass", "comments_open"),
    "most closed": (week(wall(True, False, False)), "fail", "comments_closed"),
    "as many open as closed": (week(wall(True, False)), "unknown", "comments_unclear"),
    "the only post open": (week(wall(True)), "pass", "comments_open"),
    "the only post closed": (week(wall(False)), "fail", "comments_closed"),
    "one open, nine not told": (week(wall(True, *[None] * 9)), "unknown", "comments_unclear"),
    "one closed, nine not told": (week(wall(False, *[None] * 9)), "unknown", "comments_unclear"),
    "half of ten closed, half not told": (week(wall(*[False] * 5, *[None] * 5)), "unknown", "comments_unclear"),
    "six of ten closed, four not told": (week(wall(*[False] * 6, *[None] * 4)), "fail", "comments_closed"),
    "two of three closed, one not told": (week(wall(False, False, None)), "fail", "comments_closed"),
    "six closed long ago, then ten not told": (
        week(wall(*[False] * 6, *[None] * 10)),
        "unknown",
        "comments_unclear",
    ),
    "only the last ten posts are asked": (
        week(wall(*[False] * 20, *[True] * 6, *[None] * 4)),
        "pass",
        "comments_open",
    ),
    "nothing told": (week(posts(*STEADY)), "unknown", "comments_unclear"),
    "an empty wall": (week(), "unknown", "comments_unclear"),
    "no profile, yet posts": (week(wall(True), profile=None), "pass", "comments_open"),
    "wall not told, posts told": (week(wall(False), profile=profile(wall=None)), "fail", "comments_closed"),
    "limited wall": (week(wall(True), profile=profile(wall=2)), "pass", "comments_open"),
    "a card": (week(profile=profile(wall=3), category="card"), "not_applicable", "not_asked"),
    "an unset category": (week(profile=profile(wall=3), category="unset"), "unknown", "category_unset"),
}


@pytest.mark.parametrize(("facts", "outcome", "reason"), COMMENTS.values(), ids=COMMENTS.keys())
def test_the_surest_witness_decides_whether_readers_can_comment(facts, outcome, reason):
    verdict = judge_comments_open(facts, LETTER)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=10))
def test_posts_of_which_vk_does_not_tell_never_close_comments(posts):
    known, told = [can for can, _ in posts], [can if tells else None for can, tells in posts]
    if judge_comments_open(week(wall(*told)), LETTER).outcome == "fail":
        assert judge_comments_open(week(wall(*known)), LETTER).outcome == "fail"


def test_comments_after_the_reading_prove_nothing_yet():
    facts = week([post(at("Thu 10:00"), 1, reader_commented=True)], running=at("Wed 02:00"))
    assert judge_comments_open(facts, LETTER).outcome == "unknown"


def test_in_a_running_week_the_14_days_end_with_the_reading():
    facts = week([post(at("Wed 02:00", -2), 1, reader_commented=True)], running=at("Wed 02:00"))
    assert judge_comments_open(facts, LETTER).outcome == "pass"
