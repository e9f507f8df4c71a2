"""Workbooks of Excel, weighed before they are opened.

An XLSX is a ZIP of XML: before the parser sees it, its true size is measured, because a file of some
kilobytes may unfold to gigabytes, or claim a cell in the last of 17 billion places.
"""

import io
import re
import zipfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape
from typing import IO
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

from registry.imports.sheets import BROKEN, MOST_COLUMNS, MOST_LINES, Sheet, UnreadableList, not_a_table, too_large

LARGEST_CONTENT = 150 * 2**20
LARGEST_INDEX = 2**20
# The parser keeps a place for every cell of the rectangle that the filled ones span.
LARGEST_AREA = 3_000_000
PIECE = 2**18

_PLACE = re.compile(r"([A-Z]*)(\d+)")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_TARGET = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_UNREADABLE = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, expat.ExpatError)


@dataclass
class Extent:
    """How far a sheet's filled cells reach, and which of them hold a formula without a value (0-based)."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    broken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the visible sheets in their order. Raises UnreadableList."""
    extents = _weighed(data)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for meta in workbook.sheets_metadata:
                if meta.visible is python_calamine.SheetVisibleEnum.Visible:
                    yield _sheet(workbook.get_sheet_by_name(meta.name), extents.get(meta.name, Extent()))
    except (python_calamine.CalamineError, ValueError) as error:
        raise _damaged() from error


# --- weighing -----------------------------------------------------------------------------------------
def _weighed(data: bytes) -> dict[str, Extent]:
    """Return each sheet's extent by its name. Raises UnreadableList for what must not reach the parser."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bomb(archive)
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise not_a_table()
            shared = shared_lengths(archive.open("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
            targets = {name: part for name, part in _targets(archive).items() if part in names}
            return {name: extent_of(archive.open(part), shared) for name, part in targets.items()}
    except _UNREADABLE as error:
        raise _damaged() from error


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Unfold every part once. The sizes that a ZIP declares are claims: what counts is what comes out."""
    names, left = archive.namelist(), LARGEST_CONTENT
    if len(names) != len(set(names)):
        raise _damaged()  # two parts of one name: which of them the parser takes is anyone's guess
    for name in names:
        with archive.open(name) as part:
            left -= sum(len(piece) for piece in _pieces(part, left))


def _pieces(part: IO[bytes], most: int) -> Iterator[bytes]:
    while piece := part.read(PIECE):
        most -= len(piece)
        if most < 0:
            raise too_large()
        yield piece


def _damaged() -> UnreadableList:
    return UnreadableList(_("Файл повреждён. Откройте его в Excel и сохраните снова как XLSX."))


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each sheet, by the sheet's name."""
    relations = {}
    for attributes in _TARGET.findall(_index(archive, "xl/_rels/workbook.xml.rels")):
        target = _attribute(attributes, "Target").removeprefix("/xl/").removeprefix("/")
        relations[_attribute(attributes, "Id")] = f"xl/{target}"
    found = _SHEET.findall(_index(archive, "xl/workbook.xml"))
    return {_attribute(one, "name"): relations.get(_attribute(one, r"\w+:id"), "") for one in found}


def _index(archive: zipfile.ZipFile, name: str) -> str:
    if name not in archive.namelist():
        return ""
    body = archive.open(name).read(LARGEST_INDEX)
    if b"\0" in body[:200]:
        raise _damaged()  # UTF-16, which no spreadsheet writes, would hide the sheets from the search
    return body.decode(errors="replace")


def _attribute(attributes: str, name: str) -> str:
    found = re.search(rf"(?<![\w:]){name}\s*=\s*([\"'])(.*?)\1", attributes)
    return unescape(found.group(2)) if found else ""


def shared_lengths(part: IO[bytes]) -> "array[int]":
    """Return the length of every shared text."""
    lengths = array("L")

    def start(tag: str, _attributes: dict) -> None:
        if _local(tag) == "si":
            lengths.append(0)

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    _parse(part, start, lambda tag: None, text)
    return lengths


def extent_of(part: IO[bytes], shared) -> Extent:
    """Measure a sheet. The parser reserves a place for every cell up to the farthest and copies shared texts."""
    gauge = _Gauge(shared)
    _parse(part, gauge.start, gauge.end, gauge.text)
    return gauge.extent


def _parse(part: IO[bytes], start: Callable, end: Callable, text: Callable) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, _refuse_document_type
    with part:
        while piece := part.read(PIECE):
            parser.Parse(piece)
    parser.Parse(b"", True)


def _refuse_document_type(*_declared) -> None:
    raise _damaged()


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Gauge:
    """Follows a sheet's cells as the parser meets them."""

    def __init__(self, shared):
        self.shared, self.extent = shared, Extent()
        self.row = self.column = 0
        self.kind = self.inside = self.value = ""
        self.formula = False

    def start(self, tag: str, attributes: dict) -> None:
        tag = _local(tag)
        if tag == "row":
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
        elif tag == "c":
            self._place(attributes.get("r", ""))
            self.kind, self.value, self.formula = attributes.get("t", ""), "", False
        self.formula = self.formula or tag == "f"
        self.inside = tag

    def text(self, piece: str) -> None:
        if self.inside == "v":
            self.value += piece
        self.extent.text += len(piece)

    def end(self, tag: str) -> None:
        self.inside = ""
        if _local(tag) in {"v", "is", "f"}:
            self._reach()
        elif _local(tag) == "c":
            self._judge()

    def _place(self, told: str) -> None:
        if found := _PLACE.fullmatch(told):
            self.row, self.column = int(found.group(2)), _number(found.group(1))
        else:
            self.column += 1

    def _reach(self) -> None:
        extent = self.extent
        extent.rows, extent.columns = max(extent.rows, self.row), max(extent.columns, self.column)
        area = extent.rows * extent.columns
        if extent.rows > MOST_LINES or extent.columns > MOST_COLUMNS or area > LARGEST_AREA:
            raise too_large()

    def _judge(self) -> None:
        if self.kind == "s" and self.value.isdigit() and int(self.value) < len(self.shared):
            self.extent.text += self.shared[int(self.value)]
        if self.kind == "e" or (self.formula and not self.value):
            self.extent.broken[self.row - 1].add(self.column - 1)
        if self.extent.text > LARGEST_CONTENT:
            raise too_large()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# --- reading ------------------------------------------------------------------------------------------
def _sheet(source: python_calamine.CalamineSheet, extent: Extent) -> Sheet:
    return Sheet(_rows(source, extent.broken), source.name)


def _rows(source: python_calamine.CalamineSheet, broken: dict[int, set[int]]) -> Iterator[list[str]]:
    margin = [""] * (source.start[1] if source.start else 0)
    merged = _Merged(source.merged_cell_ranges or [])
    for place, cells in enumerate(source.iter_rows()):
        row = margin + [_text(value) for value in cells]
        for column in broken.get(place, ()):
            if column < len(row):
                row[column] = BROKEN
        merged.fill(place, row)
        yield row


class _Merged:
    """Repeats a merged cell's text down its first column: a district written once beside its schools."""

    def __init__(self, ranges: list):
        self.starting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (top, left), (bottom, _right) in ranges:
            if bottom > top:
                self.starting[top].append((left, bottom))
        self.open: dict[int, tuple[int, str]] = {}

    def fill(self, place: int, row: list[str]) -> None:
        for column, (bottom, text) in list(self.open.items()):
            if place > bottom:
                del self.open[column]
            elif column < len(row):
                row[column] = text
        for column, bottom in self.starting.pop(place, ()):
            if column < len(row):
                self.open[column] = (bottom, row[column])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
