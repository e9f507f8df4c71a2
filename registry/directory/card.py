"""One institution as its page shows it: its publics, their categories in time, whoever keeps them, its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from registry import wording
from registry.models import CategoryPeriod, Contact, District, Institution, Public
from registry.trail import Change, Entry, Told, history

LAST_CHANGES = 40
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
    """Return all that the page tells; a constant number of queries for each public."""
    publics = publics_of(institution)
    return Card(
        institution,
        publics,
        list(Institution.objects.present().filter(shares__in=publics).order_by("sort_key", "pk")),
        Contact.objects.filter(institution=institution).first(),
        trail(institution, publics),
        list(institution.merged.order_by("sort_key", "pk")),
    )


def publics_of(institution: Institution) -> list[Public]:
    """Return its publics with their periods, those of the archive last."""
    periods = Prefetch(
        "category_periods", CategoryPeriod.objects.select_related("decided_by").order_by("-valid_from", "-pk")
    )
    return sorted(institution.publics.prefetch_related(periods), key=lambda one: (bool(one.archived_at), one.pk))


def trail(institution: Institution, publics: Iterable[Public]) -> list[Entry]:
    """Return the last changes of the institution and its publics, the latest first."""
    tell = teller()
    told = [history(institution, tell("institution"), HIDDEN)]
    told += [[_of(public, entry) for entry in history(public, tell("public"), HIDDEN)] for public in publics]
    contact = Contact.objects.filter(institution=institution).first()
    told += [[_of_contact(entry) for entry in history(contact, lambda *_told: [], HIDDEN)]] if contact else []
    latest = merge(*told, key=lambda entry: entry.at, reverse=True)
    return list(islice(latest, LAST_CHANGES))


def teller():
    """Return a function that makes the words of changes for an institution or a public."""
    districts = dict(District.objects.values_list("pk", "name"))

    def of(what: str) -> Told:
        return lambda name, title, old, new: [_change(what, name, old, new, districts)]

    return of


def _change(what: str, name: str, old: Any, new: Any, districts: Mapping[int, str]) -> Change:
    if name == "archived_at":
        return Change(_("Архив"), wording.value("archived", bool(old)), wording.value("archived", bool(new)))
    if name == "district":
        return Change(wording.field(what, name), districts.get(old, ""), districts.get(new, ""))
    if name in {"institution", "merged_into", "shares"}:
        return Change(wording.field(what, name), _named(name, old), _named(name, new))
    return Change(wording.field(what, name), wording.value(name, old) or "—", wording.value(name, new) or "—")


def _named(name: str, pk: int | None) -> str:
    rows: Any = Public.objects if name == "shares" else Institution.objects
    row = rows.filter(pk=pk).first() if pk else None
    return str(row) if row else "—"


def _of(public: Public, entry: Entry) -> Entry:
    return Entry(entry.at, entry.who, f"{public.link}: {entry.what.lower()}", entry.changes)


def _of_contact(entry: Entry) -> Entry:
    return Entry(entry.at, entry.who, _("Контакт изменён"), [])
