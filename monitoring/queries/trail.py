"""Who changed a decision, when, from what to what: read from the rows that triggers wrote."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models import User

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
    events = row._meta.model.pgh_event_model.objects  # type: ignore[attr-defined]
    rows = list(events.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("pgh_id"))
    names = _names(rows)
    fields = [one for one in row._meta.fields if one.name not in {"id", *hidden}]
    pairs = zip([None, *rows], rows, strict=False)
    return [_entry(before, after, fields, names, told) for before, after in pairs][::-1]


def _entry(before, after, fields, names: Mapping[int, str], told: Told) -> Entry:
    changes = list(_changes(before, after, fields, told)) if before else []
    return Entry(after.pgh_created_at, names.get(_user(after), ""), str(LABELS[after.pgh_label]), changes)


def _changes(before, after, fields, told: Told) -> Iterator[Change]:
    for field in fields:
        old, new = (getattr(event, field.attname) for event in (before, after))
        if old != new:
            yield from told(field.name, str(field.verbose_name), old, new)


def _names(events) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in={_user(event) for event in events})}


def _user(event) -> int:
    return (event.pgh_context.metadata.get("user") if event.pgh_context else None) or 0
