"""Several small reads in one query: a page about one object looks at a dozen tables, a few rows of each."""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, QuerySet
from django.db.models.sql.compiler import SQLCompiler


def at_once(*querysets: QuerySet) -> None:
    """Read the querysets in one query; each holds its rows afterwards, as if it had been evaluated alone.

    For few rows: they come as JSON. What a queryset prefetches is not read with it.
    """
    compilers = [one.query.get_compiler(connection=connection) for one in querysets]
    statements = [_statement(compiler) for compiler in compilers]
    params = [value for _sql, told in statements for value in told]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql for sql, _ in statements)}", params)
        answers = cursor.fetchone()
    for queryset, compiler, answer in zip(querysets, compilers, answers, strict=True):
        queryset._result_cache = _rows(queryset, compiler, json.loads(answer))


def _statement(compiler: SQLCompiler) -> tuple[str, tuple]:
    """Return a subquery that gives all rows as one JSON list, and its parameters."""
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return "'[]'", ()
    columns = ", ".join(f"c{number}" for number in range(len(compiler.select)))
    rows = f"SELECT coalesce(json_agg(row_to_json(r)), '[]')::text FROM ({sql}) AS r({columns})"  # noqa: S608
    return f"({rows})", tuple(params)


def _rows(queryset: QuerySet, compiler: SQLCompiler, answer: list[dict]) -> list:
    """Let the queryset make of the answer what it would have made of its own."""
    fields = [one.output_field for one, *_ in compiler.select or ()]
    read = [tuple(_told(field, row[f"c{n}"]) for n, field in enumerate(fields)) for row in answer]
    alone: Any = queryset.all()
    asked: Any = compiler
    asked.execute_sql = lambda *_args, **_options: iter([read])
    alone.query.get_compiler = lambda *_args, **_options: asked
    return list(alone._iterable_class(alone)) if answer else []


def _told(field: Field, value: Any) -> Any:
    """Return a value as the database's driver would have given it."""
    if value is None:
        return None
    if isinstance(field, JSONField):
        return json.dumps(value)
    return bytes.fromhex(value[2:]) if isinstance(field, BinaryField) else field.to_python(value)
