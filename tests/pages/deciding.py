"""Frozen weeks of a small region, and what people decide about them."""

from dataclasses import replace
from datetime import date, timedelta

from monitoring import facts_json, judging
from monitoring.facts import PostFact
from monitoring.models import Exemption, FrozenWeek, RuleSet, WeekSummary
from monitoring.rules import LETTER, assess
from monitoring.weeks import Week
from registry.models import Public

from .conftest import LAST, MOSCOW, NOW, facts, public


def letter() -> RuleSet:
    """Return the rule set of the letter, which a migration or the test's fixtures wrote."""
    return RuleSet.objects.earliest("valid_from")


def frozen(of: Public, week: Week = LAST, posts: int = 5, **changes) -> FrozenWeek:
    """Freeze a week in good order but for the changes (see ``facts``), and judge it."""
    known = facts(of, week, posts, **changes)
    judging._summary(of.pk, week, known, assess(known, LETTER), NOW).save()
    return FrozenWeek.objects.create(
        public=of, week=week.monday, facts=facts_json.to_json(known), rule_set=letter(), frozen_at=NOW
    )


def silent_since(of: Public, days: float, week: Week = LAST) -> FrozenWeek:
    """Freeze a week without posts; the last one came so many days before its beginning."""
    post = PostFact(id=1, date=week.starts(MOSCOW) - timedelta(days=days), text_length=200, media=True)
    known = replace(facts(of, week, 0), posts=(post,))
    judging._summary(of.pk, week, known, assess(known, LETTER), NOW).save()
    return FrozenWeek.objects.create(
        public=of, week=week.monday, facts=facts_json.to_json(known), rule_set=letter(), frozen_at=NOW
    )


def region(count: int = 12, week: Week = LAST) -> list[Public]:
    """Freeze a week of so many publics of all categories, with 0 to 6 posts and covers of three widths."""
    made = []
    for place in range(count):
        one = public(f"Школа № {place}", None, ("flagship", "active", "card", "unset")[place % 4])
        frozen(one, week, posts=place % 7, cover_width=(1920, 1600, 900)[place % 3])
        made.append(one)
    return made


def exempted(first: date, last: date, **fields) -> Exemption:
    known = {"scope": "all", "reason": "Каникулы", "created_at": NOW, **fields}
    return Exemption.objects.create(first_day=first, last_day=last, **known)


def verdict(of: Public, rule: str, week: Week = LAST) -> dict:
    return row(of, week).verdicts[rule]


def row(of: Public, week: Week = LAST) -> WeekSummary:
    return WeekSummary.objects.get(public=of, week=week.monday)
