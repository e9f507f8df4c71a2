"""What the portal suggests where a list tells no type or district. A suggestion is never written unseen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from registry import patterns
from registry.imports.columns import Column
from registry.imports.districts import DistrictBook
from registry.imports.lists import ListRow
from registry.models import District, Pattern


@dataclass(frozen=True)
class Hint:
    """A type (its code) or a district (its name), and the words that told it."""

    value: str
    words: str = ""


class Suggestions:
    """The table of patterns, and the districts' own names."""

    def __init__(self, rows: Iterable[Pattern], book: DistrictBook):
        self._book = book
        self._rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            self._rows[row.kind].append((row.words, row.type or str(row.district)))

    @classmethod
    def from_table(cls, book: DistrictBook) -> "Suggestions":
        return cls(Pattern.objects.select_related("district"), book)

    def type_of(self, name: str) -> Hint:
        return self._by(Pattern.Kind.TYPE, name)

    def district_of(self, founder: str, name: str) -> Hint:
        """Return the district that the founder tells, else the one that the institution's name tells."""
        ways = (
            lambda: self._named_in(founder),
            lambda: self._by(Pattern.Kind.FOUNDER, founder),
            lambda: self._named_in(name),
            lambda: self._by(Pattern.Kind.NAME, name),
        )
        return next((hint for way in ways if (hint := way()).value), Hint(""))

    def district_for(self, row: ListRow) -> District | None:
        hint = self.district_of(row.get(Column.FOUNDER), row.get(Column.NAME))
        return self._book.called(hint.value) if hint.value else None

    def _named_in(self, text: str) -> Hint:
        found = self._book.named_in(text)
        return Hint(found.name, found.name) if found else Hint("")

    def _by(self, kind: str, text: str) -> Hint:
        for words, value in self._rows[kind] if text else ():
            if phrase := patterns.found_in(words, text):
                return Hint(value, phrase)
        return Hint("")
