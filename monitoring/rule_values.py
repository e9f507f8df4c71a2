"""A rule set's values one by one: what a form asks for and what a reader compares. Pure.

A value's path names its place: «posts.flagship.least», «weights.posts», «exemption_days». A category that a rule
does not ask anything of has no paths.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from .rules.demands import DEMANDS, Severity
from .rules.reading import CATEGORIES, LARGEST
from .rules.ruleset import RuleSet

WEIGHTS, EXEMPTION_DAYS, ASKED = "weights", "exemption_days", "asked"


class Kind(StrEnum):
    SEVERITY = "severity"
    # Of 1; people write and read it as a percentage.
    SHARE = "share"
    WHOLE = "whole"
    NUMBER = "number"


@dataclass(frozen=True)
class Value:
    """One value of a rule's demand. ``optional``: it may be left out; ``most``: the largest number allowed."""

    name: str
    kind: Kind
    optional: bool = False
    most: float = LARGEST


@dataclass(frozen=True)
class Difference:
    """A value that differs. None: not asked, or left out."""

    path: str
    before: Any
    after: Any


def values_of(rule: str) -> tuple[Value, ...]:
    """Return the values that a rule's demand is made of, in the order of its definition."""
    hints = get_type_hints(DEMANDS[rule])
    return tuple(_value(one.name, hints[one.name], one.metadata.get("most", LARGEST)) for one in fields(DEMANDS[rule]))


def kind_of(path: str) -> Kind:
    """Return the kind of the value at a path."""
    rule, _, name = path.partition(".")
    if rule in (WEIGHTS, EXEMPTION_DAYS):
        return Kind.NUMBER if rule == WEIGHTS else Kind.WHOLE
    return next(one.kind for one in values_of(rule) if one.name == name.partition(".")[2])


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return {path: value} of a rule set's JSON, defaults written out. Raises InvalidRuleSet."""
    return dict(_paths(RuleSet.from_json(values).to_json()))


def nested(paths: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a rule set from {path: value}; the inverse of ``flat``, without any check."""
    data: dict[str, Any] = {"rules": {}, WEIGHTS: {}, EXEMPTION_DAYS: paths.get(EXEMPTION_DAYS)}
    for path, value in paths.items():
        match path.split("."):
            case [rule, category, name]:
                data["rules"].setdefault(rule, {}).setdefault(category, {})[name] = value
            case [_, rule]:
                data[WEIGHTS][rule] = value
    return data


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the values in which two rule sets' JSON differ, in the order of the rules and categories."""
    old, new = flat(before), flat(after)
    paths = dict.fromkeys([*_demanded(), *old, *new])
    return [Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _value(name: str, hint: Any, most: float) -> Value:
    kinds = {Severity: Kind.SEVERITY, float: Kind.SHARE if most <= 1 else Kind.NUMBER}
    optional = NoneType in get_args(hint)
    return Value(name, kinds.get(hint, Kind.WHOLE), optional, most)


def _paths(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for rule, by_category in data["rules"].items():
        for category, values in by_category.items():
            yield from ((f"{rule}.{category}.{name}", value) for name, value in values.items())
    yield from ((f"{WEIGHTS}.{rule}", weight) for rule, weight in data[WEIGHTS].items())
    yield EXEMPTION_DAYS, data[EXEMPTION_DAYS]


def _demanded() -> Iterator[str]:
    for rule in DEMANDS:
        yield from (f"{rule}.{category}.{value.name}" for value in values_of(rule) for category in CATEGORIES)
