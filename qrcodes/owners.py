"""Whose the addresses found in codes are: the registry's publics by number, by name, by former name."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from qrcodes.verdicts import Address, Owner, address_in
from registry.history import history_rows
from registry.models import Public


def owners_of(user, texts: Iterable[str], asked: int | None = None) -> dict[Address, Owner]:
    """Return who has the addresses in the texts of codes; institutions are named only inside the user's scope.

    A present name wins over a former one. Of several that once had a name the asked public wins, then the last.
    """
    addresses = {address for text in texts if (address := address_in(text)) is not None}
    holders = _by_number(addresses) | _by_name(addresses)
    former = _by_former_name(addresses - holders.keys(), asked)
    publics = _publics({*holders.values(), *former.values()})
    visible = set(Public.objects.visible_to(user).filter(pk__in=publics).values_list("pk", flat=True))
    return {
        address: _owner(publics[pk], pk in visible, address in former) for address, pk in (holders | former).items()
    }


def _by_number(addresses: set[Address]) -> dict[Address, int]:
    numbers = [address for address in addresses if isinstance(address, int)]
    return dict(Public.objects.filter(vk_id__in=numbers).values_list("vk_id", "pk"))


def _by_name(addresses: set[Address]) -> dict[Address, int]:
    found = Public.objects.annotate(name=Lower("screen_name")).filter(name__in=_names(addresses))
    # An archived public may have left its name to a watched one, which is read last.
    return dict(found.order_by("archived_at", "pk").values_list("name", "pk"))


def _by_former_name(addresses: set[Address], asked: int | None) -> dict[Address, int]:
    events = history_rows(Public).annotate(name=Lower("screen_name")).filter(name__in=_names(addresses))
    rows = list(events.order_by("pgh_id").values_list("name", "pgh_obj_id"))
    return dict(sorted(rows, key=lambda row: row[1] == asked))


def _names(addresses: set[Address]) -> list[str]:
    return [address for address in addresses if isinstance(address, str)]


def _publics(keys: set[int]) -> dict[int, Public]:
    return Public.objects.select_related("institution").in_bulk(keys)


def _owner(public: Public, visible: bool, former: bool) -> Owner:
    institution = public.institution
    archived = bool(public.archived_at or institution.archived_at)
    return Owner(public.pk, institution.short_name if visible else "", former, archived)
