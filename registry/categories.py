"""The category of a public and its history: a past week is held against the category of its own time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from registry.models import Category, CategoryPeriod, Public, User, category_at

ROWS_A_QUERY = 500


@transaction.atomic
def set_category(
    publics: Iterable[Public], category: str, when: datetime, by: User | None = None, reason: str = ""
) -> list[Public]:
    """Give the publics a category from this moment on; return those that had another one."""
    changed = [public for public in publics if public.category != category]
    for public in changed:
        public.category = category
    Public.objects.bulk_update(changed, ["category"], ROWS_A_QUERY)
    record(changed, when, by, reason)
    return changed


def record(publics: Iterable[Public], when: datetime, by: User | None = None, reason: str = "") -> None:
    """Write the beginning of a period for publics whose category has just been set."""
    periods = [
        CategoryPeriod(public=public, category=public.category, valid_from=when, decided_by=by, reason=reason)
        for public in publics
    ]
    CategoryPeriod.objects.bulk_create(periods, ROWS_A_QUERY)


@dataclass(frozen=True)
class Order:
    """A category for many publics at once. ``valid_from``: a moment of any time, past or to come."""

    category: str
    valid_from: datetime
    reason: str = ""
    by: User | None = None


@dataclass(frozen=True)
class Foreseen:
    """What an order would do. ``before``: how many have which category at its moment; ``later``: how many have

    another period after it, which stays.
    """

    publics: int
    changed: int
    before: dict[str, int]
    later: int

    @property
    def mark(self) -> str:
        """Return what changes when any figure that a person was told does."""
        return "-".join(map(str, (self.publics, self.changed, self.later, *sorted(self.before.items()))))


def foresee(publics: QuerySet[Public], order: Order) -> Foreseen:
    rows: list[Any] = list(_with_periods(publics))
    before = Counter(_standing(one, order.valid_from) for one in rows)
    later = sum(any(period.valid_from > order.valid_from for period in one.periods) for one in rows)
    return Foreseen(len(rows), len(rows) - before[order.category], dict(before), later)


@transaction.atomic
def assign(publics: QuerySet[Public], order: Order, now: datetime) -> int:
    """Begin a period of that category; return how many publics had another one. Later periods stand."""
    rows: list[Any] = [one for one in _with_periods(publics.select_for_update(of=("self",))) if _differs(one, order)]
    begun = [period for one in rows for period in _begun(one, order)]
    CategoryPeriod.objects.bulk_create(begun, ROWS_A_QUERY)
    for one in rows:
        told = [*one.periods, *(period for period in begun if period.public_id == one.pk)]
        one.category = _at(told, now, one.category)
    Public.objects.bulk_update(rows, ["category"], ROWS_A_QUERY)
    return len(rows)


def begin_due(now: datetime) -> int:
    """Let categories that were told beforehand begin; return how many publics changed theirs."""
    periods = CategoryPeriod.objects.filter(public=OuterRef("pk"), valid_from__lte=now).order_by("-valid_from", "-pk")
    told = Public.objects.annotate(told=Subquery(periods.values("category")[:1])).filter(told__isnull=False)
    rows: list[Any] = list(told.exclude(category=F("told")))
    for one in rows:
        one.category = one.told
    Public.objects.bulk_update(rows, ["category"], ROWS_A_QUERY)
    return len(rows)


def _with_periods(publics: QuerySet[Public]) -> QuerySet[Public]:
    periods = CategoryPeriod.objects.order_by("valid_from", "pk")
    return publics.order_by("pk").prefetch_related(Prefetch("category_periods", periods, to_attr="periods"))


def _standing(public, moment: datetime) -> str:
    return category_at(public.periods, moment) if public.periods else public.category


def _differs(public, order: Order) -> bool:
    return _standing(public, order.valid_from) != order.category


def _begun(public, order: Order) -> list[CategoryPeriod]:
    """Return the new period and, where a category stood without one, that one's: else the new would hold before."""
    new = CategoryPeriod(
        public=public, category=order.category, valid_from=order.valid_from, decided_by=order.by, reason=order.reason
    )
    if public.periods or public.category == Category.UNSET:
        return [new]
    known = CategoryPeriod(
        public=public,
        category=public.category,
        valid_from=min(public.created_at, order.valid_from - timedelta(seconds=1)),
    )
    return [known, new]


def _at(periods: list[CategoryPeriod], now: datetime, current: str) -> str:
    begun = [one for one in periods if one.valid_from <= now]
    # Of two that begin at one moment the one written last holds.
    return sorted(begun, key=lambda one: one.valid_from)[-1].category if begun else current
