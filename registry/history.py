"""Who changed what and when: the rows of a trigger's history, read for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from registry.models import User


@dataclass(frozen=True)
class Step:
    """One change: its kind («insert», «update», «delete»), the row after it, the row before it."""

    kind: str
    at: datetime
    by: str
    after: Any
    before: Any = None


def history_rows(model: Any) -> QuerySet:
    """Return the rows that the triggers of a tracked model wrote."""
    return model.pgh_event_model.objects.all()


def steps(events: QuerySet) -> list[Step]:
    """Return the changes of one thing or of several, the latest first. ``by`` is empty where no person did it."""
    rows = written(events)
    return stepped(rows, names(rows))


def written(events: QuerySet) -> QuerySet:
    """Return the events with their contexts, the earliest first."""
    return events.select_related("pgh_context").order_by("pgh_id")


def stepped(rows: Iterable, named: Mapping[int | None, str]) -> list[Step]:
    """Return what the events (see ``written``) changed, the latest first; ``named``: see ``names``."""
    found: list[Step] = []
    latest: dict[int, Any] = {}
    for row in rows:
        step = Step(row.pgh_label, row.pgh_created_at, named.get(author(row), ""), row, latest.get(row.pgh_obj_id))
        found.append(step)
        latest[row.pgh_obj_id] = row
    return found[::-1]


def author(event: Any) -> int | None:
    """Return who made the change, as a primary key; None where no person did it."""
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def names(events: Iterable) -> dict[int | None, str]:
    """Return the authors' names by primary key. One query."""
    people = User.objects.in_bulk({by for event in events if (by := author(event))})
    return {pk: str(user) for pk, user in people.items()}
