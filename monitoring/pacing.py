"""On which days of a running week the posts that are still missing are best published. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, pairwise


@dataclass(frozen=True)
class Advice:
    """``days``: how many posts on which day. ``longest``: days between posts at most, if they are published so.

    The stretch from the last earlier post to the first of the week, and from the last one to the week's end, are
    stretches too; None where nothing is to be published.
    """

    days: Mapping[date, int] = field(default_factory=dict)
    longest: int | None = None


def advise(open_days: Sequence[date], posted: Collection[date], missing: int, exempt: Collection[date] = ()) -> Advice:
    """Spread the missing posts over the days that are left, so that no silence is longer than it must be.

    ``open_days``: from today to Sunday; ``posted``: days with a community post, the last one before the week among
    them (without any the silence is taken to begin now); ``exempt``: days of rest, taken only if there is no other.
    Of equally good days the later ones are taken: the next week then begins with a shorter silence.
    """
    free = [day for day in open_days if day not in exempt] or list(open_days)
    if missing <= 0 or not free:
        return Advice()
    known = list(posted) or [min(open_days) - timedelta(days=1)]
    each, rest = divmod(missing, len(free))
    ends = max(open_days) + timedelta(days=1)
    best = min(combinations(free, rest), key=lambda chosen: _worth(free if each else chosen, chosen, known, ends))
    counts = {day: each + (day in best) for day in free if each or day in best}
    return Advice(counts, max(_stretches([*known, *counts], ends)))


def _worth(days: Sequence[date], chosen: Sequence[date], posted: Collection[date], ends: date) -> tuple:
    """Return what is least for the best choice: the longest stretches first, then early days."""
    stretches = sorted(_stretches([*posted, *days], ends), reverse=True)
    return stretches, [(ends - day).days for day in sorted(chosen, reverse=True)]


def _stretches(days: Collection[date], ends: date) -> list[int]:
    known = sorted({*days, ends})
    return [(later - earlier).days for earlier, later in pairwise(known)]
