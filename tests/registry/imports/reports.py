"""Lists taken into the registry at once, and what was decided of their rows."""

from datetime import UTC, datetime

from registry.imports import alone
from registry.models import Import, ImportRow, Outcome
from tests.registry.tables import HEADER, csv

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
OGRN, OTHER_OGRN = "1021602830370", "1021602830402"
WITH_OGRN = [*HEADER, "ОГРН"]


class Report:
    """What was decided of a list's rows."""

    def __init__(self, one: Import):
        self.decisions = list(one.rows.order_by("place"))
        self.districts = one.new_districts

    def of(self, outcome: str) -> list[ImportRow]:
        return [row for row in self.decisions if row.outcome == outcome]


def prepared(*rows, data=None) -> Import:
    return alone.prepare(data or csv(*rows), "список.csv", NOW)


def outcomes(report):
    return [row.outcome for row in report.decisions]


def reasons(report):
    return [(one.number, one.rejection["column"], one.rejection["reason"]) for one in report.of(Outcome.REJECTED)]


def changes(row):
    return [tuple(change[1:]) for change in row.changes]
