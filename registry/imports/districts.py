"""Which district a row of a list means: by its cell, else by the heading above it, else by the list's title."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from registry import names
from registry.imports.columns import Column
from registry.imports.lists import ListRow
from registry.imports.rows import Unclear
from registry.models import District

REPUBLICAN = "Республиканские"
# «Апастовкий» is a slip of the pen and no new district; 0.88 lets one letter of eight differ.
VERY_LIKE = 88
LONGEST_NAME = 200


class DistrictBook:
    """The districts of the registry and those that a list adds; the latter are not saved and have no pk."""

    def __init__(self, districts: Iterable[District]):
        self._all: list[District] = []
        self._by_key: dict[str, int] = {}
        self._in_titles: dict[str, int] = {}
        for district in districts:
            self.add(district)
        if not any(one.kind == District.Kind.REPUBLICAN for one in self._all):
            self.add(District(name=REPUBLICAN, kind=District.Kind.REPUBLICAN))
        self.republican = next(one for one in self._all if one.kind == District.Kind.REPUBLICAN)

    def of(self, row: ListRow, title: str) -> District | None:
        """Return the district that the list itself tells, None if it tells none. Raises Unclear."""
        if text := row.get(Column.DISTRICT):
            return self._of_cell(text)
        return self.named_in(row.section) or self._in_title(title)

    @property
    def saved_names(self) -> set[str]:
        return {one.name for one in self._all if one.pk}

    def called(self, name: str) -> District:
        """Return the district of exactly this name."""
        return next(one for one in self._all if one.name == name)

    def named_in(self, text: str) -> District | None:
        """Return the one district whose name, in either case, stands in the text."""
        return self._only(names.districts_in(text, self._by_key)) if text else None

    def add(self, district: District) -> District:
        place = len(self._all)
        self._all.append(district)
        told = (district.name, district.genitive, *district.aliases.split(","))
        forms = {names.district_key(form) for form in told} - {""}
        self._by_key.update(dict.fromkeys(forms | {form.removeprefix("города ") for form in forms}, place))
        # A ministry's letterhead holds «г. Казань»: in a title a city counts only as «города Казани».
        is_city = district.kind == District.Kind.CITY
        self._in_titles.update(dict.fromkeys({names.district_key(district.genitive)} if is_city else forms, place))
        return district

    def _of_cell(self, text: str) -> District:
        key = names.district_key(text)
        if names.is_republican(text):
            return self.republican
        known = self._by_key.get(key)
        found = self._all[known] if known is not None else self.named_in(text)
        return found or self._new(text, key)

    def _new(self, text: str, key: str) -> District:
        if not any(sign.isalpha() for sign in key) or len(text) > LONGEST_NAME:
            raise Unclear(Column.DISTRICT, _("это не похоже на название района"))
        if like := process.extractOne(key, list(self._by_key), scorer=fuzz.ratio, score_cutoff=VERY_LIKE):
            raise Unclear(Column.DISTRICT, _("такого района нет в реестре"), self._all[self._by_key[like[0]]].name)
        kind = District.Kind.CITY if names.is_city(text) else District.Kind.MUNICIPAL
        return self.add(District(name=names.district_name(text), kind=kind))

    def _in_title(self, title: str) -> District | None:
        return self._only(names.districts_in(title, self._in_titles)) if title else None

    def _only(self, found: set[int]) -> District | None:
        return self._all[found.pop()] if len(found) == 1 else None
