"""A row of the matrix as the page prints it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring import wording
from monitoring.comparing import change
from monitoring.export_columns import shared_public
from monitoring.facts import Outcome
from monitoring.models import Status, WeekSummary
from monitoring.queries.district import Standing
from monitoring.queries.matrix import Row
from monitoring.rules import RULES
from registry.models import Category

Pace = WeekSummary.Pace
WITHOUT = {
    Status.NO_PUBLIC: gettext_lazy("Паблик в реестре не указан."),
    Status.SHARED: gettext_lazy("Паблик общий: он проверяется и считается у той организации, за которой записан."),
    Status.NO_DATA: gettext_lazy("За эту неделю паблик не читали."),
}
OF_MANY = {
    Status.COMPLIANT: gettext_lazy("соответствуют"),
    Status.REMARKS: gettext_lazy("с замечаниями"),
    Status.ISSUES: gettext_lazy("нужно исправить"),
    Status.UNCLEAR: gettext_lazy("нужна проверка"),
    Status.IN_PROGRESS: gettext_lazy("неделя идёт"),
    Status.NO_DATA: gettext_lazy("нет данных"),
    Status.NO_PUBLIC: gettext_lazy("без паблика"),
    Status.SHARED: gettext_lazy("с общим пабликом"),
}


Cell = tuple[str, str, str, tuple[str, str] | None]
"""Outcome, short fact, the rule's name in lower case; outcome and fact of the earlier week where they were others."""


@dataclass(frozen=True)
class Line:
    """``cells``: none where ``instead`` says why.

    ``was``: the status of the earlier week if it was another; ``change``: of the score since then.
    """

    row: Row
    below: str
    pace: str
    cells: Sequence[Cell]
    instead: str
    was: str
    change: float | None


def columns() -> list[tuple[str, str]]:
    """Return (rule id, name for a narrow column)."""
    return [(rule.id, wording.rule_short_name(rule.id)) for rule in RULES]


def counted(standing: Standing, before: Standing | None = None) -> list[tuple[str, str, int, int | None]]:
    """Return (status, its word in a sentence about many, how many, how many more than before)."""
    return [
        (status, str(OF_MANY[status]), now, None if before is None else now - was)
        for status, now, was in standing.beside(before or Standing())
    ]


def lines(rows: Iterable[Row]) -> list[Line]:
    labels = {rule.id: wording.rule_short_name(rule.id).lower() for rule in RULES}
    return [_line(row, labels) for row in rows]


def _line(row: Row, labels: Mapping[str, str]) -> Line:
    instead = _instead(row)
    pace = str(Pace(row.pace).label) if row.pace else ""
    cells = () if instead else [_cell(row, rule, label) for rule, label in labels.items()]
    was = row.earlier.status if row.earlier and row.earlier.status != row.status else ""
    changed = change(row.earlier.score, row.score) if row.earlier else None
    return Line(row, _below(row), pace, cells, instead, was, changed)


def _cell(row: Row, rule: str, label: str) -> Cell:
    """Return a cell; a rule that did not exist when the week was judged does not apply."""
    verdict = row.verdicts.get(rule)
    if verdict is None:
        return "not_applicable", "", "", None
    return verdict["outcome"], wording.short_fact(rule, verdict), label, _was(row, rule, verdict["outcome"])


def _was(row: Row, rule: str, outcome: str) -> tuple[str, str] | None:
    """Return the earlier week's verdict where it was another; what was or is not asked for is none."""
    before = row.earlier.verdicts.get(rule) if row.earlier else None
    if before is None or Outcome.NOT_APPLICABLE in (before["outcome"], outcome) or before["outcome"] == outcome:
        return None
    return before["outcome"], wording.short_fact(rule, before)


def _instead(row: Row) -> str:
    """Say why there are no verdicts, in one sentence for the whole row; empty if there are."""
    if row.status not in WITHOUT:
        return ""
    verdict = next((one for one in row.verdicts.values() if one["reason"] == "no_data"), None)
    return wording.sentence("reachable", verdict) if verdict else str(WITHOUT[Status(row.status)])


def _below(row: Row) -> str:
    """Return what stands below the name: category and link."""
    category = str(Category(row.category).label) if row.category else ""
    return " · ".join(part for part in (category, row.link) if part) or shared_public(row) or _("паблика нет")
