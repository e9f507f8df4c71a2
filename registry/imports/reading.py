"""A file becomes rows: all of it in one transaction, in portions, so that a large list takes no more memory."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from registry.imports import lists, teaching
from registry.imports.columns import Column
from registry.imports.lists import Layout, ListRow, Table, UnreadableList
from registry.imports.sheets import MOST_ROWS, too_large
from registry.models import Import, ImportRow
from registry.names import tidy

ROWS_AT_ONCE = 1000
SAMPLE_SHEETS = 20
LONGEST_SAMPLE = 60
# Numbers of lines without an organisation; a list of them is of use only while it can be read.
MOST_SKIPPED = 500


class NoHeader(UnreadableList):
    """No sheet has a header that the portal knows: a person can show where it is."""


@transaction.atomic
def read(one: Import) -> None:
    """Give an import without rows those of its file. Raises UnreadableList; nothing is changed then."""
    layout, first = layout_of(one), None
    one.sheets, one.sample, one.skipped, one.total = [], {}, [], 0
    for table in lists.tables(bytes(one.file.data), layout):
        if not any(map(any, table.head)):
            continue  # spreadsheets bring empty sheets along
        _take_sample(one, table)
        part = lists.is_part(table, first, layout)
        one.sheets.append(_sheet(table, part))
        if part:
            first = first or table
            _save(one, table)
    _refuse_empty(one, first)
    one.save(update_fields=["sheets", "sample", "skipped", "total"])


def _refuse_empty(one: Import, first: Table | None) -> None:
    if first is None:
        raise NoHeader(str(lists.no_header()))
    if not one.total:
        raise lists.no_rows()


def layout_of(one: Import) -> Layout:
    """Return what people said of this file's columns, and of columns' names in general."""
    return Layout(teaching.known(), one.layout.get("headers", {}), frozenset(one.layout.get("sheets", [])))


def _take_sample(one: Import, table: Table) -> None:
    if len(one.sample) < SAMPLE_SHEETS:
        one.sample[table.sheet] = [[tidy(cell)[:LONGEST_SAMPLE] for cell in row] for row in table.head]


def _sheet(table: Table, part: bool) -> dict[str, Any]:
    headings = [[str(column), heading] for column, heading in table.headings.items()]
    named = [tidy(cell)[: lists.LONGEST_HEADING] for cell in table.head[table.header]] if headings else []
    unread = [heading for heading in named if heading and heading not in table.headings.values()]
    told = {"name": table.sheet, "title": table.title, "header": table.header, "headings": headings}
    return {**told, "unread": unread, "read": part}


def _save(one: Import, table: Table) -> None:
    """Save a table's rows, counting on from the sheets before."""
    lines = enumerate(_organisations(one, table), one.total + 1)
    rows = (_row(one, place, line) for place, line in lines)
    while portion := list(islice(rows, ROWS_AT_ONCE)):
        ImportRow.objects.bulk_create(portion)
        one.total += len(portion)
        if one.total > MOST_ROWS:
            raise too_large()


def _organisations(one: Import, table: Table) -> Iterator[ListRow]:
    for line in table.lines:
        if isinstance(line, ListRow):
            yield line
        elif len(one.skipped) < MOST_SKIPPED:
            one.skipped.append(line)


def _row(one: Import, place: int, line: ListRow) -> ImportRow:
    cells = {str(column): text for column, text in line.cells.items() if text}
    return ImportRow(
        of=one, place=place, sheet=line.sheet[:100], number=line.number, cells=cells, section=line.section
    )


def list_row(row: ImportRow) -> ListRow:
    """Return the row as it was read."""
    cells = {Column(name): text for name, text in row.cells.items()}
    return ListRow(row.number, cells, row.section, row.sheet)
