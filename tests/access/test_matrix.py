"""The access matrix: every URL × every role × own, foreign, archived, missing object × safe and unsafe methods."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from .expected import OK, SAFE, SIGN_IN, Answer, expected
from .table import ROLES, TABLE, Row
from .world import KINDS, OWN, PLACES, World

METHODS = ("GET", "POST")
# Asked of the own object alone: where they are not refused as methods, they end as one of the two.
RARE = ("HEAD", "PUT", "DELETE")
# Django's admin has one rule for all its addresses: see test_admin.py.
APART = ("admin:",)
# Rows that reading a page may touch: the session that was read, and its age.
SESSIONS = ("django_session", "usersessions_")


def addresses(patterns=None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every URL that the portal answers."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from addresses(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or ''}", str(entry.pattern)


NAMES = sorted({name for name, _route in addresses() if not name.startswith(APART)})


@pytest.mark.parametrize("name", NAMES)
def test_every_address_has_a_row(name):
    assert name in TABLE, (
        f"Адрес «{name}» не описан. Добавьте строку в tests/access/table.py: кто его читает (see), кто отправляет"
        " форму (act), какой объект в адресе (of); новый вид объекта – функцией в tests/access/world.py."
    )


def test_no_row_is_left_behind():
    assert set(TABLE) == set(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name in TABLE])
def test_answers(name, world):
    row = TABLE[name]
    wrong = [
        f"{role:16} {place:9} {method:6} ожидалось {sorted(map(str, want))}, ответ {got}"
        for role in ROLES
        for place in (PLACES if row.of else (OWN,))
        for method in (METHODS if place != OWN else METHODS + RARE)
        if (got := answered(world, name, role, place, method)) is not None
        if got not in (want := expected(row, role, place, method))
    ]
    assert not wrong, "\n".join([name, *wrong])


def answered(world: World, name: str, role: str, place: str, method: str) -> Answer | None:
    """Ask, forget what it wrote, and return the answer; None where the kind has no object at that place.

    A refused request, and a safe one, must write nothing.
    """
    row = TABLE[name]
    with forgotten():
        parts = KINDS[row.of](world, place, role) if row.of else {}
        if parts is None:
            return None
        client = browser(world, role)
        with CaptureQueriesContext(connection) as queries:
            answer = _told(client.generic(method, reverse(name, kwargs={**parts, **row.more}), **body(row, method)))
    if answer != OK or method in SAFE:
        assert not (written := writes(queries)), f"{name} {role} {place} {method}: {written}"
    return answer


@contextmanager
def forgotten() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(world: World, role: str) -> Client:
    client = Client()
    if person := world.people.get(role):
        client.force_login(type(person).objects.get(pk=person.pk))
    return client


def body(row: Row, method: str) -> dict:
    if method in SAFE:
        return {}
    return {"data": urlencode(row.form), "content_type": "application/x-www-form-urlencoded"}


def _told(response) -> Answer:
    if response.streaming:
        b"".join(response.streaming_content)
    if response.status_code == 302:
        there = resolve(response.url.split("?")[0])
        return SIGN_IN if there.url_name == "signin" and "next=" in response.url else OK
    # A form that was understood and found wanting is an answer to somebody who may send it.
    return OK if response.status_code in (200, 204, 400, 422) else response.status_code


def writes(queries: CaptureQueriesContext) -> list[str]:
    """Return what was written, apart from sessions."""
    told = [query["sql"] for query in queries.captured_queries]
    changing = [sql for sql in told if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql[:200] for sql in changing if not any(table in sql for table in SESSIONS)]
