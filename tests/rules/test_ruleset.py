"""Rule sets: data in, data out, and a clear word about every mistake."""

import copy
import json

import pytest

from monitoring.rules import LETTER, RULES, InvalidRuleSet, RuleSet
from monitoring.wording import problem_sentence


def changed(path: str, value) -> dict:
    """Return the letter's data with one value changed; ``...`` takes it out."""
    data = copy.deepcopy(LETTER.to_json())
    *way, last = path.split(".")
    table = data
    for step in way:
        table = table[step]
    if value is ...:
        del table[last]
    else:
        table[last] = value
    return data


def test_the_letter_survives_the_journey_through_json():
    assert RuleSet.from_json(json.loads(json.dumps(LETTER.to_json()))) == LETTER


def test_the_letter_names_every_rule_that_is_judged():
    assert set(LETTER.rules) == {rule.id for rule in RULES}


def test_the_letters_values_are_the_rulebooks():
    rules = LETTER.to_json()["rules"]
    assert {category: one["least"] for category, one in rules["posts"].items()} == {"flagship": 5, "active": 3}
    assert {category: one["severity"] for category, one in rules["gaps"].items()} == {
        "flagship": "fail",
        "active": "fail",
        "card": "warn",
    }
    assert rules["text"]["card"] == {
        "severity": "warn",
        "share": 0.8,
        "shortest": 1,
        "longest": 1500,
        "posting_days": 28,
    }
    assert rules["cover"]["card"] == {"absent": "fail", "small": "warn", "least": 1590}
    assert "card" not in rules["comments_open"]


MISTAKES = {
    "no table at all": ([], "", "not_a_table"),
    "rules missing": (changed("rules", ...), "rules", "not_a_table"),
    "an unknown part": (changed("colour", 1), "colour", "unknown_name"),
    "an unknown rule": (changed("rules.likes", {}), "rules.likes", "unknown_name"),
    "an unknown category": (changed("rules.posts.huge", {}), "posts.huge", "unknown_name"),
    "the unset category": (changed("rules.posts.unset", {}), "posts.unset", "unknown_name"),
    "an unknown value": (changed("rules.posts.active.most", 9), "posts.active.most", "unknown_name"),
    "a value missing": (changed("rules.posts.active.least", ...), "posts.active.least", "missing"),
    "a severity missing": (changed("rules.posts.active.severity", ...), "posts.active.severity", "missing"),
    "an unknown severity": (changed("rules.posts.active.severity", "hard"), "posts.active.severity", "not_a_severity"),
    "words for a number": (changed("rules.gaps.card.hours", "168"), "gaps.card.hours", "not_a_number"),
    "yes for a number": (changed("rules.gaps.card.hours", True), "gaps.card.hours", "not_a_number"),
    "half a post": (changed("rules.posts.active.least", 2.5), "posts.active.least", "not_a_whole_number"),
    "a negative number": (changed("rules.posts.active.least", -1), "posts.active.least", "out_of_range"),
    "more than all": (changed("rules.media.active.share", 80), "media.active.share", "out_of_range"),
    "no number where one is needed": (
        changed("rules.cover.card.least", None),
        "cover.card.least",
        "not_a_whole_number",
    ),
    "bounds upside down": (changed("rules.text.card.shortest", 1501), "text.card.longest", "upside_down"),
    "a weight of an unknown rule": (changed("weights.likes", 1), "weights.likes", "unknown_name"),
    "a negative weight": (changed("weights.posts", -5), "weights.posts", "out_of_range"),
    "no days": (changed("exemption_days", 0), "exemption_days", "out_of_range"),
    "eight days": (changed("exemption_days", 8), "exemption_days", "out_of_range"),
    "not a number": (changed("weights.posts", float("nan")), "weights.posts", "out_of_range"),
}


@pytest.mark.parametrize(("data", "path", "reason"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_place(data, path, reason):
    with pytest.raises(InvalidRuleSet) as caught:
        RuleSet.from_json(data)
    assert (path, reason) in [(problem.path, problem.reason) for problem in caught.value.problems]
    assert all(problem_sentence(problem) for problem in caught.value.problems)


def test_all_mistakes_are_named_at_once():
    data = changed("rules.posts.active.least", -1)
    data["weights"]["likes"] = 1
    with pytest.raises(InvalidRuleSet) as caught:
        RuleSet.from_json(data)
    assert len(caught.value.problems) == 2


def test_weights_of_rules_to_come_are_kept():
    assert RuleSet.from_json(LETTER.to_json()).weights["answers"] == 10
