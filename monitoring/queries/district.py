"""What the pages of districts read: how the matrix's rows stand, and the same for each district."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from django.db.models import Count, Max, QuerySet

from monitoring.models import Status, WeekSummary
from monitoring.weeks import Week
from registry.models import District, Institution

from .matrix import matrix
from .shares import (
    Places,
    Share,
    Tally,
    by_column,
    by_single_institutions,
    grouped,
    listed,
    places_of,
    share,
    sheets_of,
    tallies,
    types,
    who,
)

Pace = WeekSummary.Pace
# In this order a sentence tells them.
TOLD = (
    Status.COMPLIANT,
    Status.REMARKS,
    Status.ISSUES,
    Status.UNCLEAR,
    Status.IN_PROGRESS,
    Status.NO_DATA,
    Status.NO_PUBLIC,
    Status.SHARED,
)
PACES = (Pace.DONE, Pace.ON_PACE, Pace.BEHIND)
SORTS = ("name", "publics", "share", *map(str, PACES), *map(str, TOLD), "sheets")


@dataclass(frozen=True)
class Standing:
    """How many rows are in each status (and pace), of which types they are, when they were last seen.

    ``share``: of the publics with category and data those that comply.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    paces: Mapping[str, int] = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    seen_at: datetime | None = None
    share: Share = field(default_factory=Share)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    @property
    def publics(self) -> int:
        return self.total - sum(self.statuses.get(one, 0) for one in (Status.NO_PUBLIC, Status.SHARED))

    @property
    def told(self) -> list[tuple[str, int]]:
        """Return (status, count) of the statuses that there are."""
        return [(status, self.statuses[status]) for status in TOLD if self.statuses.get(status)]

    def beside(self, before: "Standing") -> list[tuple[Status, int, int]]:
        """Return (status, count, count before) of the statuses that there are or were."""
        counts = [(status, self.statuses.get(status, 0), before.statuses.get(status, 0)) for status in TOLD]
        return [row for row in counts if any(row[1:])]


@dataclass(frozen=True)
class DistrictRow:
    """``sheets``: per cent of the places of its institutions where a QR sheet hangs, None where none is asked."""

    district: District
    standing: Standing
    sheets: int | None

    def sorting(self, key: str):
        """Return the value of a column, None where it says nothing."""
        match key:
            case "publics":
                return self.standing.publics
            case "share":
                return self.standing.share.percent
            case "sheets":
                return self.sheets
        return (self.standing.paces if key in PACES else self.standing.statuses).get(key, 0)


def tallied(user, weeks: Collection[Week], district: District | None = None) -> dict[Week, list[Tally]] | None:
    """Return how the district's institutions, or all that the person sees, stand; None where nobody keeps count."""
    return None if by_single_institutions(user) else _tallied(places(user, district), weeks)


def places(user, district: District | None) -> Places:
    """Return the districts that a page is about."""
    return places_of(user) if district is None else {district.pk}


def standings(
    user, weeks: Collection[Week], district: District | None, tallied: dict[Week, list[Tally]] | None
) -> dict[Week, Standing]:
    """Return how they stand in each week, and of which types they are."""
    if tallied is not None:
        known = types(places(user, district))
        return {week: replace(_summed(rows), types=known) for week, rows in tallied.items()}
    rows = _own(user).filter(district=district) if district else _own(user)
    known = frozenset(rows.values_list("type", flat=True))
    return {week: replace(_summed(_counted(rows, week)), types=known) for week in weeks}


def districts(user, week: Week, sort: str = "name") -> list[DistrictRow]:
    """Return the districts in the order of a column, those without institutions too. Four queries at most."""
    mine = _counted(_own(user), week) if by_single_institutions(user) else _tallied(places_of(user), [week])[week]
    by_district, sheets = grouped(mine, attrgetter("district")), sheets_of(user)
    rows = District.objects.visible_to(user).order_by("sort_key")
    return by_column([DistrictRow(one, _summed(by_district[one.pk]), sheets.get(one.pk)) for one in rows], sort)


def _own(user) -> QuerySet[Institution]:
    return Institution.objects.visible_to(user).present()


def _tallied(places: Places, weeks: Collection[Week]) -> dict[Week, list[Tally]]:
    there = listed(who(places))
    without = ((Status.NO_PUBLIC, there.without), (Status.SHARED, there.sharing))
    bare = [
        _row(district, "", status.value, "", count) for status, counts in without for district, count in counts.items()
    ]
    return {week: rows + bare for week, rows in tallies(places, weeks, there).items()}


def _counted(institutions: QuerySet[Institution], week: Week) -> list[Tally]:
    groups = matrix(institutions, week).values("district", "category", "status", "pace", "closed")
    return [_row(**row) for row in groups.annotate(count=Count("pk"), last=Max("seen_at")).order_by()]


def _row(
    district: int,
    category: str,
    status: str,
    pace: str,
    count: int,
    last: datetime | None = None,
    closed: bool = False,
) -> Tally:
    return Tally(district, category, status, pace, closed, quota=None, publics=count, seen_at=last)


def _summed(rows: Iterable[Tally]) -> Standing:
    rows = list(rows)
    statuses: Counter[str] = Counter()
    paces: Counter[str] = Counter()
    for row in rows:
        statuses[row.status] += row.publics
        paces[row.pace] += row.publics
    seen = [row.seen_at for row in rows if row.seen_at]
    return Standing(statuses, paces, seen_at=max(seen, default=None), share=share(rows))
