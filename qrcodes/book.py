"""Sheets of many publics in one file: a PDF to print through, or a ZIP of folders to hand out.

The file appears under its name only when it is complete: a killed process leaves no half book.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from qrcodes.composing import compose_usual
from qrcodes.handout import handout
from qrcodes.models import PlacementQuota
from qrcodes.naming import file_name
from qrcodes.packing import add
from qrcodes.pdf import CREATOR, draw_sheets, open_canvas
from qrcodes.pdf_flow import Flow
from qrcodes.sheet import USUAL, Layout, Style
from registry.models import Public

TITLE = "QR-листы"


@dataclass(frozen=True)
class Edition:
    """What a book is like. `kind`: «pdf» or «zip»; `by_quota`: as many sheets as a place lacks, else one each."""

    kind: str
    style: Style = USUAL
    by_quota: bool = False


@dataclass(frozen=True)
class Part:
    """One public's share of a book."""

    public: Public
    layout: Layout
    copies: int
    quota: PlacementQuota | None


@dataclass
class Count:
    """Publics seen so far, and those of them without a code to print yet."""

    seen: int = 0
    skipped: int = 0

    @property
    def printed(self) -> int:
        return self.seen - self.skipped


def write_book(publics: Iterable[Public], edition: Edition, target: Path, told: Callable[[Count], None]) -> Count:
    """Write the publics' sheets to `target`, one public after another; `told` hears the count after each."""
    writer = {"pdf": _write_pdf, "zip": _write_zip}[edition.kind]
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    count = Count()
    try:
        with part.open("xb") as file:
            writer(file, _parts(publics, edition, count, told))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count


def _parts(publics: Iterable[Public], edition: Edition, count: Count, told: Callable[[Count], None]) -> Iterator[Part]:
    quotas = PlacementQuota.objects.by_type()
    for public in publics:
        layout = compose_usual(public, edition.style)
        count.seen += 1
        if layout:
            quota = quotas.get(public.institution.type)
            copies = quota.standing(public.institution).copies if quota and edition.by_quota else 1
            yield Part(public, layout, copies, quota)
        else:
            count.skipped += 1
        told(count)


def _write_pdf(file: BinaryIO, parts: Iterator[Part]) -> None:
    canvas = open_canvas(file, TITLE, CREATOR)
    canvas.showOutline()
    flow, district = Flow(canvas, file), ""
    for part in parts:
        institution = part.public.institution
        draw_sheets(canvas, part.layout, part.copies)
        page = flow.flush()
        if institution.district.name != district:
            district = institution.district.name
            flow.chapter(district, page)
        flow.section(institution.short_name, page)
    flow.close()


def _write_zip(file: BinaryIO, parts: Iterator[Part]) -> None:
    with ZipFile(file, "w") as archive:
        for part in parts:
            files = handout(part.public, part.layout, part.copies, part.quota)
            folder = _folder(part.public)
            add(archive, {f"{folder}/{name}": content for name, content in files.items()})


def _folder(public: Public) -> str:
    # The screen name keeps two schools of one name, and two publics of one school, apart.
    institution = public.institution
    folder = f"{file_name(institution.short_name)} ({file_name(public.screen_name)})"
    return f"{file_name(institution.district.name)}/{folder}"
