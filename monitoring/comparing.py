"""How a public's week differs from an earlier one: its verdicts, its score. Pure."""

from enum import StrEnum

from .facts import Outcome


class Turn(StrEnum):
    """``OTHER``: neither better nor worse, because one of the two is no judgement."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"
    SAME = "same"


# From the best to the worst; an exception, or what is unknown, is neither.
_JUDGED = (Outcome.PASS, Outcome.WARN, Outcome.FAIL)


def turn(was: str, now: str) -> Turn:
    """Tell which way an outcome went from one week to another."""
    if was == now:
        return Turn.SAME
    if was not in _JUDGED or now not in _JUDGED:
        return Turn.OTHER
    return Turn.WORSE if _JUDGED.index(Outcome(now)) > _JUDGED.index(Outcome(was)) else Turn.BETTER


def change(was: float | None, now: float | None) -> float | None:
    """Return by how much a score changed, None if one of the two is unknown."""
    return None if was is None or now is None else now - was
