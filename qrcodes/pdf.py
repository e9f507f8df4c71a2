"""Sheets as PDF: vector code, embedded fonts, the same bytes for the same sheet."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from qrcodes.code import Modules, Picture
from qrcodes.sheet import HEIGHT, WIDTH, Box, CodeMark, Layout, Line, Mark, Shape
from qrcodes.typeface import MM_PER_POINT, typeface

CREATOR = "Госпаблики"


def sheet_pdf(layout: Layout, copies: int, author: str) -> bytes:
    """Return a PDF with the sheet on each of `copies` pages."""
    target = BytesIO()
    canvas = open_canvas(target, title=layout.title or layout.link, author=author, subject=layout.link)
    for _ in range(copies):
        draw_page(canvas, layout)
    canvas.save()
    return target.getvalue()


def open_canvas(target: BinaryIO | Path, *, title: str, author: str, subject: str = "") -> Canvas:
    """Return an empty A4 document. Nothing in it depends on the clock, so equal input gives equal bytes."""
    canvas = Canvas(
        str(target) if isinstance(target, Path) else target,
        pagesize=(WIDTH * mm, HEIGHT * mm),
        invariant=1,
        pageCompression=1,
        lang="ru",
        # Without a first font of ours reportlab writes a reference to Helvetica, which is not embedded.
        initialFontName=_font(bold=False),
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    canvas.setCreator(CREATOR)
    return canvas


def draw_page(canvas: Canvas, layout: Layout) -> None:
    """Draw one sheet and end its page."""
    canvas.scale(mm, mm)
    for mark in layout.marks:
        _draw(canvas, mark)
    canvas.showPage()


@cache
def _font(bold: bool) -> str:
    name = "PTSans-Bold" if bold else "PTSans"
    pdfmetrics.registerFont(TTFont(name, str(typeface(bold).path)))
    return name


def _draw(canvas: Canvas, mark: Mark) -> None:
    match mark:
        case Box():
            _draw_box(canvas, mark)
        case Line():
            canvas.setFillColor(HexColor(mark.colour))
            canvas.setFont(_font(mark.bold), mark.size * MM_PER_POINT)
            canvas.drawString(mark.left, HEIGHT - mark.baseline, mark.text)
        case CodeMark():
            _draw_code(canvas, mark)
        case Shape():
            _draw_shape(canvas, mark)


def _paint(canvas: Canvas, mark: Box | Shape) -> dict[str, int]:
    """Set the colours of a mark and return what is to be painted, as reportlab asks for it."""
    if mark.fill:
        canvas.setFillColor(HexColor(mark.fill))
    if mark.stroke:
        canvas.setStrokeColor(HexColor(mark.stroke))
        canvas.setLineWidth(mark.stroke_width)
    return {"fill": int(bool(mark.fill)), "stroke": int(bool(mark.stroke))}


def _draw_box(canvas: Canvas, box: Box) -> None:
    inset = box.stroke_width / 2 if box.stroke else 0
    left, bottom = box.left + inset, HEIGHT - box.top - box.height + inset
    canvas.roundRect(left, bottom, box.width - 2 * inset, box.height - 2 * inset, box.radius, **_paint(canvas, box))


def _draw_code(canvas: Canvas, mark: CodeMark) -> None:
    canvas.saveState()
    match mark.code:
        case Modules():
            canvas.translate(mark.left, HEIGHT - mark.top)
            canvas.scale(mark.side / mark.code.side, -mark.side / mark.code.side)
            _draw_modules(canvas, mark.code)
        case Picture():
            picture = ImageReader(BytesIO(mark.code.png))
            canvas.drawImage(picture, mark.left, HEIGHT - mark.top - mark.side, mark.side, mark.side)
    canvas.restoreState()


def _draw_modules(canvas: Canvas, code: Modules) -> None:
    # One path for all modules: a quarter smaller and faster than rectangles, and no hairlines between
    # them. In units of a module the numbers are whole: exact, and half as long.
    path = canvas.beginPath()
    for run in code.runs:
        path.rect(run.column, run.row, run.length, 1)
    canvas.setFillColor(HexColor("#000000"))
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_shape(canvas: Canvas, shape: Shape) -> None:
    path = canvas.beginPath()
    draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
    for command, *numbers in shape.commands:
        flipped = [HEIGHT - number if place % 2 else number for place, number in enumerate(numbers)]
        draw[command](*flipped)
    canvas.drawPath(path, **_paint(canvas, shape))
