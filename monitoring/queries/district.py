"""What the pages of districts read: how the matrix's rows stand, and the same for each district."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from monitoring.models import Status, WeekSummary
from monitoring.weeks import Week
from registry.models import Category, District, Institution

from .matrix import matrix
from .shares import GOOD, WITH_VERDICT, Share

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
)
PACES = (Pace.DONE, Pace.ON_PACE, Pace.BEHIND)


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
        return self.total - self.statuses.get(Status.NO_PUBLIC, 0)

    @property
    def pace_counts(self) -> list[int]:
        """Return how many have reached the quota of a running week, keep up with it, may not reach it."""
        return [self.paces.get(pace, 0) for pace in PACES]

    @property
    def told(self) -> list[tuple[str, int]]:
        """Return (status, count) of the statuses that there are."""
        return [(status, self.statuses[status]) for status in TOLD if self.statuses.get(status)]


@dataclass(frozen=True)
class DistrictRow:
    district: District
    standing: Standing


def standing(institutions: QuerySet[Institution], week: Week) -> Standing:
    """Return how the institutions stand: one query."""
    return _summed(_groups(institutions, week, "type"))


def districts(districts: QuerySet[District], institutions: QuerySet[Institution], week: Week) -> list[DistrictRow]:
    """Return the districts in the order of their names, those without institutions too: two queries."""
    by_district: dict[int, list[dict]] = {}
    for group in _groups(institutions, week, "district"):
        by_district.setdefault(group["district"], []).append(group)
    rows = districts.order_by("sort_key")
    return [DistrictRow(district, _summed(by_district.get(district.pk, []))) for district in rows]


def _groups(institutions: QuerySet[Institution], week: Week, by: str) -> list[dict]:
    groups = matrix(institutions, week).values(by, "status", "pace", "category")
    return list(groups.annotate(count=Count("pk"), last=Max("seen_at")).order_by())


def _summed(groups: Iterable[dict]) -> Standing:
    groups = list(groups)
    statuses: Counter[str] = Counter()
    paces: Counter[str] = Counter()
    for group in groups:
        statuses[group["status"]] += group["count"]
        paces[group["pace"]] += group["count"]
    seen = [group["last"] for group in groups if group["last"]]
    types = frozenset(group["type"] for group in groups if "type" in group)
    return Standing(statuses, paces, types, max(seen, default=None), _share(groups))


def _share(groups: Iterable[dict]) -> Share:
    judged = [group for group in groups if group["category"] != Category.UNSET and group["status"] in WITH_VERDICT]
    good = sum(group["count"] for group in judged if group["status"] in GOOD)
    return Share(good, sum(group["count"] for group in judged))
