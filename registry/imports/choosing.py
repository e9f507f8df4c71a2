"""What a person says of a list's rows before they are written: for many rows at once, each time in one query."""

from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value

from registry.imports import steps
from registry.models import Import, ImportRow

Rows = QuerySet[ImportRow]


class _Merged(Func):
    """Two JSON objects as one; where both have a key, the right one's value stands."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = JSONField()


def confirm(rows: Rows) -> int:
    """Take the portal's suggestions for granted; what was chosen before stands. Returns how many rows had any."""
    return rows.exclude(suggested={}).update(chosen=_Merged(F("suggested"), F("chosen")))


def tell(rows: Rows, **said: Any) -> int:
    """Say something of the rows: type, district, category (their codes and name), owner, left_out."""
    return rows.update(chosen=_Merged(F("chosen"), Value(said, JSONField())))


def decide_again(one: Import) -> None:
    """Have the rows decided anew, because something was said. Raises steps.Superseded."""
    steps.enter(one, Import.State.DECIDING, renewed=False)
