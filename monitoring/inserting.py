"""Many rows in one statement: what ``bulk_create`` does, at a fraction of its price.

A first fill writes millions of posts, and there the compiling of each value by Django cost as much processor time as
all else that is done with a post (benchmarks/storing.py). psycopg2 writes the values itself.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg2.extras import Json, execute_values

ROWS_AT_ONCE = 1000


def insert(rows: Sequence[models.Model], unique: Sequence[str], update: Sequence[str] = ()) -> None:
    """Insert new rows of one model. Of one that is there already, by its unique fields, these fields are written anew.

    Defaults of the model are those of its instances. With ``update`` each row is told its primary key, for others may
    refer to it; without, a row that is there already has none to tell.
    """
    if not rows:
        return
    fields = [field for field in rows[0]._meta.local_concrete_fields if not field.primary_key]
    values = (tuple(_told(field, row) for field in fields) for row in rows)
    with connection.cursor() as cursor:
        statement = _statement(rows[0], fields, unique, update)
        keys = execute_values(cursor.cursor, statement, values, page_size=ROWS_AT_ONCE, fetch=bool(update))
    for row, (key,) in zip(rows, keys or (), strict=bool(update)):
        row.pk = key


def _statement(row: models.Model, fields: Iterable, unique: Sequence[str], update: Sequence[str]) -> str:
    column = {field.name: connection.ops.quote_name(field.column) for field in fields}
    names, key = ", ".join(column.values()), ", ".join(column[name] for name in unique)
    anew = ", ".join(f"{column[name]} = EXCLUDED.{column[name]}" for name in update)
    key_of = connection.ops.quote_name(str(row._meta.pk.column))
    done = f"UPDATE SET {anew} RETURNING {key_of}" if anew else "NOTHING"
    return f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES %s ON CONFLICT ({key}) DO {done}'  # noqa: S608


def _told(field: models.Field, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return Json(value) if isinstance(field, models.JSONField) else value
