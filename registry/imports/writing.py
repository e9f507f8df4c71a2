"""The list becomes the registry: decided again under a lock and written row by row, all of it or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from registry import categories
from registry.collation import sort_key
from registry.imports.deciding import Deciding, Decision
from registry.imports.districts import DistrictBook
from registry.imports.preparing import Tasks, differs_from, portions, save_rows
from registry.models import Category, Import, ImportRow, Institution, Outcome, Public

ROWS_A_QUERY = 500
INSTITUTION_FIELDS = ["full_name", "short_name", "type", "ogrn", "district", "archived_at", "sort_key", "name_key"]
PUBLIC_FIELDS = ["screen_name", "category", "cabinet", "state_mark", "institution", "archived_at"]
TAKEN = (Outcome.ADDED, Outcome.CHANGED)

Decided = tuple[ImportRow, Decision]


class Renewed(Exception):
    """The registry changed after the preview: the rows are to be decided and seen again."""


@transaction.atomic
def write(one: Import, when: datetime, alive: Callable[[int], None]) -> None:
    """Write all accepted rows. ``when``: the moment from which categories hold. Raises Renewed; nothing is written.

    ``alive``: is told how many rows are done; it must not write to the same import.
    """
    with context_of(one):
        deciding, tasks = Deciding.of_today(lock=True), Tasks(one)
        writer = _Writer(one, deciding.snapshot.book, when)
        for rows in portions(one):
            decisions = deciding.portion(tasks.of(rows))
            if any(differs_from(row, decision) for row, decision in zip(rows, decisions, strict=True)):
                raise Renewed
            writer.save(list(zip(rows, decisions, strict=True)))
            alive(rows[-1].place)


def context_of(one: Import):
    """Note in the history which import changed what, and who let it."""
    return pghistory.context(source="import", file=one.file_name, list=one.pk, user=one.written_by_id)


class _Writer:
    """Saves portions of decided rows, parents first, some queries a portion."""

    def __init__(self, one: Import, book: DistrictBook, when: datetime):
        self._import, self._book, self._when = one, book, when
        # Primary keys of institutions that the list adds, by their ref.
        self._added: dict[int, int] = {}

    def save(self, decided: list[Decided]) -> None:
        taken = [(row, decision) for row, decision in decided if decision.outcome in TAKEN]
        self._save_institutions([one for one in taken if _fields(one[1], "institution")])
        for row, decision in taken:
            row.institution = self._pk(decision.institution)
        self._save_publics([one for one in taken if _fields(one[1], "public")])
        save_rows([row for row, _decision in taken], ["institution", "public", "changes", "made"])

    def _save_institutions(self, touched: list[Decided]) -> None:
        known = Institution.objects.in_bulk([decision.institution for _row, decision in touched])
        saved = []
        for row, decision in touched:
            one = known.get(decision.institution) or Institution()
            saved.append(_filled(one, self._of_institution(_fields(decision, "institution"))))
            row.made = {} if one.pk else {"institution": True}
        _save(Institution, saved, INSTITUTION_FIELDS)
        self._added |= {decision.institution: one.pk for (_row, decision), one in zip(touched, saved, strict=True)}

    def _save_publics(self, touched: list[Decided]) -> None:
        known = Public.objects.in_bulk([decision.public for _row, decision in touched if decision.public])
        saved = []
        for row, decision in touched:
            one = known.get(decision.public or 0) or Public(institution_id=row.institution or 0)
            saved.append(_filled(one, self._of_public(_fields(decision, "public"))))
            row.made |= {} if one.pk else {"public": True}
            row.changes = [self._settled(change) for change in row.changes]
        _save(Public, saved, PUBLIC_FIELDS)
        for (row, _decision), one in zip(touched, saved, strict=True):
            row.public = one.pk
        told = zip(touched, saved, strict=True)
        self._record_categories([one for (_row, decision), one in told if _is_categorised(decision)])

    def _record_categories(self, publics: list[Public]) -> None:
        reason = _("список «%(file)s»") % {"file": self._import.file_name}
        categories.record(publics, self._when, self._import.written_by, reason[:500])

    def _of_institution(self, told: dict[str, Any]) -> dict[str, Any]:
        fields = _dearchived(told)
        if "district" in fields:
            fields["district"] = self._district(fields["district"])
        return fields

    def _of_public(self, told: dict[str, Any]) -> dict[str, Any]:
        fields = _dearchived(told)
        if "institution" in fields:
            fields["institution_id"] = self._pk(fields.pop("institution"))
        return fields

    def _district(self, name: str):
        district = self._book.called(name)
        if district.pk is None:
            district.save()
        return district

    def _pk(self, ref: int) -> int:
        return self._added.get(ref, ref)

    def _settled(self, change: list) -> list:
        """Return the change with primary keys where it had the list's own refs."""
        what, name, old, new = change
        return [what, name, self._pk(old), self._pk(new)] if (what, name) == ("public", "institution") else change


def _fields(decision: Decision, what: str) -> dict[str, Any]:
    return {name: new for kind, name, _old, new in decision.changes if kind == what}


def _dearchived(told: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in told.items() if name != "archived"}
    return {**fields, "archived_at": None} if "archived" in told else fields


def _filled(row: Model, fields: dict[str, Any]):
    for name, value in fields.items():
        setattr(row, name, value)
    if isinstance(row, Institution):
        # bulk_update does not ask the field for its value as saving does.
        row.sort_key = sort_key(row.short_name)
    return row


def _save(model: type[Model], rows: list, fields: list[str]) -> None:
    known, new = [row for row in rows if row.pk], [row for row in rows if not row.pk]
    model._default_manager.bulk_create(new, ROWS_A_QUERY)
    model._default_manager.bulk_update(known, fields, ROWS_A_QUERY)


def _is_categorised(decision: Decision) -> bool:
    return _fields(decision, "public").get("category", Category.UNSET) != Category.UNSET
