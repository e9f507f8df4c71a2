"""What a week's verdicts come to: status, score, pace. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from monitoring.facts import Outcome, Verdict, WeekFacts

from .ruleset import RuleSet


class Status(StrEnum):
    """A public's week in one word. An institution without a public is judged nowhere: NO_PUBLIC is its rows'.

    SHARED: it keeps another institution's public, which is judged there.
    """

    NO_PUBLIC = "no_public"
    SHARED = "shared"
    NO_DATA = "no_data"
    ISSUES = "issues"
    IN_PROGRESS = "in_progress"
    UNCLEAR = "unclear"
    REMARKS = "remarks"
    COMPLIANT = "compliant"


class Pace(StrEnum):
    """Will a running week's quota be reached?"""

    NONE = ""
    DONE = "done"
    ON_PACE = "on_pace"
    BEHIND = "behind"


# An unknown one of these leaves the week unclear; an unknown one of those only asks a person to look.
DECISIVE = ("posts", "gaps", "cover", "avatar", "description")
FLAGGED = ("comments_open", "answers", "mandatory", "state_mark")


class Assessment(NamedTuple):
    """One public's week as judged.

    ``score``: 0 to 100 with one decimal, None if the week runs or nothing was left to weigh. ``counted``: own
    unique posts. ``quota``: what the category asks for, None if nothing. ``needs_check``: a person should look.
    """

    status: Status
    needs_check: bool
    score: float | None
    verdicts: Mapping[str, Verdict]
    counted: int
    quota: int | None
    pace: Pace


def sum_up(facts: WeekFacts, rule_set: RuleSet, verdicts: Mapping[str, Verdict]) -> Assessment:
    """Sum up verdicts, computed or set by hand: a manual one replaces the computed one here, and only here."""
    status = status_of(facts, verdicts)
    return Assessment(
        status=status,
        needs_check=status is not Status.NO_DATA and _any(verdicts, FLAGGED, Outcome.UNKNOWN),
        score=score_of(facts, rule_set, verdicts),
        verdicts=verdicts,
        counted=len(facts.counting),
        quota=quota_of(facts, rule_set),
        pace=pace_of(facts, rule_set, verdicts),
    )


def status_of(facts: WeekFacts, verdicts: Mapping[str, Verdict]) -> Status:
    """Return the first status that holds. That a public was found deleted or closed is data, not a lack of them."""
    if facts.seen_at is None and not facts.unreachable:
        return Status.NO_DATA
    outcomes = [verdict.outcome for verdict in verdicts.values()]
    if Outcome.FAIL in outcomes:
        return Status.ISSUES
    if facts.runs:
        return Status.IN_PROGRESS
    if _any(verdicts, DECISIVE, Outcome.UNKNOWN):
        return Status.UNCLEAR
    return Status.REMARKS if Outcome.WARN in outcomes else Status.COMPLIANT


def score_of(facts: WeekFacts, rule_set: RuleSet, verdicts: Mapping[str, Verdict]) -> float | None:
    """Return the share of the weights earned, 0 to 100. What cannot be judged leaves sum and total."""
    if facts.runs:
        return None
    if _any(verdicts, ("reachable",), Outcome.FAIL):
        return 0.0
    points = total = 0.0
    for rule, weight in rule_set.weights.items():
        verdict = verdicts.get(rule)
        share = _SHARES.get(verdict.outcome) if verdict else None
        if verdict and share is not None:
            points += weight * (_in_part(verdict) if rule == "posts" and share < 1 else share)
            total += weight
    return round(100 * points / total, 1) if total else None


def quota_of(facts: WeekFacts, rule_set: RuleSet) -> int | None:
    """Return how many own unique posts the category asks for."""
    demand = rule_set.demand("posts", facts.category)
    return demand.least if demand else None


def pace_of(facts: WeekFacts, rule_set: RuleSet, verdicts: Mapping[str, Verdict]) -> Pace:
    """Return whether a running week keeps up with its quota, measured at each midnight of the region."""
    if not facts.runs:
        return Pace.NONE
    quota, count = quota_of(facts, rule_set), len(facts.counting)
    if quota is None or _any(verdicts, ("posts",), Outcome.WAIVED):
        return Pace.NONE
    if count >= quota:
        return Pace.DONE
    days = sum(midnight <= facts.horizon for midnight in facts.days[1:])
    return Pace.BEHIND if count < quota * days // 7 else Pace.ON_PACE


# What is not judged leaves sum and total; a remark earns half.
_SHARES = {Outcome.PASS: 1.0, Outcome.WARN: 0.5, Outcome.FAIL: 0.0}


def _in_part(posts: Verdict) -> float:
    """Return what too few posts earn: their share of the quota. A verdict set by hand has no figures."""
    if not posts.threshold:
        return _SHARES[posts.outcome]
    return min(1.0, float(posts.value or 0) / float(posts.threshold))


def _any(verdicts: Mapping[str, Verdict], rules: Iterable[str], outcome: Outcome) -> bool:
    return outcome in [verdicts[rule].outcome for rule in rules if rule in verdicts]
