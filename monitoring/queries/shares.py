"""How many publics stand in which status, and the share of them that comply.

The share is of publics that have a category and a verdict of a closed week. One count, by district, category and
status, is summed up as a page needs it: over all, by category, by district.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, F, FilteredRelation, Func, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from monitoring.models import Status, WeekSummary
from monitoring.weeks import Week
from registry.models import Category, Public

GOOD = (Status.COMPLIANT, Status.REMARKS)
WITH_VERDICT = (*GOOD, Status.ISSUES, Status.UNCLEAR)


@dataclass(frozen=True)
class Tally:
    """So many publics of a district that share category, status and pace.

    ``closed``: judged after the week's end. ``quota``: posts asked of them a week.
    """

    district: int
    category: str
    status: str
    pace: str
    closed: bool
    quota: int | None
    publics: int


@dataclass(frozen=True)
class Share:
    """``good`` of ``judged`` publics comply."""

    good: int = 0
    judged: int = 0

    @property
    def percent(self) -> float | None:
        """Return the share in per cent, None where nothing was judged."""
        return 100 * self.good / self.judged if self.judged else None

    def since(self, before: "Share") -> float | None:
        """Return the change in percentage points, None if one of the two is unknown."""
        return None if self.percent is None or before.percent is None else self.percent - before.percent


@dataclass(frozen=True)
class Broken:
    """So many publics of a district and a category got ``verdict`` (fail or warn) by a rule."""

    week: date
    district: int
    category: str
    rule: str
    verdict: str
    publics: int


class Unnest(Func):
    function = "unnest"
    set_returning = True
    output_field = CharField()


def tallies(publics: QuerySet[Public], week: Week) -> list[Tally]:
    """Count publics by what their week came to. A public without a summary has no data. One query."""
    rows = (
        of_the_week(publics, week)
        .values_list("institution__district", "of_category", "of_status", "of_pace", "of_closed")
        .annotate(quota=Max("summary__quota"), publics=Count("pk"))
    )
    return [Tally(*row) for row in rows.order_by()]


def of_the_week(publics: QuerySet[Public], week: Week) -> QuerySet:
    """Join publics with their summary of the week; ``of_category`` is the category that was valid then."""
    return publics.annotate(summary=FilteredRelation("weeks", condition=Q(weeks__week=week.monday))).annotate(
        of_category=Coalesce("summary__category", "category"),
        of_status=Coalesce("summary__status", Value(Status.NO_DATA.value)),
        of_pace=Coalesce("summary__pace", Value("")),
        of_closed=Coalesce("summary__closed", Value(False)),
    )


def share(rows: Iterable[Tally]) -> Share:
    """Return the share of those that comply among publics with a category and a closed week's verdict."""
    judged = [row for row in rows if row.closed and row.category != Category.UNSET and row.status in WITH_VERDICT]
    return Share(sum(row.publics for row in judged if row.status in GOOD), sum(row.publics for row in judged))


def total(rows: Iterable[Tally], **wanted: str) -> int:
    """Return the number of publics whose fields have the wanted values."""
    return sum(row.publics for row in rows if all(getattr(row, name) == value for name, value in wanted.items()))


def grouped(rows: Iterable, key: Callable[..., Hashable]) -> dict:
    """Return {key: rows with it}; an unknown key has no rows."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def trend(publics: QuerySet[Public], last: Week, weeks: int) -> dict[tuple[date, str], Share]:
    """Return {(Monday, category): share} of so many closed weeks up to the last one. One query."""
    judged = Count("pk", filter=Q(status__in=WITH_VERDICT))
    rows = (
        WeekSummary.objects.filter(public__in=publics, week__gt=last.shift(-weeks).monday, week__lte=last.monday)
        .filter(closed=True)
        .exclude(category=Category.UNSET)
        .values_list("week", "category")
        .annotate(good=Count("pk", filter=Q(status__in=GOOD)), judged=judged)
    )
    return {(monday, category): Share(good, judged) for monday, category, good, judged in rows.order_by()}


def broken(publics: QuerySet[Public], *weeks: Week) -> list[Broken]:
    """Count publics by the rules that they fail or are remarked on in the weeks. One query."""
    of_weeks = WeekSummary.objects.filter(public__in=publics, week__in=[week.monday for week in weeks]).order_by()
    fails, warns = (_by_rule(of_weeks, field, verdict) for field, verdict in (("failed", "fail"), ("warned", "warn")))
    return [Broken(*row) for row in fails.union(warns, all=True)]


def _by_rule(rows: QuerySet[WeekSummary], field: str, verdict: str) -> QuerySet:
    return (
        rows.annotate(district=F("public__institution__district"), rule=Unnest(field), verdict=Value(verdict))
        .values_list("week", "district", "category", "rule", "verdict")
        .annotate(publics=Count("pk"))
    )
