"""Two weeks of a public side by side: each rule's verdicts, and which way they went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from monitoring import wording
from monitoring.comparing import Turn, change, turn
from monitoring.models import WeekSummary
from monitoring.rules import RULES
from monitoring.wording.turns import turned

# What got worse is looked for first.
ORDER = list(Turn)


@dataclass(frozen=True)
class Side:
    """A rule's verdict in one of the weeks; ``fact`` and ``norm``: see ``wording.short_fact``."""

    outcome: str
    fact: str
    norm: str


@dataclass(frozen=True)
class Pair:
    """A rule in two weeks. ``was`` or ``now`` is None where the week has no verdict of it."""

    name: str
    was: Side | None
    now: Side | None
    turn: Turn
    said: str


@dataclass(frozen=True)
class TwoWeeks:
    """``was`` and ``now``: the weeks' summaries. ``pairs``: what got worse first."""

    was: WeekSummary
    now: WeekSummary
    pairs: list[Pair]

    @property
    def summaries(self) -> tuple[WeekSummary, WeekSummary]:
        return self.was, self.now

    @property
    def same(self) -> bool:
        """Tell whether status and score are the same, but for less than a point."""
        known = (self.was.score is None) == (self.now.score is None)
        return self.was.status == self.now.status and known and not round(self.change or 0)

    @property
    def change(self) -> float | None:
        return change(self.was.score, self.now.score)


def two_weeks(was: WeekSummary | None, now: WeekSummary | None) -> TwoWeeks | None:
    """Hold a week against an earlier one; None where one of them was not judged."""
    if was is None or now is None:
        return None
    pairs = [_pair(rule.id, was.verdicts.get(rule.id), now.verdicts.get(rule.id)) for rule in RULES]
    return TwoWeeks(was, now, _worst_first(pair for pair in pairs if pair.was or pair.now))


def _pair(rule: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Pair:
    before, after = _side(rule, was), _side(rule, now)
    way = turn(before.outcome if before else "", after.outcome if after else "")
    return Pair(wording.rule_name(rule), before, after, way, turned(way, same_fact=before == after))


def _side(rule: str, verdict: Mapping[str, Any] | None) -> Side | None:
    if verdict is None:
        return None
    return Side(verdict["outcome"], wording.short_fact(rule, verdict), wording.norm(rule, verdict))


def _worst_first(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: ORDER.index(pair.turn))
