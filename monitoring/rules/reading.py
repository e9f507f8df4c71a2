"""Reads a rule set's JSON, and names everything that is wrong in it at once. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from types import NoneType
from typing import Any, get_args, get_type_hints

from .demands import DEMANDS, Severity

CATEGORIES = ("flagship", "active", "card")
LARGEST = 1_000_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where («posts.flagship.least») and why (a key of monitoring/wording/)."""

    path: str
    reason: str


def problems_in(data: Any) -> list[Problem]:
    """Return all that keeps the data from being a rule set; empty if nothing does."""
    return list(_in_rule_set(data))


def demand_from(rule: str, values: Mapping[str, Any]) -> Any:
    """Build a rule's demand from values without problems."""
    kinds = get_type_hints(DEMANDS[rule])
    return DEMANDS[rule](
        **{name: Severity(value) if kinds[name] is Severity else value for name, value in values.items()}
    )


def _in_rule_set(data: Any) -> Iterator[Problem]:
    yield from _in_table("", data, ("rules", "weights", "exemption_days"))
    if not isinstance(data, Mapping):
        return
    rules, weights = data.get("rules"), data.get("weights")
    yield from _in_table("rules", rules, DEMANDS)
    for rule, by_category in _items(rules, DEMANDS):
        yield from _in_table(rule, by_category, CATEGORIES)
        for category, values in _items(by_category, CATEGORIES):
            yield from _in_demand(f"{rule}.{category}", DEMANDS[rule], values)
    yield from _in_table("weights", weights, DEMANDS)
    for rule, weight in _items(weights, DEMANDS):
        yield from _in_number(f"weights.{rule}", weight, float, LARGEST)
    yield from _in_number("exemption_days", data.get("exemption_days"), int, 7, least=1)


def _in_table(path: str, value: Any, known) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(path, "not_a_table")
    else:
        yield from (Problem(f"{path}.{key}".lstrip("."), "unknown_name") for key in value if key not in known)


def _items(table: Any, known) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in table.items() if key in known] if isinstance(table, Mapping) else []


def _in_demand(path: str, kind: type, values: Any) -> Iterator[Problem]:
    own = {field.name: field for field in fields(kind)}
    yield from _in_table(path, values, own)
    for name, field in own.items() if isinstance(values, Mapping) else ():
        if name in values:
            yield from _in_value(f"{path}.{name}", field, get_type_hints(kind)[name], values[name])
        elif field.default is MISSING:
            yield Problem(f"{path}.{name}", "missing")
    if isinstance(values, Mapping) and _upside_down(values):
        yield Problem(f"{path}.longest", "upside_down")


def _in_value(path: str, field: Field, kind: Any, value: Any) -> Iterator[Problem]:
    if kind is Severity:
        if value not in list(Severity):
            yield Problem(path, "not_a_severity")
    elif not (value is None and NoneType in get_args(kind)):
        number = float if kind is float else int
        yield from _in_number(path, value, number, field.metadata.get("most", LARGEST))


def _in_number(path: str, value: Any, kind: type, most: float, least: float = 0) -> Iterator[Problem]:
    numbers = (int, float) if kind is float else (int,)
    if isinstance(value, bool) or not isinstance(value, numbers):
        yield Problem(path, "not_a_number" if kind is float else "not_a_whole_number")
    elif not least <= value <= most:
        yield Problem(path, "out_of_range")


def _upside_down(values: Mapping[str, Any]) -> bool:
    shortest, longest = values.get("shortest"), values.get("longest")
    return isinstance(shortest, int) and isinstance(longest, int) and shortest > longest
