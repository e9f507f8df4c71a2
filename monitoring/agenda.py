"""Which publics a run reads, in which order, and why it leaves the others for later. Pure.

A public is due an interval after its last successful reading, and in any case once a new week has begun: only a
reading after a week's end lets the week be judged. It is due on the day, not at the minute: a night that begins a
little earlier than the last one reads everything, and a second run on one day only what the first could not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

# Among those due on the same day.
FIRST = ("flagship", "active", "unset", "card")
LONG_AGO = date.min


class Reason(StrEnum):
    """Why a run leaves a public for later."""

    NOT_DUE = "not_due"
    QUOTA = "quota"


@dataclass(frozen=True)
class Candidate:
    """A public under watch. ``read_at``: its last successful reading; ``waiting``: the quota left it out last time."""

    public: int
    category: str
    read_at: datetime | None
    waiting: bool = False


@dataclass(frozen=True)
class Agenda:
    """``read``: publics in the order of reading; ``left_out``: the others by reason and category."""

    read: tuple[int, ...]
    left_out: Mapping[tuple[Reason, str], tuple[int, ...]]


def agenda(
    publics: Iterable[Candidate], now: datetime, week_begins: datetime, every: Mapping[str, int], quota: int | None
) -> Agenda:
    """Return what to read now. ``now``, ``week_begins``: in the region's time zone; ``every``: days by category;

    ``quota``: walls that VK still allows today, None if nobody knows.
    """
    due = {one: due_on(one, every[one.category], week_begins) for one in publics}
    ready = sorted((one for one, day in due.items() if day <= now.date()), key=lambda one: _place(one, due[one]))
    left: dict[tuple[Reason, str], list[int]] = defaultdict(list)
    for one, day in due.items():
        if day > now.date():
            left[Reason.NOT_DUE, one.category].append(one.public)
    for one in ready[quota:] if quota is not None else ():
        left[Reason.QUOTA, one.category].append(one.public)
    read = tuple(one.public for one in ready[:quota])
    return Agenda(read, {why: tuple(ids) for why, ids in left.items()})


def due_on(one: Candidate, every: int, week_begins: datetime) -> date:
    """Return the day on which a public is to be read: at once if it never was, or not since the week began."""
    if one.read_at is None:
        return LONG_AGO
    due_at = one.read_at + timedelta(days=every)
    if one.read_at < week_begins:
        due_at = min(due_at, week_begins)
    return due_at.astimezone(week_begins.tzinfo).date()


def _place(one: Candidate, due: date) -> tuple:
    """Return what to sort by: those that had to wait, then the most overdue, then by category."""
    read_at = one.read_at.timestamp() if one.read_at else 0
    return not one.waiting, due, FIRST.index(one.category), read_at, one.public
