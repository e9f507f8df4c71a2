"""Facts and verdicts as plain data, canonical and lossless. Pure.

A frozen week is kept as this JSON and recomputed from it to the same verdicts, bit for bit. Every field is
written out, defaults too: a default that changes later must not change old weeks.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .facts import (
    Exemption,
    Kind,
    NotUnique,
    Outcome,
    PostFact,
    ProfileFact,
    Unreachable,
    Verdict,
    WeekFacts,
)


def to_json(facts: WeekFacts) -> dict[str, Any]:
    """Return the facts as plain data: moments as UTC in ISO 8601, and the zone in which the week was bounded."""
    return {**_plain(asdict(facts)), "zone": getattr(facts.starts.tzinfo, "key", "UTC")}


def from_json(data: dict[str, Any]) -> WeekFacts:
    """Read facts that ``to_json`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    data = dict(data)
    zone = ZoneInfo(data.pop("zone"))
    read = {
        "starts": _moment(data["starts"]).astimezone(zone),
        "ends": _moment(data["ends"]).astimezone(zone),
        "seen_at": data["seen_at"] and _moment(data["seen_at"]),
        "unreachable": data["unreachable"] and Unreachable(data["unreachable"]),
        "profile": data["profile"] and _profile(data["profile"]),
        "posts": tuple(map(_post, data["posts"])),
        "exemptions": tuple(map(_exemption, data["exemptions"])),
    }
    return WeekFacts(**{**data, **read})


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain data: outcome, reason, value, threshold, figures, evidence."""
    return _plain(asdict(verdict))


def verdict_from_json(data: dict[str, Any]) -> Verdict:
    """Read a verdict that ``verdict_to_json`` wrote."""
    return Verdict(**{**data, "outcome": Outcome(data["outcome"]), "evidence": tuple(data["evidence"])})


def exemptions_to_json(exemptions: Iterable[Exemption]) -> list[dict[str, Any]]:
    """Return exemptions as the facts' JSON holds them."""
    return [_plain(asdict(one)) for one in exemptions]


def exemptions_from_json(data: Iterable[dict[str, Any]]) -> tuple[Exemption, ...]:
    """Read exemptions that ``exemptions_to_json`` wrote."""
    return tuple(map(_exemption, data))


def _post(data: dict[str, Any]) -> PostFact:
    not_unique = data["not_unique"] and NotUnique(data["not_unique"])
    return PostFact(**{**data, "date": _moment(data["date"]), "kind": Kind(data["kind"]), "not_unique": not_unique})


def _profile(data: dict[str, Any]) -> ProfileFact:
    return ProfileFact(**{**data, "collected_at": _moment(data["collected_at"])})


def _exemption(data: dict[str, Any]) -> Exemption:
    bounds = {name: _moment(data[name]) for name in ("starts", "ends")}
    return Exemption(**{**data, **bounds, "rules": tuple(data["rules"])})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case datetime():
            return value.astimezone(UTC).isoformat()
        case str():
            return str(value)
    return value
