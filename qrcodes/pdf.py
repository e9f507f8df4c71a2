"""Pages as PDF: vector code, embedded fonts, the same bytes for the same sheet."""

from functools import cache
from io import BytesIO
from typing import BinaryIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFZCompress
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from qrcodes.code import Modules, Picture
from qrcodes.marks import Box, CodeMark, Line, Mark, Shape
from qrcodes.paper import HEIGHT, WIDTH
from qrcodes.sheet import Layout
from qrcodes.typeface import MM_PER_POINT, typeface

CREATOR = "Госпаблики"
# Pages as plain bytes: spelled in ASCII, as reportlab does by itself, they are a quarter longer and slower.
rl_config.useA85 = 0


def sheet_pdf(layout: Layout, copies: int, author: str, checklist: tuple[Mark, ...] = ()) -> bytes:
    """Return a PDF with at least so many sheets, on full pages; the checklist is the last page."""
    target = BytesIO()
    canvas = open_canvas(target, layout.title or layout.link, author, layout.link, layout.sheet.style.languages[0])
    draw_sheets(canvas, layout, copies)
    if checklist:
        draw_page(canvas, checklist)
    canvas.save()
    return target.getvalue()


def page_pdf(marks: tuple[Mark, ...], title: str, author: str) -> bytes:
    """Return a PDF of one A4 page."""
    target = BytesIO()
    canvas = open_canvas(target, title, author)
    draw_page(canvas, marks)
    canvas.save()
    return target.getvalue()


def open_canvas(target: BinaryIO, title: str, author: str, subject: str = "", language: str = "ru") -> Canvas:
    """Return an empty A4 document. Nothing in it depends on the clock, so equal input gives equal bytes."""
    canvas = Canvas(
        target,
        pagesize=(WIDTH * mm, HEIGHT * mm),
        invariant=1,
        pageCompression=1,
        lang=language,
        # Without a first font of ours reportlab writes a reference to Helvetica, which is not embedded.
        initialFontName=_font(bold=False),
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    canvas.setCreator(CREATOR)
    return canvas


def draw_sheets(canvas: Canvas, layout: Layout, copies: int) -> None:
    """Draw as many pages as hold so many sheets."""
    pages = layout.format.pages(copies)
    if pages * layout.format.per_page == 1:
        draw_page(canvas, layout.marks)
        return
    # Fifty copies are one drawing shown fifty times.
    name = f"sheet{canvas.getPageNumber()}"
    canvas.beginForm(name, 0, 0, WIDTH, HEIGHT)
    _draw_marks(canvas, layout.marks)
    canvas.endForm()
    for _ in range(pages):
        _draw_form(canvas, name, layout)


def _draw_form(canvas: Canvas, name: str, layout: Layout) -> None:
    form = layout.format
    canvas.setPageSize((form.page_width * mm, form.page_height * mm))
    canvas.scale(mm, mm)
    for left, top in form.cells:
        canvas.saveState()
        canvas.translate(left, form.page_height - top - HEIGHT * form.scale)
        canvas.scale(form.scale, form.scale)
        canvas.doForm(name)
        canvas.restoreState()
    if form.cuts:
        canvas.translate(0, form.page_height - HEIGHT)
        _draw_shape(canvas, form.cuts)
    _end_page(canvas)


def draw_page(canvas: Canvas, marks: tuple[Mark, ...]) -> None:
    """Draw marks on a whole upright A4 page and end it."""
    canvas.setPageSize((WIDTH * mm, HEIGHT * mm))
    canvas.scale(mm, mm)
    _draw_marks(canvas, marks)
    _end_page(canvas)


def _end_page(canvas: Canvas) -> None:
    # reportlab keeps pages as text until the file is saved: packed at once they take a fifth of the memory.
    canvas.showPage()
    page = canvas._doc.Pages.pages[-1]
    packed = PDFDictionary({"Filter": PDFArray([PDFName(PDFZCompress.pdfname)])})
    page.Contents = PDFStream(packed, PDFZCompress.encode(page.stream))
    page.stream = None


def _draw_marks(canvas: Canvas, marks: tuple[Mark, ...]) -> None:
    for mark in marks:
        _draw(canvas, mark)


@cache
def _font(bold: bool) -> str:
    name = "PTSans-Bold" if bold else "PTSans"
    pdfmetrics.registerFont(TTFont(name, typeface(bold).embeddable()))
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
    # Written out here: reportlab would format each number for fractions that are none.
    path = PDFPathObject([f"{run.column} {run.row} {run.length} 1 re" for run in code.runs])
    canvas.setFillColor(HexColor("#000000"))
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_shape(canvas: Canvas, shape: Shape) -> None:
    path = canvas.beginPath()
    draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
    for command, *numbers in shape.commands:
        flipped = [HEIGHT - number if place % 2 else number for place, number in enumerate(numbers)]
        draw[command](*flipped)
    canvas.drawPath(path, **_paint(canvas, shape))
