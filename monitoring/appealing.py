"""Appeals from step to step: made by the school, commented by the district, decided once by a specialist."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from registry import immutable, retention
from registry.history import history_rows
from registry.models import Public, User

from . import clock, overruling
from .facts import Outcome
from .holding import hold
from .models import Appeal, WeekSummary
from .overruling import Ruling
from .weeks import Week

# Nobody appeals against what does no harm.
DISPUTABLE = frozenset(map(str, (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN)))
# What a specialist may put in the verdict's place.
GRANTED = (Outcome.PASS, Outcome.NOT_APPLICABLE)


class NotDisputable(Exception):
    """The week has no such verdict any more, or one that asks nothing of the public."""


class AlreadyWaiting(Exception):
    """The same verdict is disputed already. ``args[0]``: that appeal."""


@dataclass(frozen=True)
class Claim:
    """What a school says against a rule's verdict of a week. ``post``: an address on VK, or empty."""

    rule: str
    week: Week
    reason: str
    post: str = ""


def disputable(summary: WeekSummary | None, rule: str) -> bool:
    """Tell whether the week's verdict of the rule may be appealed against."""
    told = summary.verdicts.get(rule) if summary else None
    return told is not None and told["outcome"] in DISPUTABLE


@transaction.atomic
def make(public: Public, claim: Claim, by: User) -> Appeal:
    """Keep an appeal. Raises NotDisputable, AlreadyWaiting."""
    hold([public.pk])
    summary = WeekSummary.objects.filter(public=public, week=claim.week.monday).first()
    if summary is None or not disputable(summary, claim.rule):
        raise NotDisputable
    same = {"public": public, "rule": claim.rule, "week": claim.week.monday}
    if earlier := Appeal.objects.waiting().filter(**same).first():
        raise AlreadyWaiting(earlier)
    told = {"reason": claim.reason, "post": claim.post, "outcome": summary.verdicts[claim.rule]["outcome"]}
    return Appeal.objects.create(**same, **told, made_at=clock.now(), made_by=by)


@transaction.atomic
def comment(row: Appeal, text: str, by: User) -> bool:
    """Keep the district's word in place of an earlier one; tell whether the appeal was still waiting."""
    waiting = _held(row)
    if waiting:
        waiting.comment, waiting.commented_at, waiting.commented_by = text, clock.now(), by
        waiting.save(update_fields=["comment", "commented_at", "commented_by"])
    return waiting is not None


@transaction.atomic
def accept(row: Appeal, outcome: str, answer: str, by: User) -> bool:
    """Put a specialist's verdict in the disputed one's place for that week; tell whether it was still waiting."""
    waiting = _held(row)
    if waiting:
        week = Week(waiting.week)
        ruling = Ruling(waiting.rule, outcome, answer, week, week.sunday)
        waiting.verdict = overruling.overrule(waiting.public, ruling, waiting.outcome, by)
        _decide(waiting, Appeal.State.ACCEPTED, answer, by)
    return waiting is not None


@transaction.atomic
def decline(row: Appeal, answer: str, by: User) -> bool:
    """Let the verdict stand and say why; tell whether the appeal was still waiting."""
    waiting = _held(row)
    if waiting:
        _decide(waiting, Appeal.State.DECLINED, answer, by)
    return waiting is not None


@transaction.atomic
def forget(now: datetime) -> int:
    """Erase what people wrote in appeals decided long ago, in the history too; return of how many appeals.

    That there was one, against what, and how it was decided stays. So does the reason of a verdict set by hand: it is
    the decision's own.
    """
    over = Appeal.objects.filter(decided_at__lt=now - retention.term("appeals")).exclude(reason="")
    gone = list(over.values_list("pk", flat=True))
    Appeal.objects.filter(pk__in=gone).update(reason="", comment="", answer="")
    told = history_rows(Appeal).filter(pgh_obj_id__in=gone).exclude(reason="")
    with immutable.purging(told.model):
        told.delete()
    return len(gone)


def _held(row: Appeal) -> Appeal | None:
    """Return the appeal locked, if nobody has decided it meanwhile. The public goes first, as everywhere."""
    hold([row.public_id])
    rows = Appeal.objects.waiting().select_for_update(of=("self",)).select_related("public")
    return rows.filter(pk=row.pk).first()


def _decide(row: Appeal, state: str, answer: str, by: User) -> None:
    row.state, row.answer, row.decided_at, row.decided_by = state, answer, clock.now(), by
    row.save(update_fields=["state", "answer", "decided_at", "decided_by", "verdict"])
