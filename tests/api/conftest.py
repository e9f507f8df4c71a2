"""The API as a program sees it: a token, an address, JSON that keeps to its own schema."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from monitoring import clock
from monitoring.api import tokens
from monitoring.api.routes import api
from registry.models import User
from tests.pages.conftest import (
    assets,
    clock_at_friday,
    count_queries,
    observer,
    region,
    specialist,
)

__all__ = ["assets", "clock_at_friday", "count_queries", "observer", "region", "specialist"]


@pytest.fixture(autouse=True)
def fresh_minute():
    cache.clear()


class Program:
    """A program of a person: asks an address and holds the answer against the schema that the portal gives out."""

    def __init__(self, user: User | None, token: str = ""):
        self.token = token or (tokens.make(user, "тест", 30, clock.now())[1] if user else "")

    def ask(self, address: str, **query: Any):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return Client().get(f"/api/v1/{address}", query, headers=headers)

    def told(self, address: str, **query: Any) -> Any:
        answer = self.ask(address, **query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def every(self, address: str, **query: Any) -> list:
        """Follow the pages to the last."""
        items, cursor = [], None
        while True:
            page = self.told(address, **query, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items


def declared(path: str, status: int) -> dict:
    """Return what the schema declares for an answer of a path of it."""
    answers = api.get_openapi_schema()["paths"][path]["get"]["responses"]
    return answers[status if status in answers else str(status)]["content"]["application/json"]["schema"]


def misfits(value: Any, schema: dict, where: str = "$") -> list[str]:
    """Return where a value differs from its schema: types, enums, patterns, missing and undeclared fields."""
    if "$ref" in schema:
        named = api.get_openapi_schema()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return misfits(value, named, where)
    if "anyOf" in schema:
        each = [misfits(value, one, where) for one in schema["anyOf"]]
        return [] if [] in each else [wrong for one in each for wrong in one]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    kind = schema.get("type")
    if kind and not _is(value, kind, schema.get("format", "")):
        return [f"{where}: {value!r} is no {kind} {schema.get('format', '')}"]
    if kind == "array":
        return [
            wrong for place, one in enumerate(value) for wrong in misfits(one, schema["items"], f"{where}[{place}]")
        ]
    if kind == "object" and "properties" in schema:
        fields = schema["properties"]
        found = [f"{where}: no {name}" for name in schema.get("required", ()) if name not in value]
        found += [f"{where}: undeclared {name}" for name in value if name not in fields]
        return found + [
            wrong
            for name in fields
            if name in value
            for wrong in misfits(value[name], fields[name], f"{where}.{name}")
        ]
    return []


def _is(value: Any, kind: str, form: str) -> bool:
    if isinstance(value, str) and form in ("date-time", "date"):
        parse = datetime.fromisoformat if form == "date-time" else date.fromisoformat
        return bool(parse(value.replace("Z", "+00:00")))
    python = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}
    if kind == "null":
        return value is None
    return isinstance(value, python[kind]) and not (kind in ("integer", "number") and isinstance(value, bool))
