"""People over the machine: verdicts set by hand, and exemptions under which frozen weeks are judged anew.

Whoever judges asks here. The rules stay functions of facts and a rule set; what people decided is laid over them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from . import facts_json
from .facts import Outcome, Verdict, WeekFacts
from .models import Amendment, ManualVerdict
from .rules import Assessment, RuleSet, assess, sum_up
from .rules.reasons import Reason
from .weeks import Week


class Decisions:
    """What people decided about some publics' weeks; publics None: about everybody's. Two queries, however many."""

    def __init__(self, publics: Iterable[int] | None, weeks: Iterable[Week]) -> None:
        mondays = [week.monday for week in weeks]
        ids = {} if publics is None else {"public__in": list(publics)}
        span = (min(mondays), max(mondays)) if mondays else None
        self._by_hand: dict[int, list[ManualVerdict]] = {}
        for row in _manual(ids, span) if span else ():
            self._by_hand.setdefault(row.public_id, []).append(row)
        self._amended = {(row.public_id, row.week): row.exemptions for row in _amendments(ids, span)} if span else {}

    def amended(self, public: int, week: Week, facts: WeekFacts) -> WeekFacts:
        """Return the facts under the exemptions that a person has ordered for the week since."""
        return under(facts, self._amended.get((public, week.monday)))

    def by_hand(self, public: int, week: Week) -> dict[str, ManualVerdict]:
        """Return {rule: the verdict set by hand} that holds in the week; of several the latest."""
        mine = self._by_hand.get(public, ())
        return {row.rule: row for row in mine if row.first_week <= week.monday <= row.until}

    def assess(self, public: int, week: Week, facts: WeekFacts, rule_set: RuleSet) -> Assessment:
        """Judge a public's week by the rules, then put people's verdicts in place of the computed ones."""
        facts = self.amended(public, week, facts)
        computed = assess(facts, rule_set)
        if not (decided := self.by_hand(public, week)):
            return computed
        manual = {rule: told(row) for rule, row in decided.items() if rule in computed.verdicts}
        return sum_up(facts, rule_set, {**computed.verdicts, **manual})


def under(facts: WeekFacts, exemptions: Any) -> WeekFacts:
    """Return the facts under other exemptions, told as an amendment keeps them; None: under their own."""
    return facts if exemptions is None else replace(facts, exemptions=facts_json.exemptions_from_json(exemptions))


def holding_in(publics: Iterable[int], week: Week) -> QuerySet[ManualVerdict]:
    """Return the verdicts set by hand that hold in a week of the publics (primary keys), the latest last."""
    return _manual({"public__in": list(publics)}, (week.monday, week.monday))


def told(row: ManualVerdict) -> Verdict:
    """Return a verdict set by hand. It has no figure of its own: the rule's figure explains the rule's verdict."""
    return Verdict(Outcome(row.outcome), Reason.BY_HAND, figures={"why": row.reason, "decision": row.pk})


def _manual(ids: Mapping[str, Any], span: tuple):
    """The latest come last: they take the place of earlier ones."""
    rows = ManualVerdict.objects.standing().filter(**ids, first_week__lte=span[1], until__gte=span[0])
    return rows.order_by("set_at", "pk")


def _amendments(ids: Mapping[str, Any], span: tuple):
    rows = Amendment.objects.filter(**ids, week__range=span)
    return rows.order_by("public", "week", "-reassessment").distinct("public", "week")
