"""Changes by hand, so that of two people at one row the second sees what the first has done.

The row's version is the latest event in its history: whatever wrote to it – a person, a list, a script in the
database – the triggers have counted.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from registry.history import history_rows


class Overtaken(Exception):
    """Somebody changed the row after the person had opened it. ``seen``: the version that the person saw."""

    def __init__(self, seen: int):
        super().__init__(seen)
        self.seen = seen


def version(row: Model) -> int:
    """Return how far the row's history has come; 0 before it is saved."""
    if row.pk is None:
        return 0
    return history_rows(type(row)).filter(pgh_obj_id=row.pk).aggregate(last=Max("pgh_id"))["last"] or 0


@transaction.atomic
def save(row: Model, seen: int, fields: Iterable[str]) -> None:
    """Save these fields of a row as a person left them. Raises Overtaken; nothing is saved then."""
    if row.pk is not None:
        hold(row, seen)
        row.save(update_fields=[*fields, *_derived(row)])
    else:
        row.save()


def hold(row: Model, seen: int) -> None:
    """Lock the row until the transaction ends. Raises Overtaken if it is another one than the person saw."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if version(row) != seen:
        raise Overtaken(seen)


def _derived(row: Model) -> list[str]:
    """Return what follows from the other fields, and the moment of the change."""
    fields = row._meta.concrete_fields
    return [field.name for field in fields if hasattr(field, "derive") or getattr(field, "auto_now", False)]


def changes_since(row: Any, seen: int) -> int:
    """Return how many changes the row has had since that version."""
    return history_rows(type(row)).filter(pgh_obj_id=row.pk, pgh_id__gt=seen).count()
