"""What the pages read."""

from dataclasses import dataclass

from django.db.models import QuerySet

from qrcodes.models import PlacementQuota
from qrcodes.quotas import Standing
from registry import searching
from registry.models import District, Institution, Public


def publics_of(user, search: str = "") -> QuerySet[Public]:
    """Return the watched publics that a person may print sheets for, by name."""
    found = Public.objects.visible_to(user).present().select_related("institution__district")
    return _named(found, search).order_by("institution__sort_key", "pk")


def _named(found: QuerySet[Public], search: str) -> QuerySet[Public]:
    return found.filter(searching.condition(search, "institution__")) if search else found


# What a public's sheet is laid out of, to be read with it.
FOR_SHEETS = ("institution__district", "vk_code", "sheet_words")


@dataclass(frozen=True)
class Selection:
    """Whose sheets a book is to hold. Empty fields ask for nothing; `publics`, once given, decides alone."""

    district: District | None = None
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    search: str = ""
    publics: tuple[int, ...] = ()


def publics_for_book(user, selection: Selection) -> QuerySet[Public]:
    """Return the selected publics of the person's scope, by district and name."""
    found = Public.objects.visible_to(user).present()
    if selection.publics:
        found = found.filter(pk__in=selection.publics)
    else:
        found = _named(found.filter(**_wanted(selection)), selection.search)
    return found.order_by("institution__district__sort_key", "institution__sort_key", "pk")


def _wanted(selection: Selection) -> dict:
    wanted = {
        "institution__district": selection.district,
        "institution__type__in": selection.types,
        "category__in": selection.categories,
    }
    return {path: value for path, value in wanted.items() if value}


def publics_of_region(district: str | None = None, institution: int | None = None) -> QuerySet[Public]:
    """Return the watched publics of the region, of one district or institution, in the order of a book.

    Those that readers cannot open are left out: their sheets would lead nowhere.
    """
    found = Public.objects.present().filter(unreachable="").select_related(*FOR_SHEETS)
    if district:
        found = found.filter(institution__district__name__iexact=district)
    if institution:
        found = found.filter(institution=institution)
    return found.order_by("institution__district__sort_key", "institution__sort_key", "pk")


def quota_of(institution: Institution) -> PlacementQuota | None:
    """Return the quota of the institution's type; None if its type has no quota row."""
    return PlacementQuota.objects.filter(type=institution.type).first()


def standing_of(institution: Institution) -> Standing | None:
    """Return the institution against its type's quota; None if its type has no quota row."""
    quota = quota_of(institution)
    return quota.standing(institution) if quota else None
