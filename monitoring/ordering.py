"""A large file from its order to its end: ordered, claimed by a worker, made, offered for some days, removed.

A worker claims a file with a lease that its progress renews. When it dies, the lease runs out and another worker
makes the file from its beginning, under another name. Only a finished file is ever offered.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from registry.models import District, Institution

from . import clock, exporting
from .filters import Filters
from .models import FileOrder
from .models.orders import orders_folder
from .queries.district import places
from .queries.matrix import Row, Rows, matrix, narrowed, ordered, read
from .queries.overview import trend_chart
from .report import week as report
from .weeks import Week

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
MAX_ATTEMPTS = 3
# Progress is written once in so many rows.
STEP = 500


class AnotherUnderWay(Exception):
    """The person's other file is still being made."""

    def __init__(self, order: FileOrder):
        super().__init__(order)
        self.order = order


class Superseded(Exception):
    """The file was stopped, or another worker has it."""


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
    last = min(week, clock.week_of(clock.now()).shift(-1))
    chart = trend_chart(places(user, district), last)
    return report.write(rows, week, district.name if district else "", file, chart)


def order(user, kind: str, title: str, week: Week, query: dict, district: District | None, total: int) -> FileOrder:
    """Write down a file to be made. Raises AnotherUnderWay: one at a time for each person."""
    wanted = FileOrder(
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
    try:
        with transaction.atomic():
            wanted.save()
    except IntegrityError:
        busy = FileOrder.objects.get(made_by=user, state=FileOrder.State.UNDER_WAY)
        raise AnotherUnderWay(busy) from None
    return wanted


def make(order_id: int) -> None:
    """Make a file if nobody does; whatever goes wrong, it is tried again, and given up at last."""
    wanted = claim(order_id)
    if wanted is None:
        return
    try:
        with translation.override(wanted.language):
            _write(wanted)
    except Superseded:
        log.info("Файл %s: остановлен или передан другому", wanted.pk)
    except Exception:
        log.exception("Файл %s не удался с %s-го раза", wanted.pk, wanted.attempts)
        _mine(wanted).update(leased_until=None)


def claim(order_id: int) -> FileOrder | None:
    """Take a file for the length of a lease; None if it is done, stopped, given up, or somebody has it."""
    now = clock.now()
    with transaction.atomic():
        wanted = FileOrder.objects.claimable(now).select_for_update(skip_locked=True).filter(pk=order_id).first()
        if wanted is None:
            return None
        if wanted.attempts >= MAX_ATTEMPTS:
            wanted.state = FileOrder.State.FAILED
        else:
            wanted.attempts, wanted.done, wanted.leased_until = wanted.attempts + 1, 0, now + LEASE
        wanted.save()
    return wanted if wanted.under_way else None


def stop(order: FileOrder) -> bool:
    """Stop a file that is being made; its worker notices at its next step."""
    return bool(
        FileOrder.objects.filter(pk=order.pk, state=FileOrder.State.UNDER_WAY).update(state=FileOrder.State.STOPPED)
    )


def purge(now: datetime) -> None:
    """Remove files whose time is over, and what was left by workers that died."""
    FileOrder.objects.filter(state=FileOrder.State.READY, ends_at__lte=now).update(state=FileOrder.State.ENDED)
    kept = FileOrder.objects.filter(state__in=[FileOrder.State.READY, FileOrder.State.UNDER_WAY])
    names = {one.path.name for one in kept}
    for path in orders_folder().glob("*") if orders_folder().is_dir() else ():
        if path.name.removeprefix(".") not in names:
            path.unlink(missing_ok=True)


def _write(order: FileOrder) -> None:
    """Write the file beside its place and move it there whole."""
    orders_folder().mkdir(parents=True, exist_ok=True)
    draft = order.path.with_name(f".{order.path.name}")
    rows = _told(order, read(asked(order.made_by, Week(order.week), order.query, order.district)))
    try:
        with draft.open("wb") as file:
            count = write(order.made_by, rows, order.kind, Week(order.week), order.district, file)
        draft.replace(order.path)
    finally:
        draft.unlink(missing_ok=True)
    ends_at = clock.now() + timedelta(days=settings.EXPORT_KEPT_DAYS)
    done = {"done": count, "total": count, "size": order.path.stat().st_size, "leased_until": None}
    if not _mine(order).update(state=FileOrder.State.READY, ends_at=ends_at, **done):
        order.path.unlink(missing_ok=True)


def _told(order: FileOrder, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass the rows on and tell how far they are."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % STEP == 0 and not _mine(order).update(done=count, leased_until=clock.now() + LEASE):
            raise Superseded


def _mine(order: FileOrder):
    return FileOrder.objects.filter(pk=order.pk, state=FileOrder.State.UNDER_WAY, attempts=order.attempts)
