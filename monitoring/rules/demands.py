"""What each rule can demand: its thresholds, and how grave it is when they are not met. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from monitoring.facts import Outcome


class Severity(StrEnum):
    """What an unmet demand means: a requirement or a recommendation."""

    FAIL = "fail"
    WARN = "warn"

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.value)


def at_most(limit: float) -> Any:
    """Declare a number that may not exceed a limit."""
    return field(metadata={"most": limit})


@dataclass(frozen=True)
class Reachable:
    severity: Severity


@dataclass(frozen=True)
class Posts:
    """``least``: own unique posts a week."""

    severity: Severity
    least: int = at_most(1000)


@dataclass(frozen=True)
class Gaps:
    """``hours``: the silence that is too long. ``posting_days``: binds only who has published within them."""

    severity: Severity
    hours: float = at_most(24 * 366)
    posting_days: int | None = None


@dataclass(frozen=True)
class Media:
    """``share``: of the week's community posts, 0 to 1."""

    severity: Severity
    share: float = at_most(1)
    posting_days: int | None = None


@dataclass(frozen=True)
class Text:
    """``share``: of the week's community posts, 0 to 1. ``shortest``, ``longest``: characters, both included."""

    severity: Severity
    share: float = at_most(1)
    shortest: int = 1
    longest: int = 1500
    posting_days: int | None = None


@dataclass(frozen=True)
class Comments:
    """``days``: how old a post may be whose readers' comments prove something. ``posts``: how many are asked."""

    severity: Severity
    days: int = 14
    posts: int = 10


@dataclass(frozen=True)
class Answers:
    """``share``: of readers' questions, 0 to 1, answered within ``hours``."""

    severity: Severity
    share: float = at_most(1)
    hours: float = at_most(24 * 7)


@dataclass(frozen=True)
class Mandatory:
    severity: Severity


@dataclass(frozen=True)
class Picture:
    """``least``: pixels, the width of a cover or the side of an avatar."""

    absent: Severity
    small: Severity
    least: int = at_most(10_000)


@dataclass(frozen=True)
class Description:
    """``name_share``: of the full name's significant words, 0 to 1. ``characters``: beside them."""

    empty: Severity
    poor: Severity
    name_share: float = at_most(1)
    characters: int = 80


@dataclass(frozen=True)
class StateMark:
    severity: Severity


DEMANDS: dict[str, type] = {
    "reachable": Reachable,
    "posts": Posts,
    "gaps": Gaps,
    "media": Media,
    "text": Text,
    "comments_open": Comments,
    "answers": Answers,
    "mandatory": Mandatory,
    "cover": Picture,
    "avatar": Picture,
    "description": Description,
    "state_mark": StateMark,
}
