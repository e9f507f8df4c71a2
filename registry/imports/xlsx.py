"""Workbooks of Excel, weighed before they are opened.

An XLSX is a ZIP of XML: before the parser sees it, its true size is measured, because a file of some
kilobytes may unfold to gigabytes, or claim a cell in the last of 17 billion places. Whatever two readers could
understand in two ways is refused: the parser must find exactly what was weighed.
"""

import io
import re
import zipfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from registry.imports.sheets import BROKEN, MOST_COLUMNS, MOST_LINES, Sheet, UnreadableList, not_a_table, too_large

LARGEST_CONTENT = 150 * 2**20
# The parser keeps a place for every cell of the rectangle that the filled ones span.
LARGEST_AREA = 3_000_000
MOST_MERGED = 500_000
MOST_SHEETS = 10_000
# Excel allows 31 characters, others some more.
LONGEST_SHEET_NAME = 255
PIECE = 2**18

WORKBOOK, RELATIONS, SHARED = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
# Where the parser is to look for the workbook.
_ROOT = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
# Names of parts, in lower case: to the parser «SharedStrings» of 1C is the same as Excel's.
_PART = re.compile(r"xl/[\w./ ()-]+\.(?:xml|rels)", re.ASCII)
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]+)")
_DIGITS = re.compile(r"[0-9]+")
_DAMAGED = (
    zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError,
    expat.ExpatError, CalamineError,
)  # fmt: skip


