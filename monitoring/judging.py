"""Phase two of an audit: facts become verdicts and summary rows. Needs no VK.

A closed week's facts are fixed at the first collection after its end; the answers to readers' questions are taken
in until the first collection a day later. From then on the week is frozen, and only its facts are judged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from . import bulk, changes, clock, conversations, facts_json
from .decisions import Decisions
from .facts import WeekFacts
from .gathering import gather, listen
from .holding import hold
from .models import Batch, FrozenWeek, Post, RuleSet, WeekSummary
from .rules import Assessment, reading, ruleset
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
CHUNK = 1000
Place = tuple[int, Week]
"""A public's primary key, and a week."""


@dataclass(frozen=True)
class Judged:
    """A public's week with what it was judged on. ``heard_at``: up to when answers to its questions are known.

    ``fixed``: its row, if its facts were fixed before.
    """

    facts: WeekFacts
    heard_at: datetime | None
    rule_set: int
    assessment: Assessment
    fixed: FrozenWeek | None = None

    @property
    def complete(self) -> bool:
        """Tell whether all is known that the week will ever be judged on."""
        return self.heard_at is not None and self.heard_at >= self.facts.ends + conversations.ANSWERS_AFTER


class RuleSets:
    """The rule sets in force, read once: each week has the latest one that was valid on its Monday."""

    def __init__(self, rows: Iterable[RuleSet] | None = None) -> None:
        self._rows = list(RuleSet.objects.standing() if rows is None else rows)
        self._parsed = {row.pk: ruleset.RuleSet.from_json(row.values) for row in self._rows}

    def of(self, week: Week) -> RuleSet:
        """Return the row valid for the week; weeks before the first rule set are held against it."""
        return [row for row in self._rows if row.valid_from <= week.monday or row is self._rows[0]][-1]

    def values(self, pk: int) -> ruleset.RuleSet:
        return self._parsed[pk]

    def demanding(self, rule: str, week: Week) -> list[str]:
        """Return the categories of which the rule demands anything in the week."""
        return [one for one in reading.CATEGORIES if self.values(self.of(week).pk).demand(rule, one) is not None]

    def judge(self, public: int, week: Week, facts: WeekFacts, decided: Decisions) -> Judged:
        """Judge a week that is not fixed yet, by the rule set that is in force for it."""
        pk = self.of(week).pk
        return Judged(facts, facts.seen_at, pk, decided.assess(public, week, facts, self._parsed[pk]))

    def judge_fixed(
        self, row: FrozenWeek, facts: WeekFacts, decided: Decisions, heard_at: datetime | None = None
    ) -> Judged:
        """Judge a week by the rule set that was fixed with it."""
        assessment = decided.assess(row.public_id, Week(row.week), facts, self.values(row.rule_set_id))
        return Judged(facts, heard_at, row.rule_set_id, assessment, row)


def judge(batch: Batch, _door: Any = None) -> None:
    """Judge the running week and every earlier week not yet frozen, of each of the batch's publics."""
    now = clock.now()
    with transaction.atomic():
        hold(batch.public_ids)
        judged = _judged(batch, now)
        before = _summaries(judged)
        rows = [_summary(public, week, one.facts, one.assessment, now) for (public, week), one in judged.items()]
        _write(rows)
        _fix(judged, now)
        _complete(judged, now)
        changes.note(batch.run_id, before, rows)


def recompute(week: Week) -> int:
    """Judge a week again from its frozen facts and what people decided; return the number of publics judged.

    A thousand publics are a transaction: a recount that is killed is begun anew and finds the same.
    """
    rule_sets = RuleSets()
    publics = list(FrozenWeek.objects.filter(week=week.monday).order_by("public").values_list("public", flat=True))
    for start in range(0, len(publics), CHUNK):
        _recompute(week, publics[start : start + CHUNK], rule_sets)
    return len(publics)


def rejudge(weeks: Mapping[int, Iterable[Week]], now: datetime) -> int:
    """Judge publics' (primary keys) weeks again: fixed ones from their facts, others from what is known now.

    Return the number of weeks judged. Nothing is fixed: only a collection does that.
    """
    asked = {(public, week) for public, mine in weeks.items() for week in mine}
    with transaction.atomic():
        hold(weeks)
        rows = _judged_again(asked, now)
        _write(rows)
    return len(rows)


def _judged_again(asked: Set[Place], now: datetime) -> list[WeekSummary]:
    rule_sets, decided = RuleSets(), Decisions({public for public, _ in asked}, {week for _, week in asked})
    fixed = {place: row for place, row in _frozen(asked).items() if place in asked}
    facts = gather(_by_public(asked - set(fixed)), now)
    judged = [rule_sets.judge(*place, one, decided) for place, one in facts.items()]
    rows = [_summary(*place, one.facts, one.assessment, now) for place, one in zip(facts, judged, strict=True)]
    return rows + [_recomputed(row, rule_sets, decided) for row in fixed.values()]


def _recompute(week: Week, publics: list[int], rule_sets: RuleSets) -> None:
    with transaction.atomic():
        hold(publics)
        decided = Decisions(publics, [week])
        frozen = FrozenWeek.objects.filter(week=week.monday, public__in=publics).defer("copies")
        _write([_recomputed(row, rule_sets, decided) for row in frozen])


