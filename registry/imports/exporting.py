"""Tables in the import's own layout: the registry itself, and the rows of a list that were not taken.

Headings and words are always Russian: they are what an import knows, whoever downloads the file.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import xlsxwriter
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from registry import wording
from registry.imports.columns import Column
from registry.imports.districts import DistrictBook
from registry.imports.reading import list_row
from registry.models import Category, District, Import, ImportRow, Institution, Outcome, Public

# What the table of an export looks like: column, heading, width in characters.
LAYOUT = (
    (Column.NAME, "Полное наименование организации", 60),
    (Column.SHORT_NAME, "Краткое наименование", 40),
    (Column.TYPE, "Тип организации", 24),
    (Column.DISTRICT, "Район", 24),
    (Column.OGRN, "ОГРН", 16),
    (Column.CATEGORY, "Категория паблика", 16),
    (Column.LINK, "Ссылка на паблик", 36),
    (Column.VK_ID, "ID паблика", 14),
    (Column.CABINET, "Кабинет", 10),
    (Column.STATE_MARK, "Госметка", 10),
)
REASON = "Причина отказа"
SUGGESTION = "Возможно, имелось в виду"
NUMBER = "Строка в файле"
READ_AT_ONCE = 1000
WIDE = {Column.NAME: 60, Column.SHORT_NAME: 40, Column.LINK: 40}


def write_registry(institutions: QuerySet[Institution], file: IO) -> int:
    """Write institutions and their publics, a row per public, as an XLSX; return how many rows."""
    with translation.override("ru"):
        headings = [heading for _column, heading, _width in LAYOUT]
        return _write(file, headings, [width for *_others, width in LAYOUT], _records(institutions))


def _records(institutions: QuerySet[Institution]) -> Iterator[list[str]]:
    present = Prefetch("publics", Public.objects.filter(archived_at=None).order_by("pk"), to_attr="watched")
    rows = institutions.select_related("district").prefetch_related(present)
    for one in rows.order_by("district__sort_key", "sort_key", "pk").iterator(READ_AT_ONCE):
        publics: list[Public | None] = list(one.watched)
        yield from (_record(one, public) for public in publics or [None])


def _record(one: Institution, public: Public | None) -> list[str]:
    told = [one.full_name, one.short_name, str(one.get_type_display()), one.district.name, one.ogrn or ""]
    if public is None:
        return [*told, "", "нет", "", "", ""]
    category = "" if public.category == Category.UNSET else str(public.get_category_display())
    marks = ["" if value is None else wording.yes_no(value) for value in (public.cabinet, public.state_mark)]
    return [*told, category, public.url, str(public.vk_id), *marks]


def write_refused(one: Import, file: IO) -> int:
    """Write the rows that were not taken, in the file's own columns, with the reason beside each; return how many."""
    with translation.override("ru"):
        columns = _columns(one)
        headings = [NUMBER, *columns.values(), REASON, SUGGESTION]
        widths = [8, *(WIDE.get(column, 20) for column in columns), 60, 30]
        return _write(file, headings, widths, _refused(one, columns))


def _columns(one: Import) -> dict[Column, str]:
    """Return the list's columns as it names them, and one for districts that only headings told."""
    columns: dict[Column, str] = {}
    for sheet in one.sheets:
        told = {Column(name): heading for name, heading in sheet["headings"]} if sheet["read"] else {}
        columns = {**told, **columns}
    return columns if Column.DISTRICT in columns else {**columns, Column.DISTRICT: "Район"}


def _refused(one: Import, columns: Mapping[Column, str]) -> Iterator[list[str]]:
    rows = one.rows.filter(outcome__in=[Outcome.REJECTED, Outcome.UNDECIDED]).order_by("place")
    book, titles = DistrictBook(District.objects.all()), {sheet["name"][:100]: sheet["title"] for sheet in one.sheets}
    for row in rows.iterator(READ_AT_ONCE):
        cells = {**row.cells, Column.DISTRICT: _district(row, titles[row.sheet], book)}
        reason, suggestion = why(row)
        yield [str(row.number), *(cells.get(column, "") for column in columns), reason, suggestion]


def _district(row: ImportRow, title: str, book: DistrictBook) -> str:
    """Return the district's cell or, where a heading or a title told it, its name: the file has neither."""
    if cell := row.cells.get(Column.DISTRICT):
        return cell
    told = book.of(list_row(row), title)
    return told.name if told else ""


def why(row: ImportRow) -> tuple[str, str]:
    """Return why a row was not taken and what may have been meant."""
    if row.rejection:
        told = {"column": row.rejection["column"], "reason": row.rejection["reason"]}
        return _("колонка «%(column)s»: %(reason)s") % told, row.rejection["suggestion"]
    suggested = [wording.suggestion(question, value) for question, value in row.questions.items() if value]
    return "; ".join([*(wording.question(one) for one in row.questions), *row.remarks]), "; ".join(suggested)


def _write(file: IO, headings: list[str], widths: list[int], rows: Iterable[list[str]]) -> int:
    # No text becomes a formula, a number or a link by its looks alone.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Список")
        _head(book, sheet, headings, widths)
        body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for count, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                sheet.write_string(count, column, text, body)
        sheet.autofilter(0, 0, count, len(headings) - 1)
    return count


def _head(book, sheet, headings: list[str], widths: list[int]) -> None:
    """Write the header, frozen and repeated on each page of A4."""
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
