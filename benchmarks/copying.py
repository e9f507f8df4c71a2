"""Rows of models into PostgreSQL by COPY: a region of millions of rows in minutes."""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

PORTION = 20_000


def copy(model: type[Model], rows: Iterable[dict]) -> None:
    """Write rows of a model; what a row does not tell is the field's own default."""
    usual = _usual(model)
    rows = ({**usual, **row} for row in rows)
    while chunk := list(islice(rows, PORTION)):
        names = list(chunk[0])
        copy_text(model, names, "".join("\t".join(cell(row[name]) for name in names) + "\n" for row in chunk))


def _usual(model) -> dict:
    """Return what the columns hold of which a benchmark tells nothing: the models' own defaults."""
    fields = (one for one in model._meta.concrete_fields if not one.primary_key and not one.generated)
    return {one.attname: one.get_default() for one in fields}


def copy_text(model: type[Model], names: Sequence[str], text: str) -> None:
    """Write rows that stand as COPY reads them: a line each, cells between tabs."""
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', io.StringIO(text))


def cell(value: Any) -> str:
    """Write a value as COPY's text format has it."""
    match value:
        case None:
            return r"\N"
        case bool():
            return "t" if value else "f"
        case bytes():
            return r"\\x" + value.hex()
        case dict():
            return _escaped(json.dumps(value, ensure_ascii=False))
        case list():
            plain = all(isinstance(one, str | int) for one in value)
            return f"{{{','.join(map(str, value))}}}" if plain else _escaped(json.dumps(value, ensure_ascii=False))
        case datetime():
            return value.isoformat()
    return _escaped(str(value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n")
