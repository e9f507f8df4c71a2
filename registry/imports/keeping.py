"""What is kept of a list: the file until it is written, the rows while it can be undone."""

from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from registry.imports import steps
from registry.models import Import, ImportFile, ImportRow

State = Import.State
# Nothing of a list in these states will be needed again but its place in the journal.
OVER = (State.REFUSED, State.UNDONE, State.DROPPED)


@transaction.atomic
def receive(data: bytes, file_name: str, now: datetime, by: Any = None, **fields) -> Import:
    """Keep an uploaded file and write down what is to be done with it. ``fields``: of Import."""
    name = PurePath(file_name.replace("\\", "/")).name[-255:]
    one = Import.objects.create(file_name=name, created_at=now, created_by=by, written_by=by, **fields)
    ImportFile.objects.create(of=one, data=data)
    return one


def drop(one: Import) -> None:
    """Give a list up before it is written; its file and rows are gone at once. Raises steps.Superseded."""
    with transaction.atomic():
        steps.enter(one, State.DROPPED, sample={}, total=0)
        one.rows.all().delete()
        ImportFile.objects.filter(of=one).delete()


def until(one: Import) -> datetime | None:
    """Return the moment until which a written list can be undone."""
    return one.written_at + timedelta(days=settings.IMPORT_UNDO_DAYS) if one.written_at else None


def tidy(now: datetime) -> None:
    """Delete files nobody came back to, and rows of lists that can be undone no longer."""
    idle, undoable = now - timedelta(days=settings.IMPORT_FILE_DAYS), now - timedelta(days=settings.IMPORT_UNDO_DAYS)
    ImportFile.objects.filter(of__state__in=OVER).delete()
    waiting = Q(state__in=[State.COLUMNS, State.READY]) | Q(alone=True)
    for one in Import.objects.filter(waiting, created_at__lt=idle).exclude(state__in=[*OVER, State.DONE]):
        drop(one)
    written = Q(of__state=State.DONE, of__written_at__lt=undoable)
    ImportRow.objects.filter(written | Q(of__state=State.REFUSED)).delete()
