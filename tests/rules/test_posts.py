"""The rule «posts»: own unique posts in the week."""

import pytest

from monitoring.facts import NotUnique
from monitoring.rules import LETTER
from monitoring.rules.publishing import judge_posts

from .builders import AD, DELETED, FUTURE, REPOST, STEADY, VISITOR, at, post, posts, week

THREE = STEADY[:3]
TABLE = {
    "a flagship with five passes": (week(posts(*STEADY)), "pass", "posts_enough", 5),
    "a flagship with six passes": (week(posts(*STEADY, "Sun 11:00")), "pass", "posts_enough", 6),
    "a flagship with four fails": (week(posts(*STEADY[:4])), "fail", "posts_few", 4),
    "an active public with three passes": (week(posts(*THREE), category="active"), "pass", "posts_enough", 3),
    "an active public with two fails": (week(posts(*THREE[:2]), category="active"), "fail", "posts_few", 2),
    "a silent public fails": (week(), "fail", "posts_few", 0),
    "a card is not asked": (week(category="card"), "not_applicable", "not_asked", None),
    "a card that posts is not asked": (week(posts(*STEADY), category="card"), "not_applicable", "not_asked", None),
    "a running week cannot fail": (
        week(posts(*STEADY[:2]), running=at("Wed 02:00")),
        "unknown",
        "posts_still_missing",
        2,
    ),
    "a running week can be done": (week(posts(*STEADY), running=at("Sun 20:00")), "pass", "posts_enough", 5),
    "seen at its last second it still runs": (week(running=at("Sun 23:59:59")), "unknown", "posts_still_missing", 0),
    "seen at its end it is closed": (week(running=at("Mon 00:00", 1)), "fail", "posts_few", 0),
    "a deleted public keeps what was collected": (
        week(posts(*STEADY), unreachable="deleted"),
        "pass",
        "posts_enough",
        5,
    ),
    "what a closed wall hides is not missing": (
        week(posts(*STEADY[:2]), unreachable="wall_closed"),
        "unknown",
        "wall_unseen",
        2,
    ),
    "Monday 00:00:00 is in the week": (week(posts("Mon 00:00:00", *STEADY[1:])), "pass", "posts_enough", 5),
    "the second before is not": (
        week((*posts(*STEADY[1:]), post(at("Sun 23:59:59", -1), 9))),
        "fail",
        "posts_few",
        4,
    ),
    "Sunday 23:59:59 is in the week": (week(posts(*STEADY[:4], "Sun 23:59:59")), "pass", "posts_enough", 5),
    "the next second is not": (week((*posts(*STEADY[:4]), post(at("Mon 00:00", 1), 9))), "fail", "posts_few", 4),
    "a post after the reading is not seen yet": (
        week(posts(*STEADY), running=at("Sun 09:59:59")),
        "unknown",
        "posts_still_missing",
        4,
    ),
}


@pytest.mark.parametrize(("facts", "outcome", "reason", "value"), TABLE.values(), ids=TABLE.keys())
def test_own_unique_posts_are_held_against_the_quota(facts, outcome, reason, value):
    verdict = judge_posts(facts, LETTER)
    assert (verdict.outcome, verdict.reason, verdict.value) == (outcome, reason, value)


@pytest.mark.parametrize("kind", [REPOST, AD, VISITOR, FUTURE, DELETED])
def test_what_is_no_community_post_does_not_count(kind):
    wall = (*posts(*STEADY[:4]), post(at("Sun 10:00"), 9, kind=kind))
    assert judge_posts(week(wall), LETTER).value == 4


@pytest.mark.parametrize("why", NotUnique)
def test_what_is_not_unique_does_not_count(why):
    wall = (*posts(*STEADY[:4]), post(at("Sun 10:00"), 9, not_unique=why))
    assert judge_posts(week(wall), LETTER).value == 4


def test_a_suspected_repetition_counts():
    assert judge_posts(week(posts(*STEADY, suspected="https://vk.com/wall-1_1")), LETTER).value == 5


def test_the_verdict_names_quota_shortfall_and_what_did_not_count():
    wall = (
        *posts(*STEADY[:2]),
        post(at("Wed 10:00"), 8, kind=REPOST),
        post(at("Wed 11:00"), 9, not_unique=NotUnique.DUPLICATE),
        post(at("Sun 23:59:59", -1), 7, kind=REPOST),
        post(at("Mon 00:00"), 6, kind=REPOST),
        post(at("Mon 00:00", 1), 5, kind=REPOST),
    )
    verdict = judge_posts(week(wall), LETTER)
    assert verdict.threshold == 5
    assert verdict.figures == {"missing": 3, "repost": 2, "duplicate": 1}
    assert verdict.evidence == (1, 2)
