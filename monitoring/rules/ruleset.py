"""A rule set: what the rules demand of each category, as data. Pure.

A ministry changes thresholds and severities by decision, not by a new release. So every number that a verdict
rests on stands here, per category, and travels as JSON to the row from which old weeks are recomputed.

JSON: ``{"rules": {rule: {category: {value: …}}}, "weights": {rule: points}, "exemption_days": 4}``. A category
that a rule does not name is not asked anything by it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import replace as with_changes
from typing import Any, Self

from monitoring.facts import UNSET, kept

from .demands import (
    Answers,
    Comments,
    Description,
    Gaps,
    Mandatory,
    Media,
    Picture,
    Posts,
    Reachable,
    Severity,
    StateMark,
    Text,
)
from .reading import CATEGORIES, Problem, demand_from, problems_in


class InvalidRuleSet(ValueError):
    """The values make no rule set; ``problems`` says where and why, for monitoring/wording/ to tell."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(f"{problem.path}: {problem.reason}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class RuleSet:
    """``rules``: {rule id: {category: demand}}, demands as in demands.py. ``weights``: {rule id: points}.

    ``exemption_days``: how many of a week's days an exemption must cover to waive a rule.
    """

    rules: Mapping[str, Mapping[str, Any]]
    weights: Mapping[str, float]
    exemption_days: int = 4

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read a rule set from plain data. Raises InvalidRuleSet that names every problem."""
        if problems := problems_in(data):
            raise InvalidRuleSet(problems)
        rules = {
            rule: {category: demand_from(rule, values) for category, values in by_category.items()}
            for rule, by_category in data["rules"].items()
        }
        return cls(rules, dict(data["weights"]), data["exemption_days"])

    def to_json(self) -> dict[str, Any]:
        """Return plain data from which ``from_json`` makes an equal rule set."""
        rules = {
            rule: {category: _plain(demand) for category, demand in by_category.items()}
            for rule, by_category in self.rules.items()
        }
        return {"rules": rules, "weights": dict(self.weights), "exemption_days": self.exemption_days}

    def demand(self, rule: str, category: str) -> Any:
        """Return what the rule demands of the category, None if nothing.

        Where every category must do the same, a public whose category is not told yet must do it too.
        """
        return self._demands[category].get(rule)

    def demands(self, category: str) -> dict[str, Any]:
        """Return {rule id: demand} of all that is demanded of the category."""
        return {rule: demand for rule, demand in self._demands[category].items() if demand is not None}

    @kept
    def _demands(self) -> dict[str, dict[str, Any]]:
        """Every demand by category and rule: a verdict asks for a dozen of them."""
        told = {one: {rule: demands.get(one) for rule, demands in self.rules.items()} for one in CATEGORIES}
        alike = {rule: demand for rule, demand in told[CATEGORIES[0]].items() if not self.depends_on_category(rule)}
        return {**told, UNSET: alike}

    def depends_on_category(self, rule: str) -> bool:
        """Tell whether the rule asks different things of different categories."""
        by_category = self.rules.get(rule, {})
        first, *others = (by_category.get(category) for category in CATEGORIES)
        return any(other != first for other in others)


def _plain(demand: Any) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Severity) else value for name, value in asdict(demand).items()}


def _everywhere(demand: Any) -> dict[str, Any]:
    return dict.fromkeys(CATEGORIES, demand)


def _busy(demand: Any) -> dict[str, Any]:
    return {"flagship": demand, "active": demand}


def _busy_and_posting_cards(demand: Any) -> dict[str, Any]:
    """Ask flagships and actives; ask cards mildly, and only those that publish: the letter leaves it to them."""
    return {**_busy(demand), "card": with_changes(demand, severity=Severity.WARN, posting_days=28)}


# The ministry's letter 1871/23-Д. What it leaves open (hours, shares, pixels, characters) its readers have fixed in
# the portal's rulebook; a new decision makes a new rule set and leaves this one alone.
LETTER = RuleSet(
    rules={
        "reachable": _everywhere(Reachable(Severity.FAIL)),
        "posts": {"flagship": Posts(Severity.FAIL, least=5), "active": Posts(Severity.FAIL, least=3)},
        "gaps": _busy_and_posting_cards(Gaps(Severity.FAIL, hours=168)),
        "media": _busy_and_posting_cards(Media(Severity.WARN, share=0.8)),
        "text": _busy_and_posting_cards(Text(Severity.WARN, share=0.8, shortest=1, longest=1500)),
        "comments_open": _busy(Comments(Severity.FAIL, days=14, posts=10)),
        "answers": _busy(Answers(Severity.WARN, share=0.9, hours=24)),
        "mandatory": _busy(Mandatory(Severity.FAIL)),
        "cover": _everywhere(Picture(absent=Severity.FAIL, small=Severity.WARN, least=1590)),
        "avatar": _everywhere(Picture(absent=Severity.FAIL, small=Severity.WARN, least=400)),
        "description": _everywhere(
            Description(empty=Severity.FAIL, poor=Severity.WARN, name_share=0.7, characters=80)
        ),
        "state_mark": _everywhere(StateMark(Severity.FAIL)),
    },
    weights={
        "posts": 30,
        "gaps": 15,
        "media": 10,
        "text": 5,
        "comments_open": 10,
        "answers": 10,
        "mandatory": 5,
        "cover": 5,
        "avatar": 5,
        "description": 5,
    },
)
