"""One institution as its page shows it: its publics, their categories in time, whoever keeps them, its history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from itertools import chain, islice
from typing import Any

from django.db.models import Model, Prefetch
from django.utils.translation import gettext as _

from registry import wording
from registry.at_once import at_once
from registry.history import names
from registry.models import CategoryPeriod, Contact, District, Institution, Public
from registry.trail import Change, Entry, Told, entries, events_of

LAST_CHANGES = 40
# Columns that hold another row, told by its name.
POINTING = {"district": District, "institution": Institution, "merged_into": Institution, "shares": Public}
# Columns that say nothing to people: they follow from others.
HIDDEN = (
    "sort_key",
    "name_key",
    "searched",
    "created_at",
    "qr_placed",
    "qr_places",
    "qr_at_discretion",
    "unreachable",
)


@dataclass(frozen=True)
class Card:
    institution: Institution
    publics: list[Public]
    borrowers: list[Institution]
    contact: Contact | None
    entries: list[Entry]
    merged: list[Institution] = field(default_factory=list)


def card(institution: Institution) -> Card:
    """Return all that the page tells, in a number of queries that grows with nothing."""
    publics = publics_of(institution)
    borrowers = Institution.objects.present().filter(shares__in=publics).order_by("sort_key", "pk")
    contacts, merged = Contact.objects.filter(institution=institution), institution.merged.order_by("sort_key", "pk")
    at_once(borrowers, contacts, merged)
    contact = next(iter(contacts), None)
    return Card(institution, publics, list(borrowers), contact, trail(institution, publics, contact), list(merged))


def publics_of(institution: Institution) -> list[Public]:
    """Return its publics with their periods, those of the archive last."""
    periods = Prefetch(
        "category_periods", CategoryPeriod.objects.select_related("decided_by").order_by("-valid_from", "-pk")
    )
    return sorted(institution.publics.prefetch_related(periods), key=lambda one: (bool(one.archived_at), one.pk))


def trail(institution: Institution, publics: Iterable[Public], contact: Contact | None) -> list[Entry]:
    """Return the last changes of the institution, its publics and its contact, the latest first."""
    rows: list[Model] = [institution, *publics, *([contact] if contact else [])]
    events = [events_of(row) for row in rows]
    at_once(*events)
    every = list(chain.from_iterable(events))
    named, tell = names(every), teller(every)
    told = [
        [_of(row, entry) for entry in entries(row, mine, named, tell(row), HIDDEN)]
        for row, mine in zip(rows, events, strict=True)
    ]
    latest = merge(*told, key=lambda entry: entry.at, reverse=True)
    return list(islice(latest, LAST_CHANGES))


def teller(events: Iterable) -> Callable[[Model], Told]:
    """Return what makes the words of a row's changes; the rows that the events point at are read at once."""
    pointed = _pointed(list(events))

    def of(row: Model) -> Told:
        if isinstance(row, Contact):
            return lambda *_told: []
        what = "institution" if isinstance(row, Institution) else "public"
        return lambda name, _title, old, new: [_change(what, name, old, new, pointed)]

    return of


def _change(what: str, name: str, old: Any, new: Any, pointed: Mapping[str, Mapping[int, str]]) -> Change:
    if name == "archived_at":
        return Change(_("Архив"), wording.value("archived", bool(old)), wording.value("archived", bool(new)))
    if name in pointed:
        return Change(wording.field(what, name), *(pointed[name].get(one, "—") for one in (old, new)))
    return Change(wording.field(what, name), wording.value(name, old) or "—", wording.value(name, new) or "—")


def _pointed(events: Sequence) -> dict[str, dict[int, str]]:
    """Return {column: {primary key: name}} of all that the events point at. One query."""
    rows: dict[str, Any] = {
        name: model._default_manager.filter(pk__in={getattr(event, f"{name}_id", None) for event in events} - {None})
        for name, model in POINTING.items()
    }
    at_once(*rows.values())
    return {name: {row.pk: str(row) for row in found} for name, found in rows.items()}


def _of(row: Model, entry: Entry) -> Entry:
    """Say whose change it is, where it is not the institution's own."""
    if isinstance(row, Public):
        return replace(entry, what=f"{row.link}: {entry.what.lower()}")
    return replace(entry, what=_("Контакт изменён")) if isinstance(row, Contact) else entry
