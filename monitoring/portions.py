"""Does a row's work portion by portion, so that a killed worker costs no more than one portion.

A portion and the note that it is done are one transaction on the locked row. A worker that dies leaves no lock
and no half; another one, called by beat, goes on from the note.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from . import clock
from .models.portioned import Portioned

log = logging.getLogger(__name__)

PORTION = 200
# A portion that fails so often is not tried again; the row says that it was given up.
MOST_FAILURES = 5

Work = TypeVar("Work", bound=Portioned)
Doing = Callable[[Work, list[int]], None]


def work(model: type[Work], pk: int, do: Doing) -> None:
    """Do what is left of a row. Of two workers the second finds it locked and goes."""
    try:
        while _one_portion(model, pk, do):
            pass
    except Exception:
        log.exception("Пересчёт %s %s не удался", model.__name__, pk)
        _note_failure(model, pk)


def unfinished(model: type[Work]) -> list[int]:
    return list(model._default_manager.filter(finished_at=None).values_list("pk", flat=True))


def _one_portion(model: type[Work], pk: int, do: Doing) -> bool:
    """Do the next portion; tell whether there is another one."""
    with transaction.atomic():
        rows = model._default_manager.select_for_update(skip_locked=True, of=("self",))
        row = rows.filter(pk=pk, finished_at=None).first()
        if row is None:
            return False
        ids = row.public_ids[row.done : row.done + PORTION]
        if ids:
            do(row, ids)
        row.done += len(ids)
        row.finished_at = clock.now() if row.done >= row.total else None
        row.save(update_fields=["done", "finished_at"])
    return row.under_way


def _note_failure(model: type[Work], pk: int) -> None:
    rows = model._default_manager.filter(pk=pk)
    rows.update(failures=F("failures") + 1)
    rows.filter(failures__gte=MOST_FAILURES).update(finished_at=clock.now())
