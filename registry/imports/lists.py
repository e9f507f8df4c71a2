"""A list as people send it, read into rows with known columns: the header wherever it is, in any order.

Titles, numbering rows, repeated headers, totals and notes are left out; a heading row inside the table
(«Апастовский район») is kept beside the rows below it, because it may be all that tells their district.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from django.utils.translation import gettext as _

from registry.imports.columns import HEADER_WITHIN, Column, columns_in, find_header, is_header
from registry.imports.sheets import MOST_ROWS, Sheet, UnreadableList, too_large
from registry.imports.workbooks import sheets_of
from registry.names import looks_like_institution, tidy

__all__ = ["Layout", "ListRow", "Table", "UnreadableList", "is_part", "tables"]

LONGEST_HEADING = 300
LONGEST_TITLE = 3000
_TOTALS = re.compile(r"^(?:итого|всего|в т\. ?ч|в том числе|общий итог)\b")


@dataclass(frozen=True)
class ListRow:
    """A row of the list: its number in the file (1 is the first), its cells, the section heading above it."""

    number: int
    cells: dict[Column, str]
    section: str = ""
    sheet: str = ""

    def get(self, column: Column) -> str:
        """Return the cell's text, empty where the list has no such column."""
        return self.cells.get(column, "")

    def having(self, cells: Mapping[Column, str]) -> "ListRow":
        """Return the row as if these cells had been written so."""
        return replace(self, cells={**self.cells, **cells})


@dataclass(frozen=True)
class Layout:
    """What people said of the file. ``known``: columns by ``columns.heading_key``, None for one to be ignored;

    ``headers``: the header's line by sheet; ``sheets``: which to read, all of one layout if empty.
    """

    known: Mapping[str, Column | None] = field(default_factory=dict)
    headers: Mapping[str, int] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset()


@dataclass
class Table:
    """A sheet with a header. ``head``: its first lines; ``headings``: columns as the file names them;

    ``title``: all text above the header; ``lines``: rows, and numbers of lines that are none, to be read once.
    """

    sheet: str
    head: list[list[str]]
    header: int = 0
    headings: dict[Column, str] = field(default_factory=dict)
    title: str = ""
    lines: Iterable[ListRow | int] = ()


def tables(data: bytes, layout: Layout) -> Iterator[Table]:
    """Yield every sheet, with a header or without; each must be read before the next. Raises UnreadableList."""
    taken, spare = set[str](), list[Table]()
    fault = ""
    for sheet in sheets_of(data):
        table = _table(sheet, layout)
        fault = fault or sheet.fault
        # A text is offered once for each delimiter, under the same empty name: the one with a header is meant.
        if sheet.name in taken or not (table.headings or sheet.name):
            spare.append(table)
        else:
            taken.add(sheet.name)
            yield table
    if not taken and fault:
        raise UnreadableList(fault)
    yield from [] if taken else spare[:1]


def is_part(table: Table, first: Table | None, layout: Layout) -> bool:
    """Tell whether a sheet belongs to the list: by a person's word, else if its columns are those of the first."""
    if not table.headings:
        return False
    if layout.sheets:
        return table.sheet in layout.sheets
    return first is None or table.headings.keys() == first.headings.keys()


def no_header() -> UnreadableList:
    return UnreadableList(
        _(
            "В первых %(count)s строках нет заголовка таблицы. Нужны столбцы «Организация» и «Ссылка», "
            "а лучше ещё «Тип», «Район» и «Категория»."
        )
        % {"count": HEADER_WITHIN}
    )


def no_rows() -> UnreadableList:
    return UnreadableList(_("В таблице есть заголовок, но нет ни одной строки с организацией. Добавьте строки."))


def _table(sheet: Sheet, layout: Layout) -> Table:
    rows = iter(sheet.rows)
    head = list(islice(rows, HEADER_WITHIN))
    found = _header(head, layout, sheet.name)
    if found is None:
        return Table(sheet.name, head)
    header, columns = found
    headings = {column: tidy(head[header][place])[:LONGEST_HEADING] for column, place in columns.items()}
    title = tidy(" ".join([*(cell for row in head[:header] for cell in row), sheet.name]))[:LONGEST_TITLE]
    table = Table(sheet.name, head, header, headings, title)
    table.lines = _lines(chain(head[header + 1 :], rows), table, columns)
    return table


def _header(head: list[list[str]], layout: Layout, sheet: str) -> tuple[int, dict[Column, int]] | None:
    place = layout.headers.get(sheet, -1)
    if 0 <= place < len(head):
        columns = columns_in(head[place], layout.known)
        return (place, columns) if is_header(columns) else None
    return find_header(head, layout.known)


def _lines(rows: Iterator[list[str]], table: Table, columns: dict[Column, int]) -> Iterator[ListRow | int]:
    section, count = "", 0
    for number, row in enumerate(rows, table.header + 2):
        cells = {column: tidy(row[place]) for column, place in columns.items() if place < len(row)}
        if _is_organisation(row, cells, table.headings):
            count += 1
            if count > MOST_ROWS:
                raise too_large()
            yield ListRow(number, cells, section, table.sheet)
        elif any(cell.strip() for cell in row):
            yield number
            section = _heading(row) or section


def _is_organisation(row: Sequence[str], cells: dict[Column, str], headings: dict[Column, str]) -> bool:
    """Tell whether the row is one of the list's own: not empty, no total, no header, no numbering, no note."""
    told = [cells.get(column, "") for column in (Column.NAME, Column.SHORT_NAME, Column.LINK, Column.VK_ID)]
    if not any(told) or any(_TOTALS.match(cell.strip().casefold()) for cell in row):
        return False
    if _repeats(cells, headings) or _is_numbering(row):
        return False
    return not _heading(row) or bool(cells.get(Column.LINK) or looks_like_institution(cells.get(Column.NAME, "")))


def _repeats(cells: dict[Column, str], headings: dict[Column, str]) -> bool:
    """Tell whether the row is the header again, as on every page of a printed table."""
    return sum(cells.get(column) == heading for column, heading in headings.items()) > 1


def _heading(row: Sequence[str]) -> str:
    """Return the text of a row that holds nothing else."""
    texts = [cell for cell in row if cell.strip()]
    return tidy(texts[0])[:LONGEST_HEADING] if len(texts) == 1 else ""


def _is_numbering(row: Sequence[str]) -> bool:
    """Tell whether the row numbers the columns (1, 2, 3 …), as printed tables do under their header."""
    texts = [cell.strip() for cell in row if cell.strip()]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]
