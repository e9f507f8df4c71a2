"""Two rows that are one institution become one: told before, done in one transaction, with nothing left behind.

What other rooms keep of an institution is found by Django's own relations, so that this room need not know them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Q

from registry.directory import editing
from registry.models import Contact, Distinction, Institution, Membership, Public

# Each has a way of its own, or speaks of two rows that will be one.
KNOWN = (Institution, Public, Membership, Contact, Distinction)


@dataclass(frozen=True)
class Plan:
    """What a merge would do. ``ogrn``: taken over because ``keep`` has none; ``people``: roles that move."""

    keep: Institution
    gone: Institution
    publics: list[Public]
    people: int
    contact: bool
    ogrn: str

    @property
    def differing_ogrn(self) -> bool:
        return bool(self.keep.ogrn and self.gone.ogrn)

    @property
    def seen(self) -> tuple[int, int]:
        """Return the versions of both that a person looks at."""
        return editing.version(self.keep), editing.version(self.gone)


def plan(keep: Institution, gone: Institution) -> Plan:
    has = set(Contact.objects.filter(institution__in=[keep, gone]).values_list("institution", flat=True))
    return Plan(
        keep,
        gone,
        list(gone.publics.order_by("pk")),
        Membership.objects.filter(institution=gone).count(),
        gone.pk in has and keep.pk not in has,
        (gone.ogrn or "") if not keep.ogrn else "",
    )


@transaction.atomic
def merge(keep: Institution, gone: Institution, seen: tuple[int, int], when: datetime) -> None:
    """Merge ``gone`` into ``keep``. Raises editing.Overtaken if one of them changed since; nothing is done then."""
    for row, version in sorted(((keep, seen[0]), (gone, seen[1])), key=lambda pair: pair[0].pk):
        editing.hold(row, version)
    with pghistory.context(source="merge", into=keep.pk):
        Public.objects.filter(institution=gone).update(institution=keep)
        _move_people(keep, gone)
        _move_contact(keep, gone)
        _move_others(keep, gone)
        _close(keep, gone, when)


def _move_people(keep: Institution, gone: Institution) -> None:
    """Let whoever looked after one look after the other; who had both needs one role only."""
    twice = Membership.objects.filter(institution=keep).values("user")
    Membership.objects.filter(institution=gone, user__in=twice).delete()
    Membership.objects.filter(institution=gone).update(institution=keep)


def _move_contact(keep: Institution, gone: Institution) -> None:
    if not Contact.objects.filter(institution=keep).exists():
        Contact.objects.filter(institution=gone).update(institution=keep)


def _move_others(keep: Institution, gone: Institution) -> None:
    for relation in Institution._meta.related_objects:
        model: Any = relation.related_model
        if model not in KNOWN and not issubclass(model, pghistory.models.Event):
            _move(model, relation.field.name, keep, gone)


def _move(model: Any, field: str, keep: Institution, gone: Institution) -> None:
    """Move rows one by one; one that the other has already stays in the archive with its own."""
    for pk in list(model._base_manager.filter(**{field: gone}).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).update(**{field: keep})
        except IntegrityError:
            continue


def _close(keep: Institution, gone: Institution, when: datetime) -> None:
    rows = Institution.objects.in_bulk([keep.pk, gone.pk])
    keep, gone = rows[keep.pk], rows[gone.pk]
    ogrn, shares = keep.ogrn or gone.ogrn, keep.shares_id or gone.shares_id
    own = set(keep.publics.values_list("pk", flat=True))
    kept_ogrn = gone.ogrn if keep.ogrn else None
    Institution.objects.filter(pk=gone.pk).update(
        archived_at=gone.archived_at or when, merged_into=keep, shares=None, ogrn=kept_ogrn, qr_placed=0
    )
    placed = keep.qr_placed + gone.qr_placed
    Institution.objects.filter(pk=keep.pk).update(
        ogrn=ogrn, shares=None if shares in own else shares, qr_placed=placed
    )
    Institution.objects.filter(merged_into=gone).update(merged_into=keep)
    Distinction.objects.filter(Q(first=gone) | Q(second=gone)).delete()
