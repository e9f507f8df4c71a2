"""Tables as plain text: whichever encoding and delimiter they were saved with."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from registry.imports.sheets import MOST_COLUMNS, MOST_LINES, Sheet, UnreadableList, too_large


def decoded(data: bytes) -> str:
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


def sheets(text: str) -> Iterator[Sheet]:
    """Yield the table once for each delimiter it may have; the reader keeps the one with a header."""
    for delimiter in sorted(";,\t", key=lambda sign: -text[:4000].count(sign)):
        yield _sheet(text, delimiter)


def _sheet(text: str, delimiter: str) -> Sheet:
    """Read strictly; else, if every row then keeps its width, with quotes as plain signs («"Лицей" № 1»).

    The lenient reading of the standard library would swallow the rows after a quote that nobody closed.
    """
    reader = _reader(text, delimiter)
    try:
        _refuse_too_large(_numbered(reader))
        return Sheet(_numbered(_reader(text, delimiter)))
    except csv.Error:
        if _keeps_its_width(text, delimiter):
            return Sheet(line.split(delimiter) for line in text.splitlines())
        fault = _("Строка %(line)s: кавычка не закрыта или ячейка слишком длинна. Сохраните список как XLSX.")
        return Sheet([], fault=fault % {"line": reader.line_num})


def _reader(text: str, delimiter: str):
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _numbered(reader) -> Iterator[list[str]]:
    """Yield rows so that a row's place is its line in the file: cells with line breaks take several."""
    line = 0
    for row in reader:
        yield row
        line += 1
        yield from ([] for _ in range(reader.line_num - line))
        line = reader.line_num


def _keeps_its_width(text: str, delimiter: str) -> bool:
    _refuse_too_large(line.split(delimiter) for line in text.splitlines())
    widths = {line.count(delimiter) for line in text.splitlines() if line.strip(delimiter + " ")}
    return len(widths) == 1 and widths != {0}


def _refuse_too_large(rows: Iterable[list[str]]) -> None:
    for place, row in enumerate(rows):
        if (place > MOST_LINES and any(row)) or len(row) > MOST_COLUMNS:
            raise too_large()
