"""What the methodology page shows: the rules in force with their thresholds, words and worked examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from monitoring import clock, wording
from monitoring.examples import Example, examples
from monitoring.models import RuleSet
from monitoring.rules import LETTER, ruleset
from monitoring.rules.questions import QUESTION_WORDS
from monitoring.wording.examples import situation
from monitoring.wording.methodology import EXPLAINED
from registry.models import Category

from .rule_sets import Demanded, demanded, in_force

WORDS = {"answers": QUESTION_WORDS}


@dataclass(frozen=True)
class Shown:
    """A worked example in words."""

    situation: str
    category: str
    outcome: str
    sentence: str


@dataclass(frozen=True)
class Explained:
    """A rule with all that a reader needs to hold a wall against it. ``words``: those that it looks for."""

    demanded: Demanded
    explained: str | Promise
    examples: list[Shown]
    words: Sequence[str]

    @property
    def asked(self) -> bool:
        return bool(self.demanded.lines)


@dataclass(frozen=True)
class Methodology:
    """``row`` None: nothing was decided yet, the letter's own values hold."""

    row: RuleSet | None
    values: ruleset.RuleSet
    rules: list[Explained]


def methodology() -> Methodology:
    """Read the rule set in force and explain it. One query."""
    row = in_force()
    values = ruleset.RuleSet.from_json(row.values) if row else LETTER
    worked = examples(values, clock.zone())
    told = demanded(values.to_json())
    rules = [
        Explained(one, EXPLAINED.get(one.rule, ""), _shown(one.rule, worked[one.rule]), WORDS.get(one.rule, ()))
        for one in told
    ]
    return Methodology(row, values, rules)


def _shown(rule: str, found: list[Example]) -> list[Shown]:
    return [
        Shown(
            situation=situation(one),
            category=str(Category(one.category).label),
            outcome=str(one.verdict.outcome),
            sentence=wording.sentence(rule, one.verdict),
        )
        for one in found
    ]
