"""The contact sheet: what publics show now, suspects first; and one public's pictures, old beside new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Case, Count, Q, QuerySet, Value, When

from monitoring.models import Mark, PictureKind, Sighting, mark_events
from registry.history import steps
from registry.models import Public
from registry.parameters import primary_key

UNMARKED, MARKED = "unmarked", "marked"
SUSPECTED, CLEAR, MISSING = "suspected", "clear", "missing"
MARKS = {UNMARKED: Q(picture__mark=""), MARKED: Q(picture__isnull=False) & ~Q(picture__mark="")}
MARKS |= {mark: Q(picture__mark=mark) for mark in Mark.values}
LOOKS = {
    SUSPECTED: Q(picture__isnull=False) & ~Q(picture__suspicion=""),
    CLEAR: Q(picture__suspicion=""),
    MISSING: Q(picture=None),
}
# A person's time goes to suspects that nobody has judged, then to the rest; what has no picture comes last.
ORDER = Case(
    When(picture=None, then=3),
    When(LOOKS[SUSPECTED] & MARKS[UNMARKED], then=0),
    When(MARKS[UNMARKED], then=1),
    default=Value(2),
)


@dataclass(frozen=True)
class SheetFilters:
    """What a reader narrows the sheet to; empty is «all». ``district``: its primary key."""

    district: int | None = None
    kind: str = ""
    look: str = ""
    mark: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of an address. What the portal does not know narrows nothing."""
        known = {"kind": set(PictureKind.values), "look": set(LOOKS), "mark": set(MARKS)}
        told = {name: query.get(name, "") for name in known}
        district = primary_key(query.get("district", ""))
        return cls(district, **{name: value for name, value in told.items() if value in known[name]})

    @property
    def active(self) -> bool:
        return self != type(self)()


@dataclass(frozen=True)
class Tally:
    """Of the covers and avatars that a person sees: ``suspects`` nobody has judged, ``waiting`` nobody has fetched."""

    total: int
    suspects: int
    missing: int


@dataclass(frozen=True)
class Deed:
    """One line of a picture's history; ``mark`` empty: a mark was taken back."""

    at: datetime
    mark: str
    by: str


@dataclass(frozen=True)
class Shown:
    """A public's cover or avatar as collected, and the one before it."""

    kind: str
    now: Sighting
    before: Sighting | None


def sheet(user, filters: SheetFilters) -> QuerySet[Sighting]:
    """Return what the publics of the user's scope show now, suspects first."""
    rows = Sighting.objects.visible_to(user).present()
    if filters.district:
        rows = rows.filter(public__institution__district=filters.district)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    rows = rows.filter(LOOKS.get(filters.look, Q()), MARKS.get(filters.mark, Q()))
    related = rows.select_related("picture__marked_by", "public__institution__district")
    return related.order_by(ORDER, "-picture__figure", "public__institution__sort_key", "public", "-kind")


def tally(user) -> Tally:
    """Count all that the user sees: one query."""
    suspects = Count("pk", filter=LOOKS[SUSPECTED] & MARKS[UNMARKED])
    rows = Sighting.objects.visible_to(user).present()
    return Tally(**rows.aggregate(total=Count("pk"), suspects=suspects, missing=Count("pk", filter=LOOKS[MISSING])))


def history(sightings: Iterable[Sighting]) -> dict[int, list[Deed]]:
    """Return {picture: what was done with its mark, the latest first}: two queries."""
    told: dict[int, list[Deed]] = defaultdict(list)
    for step in steps(mark_events(row.picture_id for row in sightings if row.picture_id)):
        told[step.after.pgh_obj_id].append(Deed(step.at, step.after.mark, step.by))
    return dict(told)


def sightings(public: Public) -> QuerySet[Sighting]:
    """Return all pictures that the public has ever shown."""
    return public.sightings.select_related("picture")


def looks(rows: Sequence[Sighting]) -> list[Shown]:
    """Return a public's cover and avatar, each with the picture that it has replaced; ``rows``: see ``sightings``."""
    current = [row for row in rows if row.current]
    return [Shown(row.kind, row, _before(row, rows)) for row in sorted(current, key=lambda row: row.kind == "avatar")]


def _before(current: Sighting, rows: Iterable[Sighting]) -> Sighting | None:
    """Return the latest sighting of another picture."""
    others = (row for row in rows if row.kind == current.kind and not row.current and row.picture_id)
    return next((row for row in others if row.picture_id != current.picture_id), None)
