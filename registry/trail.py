"""Who changed a decision, when, from what to what: read from the rows that triggers wrote."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.history import Step, history_rows, names, stepped, written

LABELS = {"insert": _("Создано"), "update": _("Изменено"), "delete": _("Удалено")}


@dataclass(frozen=True)
class Change:
    """One field of one change, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change of a row. ``who`` is empty where the portal itself wrote."""

    at: datetime
    who: str
    what: str
    changes: list[Change]


# What a change of a field comes to in words: (field name, its title, value before, value after).
Told = Callable[[str, str, Any, Any], Iterable[Change]]


def history(row: models.Model, told: Told, hidden: Iterable[str] = ()) -> list[Entry]:
    """Return the row's history, the latest first. Two queries. ``hidden``: fields that say nothing to people."""
    rows = events_of(row)
    return entries(row, rows, names(rows), told, hidden)


def events_of(row: models.Model) -> models.QuerySet:
    """Return the rows of the row's history."""
    return written(history_rows(type(row)).filter(pgh_obj_id=row.pk))


def entries(
    row: models.Model, rows: Iterable, named: Mapping[int | None, str], told: Told, hidden: Iterable[str] = ()
) -> list[Entry]:
    """Put the rows of ``events_of`` into words, the latest first; ``named``: their authors."""
    # Of a contact the history keeps no name: only that it changed.
    kept = {one.name for one in history_rows(type(row)).model._meta.fields} - {"id", *hidden}
    fields = [one for one in row._meta.fields if one.name in kept]
    return [_entry(step, fields, told) for step in stepped(rows, named)]


def _entry(step: Step, fields, told: Told) -> Entry:
    changes = list(_changes(step.before, step.after, fields, told)) if step.before else []
    return Entry(step.at, step.by, str(LABELS[step.kind]), changes)


def _changes(before, after, fields, told: Told) -> Iterator[Change]:
    for field in fields:
        old, new = (getattr(event, field.attname) for event in (before, after))
        if old != new:
            yield from told(field.name, str(field.verbose_name), old, new)
