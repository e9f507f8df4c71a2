"""Every change that people made, of every kind, in one list: what triggers wrote down, read by one query.

Left out is what VK showed: posts and profiles have pages of their own, and are a thousand times as many.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from registry.models import User

NOT_BY_PEOPLE = {"monitoring.post", "monitoring.profile"}


@dataclass(frozen=True)
class Wanted:
    """What to look for; empty fields ask for nothing. ``kind``: «app.model»; ``who``: part of a name or an address."""

    kind: str = ""
    object: int | None = None
    who: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Noted:
    """One change. ``before`` None: it was made; ``after`` holds the row as it was when it was deleted."""

    kind: str
    number: int
    label: str
    at: datetime
    object: int
    by: int | None
    after: dict[str, Any]
    before: dict[str, Any] | None

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.kind)


def kinds() -> dict[str, type[Model]]:
    """Return the models whose history the page shows, by «app.model»."""
    tracked = [model for model in apps.get_models() if hasattr(model, "pgh_event_model")]
    found = {model._meta.label_lower: model for model in tracked}
    return {kind: model for kind, model in found.items() if kind not in NOT_BY_PEOPLE}


def search(wanted: Wanted, start: int, size: int) -> list[Noted]:
    """Return that page of the changes, the latest first; one more than ``size`` if there are more.

    Two queries at most, however many kinds and rows there are.
    """
    people = _people(wanted.who)
    chosen = {kind: model for kind, model in kinds().items() if wanted.kind in ("", kind)}
    if not chosen or people == []:
        return []
    last = start + size + 1
    parts = [_part(kind, model, wanted, people, last) for kind, model in chosen.items()]
    union = " UNION ALL ".join(f"({text})" for text, _values in parts)
    sql = f"SELECT * FROM ({union}) found ORDER BY at DESC, number DESC, kind LIMIT %s OFFSET %s"  # noqa: S608 — as above
    values = [value for _text, told in parts for value in told]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, size + 1, start])
        return [_noted(row) for row in cursor.fetchall()]


def _part(kind: str, model: type[Model], wanted: Wanted, people: list[int] | None, last: int) -> tuple[str, list]:
    """Return the query of one kind: its latest rows by the key of their table, each with the one before it."""
    conditions, values = _conditions(wanted, people)
    table = connection.ops.quote_name(model.pgh_event_model._meta.db_table)  # type: ignore[attr-defined]
    text = f"""
        SELECT %s AS kind, e.pgh_id AS number, e.pgh_label, e.pgh_created_at AS at, e.pgh_obj_id,
          (c.metadata ->> 'user')::bigint, to_jsonb(e)::text,
          (SELECT to_jsonb(p)::text FROM {table} p WHERE p.pgh_obj_id = e.pgh_obj_id AND p.pgh_id < e.pgh_id
           ORDER BY p.pgh_id DESC LIMIT 1)
        FROM {table} e LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
        WHERE {" AND ".join(["true", *conditions])} ORDER BY e.pgh_id DESC LIMIT %s"""  # noqa: S608 — names of tables
    return text, [kind, *values, last]


def _conditions(wanted: Wanted, people: list[int] | None) -> tuple[list[str], list]:
    told: list[tuple[str, Any]] = [
        ("e.pgh_obj_id = %s", wanted.object),
        ("(c.metadata ->> 'user')::bigint = ANY(%s)", people),
        ("e.pgh_created_at >= %s", _midnight(wanted.since)),
        ("e.pgh_created_at < %s", _midnight(wanted.until, 1)),
        ("to_jsonb(e)::text ILIKE %s", f"%{_literal(wanted.text)}%" if wanted.text else None),
    ]
    return [sql for sql, value in told if value is not None], [value for _sql, value in told if value is not None]


def _literal(text: str) -> str:
    for mark in ("\\", "%", "_"):
        text = text.replace(mark, f"\\{mark}")
    return text


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time())) if day else None


def _people(who: str) -> list[int] | None:
    """Return the people whose name or address holds the text; None for anybody."""
    if not who:
        return None
    named = User.objects.filter(name__icontains=who) | User.objects.filter(email__icontains=who)
    return list(named.values_list("pk", flat=True)[:1000])


def _noted(row: Sequence) -> Noted:
    kind, number, label, at, thing, by, after, before = row
    return Noted(kind, number, label, at, thing, by, json.loads(after), json.loads(before) if before else None)


def authors(changes: Iterable[Noted]) -> dict[int, str]:
    people = User.objects.in_bulk({change.by for change in changes if change.by})
    return {pk: str(user) for pk, user in people.items()}
