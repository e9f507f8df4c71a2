"""The registry as a list meets it: looked up for one portion of rows at a time, so that memory stays flat.

What earlier rows of the list add or change is kept beside it, whether it is written already or only to be shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from registry import names
from registry.imports.columns import Column
from registry.imports.districts import DistrictBook
from registry.imports.rows import Found, Task, ogrn_in
from registry.models import District, Import, ImportRow, Institution, Public

INSTITUTION = (
    "pk",
    "full_name",
    "short_name",
    "type",
    "ogrn",
    "district__name",
    "archived_at",
    "shares_id",
    "merged_into_id",
)
PUBLIC = ("pk", "vk_id", "screen_name", "category", "cabinet", "state_mark", "archived_at", "institution_id")
READ_AT_ONCE = 2000


@dataclass(slots=True)
class Held:
    """An institution. ``ref``: its primary key or, of one that the list adds, minus the place of the row.

    ``link``: its first public; ``returns``: it went to the archive with an import that was undone;
    ``pending``: the row that adds it waits for a person; ``shares``: the public of another one that it keeps too;
    ``also``: keys of names of those that were merged into it.
    """

    ref: int
    full_name: str
    short_name: str
    type: str
    ogrn: str | None
    district: str
    archived: bool = False
    link: str = ""
    returns: bool = False
    pending: bool = False
    shares: int | None = None
    also: frozenset[str] = frozenset()


@dataclass(slots=True)
class HeldPublic:
    pk: int
    screen_name: str
    category: str
    cabinet: bool | None
    state_mark: bool | None
    archived: bool
    owner: Held
    returns: bool = False


class Snapshot:
    """``turn_to`` a portion of rows, then ask. ``lock``: hold what is found until the transaction ends."""

    def __init__(self, book: DistrictBook, lock: bool = False):
        self.book, self._lock = book, lock
        self._names = _name_index()
        self._near: dict[int, Held] = {}
        self._publics: dict[int, HeldPublic] = {}
        self._kept: dict[int, Held] = {}
        self._by_ogrn: dict[str, int] = {}

    @classmethod
    def of_today(cls, lock: bool = False) -> "Snapshot":
        """``lock``: wait for another import that is writing, and make others wait."""
        districts = District.objects.order_by("pk")
        return cls(DistrictBook(districts.select_for_update() if lock else districts), lock)

    # --- asking -------------------------------------------------------------------------------------------
    def by_ogrn(self, ogrn: str | None) -> Held | None:
        if ogrn in self._by_ogrn:
            return self._kept[self._by_ogrn[ogrn]]
        return next((one for one in self._near.values() if ogrn and one.ogrn == ogrn), None)

    def public(self, vk_id: int) -> HeldPublic | None:
        return self._publics.get(vk_id)

    def named(self, key: str, district: District | None) -> list[Held]:
        """Return the institutions of that name: of the district if one is told, else of all."""
        refs = self._names.get(hash(key), ())
        found = {one.ref: one for ref in refs if (one := self._held(ref)) and _is_called(one, key)}
        return [one for one in found.values() if district is None or one.district == district.name]

    # --- telling ------------------------------------------------------------------------------------------
    def keep(self, one: Held) -> None:
        """Remember an institution as a row of the list leaves it."""
        if one.ref not in self._kept and one.ref < 0:
            for key in {names.name_key(one.full_name), names.name_key(one.short_name)}:
                self._names[hash(key)] = (*self._names.get(hash(key), ()), one.ref)
        self._kept[one.ref] = one
        if one.ogrn:
            self._by_ogrn[one.ogrn] = one.ref

    # --- looking up ---------------------------------------------------------------------------------------
    def turn_to(self, tasks: Iterable[Task]) -> None:
        """Look up what these rows may mean, in a few queries whatever their number."""
        tasks = list(tasks)
        ids = [task.link.id for task in tasks if isinstance(task.link, Found)]
        publics = list(self._locked(Public.objects.filter(vk_id__in=ids)).values_list(*PUBLIC))
        refs = {row[-1] for row in publics} | {ref for task in tasks for ref in self._named(task)}
        ogrns = {ogrn_in(task.row) for task in tasks} - {""}
        wanted = Institution.objects.filter(Q(pk__in=refs) | Q(ogrn__in=ogrns)).order_by("pk")
        self._near = self._with_merged(list(self._locked(wanted).values_list(*INSTITUTION)))
        self._publics = {row[1]: self._held_public(row) for row in publics}
        self._add_links()
        self._add_returns()

    def _with_merged(self, rows: list[tuple]) -> dict[int, Held]:
        """Return institutions by primary key; one that was merged into another is that other, by its names too."""
        near = {row[0]: _held(row) for row in rows}
        merged = {row[0]: row[-1] for row in rows if row[-1]}
        targets = self._locked(Institution.objects.filter(pk__in=set(merged.values()) - set(near)).order_by("pk"))
        near |= {row[0]: _held(row) for row in targets.values_list(*INSTITUTION)} if merged else {}
        for ref, target in merged.items():
            near[target].also |= _keys_of(near[ref])
            near[ref] = near[target]
        return near

    def _named(self, task: Task) -> Iterable[int]:
        keys = {names.name_key(text) for text in _names_in(task)}
        return (ref for key in keys for ref in self._names.get(hash(key), ()) if ref > 0)

    def _locked(self, rows):
        return rows.select_for_update(of=("self",)) if self._lock else rows

    def _held(self, ref: int) -> Held | None:
        near = self._near.get(ref)
        return self._kept.get(near.ref if near else ref) or near

    def _held_public(self, row: tuple) -> HeldPublic:
        pk, _vk_id, screen_name, category, cabinet, state_mark, archived, owner = row
        near = self._near[owner]
        held = self._kept.get(near.ref) or near
        return HeldPublic(pk, screen_name, category, cabinet, state_mark, bool(archived), held)

    def _add_links(self) -> None:
        publics = Public.objects.filter(institution__in=self._near, archived_at=None).order_by("-pk")
        for ref, screen_name in publics.values_list("institution", "screen_name"):
            self._near[ref].link = screen_name

    def _add_returns(self) -> None:
        """Mark what an undone import has archived: its list may bring it back, all else comes back by hand."""
        publics = {one.pk: one for one in self._publics.values() if one.archived}
        institutions = {one.ref: one for one in self._near.values() if one.archived}
        if publics or institutions:
            undone = ImportRow.objects.filter(of__state=Import.State.UNDONE)
            _mark(undone.filter(institution__in=institutions, made__institution=True), "institution", institutions)
            _mark(undone.filter(public__in=publics, made__public=True), "public", publics)


def _mark(rows, name: str, held: Mapping[int, Held | HeldPublic]) -> None:
    for pk in rows.values_list(name, flat=True):
        held[pk].returns = True


def _held(row: tuple) -> Held:
    pk, full_name, short_name, type_, ogrn, district, archived, shares, _merged = row
    return Held(pk, full_name, short_name, type_, ogrn, district, bool(archived), shares=shares)


def _keys_of(one: Held) -> frozenset[str]:
    return one.also | {names.name_key(one.full_name), names.name_key(one.short_name)}


def _is_called(one: Held, key: str) -> bool:
    return key in _keys_of(one)


def _names_in(task: Task) -> tuple[str, ...]:
    return tuple(text for column in (Column.NAME, Column.SHORT_NAME) if (text := task.row.get(column)))


def _name_index() -> dict[int, tuple[int, ...]]:
    """Return primary keys by the hash of a name's key: numbers alone, for the registry may hold 50,000 names."""
    index: dict[int, tuple[int, ...]] = {}
    rows = Institution.objects.values_list("pk", "full_name", "short_name").order_by("pk")
    for pk, full_name, short_name in rows.iterator(READ_AT_ONCE):
        for key in {names.name_key(full_name), names.name_key(short_name)}:
            index[hash(key)] = (*index.get(hash(key), ()), pk)
    return index
