"""Files turned into sheets of plain text. A file is judged by its content, never by its name.

An XLSX is a ZIP of XML: before the parser sees it, its true size is measured, because a file of some
kilobytes may unfold to gigabytes, or claim a cell in the last of 17 billion places.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape

import python_calamine
from django.utils.translation import gettext as _

LARGEST_FILE = 20 * 2**20
LARGEST_CONTENT = 150 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# What stands in a cell whose formula failed or was never calculated: no list may mean this text.
BROKEN = "#!"

_ATTRIBUTES = rb"((?:[^>\"'/]|\"[^\"]*\"|'[^']*')*)"
_CELL = re.compile(
    rb"<(?:\w+:)?(?:row\b" + _ATTRIBUTES + rb"/?>|c\b" + _ATTRIBUTES + rb"(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL
)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]*)(\d+)[\"']")
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_SHARED = re.compile(rb"<(?:\w+:)?si\b[^>/]*(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_TARGET = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")


class UnreadableList(Exception):
    """The file cannot be read as a list; the message says what, where and what to do."""


@dataclass
class Sheet:
    """Cells as text, row by row from the sheet's first row. ``fault``: why they could not be read."""

    rows: list[list[str]]
    name: str = ""
    fault: str = ""


@dataclass
class _Extent:
    """How far a sheet's filled cells reach, and which of them hold a formula without a value (0-based)."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    broken: set[tuple[int, int]] = field(default_factory=set)


def sheets_of(data: bytes) -> Iterator[Sheet]:
    """Yield the file's sheets in their order. Raises UnreadableList."""
    if len(data) > LARGEST_FILE:
        raise UnreadableList(_("Файл больше 20 МБ. Разделите список на части."))
    if data.startswith(b"PK\x03\x04"):
        yield from _xlsx(data)
    else:
        _refuse_other_formats(data)
        yield from _csv(_decoded(data))


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableList(_("Файл защищён паролем. Снимите пароль в Excel и сохраните файл снова."))
        raise UnreadableList(_("Это файл старого Excel (.xls). Откройте его и сохраните как XLSX."))
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"<!DOCTYPE", b"<html")):
        raise _not_a_table()
    if not data.strip():
        raise UnreadableList(_("Файл пуст."))


def _not_a_table() -> UnreadableList:
    return UnreadableList(_("Это не таблица. Сохраните список как XLSX или CSV."))


# --- XLSX ---------------------------------------------------------------------------------------------
def _xlsx(data: bytes) -> Iterator[Sheet]:
    parts = _unfolded(data)
    if "xl/workbook.xml" not in parts:
        raise _not_a_table()
    shared = [len(found or b"") for found in _SHARED.findall(parts.get("xl/sharedStrings.xml", b""))]
    targets = _targets(parts)
    extents = {name: _extent(body, shared) for name, body in parts.items() if b"sheetData" in body}
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for meta in workbook.sheets_metadata:
                if meta.visible is python_calamine.SheetVisibleEnum.Visible:
                    yield _sheet(workbook, meta.name, extents.get(targets.get(meta.name, ""), _Extent()))
    except (python_calamine.CalamineError, ValueError) as error:
        raise _damaged() from error


def _unfolded(data: bytes) -> dict[str, bytes]:
    """Return the archive's parts. The sizes that a ZIP declares are claims: what counts is what comes out."""
    parts, left = {}, LARGEST_CONTENT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                with archive.open(name) as part:
                    parts[name] = part.read(left + 1)
                left -= len(parts[name])
                if left < 0:
                    raise _too_large()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _damaged() from error
    if any(b"\0" in body[:200] for name, body in parts.items() if name.endswith((".xml", ".rels"))):
        raise _damaged()  # UTF-16, which no spreadsheet writes, would escape the measure below
    return parts


def _damaged() -> UnreadableList:
    return UnreadableList(_("Файл повреждён. Откройте его в Excel и сохраните снова как XLSX."))


def _too_large() -> UnreadableList:
    return UnreadableList(
        _("Таблица слишком велика: не больше 50 000 строк и 200 столбцов. Скопируйте список на чистый лист.")
    )


