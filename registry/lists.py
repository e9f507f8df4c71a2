"""A list as people send it, read into rows with known columns: the header wherever it is, in any order.

Titles, numbering rows, repeated headers, totals and notes are left out; a heading row inside the table
(«Апастовский район») is kept beside the rows below it, because it may be all that tells their district.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from registry.columns import HEADER_WITHIN, Column, find_header
from registry.names import tidy, type_in_name
from registry.workbooks import Sheet, UnreadableList, sheets_of

__all__ = ["ListRow", "Table", "UnreadableList", "read"]

_TOTALS = re.compile(r"^(?:итого|всего|в т\. ?ч|в том числе|общий итог)\b")


@dataclass(frozen=True)
class ListRow:
    """A row of the list: its number in the file (1 is the first), its cells, the section heading above it."""

    number: int
    cells: dict[Column, str]
    section: str = ""

    def get(self, column: Column) -> str:
        """Return the cell's text, empty where the list has no such column."""
        return self.cells.get(column, "")


@dataclass
class Table:
    """``headings``: columns as the file names them; ``title``: all text above the header; ``skipped``: no rows."""

    headings: dict[Column, str]
    title: str = ""
    rows: list[ListRow] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def read(data: bytes) -> Table:
    """Read the first sheet that has a header. Raises UnreadableList: what is wrong and what to do."""
    fault = ""
    for sheet in sheets_of(data):
        fault = fault or sheet.fault
        if found := find_header(sheet.rows):
            return _filled(_table(sheet, *found))
    raise UnreadableList(fault or _no_header())


def _filled(table: Table) -> Table:
    if not table.rows:
        raise UnreadableList(_("В таблице есть заголовок, но нет ни одной строки с организацией. Добавьте строки."))
    return table


def _no_header() -> str:
    return _(
        "В первых %(count)s строках нет заголовка таблицы. Нужны столбцы «Организация» и «Ссылка», "
        "а лучше ещё «Тип», «Район» и «Категория»."
    ) % {"count": HEADER_WITHIN}


def _table(sheet: Sheet, header: int, columns: dict[Column, int]) -> Table:
    title = [cell for row in sheet.rows[:header] for cell in row if cell.strip()]
    headings = {column: tidy(sheet.rows[header][place]) for column, place in columns.items()}
    table = Table(headings, " ".join([*title, sheet.name]))
    section = ""
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        cells = {column: tidy(row[place]) for column, place in columns.items() if place < len(row)}
        if _is_organisation(row, cells, headings):
            table.rows.append(ListRow(number, cells, section))
        elif any(cell.strip() for cell in row):
            table.skipped.append(number)
            section = _heading(row) or section
    return table


def _is_organisation(row: Sequence[str], cells: dict[Column, str], headings: dict[Column, str]) -> bool:
    """Tell whether the row is one of the list's own: not empty, no total, no header, no numbering, no note."""
    told = [cells.get(column, "") for column in (Column.NAME, Column.SHORT_NAME, Column.LINK, Column.VK_ID)]
    if not any(told) or any(_TOTALS.match(cell.strip().casefold()) for cell in row):
        return False
    if _repeats(cells, headings) or _is_numbering(row):
        return False
    return not _heading(row) or bool(cells.get(Column.LINK) or type_in_name(cells.get(Column.NAME, "")))


def _repeats(cells: dict[Column, str], headings: dict[Column, str]) -> bool:
    """Tell whether the row is the header again, as on every page of a printed table."""
    return sum(cells.get(column) == heading for column, heading in headings.items()) > 1


def _heading(row: Sequence[str]) -> str:
    """Return the text of a row that holds nothing else."""
    texts = [cell for cell in row if cell.strip()]
    return tidy(texts[0]) if len(texts) == 1 else ""


def _is_numbering(row: Sequence[str]) -> bool:
    """Tell whether the row numbers the columns (1, 2, 3 …), as printed tables do under their header."""
    texts = [cell.strip() for cell in row if cell.strip()]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]
