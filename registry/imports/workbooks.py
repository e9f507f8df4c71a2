"""Which kind of file a list is. It is judged by its content, never by its name."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from registry.imports import delimited, xlsx
from registry.imports.sheets import LARGEST_FILE, Sheet, UnreadableList, cut, not_a_table

_ARCHIVE = b"PK\x03\x04"
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"<!DOCTYPE", b"<html")


def sheets_of(data: bytes) -> Iterator[Sheet]:
    """Yield the file's sheets in their order; each must be read before the next. Raises UnreadableList."""
    refuse_other_formats(data)
    found = xlsx.sheets(data) if data.startswith(_ARCHIVE) else delimited.sheets(delimited.decoded(data))
    for sheet in found:
        yield replace(sheet, rows=map(cut, sheet.rows))


def refuse_other_formats(data: bytes) -> None:
    """Raise UnreadableList for a file that a glance shows to be no list."""
    if len(data) > LARGEST_FILE:
        raise UnreadableList(_("Файл больше 20 МБ. Разделите список на части."))
    if data.startswith(_OLD_EXCEL):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableList(_("Файл защищён паролем. Снимите пароль в Excel и сохраните файл снова."))
        raise UnreadableList(_("Это файл старого Excel (.xls). Откройте его и сохраните как XLSX."))
    if data.startswith(_OTHER_FORMATS):
        raise not_a_table()
    if not data.strip():
        raise UnreadableList(_("Файл пуст."))
