"""A specialist's verdict in place of the computed one: set, taken back, in force at once."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from registry.models import Public, User

from . import clock, judging
from .holding import hold
from .models import ManualVerdict, WeekSummary
from .weeks import Week


@dataclass(frozen=True)
class Ruling:
    """What a specialist has decided: the verdict of a rule from a week on, for the weeks that begin until a day."""

    rule: str
    outcome: str
    reason: str
    first_week: Week
    until: date


def overrule(public: Public, ruling: Ruling, computed: str, by: User) -> ManualVerdict:
    """Keep the verdict and judge the weeks of its term again. ``computed``: the outcome that it replaces."""
    with transaction.atomic():
        hold([public.pk])
        row = ManualVerdict.objects.create(
            public=public,
            rule=ruling.rule,
            outcome=ruling.outcome,
            reason=ruling.reason,
            first_week=ruling.first_week.monday,
            until=ruling.until,
            instead_of=computed,
            set_at=clock.now(),
            set_by=by,
        )
        _judge_term(row)
    return row


def withdraw(row: ManualVerdict, by: User) -> bool:
    """Take a verdict back and judge its weeks again; tell whether it was still standing."""
    with transaction.atomic():
        hold([row.public_id])
        standing = ManualVerdict.objects.standing().select_for_update(of=("self",)).filter(pk=row.pk).first()
        if standing is None:
            return False
        standing.withdrawn_at, standing.withdrawn_by = clock.now(), by
        standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _judge_term(standing)
    return True


def _judge_term(row: ManualVerdict) -> None:
    judged = WeekSummary.objects.filter(public=row.public_id, week__range=(row.first_week, row.until))
    weeks = [Week(monday) for monday in judged.values_list("week", flat=True)]
    judging.rejudge({row.public_id: weeks}, clock.now())
