"""Files of rows: at once, or ordered and made in the background (registry.making)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.utils import translation

from registry import making
from registry.models import District, Institution

from . import clock, exporting
from .charts import LineChart
from .filters import Filters
from .models import FileOrder
from .queries.district import places
from .queries.matrix import Row, Rows, matrix, narrowed, ordered, read
from .queries.overview import TREND_WEEKS, trend_chart
from .queries.shares import by_single_institutions, closed
from .report import week as report
from .weeks import Week

# Progress is written once in so many rows.
STEP = 500


def asked(user, week: Week, query: dict[str, Any], district: District | None = None) -> Rows:
    """Return the rows that the page with these parameters shows, of all its pages, in its order.

    ``only=publics``: without the institutions that have none.
    """
    institutions = Institution.objects.visible_to(user).present()
    if district:
        institutions = institutions.filter(district=district)
    filters = Filters.parse(query)
    rows = narrowed(matrix(institutions, week), filters)
    if query.get("only") == "publics":
        rows = rows.filter(public__isnull=False)
    return ordered(rows, filters.sort)


def write(user, rows: Iterable[Row], kind: str, week: Week, district: District | None, file: IO) -> int:
    """Write the rows as a file of a kind; return their number."""
    if kind != FileOrder.Kind.PDF:
        return exporting.write(rows, kind, file)
    return report.write(rows, week, district.name if district else "", file, _trend(user, week, district))


def _trend(user, week: Week, district: District | None) -> LineChart | None:
    """Return the chart of the weeks before; None for who sees single institutions: it would tell of the others."""
    if by_single_institutions(user):
        return None
    last = min(week, clock.week_of(clock.now()).shift(-1))
    return trend_chart(closed(places(user, district), last, TREND_WEEKS), last)


def order(user, kind: str, title: str, week: Week, query: dict, district: District | None, total: int) -> FileOrder:
    """Write down a file to be made. Raises making.AnotherUnderWay: one at a time for each person."""
    return making.order(
        FileOrder(
            made_by=user,
            created_at=clock.now(),
            title=title[:200],
            kind=kind,
            week=week.monday,
            district=district,
            query=query,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            total=total,
        )
    )


def make(order_id: int) -> None:
    """Make a file if nobody does."""
    making.make(FileOrder, order_id, _make)


def _make(order: FileOrder) -> None:
    """Write the file beside its place, move it there whole, and offer it."""
    order.folder().mkdir(parents=True, exist_ok=True)
    draft = order.path.with_name(f".{order.path.name}")
    try:
        with translation.override(order.language), draft.open("wb") as file:
            count = _filled(order, file)
        draft.replace(order.path)
    finally:
        draft.unlink(missing_ok=True)
    making.finish(order, timedelta(days=settings.EXPORT_KEPT_DAYS), done=count, total=count)


def _filled(order: FileOrder, file: IO) -> int:
    week = Week(order.week)
    rows = _told(order, read(asked(order.made_by, week, order.query, order.district)))
    return write(order.made_by, rows, order.kind, week, order.district, file)


def _told(order: FileOrder, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass the rows on and tell how far they are."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % STEP == 0:
            making.tell(order, done=count)
