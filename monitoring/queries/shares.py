"""How many publics stand in which status, and the share of them that comply.

The share is of publics that have a category and a verdict of a closed week. One count, by district, category and
status, is summed up as a page needs it: over all, by category, by district.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import md5
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from django.core.cache import cache
from django.db.models import Max, Q, QuerySet, Sum

from monitoring.models import PlaceTally, RuleTally, Status, WeekTally
from monitoring.weeks import Week
from registry.access import scope_of
from registry.models import Category
from registry.sheets import percent_by_district

GOOD = (Status.COMPLIANT, Status.REMARKS)
WITH_VERDICT = (*GOOD, Status.ISSUES, Status.UNCLEAR)
# Of whom the share speaks, as a condition on rows; see ``is_judged``.
JUDGED = Q(closed=True, status__in=WITH_VERDICT) & ~Q(category=Category.UNSET)


class Tally(NamedTuple):
    """So many publics of a district that share category, status and pace.

    ``closed``: judged after the week's end. ``quota``: posts asked of them a week. ``seen_at``: the latest reading.
    ``judged``: they have summaries.
    """

    district: int
    category: str
    status: str
    pace: str
    closed: bool
    quota: int | None
    publics: int
    seen_at: datetime | None = None
    judged: bool = True


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


class Broken(NamedTuple):
    """So many publics of a district and a category got ``verdict`` (fail or warn) by a rule."""

    week: date
    district: int
    category: str
    rule: str
    verdict: str
    publics: int


Places = Collection[int] | None
"""Primary keys of districts; None is all of them."""


def places_of(user) -> Places:
    """Return the districts that a person sees, None for all: counts know no single institutions."""
    scope = scope_of(user)
    return None if scope.everything else scope.districts


def by_single_institutions(user) -> bool:
    """Tell whether the person sees single institutions, which the kept counts do not tell apart."""
    scope = scope_of(user)
    return bool(scope.institutions) and not scope.everything


def cached_as(user, what: str) -> str:
    """Return the name under which the cache keeps what the person, and others who see the same, may see."""
    scope = scope_of(user)
    told = f"{scope.everything} {sorted(scope.districts)} {sorted(scope.institutions)}"
    return f"{what}:{md5(told.encode(), usedforsecurity=False).hexdigest()}"


def sheets_of(user) -> Mapping[int, int | None]:
    """Return how far the districts' sheets are, as it was a minute ago at most: each institution is looked at."""
    return cache.get_or_set(cached_as(user, "sheets"), lambda: percent_by_district(user), timeout=60) or {}


@dataclass(frozen=True)
class Listed:
    """Watched publics by district and category of today, institutions without one by district, districts by name.

    ``sharing``: of those without one of their own, who keeps another institution's; they are not ``without``.
    """

    publics: Mapping[tuple[int, str], int]
    without: Mapping[int, int]
    sharing: Mapping[int, int]
    names: Mapping[int, str]


def who(places: Places) -> QuerySet:
    """Count who there is, for ``listed``."""
    rows = PlaceTally.objects.of_places(places).order_by("district__sort_key", "district")
    return rows.values_list("district", "district__name", "category").annotate(sum=Sum("publics"))


def listed(rows: Iterable[tuple]) -> Listed:
    """Return who there is, by rows of ``who``; districts without institutions are not in it."""
    told = list(rows)
    publics = {(district, category): n for district, _, category, n in told if n}
    without, sharing = (
        {district: publics.pop((district, none)) for district, category in list(publics) if category == none}
        for none in (PlaceTally.NONE, PlaceTally.SHARED)
    )
    return Listed(publics, without, sharing, {district: name for district, name, _, _ in told})


def types(places: Places) -> frozenset[str]:
    """Return the types that institutions have. One query."""
    rows = PlaceTally.objects.of_places(places).values_list("type").annotate(sum=Sum("publics"))
    return frozenset(type for type, institutions in rows.order_by() if institutions > 0)


