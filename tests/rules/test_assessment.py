"""Status, score and pace: what verdicts come to."""

import pytest

from monitoring.facts import Outcome, Unreachable, Verdict
from monitoring.rules import LETTER, RULES, Pace, Status, assess, sum_up

from .builders import STEADY, at, exempt, posts, profile, week

GOOD = week(posts(*STEADY, can_comment=True))


def verdicts(**outcomes: str) -> dict[str, Verdict]:
    """Return passes for all rules but those named."""
    told = {rule.id: "pass" for rule in RULES} | outcomes
    return {rule: Verdict(Outcome(outcome), "") for rule, outcome in told.items()}


STATUSES = {
    "all is well": (GOOD, {}, "compliant"),
    "a remark": (GOOD, {"media": "warn"}, "remarks"),
    "an unknown of the decisive": (GOOD, {"media": "warn", "cover": "unknown"}, "unclear"),
    "a fail": (GOOD, {"media": "warn", "cover": "unknown", "gaps": "fail"}, "issues"),
    "unknown comments": (GOOD, {"comments_open": "unknown"}, "compliant"),
    "unknown comments and a remark": (GOOD, {"comments_open": "unknown", "text": "warn"}, "remarks"),
    "unknown media": (GOOD, {"media": "unknown"}, "compliant"),
    "waived and not applicable": (GOOD, {"posts": "waived", "gaps": "not_applicable"}, "compliant"),
    "the week runs": (week(running=at("Tue 02:00")), {"media": "warn", "posts": "unknown"}, "in_progress"),
    "the week runs, with a fail": (week(running=at("Tue 02:00")), {"gaps": "fail"}, "issues"),
    "nothing collected": (week(seen_at=None), {"reachable": "unknown", "posts": "unknown"}, "no_data"),
    "nothing collected, all waived": (week(seen_at=None), {rule.id: "waived" for rule in RULES}, "no_data"),
    "found deleted before any wall was read": (
        week(seen_at=None, unreachable=Unreachable.DELETED),
        {"reachable": "fail"},
        "issues",
    ),
}
for decisive in ("posts", "gaps", "cover", "avatar", "description"):
    STATUSES[f"unknown {decisive}"] = (GOOD, {decisive: "unknown"}, "unclear")


@pytest.mark.parametrize(("facts", "outcomes", "status"), STATUSES.values(), ids=STATUSES.keys())
def test_the_first_status_that_holds_is_the_weeks(facts, outcomes, status):
    assert sum_up(facts, LETTER, verdicts(**outcomes)).status == status


@pytest.mark.parametrize("rule", ["comments_open", "answers", "mandatory", "state_mark"])
def test_an_unknown_that_a_person_can_settle_sets_a_flag_and_no_status(rule):
    assessment = sum_up(GOOD, LETTER, verdicts(**{rule: "unknown"}))
    assert (assessment.needs_check, assessment.status) == (True, "compliant")
    assert not sum_up(GOOD, LETTER, verdicts()).needs_check


def test_where_nothing_was_collected_there_is_nothing_to_check():
    assert not assess(week(seen_at=None), LETTER).needs_check


SCORES = {
    "all passes": ({}, 100.0),
    "a remark earns half": ({"media": "warn"}, 95.0),  # 95 of 100
    "a fail earns nothing": ({"cover": "fail"}, 95.0),
    "what is unknown leaves sum and total": ({"gaps": "unknown", "cover": "fail"}, 94.1),  # 80 of 85
    "what is waived or not applicable too": ({"posts": "waived", "gaps": "not_applicable"}, 100.0),
    "rules without weight do not": ({"state_mark": "fail"}, 100.0),
    "nothing left, no score": ({rule.id: "unknown" for rule in RULES}, None),
    "unreachable is 0": ({"reachable": "fail"}, 0.0),
    "unreachable is 0, whatever is unknown": (
        {rule.id: "unknown" for rule in RULES} | {"reachable": "fail"},
        0.0,
    ),
}


@pytest.mark.parametrize(("outcomes", "score"), SCORES.values(), ids=SCORES.keys())
def test_the_score_is_the_share_of_the_weights_earned(outcomes, score):
    assert sum_up(GOOD, LETTER, verdicts(**outcomes)).score == score


