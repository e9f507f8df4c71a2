"""What the pages of hung sheets read: zones of one institution, the progress of districts, visits."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from qrcodes.models import Inspection, Placement, PlacementQuota
from registry import searching, sheets
from registry.models import District, Institution
from registry.sheets import WITH_NORM

ENOUGH = Q(qr_placed__gte=F("qr_places"))


@dataclass(frozen=True)
class Zone:
    """A zone with the sheets that hang there. `name` empty: places of one's own; `asked`: the norm names it."""

    name: str
    asked: bool
    placements: tuple[Placement, ...]


def zones_of(quota: PlacementQuota | None, placements: list[Placement]) -> list[Zone]:
    """Return the norm's zones in its order, then those of before, then places of one's own."""
    named = quota.zones if quota else []
    hanging = defaultdict(list)
    for placement in placements:
        hanging[placement.zone].append(placement)
    former = [name for name in hanging if name and name not in named]
    own = [""] if "" in hanging else []
    return [Zone(name, name in named, tuple(hanging[name])) for name in [*named, *former, *own]]


@dataclass(frozen=True)
class Progress:
    """How far a district is: `hung` counts no sheet beyond its institution's norm."""

    district: District
    institutions: int
    done: int
    hung: int
    places: int
    at_discretion: int

    @property
    def percent(self) -> int | None:
        return sheets.percent(self.hung, self.places)


def progress_of_districts(user) -> list[Progress]:
    """Return the progress of each district that the person sees, as far as it sees it. Two queries."""
    found = Institution.objects.visible_to(user).present().order_by()
    rows = found.values("district").annotate(
        institutions=Count("pk", filter=WITH_NORM),
        done=Count("pk", filter=WITH_NORM & ENOUGH),
        hung=sheets.HUNG,
        places=sheets.PLACES,
        at_discretion=Count("pk", filter=Q(qr_at_discretion=True)),
    )
    counted = {row.pop("district"): row for row in rows}
    districts = District.objects.filter(pk__in=counted)
    return [Progress(district, **counted[district.pk]) for district in districts]


def institutions_of(user, district: int | None, search: str, *, lacking: bool = False) -> QuerySet[Institution]:
    """Return the institutions of the person's scope by name; `lacking`: those that miss sheets, most missing first."""
    found = Institution.objects.visible_to(user).present().select_related("district")
    if district:
        found = found.filter(district=district)
    if search:
        found = found.filter(searching.condition(search))
    if lacking:
        missing = found.filter(WITH_NORM & ~ENOUGH)
        return missing.order_by(F("qr_placed") - F("qr_places"), "sort_key", "pk")
    return found.order_by("sort_key", "pk")


def visits_of(user, search: str = "") -> QuerySet[Inspection]:
    """Return the visits of the person's scope, the latest first."""
    found = Inspection.objects.visible_to(user).select_related("institution__district", "inspected_by")
    return found.filter(searching.condition(search, "institution__")) if search else found
