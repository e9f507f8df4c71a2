"""Verdicts in the reader's language. The rules give reasons and figures; every word about them stands here."""

from .advice import what_to_do
from .names import (
    OUTCOMES,
    PROBLEMS,
    outcome_name,
    paragraph,
    problem_sentence,
    rule_name,
    rule_short_name,
    section,
)
from .sentences import sentence
from .short import norm, short_fact

__all__ = [
    "OUTCOMES",
    "PROBLEMS",
    "norm",
    "outcome_name",
    "paragraph",
    "problem_sentence",
    "rule_name",
    "rule_short_name",
    "section",
    "sentence",
    "short_fact",
    "what_to_do",
]