def tallies(places: Places, weeks: Iterable[Week], there: Listed) -> dict[Week, list[Tally]]:
    """Return what weeks of the districts' publics came to. A public without a summary has no data. One query."""
    told: dict[date, list[Tally]] = {week.monday: [] for week in weeks}
    left = {monday: Counter(there.publics) for monday in told}
    rows = WeekTally.objects.of_places(places).filter(week__in=list(told))
    keys = ("week", "listed", "district", "category", "status", "pace", "closed", "quota")
    sums = rows.values_list(*keys).annotate(sum=Sum("publics"), last=Max("seen_at")).order_by()
    for monday, listed_as, district, *what, publics, last in sums:
        if publics:
            told[monday].append(Tally(district, *what, publics, last))  # type: ignore[call-arg]
            left[monday][district, listed_as] -= publics
    for monday, unjudged in left.items():
        told[monday] += [_unjudged(*key, publics) for key, publics in unjudged.items() if publics > 0]
    return {Week(monday): rows for monday, rows in told.items()}


def _unjudged(district: int, category: str, publics: int) -> Tally:
    return Tally(district, category, Status.NO_DATA.value, "", closed=False, quota=None, publics=publics, judged=False)


def is_judged(closed: bool, category: str, status: str) -> bool:
    """Tell whether the share speaks of a public that stands so: what ``JUDGED`` asks of rows."""
    return closed and category != Category.UNSET and status in WITH_VERDICT


def share(rows: Iterable[Tally]) -> Share:
    """Return the share of those that comply among publics with a category and a closed week's verdict."""
    judged = [row for row in rows if is_judged(row.closed, row.category, row.status)]
    return Share(sum(row.publics for row in judged if row.status in GOOD), sum(row.publics for row in judged))


def how_many(rows: Iterable[Tally | Broken], name: str) -> Counter[str]:
    """Return {value of a field: number of publics that have it}."""
    told: Counter[str] = Counter()
    field = attrgetter(name)
    for row in rows:
        told[field(row)] += row.publics
    return told


class Sortable(Protocol):
    """A row of a table of districts. ``sorting``: the value of a column, None where it says nothing."""

    def sorting(self, key: str) -> Any: ...


Line = TypeVar("Line", bound=Sortable)


def by_column(rows: Iterable[Line], sort: str) -> list[Line]:
    """Return rows that stand by name by a column, «-» for descending; what is unknown stands last either way."""
    key = sort.removeprefix("-")
    rows = list(rows)
    if key == "name":
        return rows[::-1] if sort.startswith("-") else rows
    known = [row for row in rows if row.sorting(key) not in (None, "")]
    unknown = [row for row in rows if row.sorting(key) in (None, "")]
    return sorted(known, key=lambda row: row.sorting(key), reverse=sort.startswith("-")) + unknown


def grouped(rows: Iterable, key: Callable[..., Hashable]) -> dict:
    """Return {key: rows with it}; an unknown key has no rows."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def closed(places: Places, last: Week, weeks: int) -> QuerySet:
    """Count what so many closed weeks up to the last one came to, for ``trend``."""
    rows = (
        WeekTally.objects.of_places(places)
        .filter(JUDGED, week__gt=last.shift(-weeks).monday, week__lte=last.monday)
        .values_list("week", "category")
        .annotate(good=Sum("publics", filter=Q(status__in=GOOD), default=0), judged=Sum("publics"))
    )
    return rows.order_by()


def trend(rows: Iterable[tuple]) -> dict[tuple[date, str], Share]:
    """Return {(Monday, category): share} by rows of ``closed``."""
    return {(monday, category): Share(good, judged) for monday, category, good, judged in rows}


def broken(places: Places, *weeks: Week) -> list[Broken]:
    """Count publics by the rules that they fail or are remarked on in the weeks. One query."""
    rows = RuleTally.objects.of_places(places).filter(week__in=[week.monday for week in weeks])
    keys = ("week", "district", "category", "rule", "verdict")
    return [Broken(*row) for row in rows.values_list(*keys).annotate(sum=Sum("publics")).order_by() if row[-1]]
