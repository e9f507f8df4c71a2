"""What the pages of rule sets read: the list, one set with what it changed, a draft with its count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from monitoring import clock, rule_values, wording
from monitoring.models import RuleSet, Status, WhatIf, WhatIfLine
from monitoring.rules import RULES
from monitoring.rules.reading import CATEGORIES
from monitoring.wording.values import place, told, value_name
from registry.models import Category

FAILED = Q(status_then=Status.ISSUES) & ~Q(status_now=Status.ISSUES)
MENDED = Q(status_now=Status.ISSUES) & ~Q(status_then=Status.ISSUES)
COUNTED = (*CATEGORIES, str(Category.UNSET))


@dataclass(frozen=True)
class Listed:
    """A rule set in the list. ``current``: today's weeks are held against it; ``future``: not yet in force."""

    row: RuleSet
    current: bool
    future: bool


@dataclass(frozen=True)
class Step:
    """A value that differs from another rule set's, in words."""

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Demanded:
    """What a rule asks: its values over the categories, «—» where nothing is asked."""

    rule: str
    name: str
    paragraph: str
    lines: list[tuple[str, list[str]]]
    weight: str


@dataclass(frozen=True)
class Counted:
    """How many publics of a category fail a rule (or get a remark) now and then; None: nobody is there."""

    failed: tuple[int, int]
    warned: tuple[int, int]

    @property
    def differs(self) -> bool:
        return self.failed[0] != self.failed[1] or self.warned[0] != self.warned[1]


@dataclass(frozen=True)
class Outcome:
    """How many publics would begin to fail and would no longer fail, of how many."""

    failed: int
    mended: int
    changed: int


def listed() -> list[Listed]:
    """Return all rule sets, the latest first, withdrawn ones among them."""
    today, now = clock.today(), in_force()
    rows = RuleSet.objects.order_by("-valid_from", "-pk")
    return [Listed(row, row == now, row.withdrawn_at is None and row.valid_from > today) for row in rows]


def in_force(day: date | None = None) -> RuleSet | None:
    """Return the rule set that a week beginning on the day (today by default) is held against."""
    standing = RuleSet.objects.standing()
    begun = standing.filter(valid_from__lte=day or clock.today())
    return begun.last() or standing.first()


def before(row: RuleSet) -> RuleSet | None:
    return RuleSet.objects.standing().filter(valid_from__lt=row.valid_from).last()


def editable(row: RuleSet) -> bool:
    """Tell whether a rule set may be changed: not once a day has been held against it."""
    return row.withdrawn_at is None and row.valid_from > clock.today()


def steps(old: dict[str, Any], new: dict[str, Any]) -> list[Step]:
    """Return in words what differs between two rule sets' values."""
    return [
        Step(place(one.path), told(one.path, one.before), told(one.path, one.after))
        for one in rule_values.differences(old, new)
    ]


def demanded(values: dict[str, Any]) -> list[Demanded]:
    """Return a rule set's values as tables, rule by rule."""
    paths = rule_values.flat(values)
    return [
        Demanded(
            rule=rule.id,
            name=wording.rule_name(rule.id),
            paragraph=wording.paragraph(rule.id),
            lines=list(_lines(rule.id, paths)),
            weight=_told(f"{rule_values.WEIGHTS}.{rule.id}", paths),
        )
        for rule in RULES
    ]


def exemption_days(values: dict[str, Any]) -> int:
    return values[rule_values.EXEMPTION_DAYS]


def outcome(what_if: WhatIf) -> Outcome:
    counts = what_if.lines.aggregate(
        failed=Count("pk", filter=FAILED), mended=Count("pk", filter=MENDED), changed=Count("pk")
    )
    return Outcome(**counts)


def counts(what_if: WhatIf) -> list[tuple[str, list[Counted | None], Counted]]:
    """Return (rule's name, a count for each category, their sum) for every rule that was counted."""
    told = what_if.counts
    rows = []
    for rule in RULES:
        cells = [_counted(told[category][rule.id]) if category in told else None for category in COUNTED]
        rows.append((wording.rule_name(rule.id), cells, _sum([cell for cell in cells if cell])))
    return rows if told else []


def affected(user, what_if: WhatIf) -> QuerySet[WhatIfLine]:
    """Return the publics that change: those who would begin to fail first."""
    lines = WhatIfLine.objects.visible_to(user).filter(what_if=what_if)
    related = lines.select_related("public__institution__district").annotate(begins=FAILED, ends=MENDED)
    return related.order_by("-begins", "-ends", F("public__institution__sort_key"), "pk")


def _lines(rule: str, paths: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for value in rule_values.values_of(rule):
        cells = [_told(f"{rule}.{category}.{value.name}", paths) for category in CATEGORIES]
        if set(cells) != {"—"}:
            yield value_name(rule, value.name), cells


def _told(path: str, paths: dict[str, Any]) -> str:
    return "—" if paths.get(path) is None else told(path, paths[path])


def _counted(both: dict[str, dict[str, int]]) -> Counted:
    failed, warned = (tuple(both[name].get(outcome, 0) for name in ("now", "then")) for outcome in ("fail", "warn"))
    return Counted((failed[0], failed[1]), (warned[0], warned[1]))


def _sum(cells: Sequence[Counted]) -> Counted:
    failed = [sum(cell.failed[place] for cell in cells) for place in (0, 1)]
    warned = [sum(cell.warned[place] for cell in cells) for place in (0, 1)]
    return Counted((failed[0], failed[1]), (warned[0], warned[1]))
