"""A list becomes the registry: read the file and ask VK, then gather → decide → apply in one short transaction.

What the network tells is gathered before the transaction opens; the decision is taken inside it, under a lock,
so that two imports at once see each other's rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

import pghistory
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from registry import categories
from registry.collation import sort_key
from registry.deciding import Decision, Outcome, Snapshot, decide
from registry.districts import REPUBLICAN, DistrictBook
from registry.lists import Table, read
from registry.models import District, Institution, Public, User
from registry.resolving import Meant, resolve
from registry.rows import Unclear
from vk.door import Door

ROWS_A_QUERY = 500
INSTITUTION_FIELDS = ["full_name", "short_name", "type", "ogrn", "district", "sort_key"]
PUBLIC_FIELDS = ["screen_name", "category", "cabinet", "state_mark"]


@dataclass(frozen=True)
class Reading:
    """A list as read, and what VK says of its links. Holds nothing of the database."""

    file: str
    table: Table
    meant: dict[int, Meant | Unclear]


@dataclass
class Report:
    """What an import did, or would do: a decision per row, and the districts that it adds."""

    decisions: list[Decision]
    skipped: list[int]
    districts: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(decision.outcome for decision in self.decisions)

    def of(self, outcome: Outcome) -> list[Decision]:
        return [decision for decision in self.decisions if decision.outcome is outcome]


def read_list(
    data: bytes, file: str, door: Door, progress: Callable[[int, int], None] = lambda done, total: None
) -> Reading:
    """Read a file's bytes and resolve its links. ``progress`` gets links asked and links in all.

    Raises UnreadableList for a file that is no list, vk.errors.VkError if VK does not answer.
    """
    table = read(data)
    return Reading(PurePath(file).name, table, resolve(table.rows, door, progress))


def preview(reading: Reading) -> Report:
    """Tell what the list would change today. Writes nothing."""
    return _report(reading, _gather(lock=False))[0]


@transaction.atomic
def carry_out(reading: Reading, when: datetime, by: User | None = None) -> Report:
    """Write all accepted rows or, if anything fails, none. ``when``: the moment from which categories hold."""
    report, snapshot = _report(reading, _gather(lock=True))
    with pghistory.context(source="import_registry", file=reading.file, user=by.pk if by else None):
        _apply(report.decisions, snapshot.districts, when, by, _("список «%(file)s»") % {"file": reading.file})
    return report


def _report(reading: Reading, snapshot: Snapshot) -> tuple[Report, Snapshot]:
    decisions = decide(reading.table, reading.meant, snapshot)
    added = [district.name for district in _new_districts(decisions)]
    return Report(decisions, reading.table.skipped, added), snapshot


def _gather(lock: bool) -> Snapshot:
    """Read the whole registry in three queries, each row once and joined by hand."""
    districts = District.objects.order_by("pk")
    found = list(districts.select_for_update() if lock else districts)
    if not any(district.kind == District.Kind.REPUBLICAN for district in found):
        found.append(District(name=REPUBLICAN, kind=District.Kind.REPUBLICAN))
    institutions = {one.pk: one for one in Institution.objects.order_by("pk")}
    _join(institutions.values(), "district", {one.pk: one for one in found})
    publics = list(Public.objects.order_by("pk"))
    _join(publics, "institution", institutions)
    return Snapshot(DistrictBook(found), institutions.values(), publics)


def _join(rows: Iterable[Model], name: str, parents: dict) -> None:
    for row in rows:
        setattr(row, name, parents[getattr(row, f"{name}_id")])


def _apply(decisions: list[Decision], book: DistrictBook, when: datetime, by: User | None, reason: str) -> None:
    """Save what the decisions hold, parents first, some queries per 500 rows."""
    District.objects.bulk_create(_new_districts(decisions), ROWS_A_QUERY)
    taken = [one for one in decisions if one.outcome in {Outcome.ADDED, Outcome.CHANGED}]
    institutions = _unique(decision.institution for decision in taken)
    for institution in institutions:
        # bulk_update does not ask the field for its value as saving does.
        institution.sort_key = sort_key(institution.short_name)
    _save(Institution, institutions, INSTITUTION_FIELDS)
    _save(Public, _unique(decision.public for decision in taken), PUBLIC_FIELDS)
    categories.record(_unique(one.public for one in taken if one.recategorised), when, by, reason)


def _save(model: type[Model], rows: list, fields: list[str]) -> None:
    known = [row for row in rows if row.pk]
    model._default_manager.bulk_create([row for row in rows if not row.pk], ROWS_A_QUERY)
    model._default_manager.bulk_update(known, fields, ROWS_A_QUERY)


def _new_districts(decisions: list[Decision]) -> list[District]:
    """Return the unsaved districts that accepted rows use: a rejected row adds none."""
    institutions = [decision.institution for decision in decisions if decision.institution]
    return _unique(one.district for one in institutions if one.district.pk is None)


def _unique(rows: Iterable) -> list:
    return list({id(row): row for row in rows if row is not None}.values())
