"""Sheets of many publics in one file: a PDF to print through, or a ZIP of folders to hand out.

The file appears under its name only when it is complete: a killed process leaves no half book.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from reportlab.pdfgen.canvas import Canvas

from qrcodes.code import encode
from qrcodes.naming import file_name
from qrcodes.pdf import CREATOR, draw_page, open_canvas, sheet_pdf
from qrcodes.sheet import Layout, Sheet, lay_out
from qrcodes.texts import TEXTS
from registry.models import Public

# The earliest moment a ZIP can name: the same sheets give the same bytes on any day.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_book(publics: Iterable[Public], kind: str, target: Path, seen: Callable[[int], None]) -> int:
    """Write one sheet a public to `target`, as «pdf» or «zip»; return how many.

    `seen` hears the count after each sheet.
    """
    writer = {"pdf": _write_pdf, "zip": _write_zip}[kind]
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            sheets = writer(file, publics, seen)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return sheets


def usual_layout(public: Public) -> Layout:
    """Lay out the sheet that a public gets when nobody chooses anything."""
    state_mark = public.state_mark is True
    code = encode(public.url)
    return lay_out(Sheet(public.institution.short_name, TEXTS["ru"].calls[0], public.url, code, state_mark=state_mark))


def _write_pdf(file: BinaryIO, publics: Iterable[Public], seen: Callable[[int], None]) -> int:
    canvas = open_canvas(file, title="QR-листы", author=CREATOR)
    district, sheets = "", 0
    for sheets, public in enumerate(publics, 1):
        institution = public.institution
        if institution.district.name != district:
            district = institution.district.name
            _bookmark(canvas, f"district{sheets}", district, level=0)
        _bookmark(canvas, f"sheet{sheets}", institution.short_name, level=1)
        draw_page(canvas, usual_layout(public))
        seen(sheets)
    canvas.save()
    return sheets


def _bookmark(canvas: Canvas, key: str, title: str, level: int) -> None:
    # reportlab keeps one title for a key: a district and its first sheet need two.
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(title, key, level, closed=True)


def _write_zip(file: BinaryIO, publics: Iterable[Public], seen: Callable[[int], None]) -> int:
    sheets = 0
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for sheets, public in enumerate(publics, 1):
            content = sheet_pdf(usual_layout(public), copies=1, author=public.institution.full_name)
            archive.writestr(ZipInfo(_path(public), LONG_AGO), content)
            seen(sheets)
    return sheets


def _path(public: Public) -> str:
    # The screen name keeps two schools of one name, and two publics of one school, apart.
    institution = public.institution
    folder = f"{file_name(institution.short_name)} ({file_name(public.screen_name)})"
    return f"{file_name(institution.district.name)}/{folder}/sheet.pdf"
