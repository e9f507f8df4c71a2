"""Phase two of an audit: facts become verdicts and summary rows. Needs no VK.

A closed week's facts are frozen at the first collection after its end; from then on only they are judged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from . import changes, clock, facts_json
from .decisions import Decisions
from .facts import WeekFacts
from .gathering import gather
from .models import Batch, FrozenWeek, RuleSet, WeekSummary
from .rules import Assessment, ruleset
from .weeks import Week

SUMMARY = [
    "closed",
    "status",
    "needs_check",
    "score",
    "category",
    "verdicts",
    "failed",
    "warned",
    "counted",
    "quota",
    "pace",
    "seen_at",
    "judged_at",
]
type_facts = Mapping[tuple[int, Week], WeekFacts]


class RuleSets:
    """The rule sets in force, read once: each week has the latest one that was valid on its Monday."""

    def __init__(self) -> None:
        self._rows = list(RuleSet.objects.standing())
        self._parsed = {row.pk: ruleset.RuleSet.from_json(row.values) for row in self._rows}

    def of(self, week: Week) -> RuleSet:
        """Return the row valid for the week; weeks before the first rule set are held against it."""
        return [row for row in self._rows if row.valid_from <= week.monday or row is self._rows[0]][-1]

    def values(self, row: RuleSet) -> ruleset.RuleSet:
        return self._parsed[row.pk]


def judge(batch: Batch, _door: Any = None) -> None:
    """Judge the running week and every earlier week not yet frozen, of each of the batch's publics."""
    now = clock.now()
    facts = gather(_open_weeks(batch, now), now)
    rule_sets = RuleSets()
    verdicts = _assess(facts, rule_sets)
    before = _summaries(facts)
    rows = [_summary(public, week, facts[public, week], one, now) for (public, week), one in verdicts.items()]
    with transaction.atomic():
        _write(rows)
        _freeze(facts, rule_sets, now)
        changes.note(batch.run_id, before, rows)


def recompute(week: Week) -> int:
    """Judge a week again from its frozen facts alone; return the number of publics judged."""
    rule_sets = RuleSets()
    rows = []
    decided = Decisions(FrozenWeek.objects.filter(week=week.monday).values_list("public", flat=True), [week])
    for frozen in FrozenWeek.objects.filter(week=week.monday).order_by("public").iterator(chunk_size=1000):
        facts = facts_json.from_json(frozen.facts)
        verdicts = decided.assess(frozen.public_id, week, facts, rule_sets.values(rule_sets.of(week)))
        rows.append(_summary(frozen.public_id, week, facts, verdicts, frozen.frozen_at))
    with transaction.atomic():
        _write(rows)
    return len(rows)


def rejudge(weeks: Mapping[int, Iterable[Week]], now: datetime) -> int:
    """Judge publics' (primary keys) weeks again: frozen ones from their facts, others from what is known now.

    Return the number of weeks judged. Nothing is frozen: only a collection does that.
    """
    frozen = _frozen(weeks)
    open_weeks = {public: [week for week in mine if (public, week) not in frozen] for public, mine in weeks.items()}
    facts = gather({public: mine for public, mine in open_weeks.items() if mine}, now)
    facts |= {place: facts_json.from_json(row.facts) for place, row in frozen.items()}
    moments = {place: row.frozen_at for place, row in frozen.items()}
    verdicts = _assess(facts, RuleSets())
    with transaction.atomic():
        _write(
            _summary(public, week, facts[public, week], one, moments.get((public, week), now))
            for (public, week), one in verdicts.items()
        )
    return len(verdicts)


def _assess(facts: type_facts, rule_sets: RuleSets) -> dict[tuple[int, Week], Assessment]:
    decided = Decisions({public for public, _ in facts}, {week for _, week in facts})
    return {
        (public, week): decided.assess(public, week, one, rule_sets.values(rule_sets.of(week)))
        for (public, week), one in facts.items()
    }


def _frozen(weeks: Mapping[int, Iterable[Week]]) -> dict[tuple[int, Week], FrozenWeek]:
    mondays = {week.monday for mine in weeks.values() for week in mine}
    rows = FrozenWeek.objects.filter(public__in=list(weeks), week__in=mondays)
    asked = {(public, week) for public, mine in weeks.items() for week in mine}
    return {place: row for row in rows if (place := (row.public_id, Week(row.week))) in asked}


def _open_weeks(batch: Batch, now: datetime) -> dict[int, list[Week]]:
    first, last = Week(batch.run.first_week), clock.week_of(now)
    frozen = defaultdict(set)
    rows = FrozenWeek.objects.filter(public__in=batch.public_ids, week__gte=first.monday)
    for public, monday in rows.values_list("public", "week"):
        frozen[public].add(monday)
    span = [first.shift(weeks) for weeks in range((last.monday - first.monday).days // 7 + 1)]
    return {public: [week for week in span if week.monday not in frozen[public]] for public in batch.public_ids}


def _summaries(facts: type_facts) -> dict[tuple[int, Any], WeekSummary]:
    publics, weeks = {public for public, _ in facts}, {week.monday for _, week in facts}
    rows = WeekSummary.objects.filter(public__in=publics, week__in=weeks)
    return {(row.public_id, row.week): row for row in rows}


def _summary(public: int, week: Week, facts: WeekFacts, one: Assessment, now: datetime) -> WeekSummary:
    return WeekSummary(
        public_id=public,
        week=week.monday,
        closed=facts.ends <= now,
        status=one.status,
        needs_check=one.needs_check,
        score=one.score,
        category=facts.category,
        verdicts={rule: facts_json.verdict_to_json(verdict) for rule, verdict in one.verdicts.items()},
        failed=[rule for rule, verdict in one.verdicts.items() if verdict.outcome == "fail"],
        warned=[rule for rule, verdict in one.verdicts.items() if verdict.outcome == "warn"],
        counted=one.counted,
        quota=one.quota,
        pace=one.pace,
        seen_at=facts.seen_at,
        judged_at=now,
    )


def _write(rows: Iterable[WeekSummary]) -> None:
    WeekSummary.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["public", "week"], update_fields=SUMMARY, batch_size=1000
    )


def _freeze(facts: type_facts, rule_sets: RuleSets, now: datetime) -> None:
    """Keep the facts of closed weeks that were collected after their end. What is frozen stays as it is."""
    rows = [
        FrozenWeek(
            public_id=public,
            week=week.monday,
            facts=facts_json.to_json(one),
            rule_set=rule_sets.of(week),
            frozen_at=now,
        )
        for (public, week), one in facts.items()
        if one.seen_at and one.seen_at >= one.ends
    ]
    FrozenWeek.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
