"""A row of the matrix as the page prints it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring import wording
from monitoring.models import Status, WeekSummary
from monitoring.queries.district import Standing
from monitoring.queries.matrix import Row
from monitoring.rules import RULES
from registry.models import Category

Pace = WeekSummary.Pace
WITHOUT = {
    Status.NO_PUBLIC: gettext_lazy("Паблик в реестре не указан."),
    Status.NO_DATA: gettext_lazy("За эту неделю паблик не читали."),
}
OF_MANY = {
    Status.COMPLIANT: gettext_lazy("соответствуют"),
    Status.REMARKS: gettext_lazy("с замечаниями"),
    Status.ISSUES: gettext_lazy("нужно исправить"),
    Status.UNCLEAR: gettext_lazy("проверить вручную"),
    Status.IN_PROGRESS: gettext_lazy("неделя идёт"),
    Status.NO_DATA: gettext_lazy("нет данных"),
    Status.NO_PUBLIC: gettext_lazy("без паблика"),
}


@dataclass(frozen=True)
class Line:
    """``cells``: (outcome, short fact, rule's name in lower case); none where ``instead`` says why."""

    row: Row
    below: str
    pace: str
    cells: Sequence[tuple[str, str, str]]
    instead: str


def columns() -> list[tuple[str, str]]:
    """Return (rule id, name for a narrow column)."""
    return [(rule.id, wording.rule_short_name(rule.id)) for rule in RULES]


def counted(standing: Standing) -> list[tuple[str, str, int]]:
    """Return (status, its word in a sentence about many, how many)."""
    return [(status, str(OF_MANY[Status(status)]), count) for status, count in standing.told]


def lines(rows: Iterable[Row]) -> list[Line]:
    labels = {rule.id: wording.rule_short_name(rule.id).lower() for rule in RULES}
    return [_line(row, labels) for row in rows]


def _line(row: Row, labels: Mapping[str, str]) -> Line:
    instead = _instead(row)
    pace = str(Pace(row.pace).label) if row.pace else ""
    cells = () if instead else [_cell(rule, row.verdicts.get(rule), label) for rule, label in labels.items()]
    return Line(row, _below(row), pace, cells, instead)


def _cell(rule: str, verdict: dict | None, label: str) -> tuple[str, str, str]:
    """Return a cell; a rule that did not exist when the week was judged does not apply."""
    return (
        ("not_applicable", "", "")
        if verdict is None
        else (verdict["outcome"], wording.short_fact(rule, verdict), label)
    )


def _instead(row: Row) -> str:
    """Say why there are no verdicts, in one sentence for the whole row; empty if there are."""
    if row.status not in WITHOUT:
        return ""
    verdict = next((one for one in row.verdicts.values() if one["reason"] == "no_data"), None)
    return wording.sentence("reachable", verdict) if verdict else str(WITHOUT[Status(row.status)])


def _below(row: Row) -> str:
    """Return what stands below the name: category and link."""
    category = str(Category(row.category).label) if row.category else ""
    return " · ".join(part for part in (category, row.link) if part) or _("паблика нет")