@pytest.mark.parametrize(("count", "score"), [(0, 0.0), (1, 20.0), (4, 80.0), (5, 100.0), (9, 100.0)])
def test_posts_earn_in_part(count, score):
    facts = week(posts(*["Mon 10:00"] * count))
    posts_alone = {rule.id: rule.judge(facts, LETTER) for rule in RULES if rule.id == "posts"}
    assert sum_up(facts, LETTER, posts_alone).score == score


def test_a_running_week_has_no_score_even_if_a_public_is_unreachable():
    assert assess(week(running=at("Tue 02:00")), LETTER).score is None
    assert assess(week(running=at("Tue 02:00"), unreachable=Unreachable.DELETED), LETTER).score is None


PACES = {
    "the quota is reached": (5, "Mon 02:00", "flagship", "done"),
    "a flagship on Thursday needs two": (1, "Thu 02:00", "flagship", "behind"),
    "and keeps pace with two": (2, "Thu 02:00", "flagship", "on_pace"),
    "an active public on Thursday needs one": (0, "Thu 02:00", "active", "behind"),
    "and keeps pace with one": (1, "Thu 02:00", "active", "on_pace"),
    "on Wednesday 23:59:59 two days are full": (0, "Wed 23:59:59", "active", "on_pace"),
    "on Thursday 00:00 three": (0, "Thu 00:00", "active", "behind"),
    "nobody is behind on Monday": (0, "Mon 23:59:59", "flagship", "on_pace"),
    "on Sunday evening a flagship needs four": (3, "Sun 23:00", "flagship", "behind"),
    "and has time for the fifth": (4, "Sun 23:00", "flagship", "on_pace"),
    "a card has none": (0, "Sun 23:00", "card", ""),
    "an unset category has none": (0, "Sun 23:00", "unset", ""),
}


@pytest.mark.parametrize(("count", "seen", "category", "pace"), PACES.values(), ids=PACES.keys())
def test_pace_is_measured_by_the_full_days_gone(count, seen, category, pace):
    wall = posts(*["Mon 00:00"] * count)
    assert assess(week(wall, running=at(seen), category=category), LETTER).pace == pace


def test_a_closed_or_waived_week_has_no_pace():
    assert assess(GOOD, LETTER).pace is Pace.NONE
    waiver = (exempt(at("Mon 00:00"), at("Fri 00:00"), "posts"),)
    assert assess(week(running=at("Sun 02:00"), exemptions=waiver), LETTER).pace is Pace.NONE


def test_an_assessment_holds_all_that_a_summary_shows():
    assessment = assess(GOOD, LETTER)
    assert (assessment.status, assessment.score, assessment.needs_check) == (Status.COMPLIANT, 100.0, False)
    assert (assessment.counted, assessment.quota) == (5, 5)
    assert list(assessment.verdicts) == [
        "reachable",
        "posts",
        "gaps",
        "media",
        "text",
        "comments_open",
        "answers",
        "mandatory",
        "cover",
        "avatar",
        "description",
        "state_mark",
    ]


def test_a_verdict_set_by_hand_replaces_the_computed_one_in_status_and_score():
    computed = assess(week(posts(*STEADY, can_comment=False)), LETTER)
    by_hand = {**computed.verdicts, "comments_open": Verdict(Outcome.PASS, "comments_open")}
    mended = sum_up(GOOD, LETTER, by_hand)
    assert (computed.status, mended.status) == ("issues", "compliant")
    assert computed.score < mended.score == 100


def test_statuses_and_paces_are_those_of_the_rows():
    from monitoring.models import Status as RowStatus
    from monitoring.models import WeekSummary

    assert [one.value for one in Status] == RowStatus.values
    assert [one.value for one in Pace] == WeekSummary.Pace.values


def test_the_weights_are_the_rulebooks():
    assert sum(LETTER.weights.values()) == 100
    assert assess(week(posts(*STEADY, can_comment=True), profile=profile(cover_width=1000)), LETTER).score == 97.1