def _judged(batch: Batch, now: datetime) -> dict[Place, Judged]:
    rule_sets = RuleSets()
    fixed = _fixed(batch)
    facts = gather(_open_weeks(batch, fixed, now), now)
    waiting = {place: row for place, row in fixed.items() if row.completed_at is None}
    decided = Decisions(batch.public_ids, {week for _, week in [*facts, *waiting]})
    judged = {place: rule_sets.judge(*place, one, decided) for place, one in facts.items()}
    for place, (heard_at, conversation) in listen(_by_public(waiting)).items():
        known = facts_json.from_json(waiting[place].facts)
        # A wall closed since then leaves what was known of its questions.
        answered = replace(known, conversation=conversation or known.conversation)
        judged[place] = rule_sets.judge_fixed(waiting[place], answered, decided, heard_at)
    return judged


def _recomputed(row: FrozenWeek, rule_sets: RuleSets, decided: Decisions) -> WeekSummary:
    facts = facts_json.from_json(row.facts)
    assessment = rule_sets.judge_fixed(row, facts, decided).assessment
    return _summary(row.public_id, Week(row.week), facts, assessment, row.completed_at or row.frozen_at)


def _frozen(places: Iterable[Place]) -> dict[Place, FrozenWeek]:
    """Return the fixed weeks of the places' publics and weeks, and perhaps of a few others."""
    weeks = _by_public(places)
    mondays = {week.monday for mine in weeks.values() for week in mine}
    rows = FrozenWeek.objects.filter(public__in=list(weeks), week__in=mondays).defer("copies")
    return {(row.public_id, Week(row.week)): row for row in rows}


def _fixed(batch: Batch) -> dict[Place, FrozenWeek]:
    rows = FrozenWeek.objects.filter(public__in=batch.public_ids, week__gte=batch.run.first_week)
    waiting = FrozenWeek.objects.filter(public__in=batch.public_ids, completed_at=None)
    known = [*rows.exclude(completed_at=None).defer("facts", "copies"), *waiting.defer("copies")]
    return {(row.public_id, Week(row.week)): row for row in known}


def _open_weeks(batch: Batch, fixed: Iterable[Place], now: datetime) -> dict[int, list[Week]]:
    first, last = Week(batch.run.first_week), clock.week_of(now)
    span = [first.shift(weeks) for weeks in range((last.monday - first.monday).days // 7 + 1)]
    known = set(fixed)
    return {public: [week for week in span if (public, week) not in known] for public in batch.public_ids}


def _by_public(places: Iterable[Place]) -> dict[int, list[Week]]:
    weeks = defaultdict(list)
    for public, week in places:
        weeks[public].append(week)
    return weeks


def _summaries(places: Iterable[Place]) -> dict[tuple[int, date], WeekSummary]:
    publics, weeks = {public for public, _ in places}, {week.monday for _, week in places}
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


def _write(rows: Sequence[WeekSummary]) -> None:
    bulk.insert(rows, unique=["public", "week"], update=SUMMARY)


def _fix(judged: Mapping[Place, Judged], now: datetime) -> None:
    """Keep the facts of closed weeks that were collected after their end. What is fixed stays as it is."""
    fixed = {
        place: one
        for place, one in judged.items()
        if one.fixed is None and one.facts.seen_at and one.facts.seen_at >= one.facts.ends
    }
    copies = _copies(fixed)
    rows = [
        FrozenWeek(
            public_id=public,
            week=week.monday,
            facts=facts_json.to_json(one.facts),
            rule_set_id=one.rule_set,
            copies=copies[public, week],
            frozen_at=now,
            completed_at=now if one.complete else None,
        )
        for (public, week), one in fixed.items()
    ]
    bulk.insert(rows, unique=["public", "week"])


def _copies(places: Iterable[Place]) -> dict[Place, dict[int, dict]]:
    """Return the posts of the weeks as they stood when they were judged: {post: {"text", "attachments"}}."""
    copies: dict[Place, dict[int, dict]] = {place: {} for place in places}
    if not copies:
        return copies
    weeks = [week for _, week in copies]
    span = (min(weeks).starts(clock.zone()), max(weeks).ends(clock.zone()))
    posts = Post.objects.filter(public__in={public for public, _ in copies}, date__gte=span[0], date__lt=span[1])
    for public, post, at, text, attachments in posts.values_list("public", "vk_id", "date", "text", "attachments"):
        if (public, clock.week_of(at)) in copies:
            copies[public, clock.week_of(at)][post] = {"text": text, "attachments": attachments}
    return copies


def _complete(judged: Mapping[Place, Judged], now: datetime) -> None:
    """Take the answers into the fixed facts; forget what was said in weeks that are complete."""
    bulk.update([row for one in judged.values() if (row := _told_more(one, now))], ["facts", "completed_at"])
    over = {place: one for place, one in judged.items() if one.facts.ends <= now and one.complete}
    if over:
        # Of publics at different weeks the earliest bound holds: what it leaves goes the next time.
        last = dict(sorted(over, key=lambda place: place[1]))
        conversations.forget(last, min(last.values()).ends(clock.zone()))


def _told_more(one: Judged, now: datetime) -> FrozenWeek | None:
    """Return the fixed week's row with what is known now; None if it was fixed just now, or nothing is new."""
    row = one.fixed
    if row is None:
        return None
    facts = facts_json.to_json(one.facts)
    if facts == row.facts and not one.complete:
        return None
    row.facts, row.completed_at = facts, now if one.complete else None
    return row
