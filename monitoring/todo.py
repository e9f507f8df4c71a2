"""What a public has to do now, the most urgent first. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitoring.facts import Outcome, Question, Verdict
from monitoring.rules.reasons import Reason

# What lasts until somebody mends it: a closed week's verdict of these still says what to do in the new one.
LASTING = ("reachable", "comments_open", "cover", "avatar", "description", "state_mark")
# Nobody at the school can do anything about these.
NOT_THEIRS = (Reason.NO_DATA, Reason.WALL_UNSEEN, Reason.COMMENTS_UNREAD, Reason.NOT_TOLD, Reason.BY_HAND)
# What VK does not show to the portal: a person has to look, and nothing is known to be wrong.
UNSEEN = (Reason.COMMENTS_UNCLEAR, Reason.MARK_UNKNOWN, Reason.CABINET_UNKNOWN, Reason.PICTURE_SIZE_UNKNOWN)
# These are over: the next posts and answers decide, not this week's.
OVER = (Reason.SILENCE, Reason.ANSWERS_LATE, Reason.DUTIES_MISSED)
AT_ONCE = (Reason.SILENCE_OPEN, Reason.WALL_EMPTY)
TO_MEND = (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN)
# What a running week still lacks is not judged yet: it weighs what the demand weighs.
UNJUDGED = (Reason.POSTS_STILL_MISSING, Reason.DUTIES_OPEN)
Demands = Mapping[str, Any]
"""What the rule set demands of the category: {rule id: demand}, see rules/demands.py."""


@dataclass(frozen=True)
class Task:
    """One thing to do. ``due``: until when; None: at once. ``severity``: what it costs otherwise.

    ``waiting``: readers' questions, the oldest first, for the task of answering them; each is to be answered within
    ``hours``, None where that is not demanded.
    """

    rule: str
    due: datetime | None
    severity: Outcome
    verdict: Verdict | None = None
    waiting: Sequence[Question] = ()
    hours: float | None = None

    @property
    def order(self) -> tuple:
        far = self.due.timestamp() if self.due else 0.0
        return far, TO_MEND.index(self.severity)


def tasks(
    verdicts: Mapping[str, Verdict],
    waiting: Sequence[Question],
    demands: Demands,
    ends: datetime,
    now: datetime,
    silent_at: datetime | None = None,
) -> list[Task]:
    """Return what is to be done until the week's end (``ends``).

    ``waiting``: readers' questions without an answer. ``silent_at``: when the present silence becomes too long, if it
    is known and that is in this week.
    """
    found = [*_answers(waiting, demands, now), *_verdicts(verdicts, demands, ends, now)]
    if silent_at and now < silent_at < ends:
        found += _silence(verdicts, demands, silent_at)
    return sorted(found, key=lambda task: task.order)


def over(verdicts: Mapping[str, Verdict], now: datetime) -> list[tuple[str, Verdict]]:
    """Return the verdicts that no deed of this week changes any more."""
    found = [(rule, one) for rule, one in verdicts.items() if one.outcome in TO_MEND and one.reason in OVER]
    return [(rule, one) for rule, one in found if _too_late(one, now)]


def unseen(verdicts: Mapping[str, Verdict]) -> list[tuple[str, Verdict]]:
    """Return what the portal cannot see by itself."""
    reasons = (*UNSEEN, Reason.NOT_TOLD, Reason.COMMENTS_UNREAD)
    return [(rule, one) for rule, one in verdicts.items() if one.outcome == Outcome.UNKNOWN and one.reason in reasons]


def fine(verdicts: Mapping[str, Verdict]) -> list[tuple[str, Verdict]]:
    return [(rule, one) for rule, one in verdicts.items() if one.outcome in (Outcome.PASS, Outcome.WAIVED)]


def _answers(waiting: Sequence[Question], demands: Demands, now: datetime) -> Iterator[Task]:
    """Ask for answers; where none are demanded it is advice, and has no deadline."""
    if not waiting:
        return
    hours = demands["answers"].hours if "answers" in demands else None
    due = [] if hours is None else [one.asked_at + timedelta(hours=hours) for one in waiting]
    soonest = None if any(moment <= now for moment in due) else min(due, default=None)
    yield Task("answers", soonest, _weight("answers", demands, Outcome.WARN), waiting=waiting, hours=hours)


def _verdicts(verdicts: Mapping[str, Verdict], demands: Demands, ends: datetime, now: datetime) -> Iterator[Task]:
    unset = False
    for rule, one in verdicts.items():
        theirs = rule != "answers" and one.outcome in TO_MEND and one.reason not in (*NOT_THEIRS, *UNSEEN)
        if not theirs or _too_late(one, now):
            continue
        if one.reason == Reason.CATEGORY_UNSET:
            if unset:
                continue
            unset = True
        weight = _weight(rule, demands, one.outcome) if one.reason in UNJUDGED else one.outcome
        yield Task(rule, _due(rule, one, ends), weight, one)


def _too_late(verdict: Verdict, now: datetime) -> bool:
    """Tell whether nothing done now would count. A deadline may have passed since the wall was read."""
    due = _own_due(verdict)
    return verdict.reason in OVER if due is None else due <= now


def _due(rule: str, verdict: Verdict, ends: datetime) -> datetime | None:
    return None if rule == "reachable" or verdict.reason in AT_ONCE else _own_due(verdict) or ends


def _own_due(verdict: Verdict) -> datetime | None:
    """Return until when it can be done where that is not the week's end: a mandatory post has days of its own."""
    due = verdict.figures.get("due")
    return datetime.fromisoformat(str(due)) if due else None


def _weight(rule: str, demands: Demands, otherwise: Outcome) -> Outcome:
    """Return what the demand weighs when it is not met; ``otherwise``: where nothing is demanded."""
    return demands[rule].severity.outcome if rule in demands else otherwise


def _silence(verdicts: Mapping[str, Verdict], demands: Demands, silent_at: datetime) -> Iterator[Task]:
    known = verdicts.get("gaps")
    if known and known.outcome == Outcome.PASS:
        yield Task("gaps", silent_at, _weight("gaps", demands, Outcome.WARN), known)
