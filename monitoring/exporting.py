"""Audits as files: one row per public of a week, as JSON lines, CSV or XLSX.

JSON lines are the record that other programs build on; CSV and XLSX are the table that a ministry sends out.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from registry.models import Institution, Public
from registry.templatetags import portal

from . import export_columns
from .queries.matrix import Row, in_order, matrix, read
from .weeks import Week

FORMATS = ("jsonl", "csv", "xlsx")
# A spreadsheet takes text that begins so for a formula; the wide forms are the same keys in an Asian locale.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def records(publics: QuerySet[Public], week: Week) -> Iterator[Row]:
    """Yield a row per public in the order of districts and names; one not judged in the week has no data."""
    rows = matrix(Institution.objects.filter(publics__in=publics).distinct(), week).filter(public__in=publics)
    return read(rows.order_by("district__sort_key", "sort_key", "public"))


def write(rows: Iterable[Row], format: str, file: IO) -> int:
    """Write a week's rows to a binary file; return their number."""
    return {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}[format](rows, file)


def record(row: Row) -> dict[str, Any]:
    """Return the fixed record: vk_id, link, institution, type, district, category, week, status, score, verdicts.

    ``verdicts``: {rule id: {"verdict", "value", "threshold"}}. Without a public vk_id and link are None.
    """
    return {
        "vk_id": row.vk_id,
        "link": row.url or None,
        "institution": row.full_name,
        "type": row.type,
        "district": row.district_name,
        "category": row.category or None,
        "week": str(row.week),
        "status": row.status,
        "score": row.score,
        "verdicts": {
            rule: {"verdict": one["outcome"], "value": one["value"], "threshold": one["threshold"]}
            for rule, one in in_order(row.verdicts)
        },
    }


def _jsonl(rows: Iterable[Row], file: IO) -> int:
    lines = (json.dumps(record(row), ensure_ascii=False).encode() + b"\n" for row in rows)
    return sum(bool(file.write(line)) for line in lines)


def _csv(rows: Iterable[Row], file: IO) -> int:
    """Write CSV as a Russian Excel opens it: semicolons, decimal commas, and the mark that tells UTF-8."""
    file.write("\ufeff".encode())
    writer = csv.writer(_Encoder(file), delimiter=";", lineterminator="\r\n")
    writer.writerow(column.title for column in export_columns.COLUMNS)
    count = 0
    for count, row in enumerate(rows, start=1):
        writer.writerow(_plain(cell) for cell in export_columns.cells(row, count))
    return count


def _plain(cell: Any) -> Any:
    """Return a cell as CSV holds it; text that a spreadsheet would run as a formula is disarmed."""
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _xlsx(rows: Iterable[Row], file: IO) -> int:
    # No text becomes a formula, a number or a link by its looks alone: every cell has its own type.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 — the same rows give the same bytes
        sheet = book.add_worksheet(_("Аудит"))
        _lay_out(book, sheet)
        body = book.add_format({"text_wrap": True, "valign": "top"})
        link = book.add_format({"font_color": "#0B57D0", "underline": 1, "valign": "top"})
        count = 0
        for count, row in enumerate(rows, start=1):
            _write_row(sheet, count, export_columns.cells(row, count), body, link)
            sheet.set_header(_running_head(row.week))
        sheet.autofilter(0, 0, count, len(export_columns.COLUMNS) - 1)
    return count


def _lay_out(book, sheet) -> None:
    """Write the header, frozen and repeated on each page of A4."""
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, column in enumerate(export_columns.COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.title), head)
    sheet.freeze_panes(1, 3)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _running_head(week: Week) -> str:
    """Return what stands in the margin of each printed page: the week, the page's number."""
    said = _("Паблики организаций, неделя %(week)s")
    return "&L" + said % {"week": f"{portal.week(week.monday)}{portal.NBSP}{week.sunday.year}"} + "&R&P / &N"


def _write_row(sheet, place: int, cells: list, body, link) -> None:
    for column, cell in enumerate(cells):
        match cell:
            case int() | float():
                sheet.write_number(place, column, cell, body)
            case export_columns.Link():
                sheet.write_url(place, column, cell, link, string=cell.shown)
            case str() if cell:
                sheet.write_string(place, column, cell, body)


class _Encoder:
    """Text in, UTF-8 bytes out: csv writes text, every export writes bytes."""

    def __init__(self, file: IO):
        self.file = file

    def write(self, text: str) -> None:
        self.file.write(text.encode())
