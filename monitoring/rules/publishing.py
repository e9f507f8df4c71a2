"""Does the public publish enough, and without long silences? Letter, section I. Pure."""

from datetime import timedelta
from math import floor
from operator import attrgetter

from monitoring.facts import Kind, NotUnique, Outcome, Verdict, WeekFacts

from .asking import judges
from .demands import Gaps, Posts
from .reasons import Reason
from .silence import Silence, charged_before, longest, silences, too_long_in


@judges("posts")
def judge_posts(facts: WeekFacts, demand: Posts) -> Verdict:
    """Count own unique posts. A running week can be done early, but cannot fail before its end.

    Of a public that can no longer be read, what was collected can show that enough was published, never that too
    little was: what cannot be seen is unknown.
    """
    count = len(facts.counting)
    figures = {"missing": max(0, demand.least - count), **_not_counted(facts)}
    if count >= demand.least:
        outcome, reason = Outcome.PASS, Reason.POSTS_ENOUGH
    elif facts.unreachable:
        outcome, reason = Outcome.UNKNOWN, Reason.WALL_UNSEEN
    elif facts.runs:
        outcome, reason = Outcome.UNKNOWN, Reason.POSTS_STILL_MISSING
    else:
        outcome, reason = demand.severity.outcome, Reason.POSTS_FEW
    return Verdict(outcome, reason, count, demand.least, figures, tuple([post.id for post in facts.counting]))


def _not_counted(facts: WeekFacts) -> dict[str, int]:
    """Count what stands on the wall in the week without being an own unique post: the school asks why."""
    starts, ends = facts.bounds
    others = [post for post in facts.posts if post.not_unique or post.kind is not Kind.COMMUNITY]
    odd = [post.not_unique or post.kind for post in others if starts <= post.date < ends]
    return {str(what): odd.count(what) for what in _EXPLAINED if what in odd} if odd else {}


_EXPLAINED = (*NotUnique, Kind.REPOST, Kind.AD)


@judges("gaps")
def judge_gaps(facts: WeekFacts, demand: Gaps) -> Verdict:
    """Look for a silence that became too long in the week, or in which the whole week passed.

    Duplicates and shared texts end a silence: readers see them. A running week is judged up to its horizon, so
    it fails as soon as the hours are full. A wall that cannot be read is not silent, it is unseen. ``value``:
    hours, exempt ones taken out.
    """
    if facts.unreachable:
        return Verdict(Outcome.UNKNOWN, Reason.WALL_UNSEEN, None, demand.hours)
    if demand.posting_days is not None and not facts.published_within(demand.posting_days):
        return Verdict(Outcome.NOT_APPLICABLE, Reason.CARD_SILENT, figures={"days": demand.posting_days})
    if not facts.publications:
        return Verdict(demand.severity.outcome, Reason.WALL_EMPTY, None, demand.hours)
    found = longest(facts)
    if found.length < timedelta(hours=demand.hours):
        return _about(found, Outcome.PASS, Reason.RHYTHM_KEPT, demand)
    return _charged(facts, silences(facts), demand)


def _charged(facts: WeekFacts, found: list[Silence], demand: Gaps) -> Verdict:
    """Tell whether this week or an earlier one answers for the silences that are too long."""
    limit = timedelta(hours=demand.hours)
    broken = [one for one in found if one.length >= limit and too_long_in(one, limit, facts)]
    if not broken:
        ours = [one for one in found if not charged_before(one, limit, facts)]
        return _about(max(ours, key=_LENGTH), Outcome.PASS, Reason.RHYTHM_KEPT, demand)
    worst = max(broken, key=_LENGTH)
    reason = Reason.SILENCE if worst.after else Reason.SILENCE_OPEN
    return _about(worst, demand.severity.outcome, reason, demand)


def _about(silence: Silence, outcome: Outcome, reason: Reason, demand: Gaps) -> Verdict:
    exempt = _hours(silence.until - silence.since - silence.length) if silence.exempt else 0.0
    figures: dict[str, str | float] = {
        "since": silence.since.isoformat(),
        "until": silence.until.isoformat(),
        "exempt_hours": exempt,
    }
    evidence = (silence.before.id, silence.after.id) if silence.after else (silence.before.id,)
    return Verdict(outcome, reason, _hours(silence.length), demand.hours, figures, evidence)


_LENGTH = attrgetter("length")
_HUNDREDTH = timedelta(hours=0.01)


def _hours(length: timedelta) -> float:
    """Return hours to two places, cut and not rounded: 167:59:59 passes and must not read as 168."""
    return floor(length / _HUNDREDTH) / 100
