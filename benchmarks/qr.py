"""Sheets by the thousand and folders of files: ours against the bare loop, each in a process of its own.

Baseline: segno and reportlab drawing nothing but the code, its modules as runs in one path – what anyone would write
who wants codes on pages and cares for speed. Both sides count their own processor time: other people's work on the
machine is not in it. The best of three turns each, taken alternately.
"""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import segno
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

SHEETS, FOLDERS, TURNS = 2000, 200, 3
# sheets a second, bytes a sheet, peak of the process's memory in MB
Figures = tuple[float, float, int]


def measure() -> dict[str, Figures]:
    """Return {what: figures}: the bare loop, the book as PDF, the folders as ZIP."""
    ways: dict[str, tuple[Callable[[Path], int], int]] = {
        "bare loop: the code alone": (bare, SHEETS),
        "book: one PDF of styled sheets": (pdf, SHEETS),
        "folders: PDF, PNG, SVG, EPS, checklist each": (folders, FOLDERS),
    }
    turns = [{name: alone(work, pieces) for name, (work, pieces) in ways.items()} for _ in range(TURNS)]
    return {name: max(turn[name] for turn in turns) for name in ways}


def alone(work: Callable[[Path], int], pieces: int) -> Figures:
    """Do the work in a fresh process, so that nobody's caches and memory are counted twice."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(timed, work, pieces).result()


def timed(work: Callable[[Path], int], pieces: int) -> Figures:
    django.setup()
    with TemporaryDirectory() as folder:
        target = Path(folder) / "book"
        began = time.process_time()
        work(target)
        took = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return pieces / took, target.stat().st_size / pieces, memory


def bare(target: Path) -> int:
    canvas = Canvas(str(target), pagesize=(210 * mm, 297 * mm), pageCompression=1)
    for number in range(SHEETS):
        matrix = segno.make(address(number), error="h", micro=False).matrix
        module, path = 120 * mm / len(matrix), canvas.beginPath()
        for row, modules in enumerate(matrix):
            column = 0
            for dark, group in groupby(modules):
                length = len(list(group))
                if dark:
                    path.rect(45 * mm + column * module, 240 * mm - row * module, length * module, module)
                column += length
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return SHEETS


def pdf(target: Path) -> int:
    return ours(target, "pdf", SHEETS)


def folders(target: Path) -> int:
    return ours(target, "zip", FOLDERS)


def ours(target: Path, kind: str, pieces: int) -> int:
    from qrcodes.book import Edition, write_book

    return write_book(publics(pieces), Edition(kind), target, lambda count: None).printed


def publics(pieces: int) -> Iterator:
    """Yield rows as the database would: 45 districts, long names."""
    from registry.models import District, Institution, Public

    districts = [District(pk=number, name=f"{number}-й район") for number in range(45)]
    for number in range(pieces):
        name = f"МБОУ «Средняя общеобразовательная школа № {number} с углублённым изучением отдельных предметов»"
        district = districts[number * len(districts) // pieces]
        institution = Institution(pk=number, short_name=name, full_name=name, type="school", district=district)
        public = Public(pk=number, screen_name=f"school{number:05d}_kzn", institution=institution, state_mark=True)
        # What select_related leaves behind where VK has made no code and nobody has had words remembered.
        public._state.fields_cache |= {"vk_code": None, "sheet_words": None}
        yield public


def address(number: int) -> str:
    return f"https://vk.com/school{number:05d}_kzn"


def report() -> None:
    figures = measure()
    baseline = next(iter(figures.values()))[0]
    print("| sheets | a second of CPU | × bare loop | KB a sheet | peak memory, MB |\n|---|---|---|---|---|")
    for name, (speed, size, memory) in figures.items():
        print(f"| {name} | {speed:.0f} | {speed / baseline:.2f} | {size / 1000:.1f} | {memory} |")


if __name__ == "__main__":
    report()
