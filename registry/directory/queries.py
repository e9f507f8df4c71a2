"""What the pages of the registry read: a few queries, whatever their number of rows."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet

from registry import searching
from registry.directory import filters as narrowing
from registry.directory.filters import Filters
from registry.models import District, Institution, Public
from registry.paging import MOST

Rows = QuerySet[Institution]
ORDER = {
    "name": ["sort_key"],
    "district": ["district__sort_key", "sort_key"],
    "type": ["type", "sort_key"],
    "ogrn": ["ogrn", "sort_key"],
    "category": ["category", "sort_key"],
}


@dataclass(frozen=True)
class Found:
    """``by_likeness``: nothing holds the words themselves, these rows are only like them.

    ``total``: how many rows, where they had to be counted; beyond what pages show only that there are more.
    """

    rows: Rows
    by_likeness: bool = False
    total: int | None = None


def found(seen: Rows, filters: Filters) -> Found:
    """Return the institutions (of those given) that the filters leave, in their order."""
    rows = _narrowed(seen, filters)
    if not filters.q:
        return Found(_ordered(rows, filters.sort))
    literally = searching.found(rows, filters.q)
    # Counted and not asked whether there are any: for the first row of few PostgreSQL would read the whole table.
    if total := literally.order_by()[: MOST + 1].count():
        return Found(_ordered(literally, filters.sort), total=total)
    return Found(_ordered(searching.alike(rows, filters.q), filters.sort), by_likeness=True)


def shown(rows: Rows) -> Rows:
    """Return the rows with all that a line of the table tells."""
    publics = Prefetch("publics", Public.objects.filter(archived_at=None).order_by("pk"), to_attr="watched")
    # Asked of the rows of one page: counted over a join, PostgreSQL would group the whole registry first.
    lends = Exists(_lent())
    return rows.select_related("district", "shares__institution").prefetch_related(publics).annotate(lends=lends)


def of_several(district: QuerySet[District]) -> list[tuple[str, str]]:
    """Return districts as choices of a filter."""
    return [(str(pk), name) for pk, name in district.order_by("sort_key").values_list("pk", "name")]


def _narrowed(rows: Rows, filters: Filters) -> Rows:
    if filters.archive != narrowing.EVERYTHING:
        rows = rows.filter(archived_at__isnull=filters.archive != narrowing.ARCHIVED)
    if filters.district:
        rows = rows.filter(district=filters.district)
    if filters.type:
        rows = rows.filter(type=filters.type)
    if filters.category:
        rows = rows.filter(Exists(_publics().filter(category=filters.category)))
    return _by_publics(rows, filters.publics)


def _by_publics(rows: Rows, wanted: str) -> Rows:
    match wanted:
        case narrowing.NO_PUBLIC:
            return rows.filter(~Exists(_publics()), shares=None)
        case narrowing.SEVERAL:
            counted = Public.objects.filter(archived_at=None).values("institution").annotate(n=Count("pk"))
            return rows.filter(pk__in=counted.filter(n__gt=1).values("institution"))
        case narrowing.SHARED:
            return rows.filter(Q(shares__isnull=False) | Exists(_lent()))
        case narrowing.DEAD:
            return rows.filter(Exists(_publics().exclude(unreachable="")))
    return rows


def _publics() -> QuerySet[Public]:
    """Return the watched publics of the institution of the outer query."""
    return Public.objects.filter(archived_at=None, institution=OuterRef("pk"))


def _lent() -> QuerySet[Public]:
    """Return those of them that another institution keeps too."""
    return _publics().filter(sharers__isnull=False, sharers__archived_at=None)


def _ordered(rows: Rows, sort: str) -> Rows:
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name == "category":
        rows = rows.annotate(category=Min("publics__category", filter=Q(publics__archived_at=None)))
    first, *rest = ORDER[name]
    return rows.order_by(f"{'-' if descending else ''}{first}", *rest, "pk")
