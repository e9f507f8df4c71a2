"""Facts and verdicts as plain data, canonical and lossless. Pure.

A frozen week is kept as this JSON and recomputed from it to the same verdicts, bit for bit. Every field is
written out, defaults too: a default that changes later must not change old weeks.
"""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .facts import (
    Conversation,
    Duty,
    Exemption,
    Kind,
    NotUnique,
    Outcome,
    PostFact,
    ProfileFact,
    Question,
    Unreachable,
    Verdict,
    WeekFacts,
)

# Looking a member up by its value is several times quicker than making it; a week has some twenty posts.
_KINDS = {str(kind): kind for kind in Kind}


def to_json(facts: WeekFacts) -> dict[str, Any]:
    """Return the facts as plain data: moments as UTC in ISO 8601, and the zone in which the week was bounded."""
    return {**_plain(facts), "zone": getattr(facts.starts.tzinfo, "key", "UTC")}


def from_json(data: dict[str, Any]) -> WeekFacts:
    """Read facts that ``to_json`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    data = dict(data)
    zone = ZoneInfo(data.pop("zone"))
    read = {
        "starts": _moment(data["starts"]).astimezone(zone),
        "ends": _moment(data["ends"]).astimezone(zone),
        "seen_at": _moment_or_none(data["seen_at"]),
        "unreachable": data["unreachable"] and Unreachable(data["unreachable"]),
        "profile": data["profile"] and _profile(data["profile"]),
        "posts": tuple(map(_post, data["posts"])),
        # Weeks frozen before these were known do not have them.
        "conversation": (told := data.get("conversation")) and _conversation(told),
        "duties": tuple(map(_duty, data.get("duties", ()))),
        "exemptions": tuple(map(_exemption, data["exemptions"])),
    }
    return WeekFacts(**{**data, **read})


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain data: outcome, reason, value, threshold, figures, evidence."""
    return {
        "outcome": str(verdict.outcome),
        "reason": str(verdict.reason),
        "value": _plain(verdict.value),
        "threshold": _plain(verdict.threshold),
        "figures": {name: _plain(figure) for name, figure in verdict.figures.items()},
        "evidence": list(verdict.evidence),
    }


def verdict_from_json(data: dict[str, Any]) -> Verdict:
    """Read a verdict that ``verdict_to_json`` wrote."""
    return Verdict(**{**data, "outcome": Outcome(data["outcome"]), "evidence": tuple(data["evidence"])})


def _post(data: dict[str, Any]) -> PostFact:
    read = {
        "date": _moment(data["date"]),
        "kind": _KINDS[data["kind"]],
        "not_unique": data["not_unique"] and NotUnique(data["not_unique"]),
        "deleted_at": _moment_or_none(data.get("deleted_at")),
    }
    return PostFact(**(data | read))


def _profile(data: dict[str, Any]) -> ProfileFact:
    return ProfileFact(**{**data, "collected_at": _moment(data["collected_at"])})


def _conversation(data: dict[str, Any]) -> Conversation:
    read = {"seen_at": _moment(data["seen_at"]), "questions": tuple(map(_question, data["questions"]))}
    return Conversation(**{**data, **read})


def _question(data: dict[str, Any]) -> Question:
    read = {"asked_at": _moment(data["asked_at"]), "answered_at": _moment_or_none(data["answered_at"])}
    return Question(**{**data, **read})


def _duty(data: dict[str, Any]) -> Duty:
    return Duty(**{**data, "due": _moment(data["due"])})


def _exemption(data: dict[str, Any]) -> Exemption:
    bounds = {name: _moment(data[name]) for name in ("starts", "ends")}
    return Exemption(**{**data, **bounds, "rules": tuple(data["rules"])})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _moment_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if value is None or type(value) in (int, bool, float, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
