"""The rules that a public's week is held against. Pure: no Django, clock, network or database."""

from .assessment import Assessment, Pace, Status, sum_up
from .rulebook import RULES, Rule, assess
from .ruleset import LETTER, InvalidRuleSet, RuleSet

__all__ = ["LETTER", "RULES", "Assessment", "InvalidRuleSet", "Pace", "Rule", "RuleSet", "Status", "assess", "sum_up"]
