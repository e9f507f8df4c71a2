"""What binds every rule alike, said once. Pure."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from monitoring.facts import UNSET, Outcome, Verdict, WeekFacts

from .exemptions import exempt_days, exempt_reasons
from .reasons import Reason
from .ruleset import RuleSet

Judge = Callable[[WeekFacts, RuleSet], Verdict]


def judges(rule: str) -> Callable[[Callable[[WeekFacts, Any], Verdict]], Judge]:
    """Make a judge of (facts, demand) the rule's judge of (facts, rule set).

    Strongest first: an exemption, a category not told yet, a category of which nothing is asked, a public of
    which nothing is known. Nobody can owe what was waived, and nothing unknown is ever counted against anyone.
    """

    def decorate(judge: Callable[[WeekFacts, Any], Verdict]) -> Judge:
        @wraps(judge)
        def decided(facts: WeekFacts, rule_set: RuleSet) -> Verdict:
            demand = rule_set.demand(rule, facts.category)
            # Nearly every public is asked, known and not exempt: then none of the questions below needs asking.
            if demand is not None and facts.ordinary:
                return judge(facts, demand)
            return _excuse(rule, facts, rule_set, demand) or judge(facts, demand)

        return decided

    return decorate


def _excuse(rule: str, facts: WeekFacts, rule_set: RuleSet, demand: Any) -> Verdict | None:
    return _waived(rule, facts, rule_set) or _not_asked(rule, facts, rule_set, demand) or _no_data(rule, facts)


def _waived(rule: str, facts: WeekFacts, rule_set: RuleSet) -> Verdict | None:
    days = exempt_days(facts, rule) if facts.exemptions else 0
    if days < rule_set.exemption_days:
        return None
    return Verdict(Outcome.WAIVED, Reason.WAIVED, figures={"days": days, "why": exempt_reasons(facts, rule)})


def _not_asked(rule: str, facts: WeekFacts, rule_set: RuleSet, demand: Any) -> Verdict | None:
    if facts.category == UNSET and rule_set.depends_on_category(rule):
        return Verdict(Outcome.UNKNOWN, Reason.CATEGORY_UNSET)
    return Verdict(Outcome.NOT_APPLICABLE, Reason.NOT_ASKED) if demand is None else None


def _no_data(rule: str, facts: WeekFacts) -> Verdict | None:
    """Say why nothing is known, unless what the rule needs does not come with the wall.

    That VK told why a public cannot be read is knowledge about its reachability; the mark may stand in the registry.
    """
    if facts.seen_at is not None:
        return None
    known = {"reachable": facts.unreachable is not None, "state_mark": facts.state_mark is not None}
    return None if known.get(rule) else Verdict(Outcome.UNKNOWN, Reason.NO_DATA, figures={"missing": facts.missing})