@dataclass
class Extent:
    """How far a sheet's filled cells reach, and which of them hold a formula without a value (0-based)."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    broken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the visible sheets in their order. Raises UnreadableList."""
    with _damage_told():
        copy = _repacked(data)
        extents = _weighed(copy)
        with CalamineWorkbook.from_filelike(io.BytesIO(copy)) as workbook:
            visible = [one.name for one in workbook.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
            if not extents.keys() >= set(visible):
                raise _damaged()
            for name in visible:
                yield _sheet(workbook.get_sheet_by_name(name), extents[name])


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise _damaged() from error


def _damaged() -> UnreadableList:
    return UnreadableList(_("Файл повреждён. Откройте его в Excel и сохраните снова как XLSX."))


# --- the archive --------------------------------------------------------------------------------------
def _repacked(data: bytes) -> bytes:
    """Return an archive of the parts that the parser may ask for, each once and under a plain name.

    Of one ZIP two readers may see two contents (names in other letters, twice, in other encodings), and the parser
    tries other formats on what is no workbook. Sizes that a ZIP declares are claims: what counts is what comes out.
    """
    target, left, names = io.BytesIO(), LARGEST_CONTENT, set[str]()
    copy = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with zipfile.ZipFile(io.BytesIO(data)) as source, copy:
        copy.writestr("_rels/.rels", _ROOT)
        for info in source.infolist():
            name = info.filename.replace("\\", "/").lower()
            if name in names:
                raise _damaged()
            if _PART.fullmatch(name):
                names.add(name)
                with source.open(info) as part, copy.open(name, "w") as written:
                    left -= sum(map(written.write, _pieces(part, left)))
    return target.getvalue()


def _pieces(part: IO[bytes], most: int) -> Iterator[bytes]:
    while piece := part.read(PIECE):
        most -= len(piece)
        if most < 0:
            raise too_large()
        yield piece


# --- weighing -----------------------------------------------------------------------------------------
def _weighed(data: bytes) -> dict[str, Extent]:
    """Return each sheet's extent by its name. Raises UnreadableList for what must not reach the parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if not {WORKBOOK, RELATIONS} <= names:
            raise not_a_table()
        shared = shared_lengths(archive.open(SHARED)) if SHARED in names else []
        targets = {name: part for name, part in _targets(archive).items() if part in names}
        return {name: extent_of(archive.open(part), shared) for name, part in targets.items()}


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each sheet, by the sheet's name: no two of one name or one part."""
    relations = _elements(archive.open(RELATIONS), "Relationship")
    parts = {one.get("Id"): _part(one.get("Target", "")) for one in relations}
    told = _elements(archive.open(WORKBOOK), "sheet")
    targets = {one.get("name", ""): parts.get(_relation(one), "") for one in told}
    if len(parts) < len(relations) or len(set(targets.values())) < len(told):
        raise _damaged()
    if any(len(name) > LONGEST_SHEET_NAME for name in targets):
        raise _damaged()
    return targets


def _elements(part: IO[bytes], wanted: str) -> list[dict[str, str]]:
    """Return the attributes of all elements of this name."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == wanted:
            found.append(attributes)
        if len(found) > MOST_SHEETS:
            raise too_large()

    _parse(part, StartElementHandler=start)
    return found


def _relation(sheet: dict[str, str]) -> str:
    """Return the key of the sheet's part, empty where there are two: which of them the parser takes is its affair."""
    told = [value for name, value in sheet.items() if _local(name) == "id"]
    return told[0] if len(told) == 1 else ""


def _part(target: str) -> str:
    """Return the name of a part as the parser understands a relation's target."""
    return (target[1:] if target.startswith("/") else f"xl/{target}").lower()


def shared_lengths(part: IO[bytes]) -> "array[int]":
    """Return the length of every shared text."""
    lengths = array("L")
    inside: list[str] = []

    def start(tag: str, _attributes: dict) -> None:
        if _local(tag) == "si":
            if inside or len(lengths) == LARGEST_AREA:
                raise _damaged()
            inside.append(tag)
            lengths.append(0)

    def end(tag: str) -> None:
        if _local(tag) == "si":
            inside.pop()

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    _parse(part, StartElementHandler=start, EndElementHandler=end, CharacterDataHandler=text)
    return lengths


def extent_of(part: IO[bytes], shared) -> Extent:
    """Measure a sheet. The parser reserves a place for every cell up to the farthest and copies shared texts."""
    gauge = _Gauge(shared)
    # Text as it is written, marks and all: of a value in pieces the parser takes but one.
    _parse(part, StartElementHandler=gauge.start, EndElementHandler=gauge.end, DefaultHandler=gauge.text)
    return gauge.extent


def _parse(part: IO[bytes], **handlers: Callable[..., Any]) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    with part:
        while piece := part.read(PIECE):
            parser.Parse(piece)
    parser.Parse(b"", True)


def _refuse_document_type(*_declared) -> None:
    raise _damaged()


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Gauge:
    """Follows a sheet's cells as the parser meets them, counting rows and columns from 1.

    ``row``, ``column``: where the next cell stands if it does not tell; ``place``: where the present one does.
    """

    def __init__(self, shared):
        self.shared, self.extent = shared, Extent()
        self.row = self.column = 1
        self.place = (1, 1)
        self.kind = self.inside = self.value = ""
        self.formula = self.in_cell = False
        self.merged = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = self.inside = _local(tag)
        if tag in {"row", "c"}:
            self._open(tag, attributes)
        elif tag == "v":
            self.value = ""
        elif tag == "f":
            self.formula = True
        elif tag == "mergeCell":
            self._merge()

    def text(self, piece: str) -> None:
        if self.inside == "v":
            self.value += piece
        self.extent.text += len(piece)

    def end(self, tag: str) -> None:
        self.inside = ""
        tag = _local(tag)
        if self.in_cell and tag in {"v", "is", "f"}:
            self._reach()
        elif tag == "c":
            self._close()
        elif tag == "row":
            self.row, self.column = self.row + 1, 1

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if self.in_cell:
            raise _damaged()
        if tag == "row":
            self.row = _number(attributes["r"]) if "r" in attributes else self.row
        else:
            self.in_cell, self.kind = True, attributes.get("t", "")
            self.value, self.formula = "", False
            self._stand(attributes.get("r"))

    def _stand(self, told: str | None) -> None:
        if told is None:
            self.place = (self.row, self.column)
        elif found := _PLACE.fullmatch(told):
            self.place = (_number(found.group(2)), _column(found.group(1)))
            self.column = self.place[1]
        else:
            raise _damaged()

    def _reach(self) -> None:
        extent, (row, column) = self.extent, self.place
        extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
        area = extent.rows * extent.columns
        if extent.rows > MOST_LINES or extent.columns > MOST_COLUMNS or area > LARGEST_AREA:
            raise too_large()
        if self.kind == "s" and self.value.strip():
            extent.text += self._copied()

    def _copied(self) -> int:
        """Return the length of the shared text that the cell means."""
        place = _number(self.value.strip())
        if place >= len(self.shared):
            raise _damaged()
        return self.shared[place]

    def _close(self) -> None:
        self.in_cell, self.column = False, self.column + 1
        if self.kind == "e" or (self.formula and not self.value):
            self.extent.broken[self.place[0] - 1].add(self.place[1] - 1)
        if self.extent.text > LARGEST_CONTENT:
            raise too_large()

    def _merge(self) -> None:
        self.merged += 1
        if self.merged > MOST_MERGED:
            raise too_large()


def _number(digits: str) -> int:
    """Return a number as the parser reads it. Raises UnreadableList, ValueError for thousands of digits."""
    if not _DIGITS.fullmatch(digits):
        raise _damaged()
    return int(digits)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


# --- reading ------------------------------------------------------------------------------------------
def _sheet(source: CalamineSheet, extent: Extent) -> Sheet:
    return Sheet(_rows(source, extent.broken), source.name)


def _rows(source: CalamineSheet, broken: dict[int, set[int]]) -> Iterator[list[str]]:
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
