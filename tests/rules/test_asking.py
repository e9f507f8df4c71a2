"""What binds every rule alike: exemptions, categories, missing data."""

from datetime import timedelta

import pytest

from monitoring.rules import LETTER, RULES, RuleSet

from .builders import STEADY, at, exempt, posts, profile, week

NEEDING_A_CATEGORY = {"posts", "gaps", "media", "text", "comments_open", "answers", "mandatory"}
FOUR_DAYS = (at("Mon 00:00"), at("Fri 00:00"))
SECOND = timedelta(seconds=1)


@pytest.fixture(params=RULES, ids=lambda rule: rule.id)
def rule(request):
    return request.param


def test_four_exempt_days_waive_a_rule(rule):
    verdict = rule.judge(week(exemptions=(exempt(*FOUR_DAYS, rule.id),)), LETTER)
    assert (verdict.outcome, verdict.reason) == ("waived", "waived")
    assert verdict.figures == {"days": 4, "why": "Каникулы"}


def test_an_exemption_that_names_no_rule_waives_every_rule(rule):
    assert rule.judge(week(exemptions=(exempt(*FOUR_DAYS),)), LETTER).outcome == "waived"


def test_an_exemption_of_another_rule_waives_nothing(rule):
    assert rule.judge(week(posts(*STEADY), exemptions=(exempt(*FOUR_DAYS, "qr"),)), LETTER).outcome != "waived"


def test_an_exemption_outweighs_everything_else(rule):
    waiver = (exempt(*FOUR_DAYS),)
    for facts in (
        week(seen_at=None, exemptions=waiver),
        week(category="unset", exemptions=waiver),
        week(category="card", exemptions=waiver),
        week(unreachable="deleted", exemptions=waiver),
        week(running=at("Mon 02:00"), exemptions=waiver),
    ):
        assert rule.judge(facts, LETTER).outcome == "waived"


def test_a_waived_rule_names_the_reasons_of_the_exemptions_that_touch_the_week():
    exemptions = (
        exempt(*FOUR_DAYS, reason="Карантин"),
        exempt(*FOUR_DAYS, reason=""),
        exempt(*FOUR_DAYS, reason="Карантин"),
        exempt(at("Sun 00:00"), at("Tue 00:00", 1), reason="Ремонт"),
        exempt(at("Mon 00:00", -1), at("Mon 00:00"), reason="Раньше"),
        exempt(at("Mon 00:00", 1), at("Tue 00:00", 1), reason="Позже"),
        exempt(*FOUR_DAYS, "gaps", reason="Другое правило"),
    )
    assert RULES[1].judge(week(exemptions=exemptions), LETTER).figures["why"] == "Карантин; Ремонт"


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ([FOUR_DAYS], 4),
        ([(at("Mon 00:00"), at("Fri 00:00") - SECOND)], 3),
        ([(at("Mon 00:00") + SECOND, at("Fri 00:00"))], 3),
        ([(at("Sat 00:00", -1), at("Fri 00:00", 3))], 7),
        ([(at("Mon 00:00"), at("Tue 12:00")), (at("Tue 12:00"), at("Fri 00:00"))], 4),
        ([(at("Mon 00:00"), at("Wed 00:00")), (at("Fri 00:00"), at("Sun 00:00"))], 4),
        ([(at("Mon 00:00"), at("Wed 00:00"))] * 2, 2),
        ([(at("Mon 12:00"), at("Fri 12:00"))], 3),
    ],
)
def test_a_day_is_exempt_if_it_is_so_from_midnight_to_midnight(spans, days):
    facts = week(exemptions=tuple(exempt(*span) for span in spans))
    for threshold in range(1, 8):
        lenient = RuleSet(LETTER.rules, LETTER.weights, exemption_days=threshold)
        outcome = RULES[1].judge(facts, lenient).outcome
        assert (outcome == "waived") == (days >= threshold)


def test_only_rules_that_differ_between_categories_need_one():
    needing = {rule.id for rule in RULES if rule.judge(week(category="unset"), LETTER).reason == "category_unset"}
    assert needing == NEEDING_A_CATEGORY


def test_a_public_without_category_is_judged_by_what_all_must_do():
    facts = week(category="unset", profile=profile(cover_set=False))
    outcomes = {rule.id: rule.judge(facts, LETTER).outcome for rule in RULES if rule.id not in NEEDING_A_CATEGORY}
    assert outcomes == {
        "reachable": "pass",
        "cover": "fail",
        "avatar": "pass",
        "description": "pass",
        "state_mark": "pass",
    }


def test_without_data_every_rule_is_unknown_and_says_why(rule):
    verdict = rule.judge(week(posts(*STEADY), seen_at=None, state_mark=None, missing="NoTokens"), LETTER)
    assert (verdict.outcome, verdict.reason, verdict.figures) == ("unknown", "no_data", {"missing": "NoTokens"})


@pytest.mark.parametrize(("mark", "outcome"), [(True, "pass"), (False, "fail")])
def test_what_the_registry_tells_needs_no_collection(mark, outcome):
    verdicts = {rule.id: rule.judge(week(seen_at=None, state_mark=mark), LETTER) for rule in RULES}
    assert verdicts.pop("state_mark").outcome == outcome
    assert {verdict.outcome for verdict in verdicts.values()} == {"unknown"}


def test_a_rule_that_a_rule_set_does_not_name_is_not_asked(rule):
    assert rule.judge(week(), RuleSet({}, {})).outcome == "not_applicable"


def test_severities_are_data():
    mild = LETTER.to_json()
    mild["rules"]["posts"]["flagship"] = {"severity": "warn", "least": 7}
    verdict = RULES[1].judge(week(posts(*STEADY)), RuleSet.from_json(mild))
    assert (verdict.outcome, verdict.threshold) == ("warn", 7)
