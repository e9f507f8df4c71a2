"""What a draft of a rule set would have changed: both rule sets over the same frozen facts of a closed week."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Max

from registry.models import User

from . import clock, facts_json
from .decisions import Decisions
from .judging import RuleSets
from .models import FrozenWeek, RuleSet, WhatIf, WhatIfLine
from .rules import Assessment, ruleset
from .weeks import Week

Both = tuple[Assessment, Assessment]


def draft(proposed: RuleSet, by: User, replaces: RuleSet | None = None) -> WhatIf:
    """Write down a draft and the publics whose last closed week it is to be held against."""
    last = clock.week_of(clock.now()).shift(-1).monday
    week = FrozenWeek.objects.filter(week__lte=last).aggregate(latest=Max("week"))["latest"] or last
    publics = list(FrozenWeek.objects.filter(week=week).order_by("public").values_list("public", flat=True))
    return WhatIf.objects.create(
        name=proposed.name,
        decision=proposed.decision,
        valid_from=proposed.valid_from,
        values=proposed.values,
        replaces=replaces,
        week=week,
        public_ids=publics,
        started_at=clock.now(),
        started_by=by,
        finished_at=None if publics else clock.now(),
    )


def foresee(what_if: WhatIf, publics: list[int]) -> None:
    """Judge a portion of the publics by both rule sets; keep the counts and every public that changes."""
    rows = FrozenWeek.objects.filter(week=what_if.week, public__in=publics).order_by("public")
    lines = []
    for row, category, both in _judged_twice(what_if, rows.defer("copies"), publics):
        _count(what_if.counts, category, both)
        if line := _line(what_if, row.public_id, category, both):
            lines.append(line)
    WhatIfLine.objects.bulk_create(lines)
    what_if.save(update_fields=["counts"])


def _judged_twice(what_if: WhatIf, rows, publics: list[int]) -> Iterator[tuple[FrozenWeek, str, Both]]:
    """Yield each public's week as judged now and as it would be, people's decisions being what they are."""
    week = Week(what_if.week)
    rule_sets, decided = RuleSets(), Decisions(publics, [week])
    then = ruleset.RuleSet.from_json(what_if.values)
    for row in rows:
        facts = facts_json.from_json(row.facts)
        now = rule_sets.values(row.rule_set_id)
        both = [decided.assess(row.public_id, week, facts, rules) for rules in (now, then)]
        yield row, facts.category, (both[0], both[1])


def _count(counts: dict[str, Any], category: str, both: Both) -> None:
    for name, one in zip(("now", "then"), both, strict=True):
        for rule, verdict in one.verdicts.items():
            outcomes = counts.setdefault(category, {}).setdefault(rule, {}).setdefault(name, {})
            outcomes[str(verdict.outcome)] = outcomes.get(str(verdict.outcome), 0) + 1


def _line(what_if: WhatIf, public: int, category: str, both: Both) -> WhatIfLine | None:
    changed = _changed(*both)
    if not changed and both[0].status == both[1].status:
        return None
    return WhatIfLine(
        what_if=what_if,
        public_id=public,
        category=category,
        status_now=both[0].status,
        status_then=both[1].status,
        changed=changed,
    )


def _changed(now: Assessment, then: Assessment) -> Mapping[str, list[str]]:
    return {
        rule: [str(verdict.outcome), str(then.verdicts[rule].outcome)]
        for rule, verdict in now.verdicts.items()
        if verdict.outcome is not then.verdicts[rule].outcome
    }
