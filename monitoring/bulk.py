"""Many rows in one statement: what ``bulk_create`` and ``bulk_update`` do, at a fraction of their price.

A first fill writes millions of posts, and there the compiling of each value by Django cost as much processor time as
all else that is done with a post (benchmarks/storing.py). psycopg2 writes the values itself. An update by Django is a
CASE with a branch for every row.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from psycopg2.extras import Json

ROWS_AT_ONCE = 1000
VALUES = "{values}"
"""Where a statement takes the rows."""


def insert(rows: Sequence[models.Model], unique: Sequence[str], update: Sequence[str] = ()) -> None:
    """Insert new rows of one model. Of one that is there already, by its unique fields, these fields are written anew.

    Defaults of the model are those of its instances. With ``update`` each row is told its primary key, for others may
    refer to it; without, a row that is there already has none to tell.
    """
    if not rows:
        return
    fields = [one for one in rows[0]._meta.local_concrete_fields if not (one.primary_key or one.generated)]
    keys = _perform(_insertion(rows[0], fields, unique, update), rows, fields, told=bool(update))
    for row, (key,) in zip(rows, keys, strict=bool(update)):
        row.pk = key


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model that are there already, by their primary keys."""
    if not rows:
        return
    fields = [rows[0]._meta.pk, *map(rows[0]._meta.get_field, names)]
    list(_perform(_change(rows[0], fields), rows, fields, told=False))


def _perform(statement: str, rows: Sequence[models.Model], fields: Sequence, *, told: bool) -> Iterator[tuple]:
    """Perform the statement for all rows; yield what it tells of them, in their order."""
    row = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            portion = rows[start : start + ROWS_AT_ONCE]
            written = statement.replace(VALUES, ", ".join([row] * len(portion)))
            # By Django's own cursor: whoever watches queries, as the history does, sees these too.
            cursor.execute(written, [_told(field, one) for one in portion for field in fields])
            yield from cursor.fetchall() if told else ()


def _insertion(row: models.Model, fields: Iterable, unique: Sequence[str], update: Sequence[str]) -> str:
    column = {field.name: connection.ops.quote_name(field.column) for field in fields}
    names, key = ", ".join(column.values()), ", ".join(column[name] for name in unique)
    anew = ", ".join(f"{column[name]} = EXCLUDED.{column[name]}" for name in update)
    key_of = connection.ops.quote_name(str(row._meta.pk.column))
    done = f"UPDATE SET {anew} RETURNING {key_of}" if anew else "NOTHING"
    return f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES {VALUES} ON CONFLICT ({key}) DO {done}'  # noqa: S608


def _change(row: models.Model, fields: Sequence) -> str:
    key, *columns = (connection.ops.quote_name(field.column) for field in fields)
    # Of values alone PostgreSQL would not know their types: a NULL and a JSON are text to it.
    typed = zip(columns, [field.db_type(connection) for field in fields[1:]], strict=True)
    anew = ", ".join(f"{column} = told.{column}::{kind}" for column, kind in typed)
    told = f"(VALUES {VALUES}) AS told({', '.join([key, *columns])})"
    return f'UPDATE "{row._meta.db_table}" AS one SET {anew} FROM {told} WHERE one.{key} = told.{key}'  # noqa: S608


def _told(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return Json(value) if isinstance(field, models.JSONField) else value
