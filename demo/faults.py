"""Ways in which a VK misbehaves, to be switched on for some calls or all. Plain data; the server plays them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from demo.world import Refusal, Token

# Played on the wire, so that no envelope arrives: they hit whole requests, never calls inside execute.
WIRE = {"http", "hang", "close", "cut", "not_json", "truncated"}
# Played on the answer: one call's response is changed.
CONTENT = {"duplicate_items", "missing_items", "unknown_keys", "unknown_attachments", "absent_views"}
KINDS = {"error"} | WIRE | CONTENT

MESSAGES = {
    1: "Unknown error occurred",
    5: "User authorization failed: access_token was given to another ip address.",
    6: "Too many requests per second",
    9: "Flood control",
    10: "Internal server error",
    14: "Captcha needed",
    15: "Access denied",
    29: "Rate limit reached",
    43: "This section is temporary unavailable",
    1051: "Method is unavailable for the profile type",
    1117: "User authorization failed: access_token has expired.",
}
CAPTCHA = {"captcha_sid": "123456789012", "captcha_img": "https://api.vk.example/captcha.php?sid=123456789012"}


@dataclass
class Fault:
    """One fault and the calls it hits.

    ``kind``: one of KINDS. ``method``, ``token_kind``, ``params`` (each must be equal) narrow it down; ``skip`` calls
    pass before the first hit; of those that follow one in ``every`` is hit, at most ``times``, None without end.
    ``hits``: how often it struck. ``code``, ``message``, ``subcode``, ``extra`` belong to ``error``, ``status`` and
    ``location`` (of a redirect) to ``http``, ``seconds`` to ``hang``.
    """

    kind: str
    method: str | None = None
    token_kind: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    times: int | None = None
    skip: int = 0
    every: int = 1
    passed: int = 0
    hits: int = 0
    code: int = 10
    message: str = ""
    subcode: int | None = None
    extra: dict = field(default_factory=dict)
    status: int = 502
    location: str = ""
    seconds: float = 60

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; there are {', '.join(sorted(KINDS))}")

    def concerns(self, kind: Token | None, method: str, params: dict) -> bool:
        """Tell whether a call is one of those that the fault hits."""
        return (
            self.method in (None, method)
            and self.token_kind in (None, kind)
            and all(str(params.get(key)) == str(value) for key, value in self.params.items())
        )

    def strikes(self) -> bool:
        """Count a call that the fault concerns and tell whether it is hit."""
        if self.skip:
            self.skip -= 1
            return False
        self.passed += 1
        hit = self.passed % self.every == 0 and (self.times is None or self.hits < self.times)
        self.hits += hit
        return hit

    @property
    def refusal(self) -> Refusal:
        extra = {**(CAPTCHA if self.code == 14 else {}), **self.extra}
        told = {key: value for key, value in extra.items() if value is not None}
        return Refusal(self.code, self.message or MESSAGES.get(self.code, "Error"), self.subcode, told)


def error(code: int, message: str = "", **more) -> Fault:
    """Return an error of VK's; 14 brings captcha keys, ``extra={"captcha_sid": None}`` leaves one out."""
    return Fault("error", code=code, message=message, **more)


def read(rows: Iterable[dict]) -> list[Fault]:
    """Return faults from JSON. Raises ValueError for what is none."""
    known = {one.name for one in fields(Fault)}
    rows = list(rows)
    if any(not isinstance(row, dict) or not set(row) <= known or "kind" not in row for row in rows):
        raise ValueError(f"a fault is an object with kind and any of {', '.join(sorted(known))}")
    return [Fault(**row) for row in rows]


def struck(faults: Iterable[Fault], kinds: set[str], kind: Token | None, method: str, params: dict) -> Iterator[Fault]:
    """Yield the faults of these kinds that hit the call, each counted once."""
    return (one for one in faults if one.kind in kinds and one.concerns(kind, method, params) and one.strikes())


def altered(fault: Fault, response: Any) -> Any:
    """Return a response as a VK with this fault would give it."""
    response = json.loads(json.dumps(response, ensure_ascii=False))
    rows = _rows(response)
    match fault.kind:
        case "duplicate_items":
            rows.extend(rows[:2])
        case "missing_items":
            del rows[1::2]
        case "unknown_keys":
            if isinstance(response, dict):
                response["mystery"] = {"a": [1, None]}
            _lay_over(rows, {"mystery_row": {"b": "в"}, "reaction_set_id": "reactions"})
        case "unknown_attachments":
            _lay_over(rows, {"attachments": [{"type": "hologram", "hologram": {"id": 1}}, {"type": "bare"}]})
        case "absent_views":
            for row in rows:
                row.pop("views", None)
    return response


def _rows(response: Any) -> list[dict]:
    rows = response.get("items", response.get("groups")) if isinstance(response, dict) else None
    return rows or []


def _lay_over(rows: list[dict], keys: dict) -> None:
    for row in rows:
        row.update(keys)