def _targets(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part of the archive that holds each sheet, by the sheet's name."""
    relations = {}
    for attributes in _TARGET.findall(parts.get("xl/_rels/workbook.xml.rels", b"").decode(errors="replace")):
        target = _attribute(attributes, "Target").removeprefix("/xl/").removeprefix("/")
        relations[_attribute(attributes, "Id")] = f"xl/{target}"
    sheets = _SHEET.findall(parts["xl/workbook.xml"].decode(errors="replace"))
    return {_attribute(one, "name"): relations.get(_attribute(one, r"\w+:id"), "") for one in sheets}


def _attribute(attributes: str, name: str) -> str:
    found = re.search(rf"(?<![\w:]){name}\s*=\s*([\"'])(.*?)\1", attributes)
    return unescape(found.group(2)) if found else ""


def _extent(body: bytes, shared: list[int]) -> _Extent:
    """Measure a sheet. The parser reserves a place for every cell up to the farthest and copies shared texts."""
    if b"<!" in body:
        # Spreadsheets write no comments, CDATA or entities here; they would hide cells from the measure.
        raise _damaged()
    extent, row, column = _Extent(), 0, 0
    for row_attributes, attributes, content in _CELL.findall(body):
        if not attributes and not content:
            place = _PLACE.search(row_attributes)
            row, column = (int(place.group(2)) if place else row + 1), 0
            continue
        place = _PLACE.search(attributes)
        row, column = (int(place.group(2)), _number(place.group(1))) if place else (row, column + 1)
        if content:
            _measure(extent, row, column, attributes, content, shared)
    return extent


def _measure(extent: _Extent, row: int, column: int, attributes: bytes, content: bytes, shared: list[int]) -> None:
    extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
    kind, value = _KIND.search(attributes), _VALUE.search(content)
    if kind and kind.group(1) == b"s" and value and value.group(1).isdigit():
        index = int(value.group(1))
        extent.text += shared[index] if index < len(shared) else 0
    if (kind and kind.group(1) == b"e") or (_FORMULA.search(content) and not (value and value.group(1))):
        extent.broken.add((row - 1, column - 1))
    if extent.rows > MOST_ROWS or extent.columns > MOST_COLUMNS or extent.text > LARGEST_CONTENT:
        raise _too_large()


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str, extent: _Extent) -> Sheet:
    source = workbook.get_sheet_by_name(name)
    rows = [[_text(value) for value in row] for row in source.to_python(skip_empty_area=False)]
    for row, column in extent.broken:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = BROKEN
    _fill_merged(rows, source.merged_cell_ranges or [])
    return _checked(Sheet(rows, name))


def _fill_merged(rows: list[list[str]], ranges: list) -> None:
    """Repeat a merged cell's text down its first column: a district written once beside its schools."""
    for (top, left), (bottom, _right) in ranges:
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row):
                row[left] = rows[top][left]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


# --- CSV ----------------------------------------------------------------------------------------------
def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise UnreadableList(
            _("Это не таблица: в строке %(line)s недопустимый знак. Сохраните список как XLSX или CSV.")
            % {"line": line}
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _csv(text: str) -> Iterator[Sheet]:
    """Yield the table once for each delimiter it may have; the reader keeps the one with a header."""
    for delimiter in sorted(";,\t", key=lambda sign: -text[:4000].count(sign)):
        yield _checked(_csv_sheet(text, delimiter))


def _csv_sheet(text: str, delimiter: str) -> Sheet:
    """Read strictly; else, if every row then keeps its width, with quotes as plain signs («"Лицей" № 1»).

    The lenient reading of the standard library would swallow the rows after a quote that nobody closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return Sheet(_numbered(reader))
    except csv.Error:
        rows = [line.split(delimiter) for line in text.splitlines()]
        if len({len(row) for row in rows if any(row)}) == 1 and len(rows[0]) > 1:
            return Sheet(rows)
        fault = _("Строка %(line)s: кавычка не закрыта или ячейка слишком длинна. Сохраните список как XLSX.")
        return Sheet([], fault=fault % {"line": reader.line_num})


def _numbered(reader) -> list[list[str]]:
    """Return rows so that a row's index is its line in the file: cells with line breaks take several."""
    rows: list[list[str]] = []
    for row in reader:
        rows.append(row)
        rows.extend([] for _ in range(reader.line_num - len(rows)))
        if len(rows) > 2 * MOST_ROWS:
            raise _too_large()
    return rows


def _checked(sheet: Sheet) -> Sheet:
    while sheet.rows and not any(cell.strip() for cell in sheet.rows[-1]):
        sheet.rows.pop()
    if len(sheet.rows) > MOST_ROWS or max(map(len, sheet.rows), default=0) > MOST_COLUMNS:
        raise _too_large()
    return sheet
