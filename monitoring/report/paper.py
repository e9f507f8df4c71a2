"""What a report is made of on A4: letters, marks, tables, bars and lines. No Django, no words of its own."""

from collections.abc import Sequence
from functools import cache
from html import escape
from threading import Lock

import fontpkg
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from monitoring.charts import LineChart, RankingBar, Segment

PAGE = landscape(A4)
MARGIN = 12 * mm
WIDTH = PAGE[0] - 2 * MARGIN
REGULAR, BOLD = "PTSans", "PTSans-Bold"
INK, INK2, LINE, ACCENT, TRACK = (HexColor(code) for code in ("#121B2D", "#435068", "#C3CAD6", "#0B57D0", "#EDF0F5"))
# Text, fill of the mark, ground of the cell.
COLOURS = {
    "pass": ("#121B2D", "#15804A", ""),
    "warn": ("#854700", "#B26300", "#FFF0D2"),
    "fail": ("#AE231B", "#C5332A", "#FCE9E7"),
    "unknown": ("#58439A", "#58439A", "#EFEBF9"),
    "not_applicable": ("#5A667D", "#5A667D", ""),
    "waived": ("#435068", "#435068", ""),
}
STATUS_MARKS = {
    "compliant": "pass",
    "remarks": "warn",
    "issues": "fail",
    "unclear": "unknown",
    "no_data": "not_applicable",
    "no_public": "not_applicable",
    "shared": "not_applicable",
    "in_progress": "waived",
}
_LOCK = Lock()


@cache
def fonts() -> frozenset[int]:
    """Register PT Sans, embedded wherever it is used; return the characters that it can print."""
    with _LOCK:
        faces = [TTFont(name, fontpkg.path("PT Sans", weight)) for name, weight in ((REGULAR, 400), (BOLD, 700))]
        for face in faces:
            pdfmetrics.registerFont(face)
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset(faces[0].face.charToGlyph)


def printable(text: str) -> str:
    """Leave out what the font cannot print; kinds of spaces become one that it can."""
    spaced = text.replace("\u202f", "\u00a0").replace("\u2011", "-")
    return "".join(char for char in spaced if ord(char) in fonts() or char == "\n")


def style(size: float, bold: bool = False, colour=INK, after: float = 0, lead: float = 1.25) -> ParagraphStyle:
    name = BOLD if bold else REGULAR
    return ParagraphStyle("", fontName=name, fontSize=size, leading=size * lead, textColor=colour, spaceAfter=after)


def words(text: str, size: float = 9, **look) -> Paragraph:
    """Return a paragraph of plain text: whatever looks like markup in it is text."""
    fonts()
    return Paragraph(escape(printable(text)).replace("\n", "<br/>"), style(size, **look))


def link(text: str, url: str, size: float = 7) -> Paragraph:
    fonts()
    return Paragraph(f'<link href="{escape(url)}">{escape(printable(text))}</link>', style(size, colour=ACCENT))


class Cell(Flowable):
    """A verdict: its mark and a short fact; what is not passed stands on a ground, what failed in a frame too."""

    def __init__(self, outcome: str, fact: str, width: float, size: float = 6.8, ground: bool = True):
        super().__init__()
        self.outcome, self.fact, self.size, self.ground = outcome, printable(fact), size, ground
        self.width, self.height = width, size * 1.9

    def wrap(self, *_available) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        ink, fill, ground = COLOURS[self.outcome]
        if ground and self.ground:
            self.canv.setFillColor(HexColor(ground))
            self.canv.setStrokeColor(HexColor(fill))
            self.canv.setLineWidth(0.6)
            self.canv.roundRect(0, 0, self.width, self.height, 2, fill=1, stroke=self.outcome == "fail")
        room = self.width - self.size * 1.9
        fits = pdfmetrics.stringWidth(self.fact, BOLD if ground else REGULAR, self.size)
        size = self.size if fits <= room else max(4.6, self.size * room / fits)
        middle = self.height / 2
        draw_mark(self.canv, self.outcome, self.size * 0.85, middle, self.size * 0.48)
        self.canv.setFillColor(HexColor(ink))
        self.canv.setFont(BOLD if ground else REGULAR, size)
        self.canv.drawString(self.size * 1.7, middle - size * 0.35, self.fact)


def draw_mark(canvas: Canvas, outcome: str, x: float, y: float, r: float) -> None:
    """Draw a verdict's own shape: it holds on a black-and-white printer."""
    colour = HexColor(COLOURS[outcome][1])
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(r * 0.3)
    if outcome == "pass":
        canvas.circle(x, y, r, fill=1, stroke=0)
        _white(canvas, r, [(x - r * 0.45, y), (x - r * 0.1, y - r * 0.4), (x + r * 0.5, y + r * 0.4)])
    elif outcome == "fail":
        canvas.rect(x - r, y - r, 2 * r, 2 * r, fill=1, stroke=0)
        _white(canvas, r, [(x - r * 0.45, y - r * 0.45), (x + r * 0.45, y + r * 0.45)])
        _white(canvas, r, [(x - r * 0.45, y + r * 0.45), (x + r * 0.45, y - r * 0.45)])
    elif outcome == "warn":
        _path(canvas, [(x - r * 1.1, y - r), (x + r * 1.1, y - r), (x, y + r)], fill=True)
        _white(canvas, r, [(x, y - r * 0.1), (x, y + r * 0.5)])
        _white(canvas, r, [(x, y - r * 0.7), (x, y - r * 0.6)])
    elif outcome == "unknown":
        canvas.setDash(r * 0.5, r * 0.35)
        canvas.circle(x, y, r, fill=0, stroke=1)
        canvas.setDash()
        canvas.setFont(BOLD, r * 1.7)
        canvas.drawCentredString(x, y - r * 0.6, "?")
    elif outcome == "waived":
        _path(canvas, [(x - r, y + r), (x + r, y + r), (x + r, y - r * 0.2), (x, y - r), (x - r, y - r * 0.2)])
    else:
        canvas.line(x - r * 0.8, y, x + r * 0.8, y)


def _white(canvas: Canvas, r: float, points: Sequence[tuple[float, float]]) -> None:
    canvas.setStrokeColor(HexColor("#FFFFFF"))
    canvas.setLineWidth(r * 0.32)
    _path(canvas, points, close=False)


def _path(canvas: Canvas, points: Sequence[tuple[float, float]], fill: bool = False, close: bool = True) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if close:
        path.close()
    canvas.drawPath(path, fill=int(fill), stroke=1)


class ShareBar(Flowable):
    """Parts of a whole side by side, as on the page; their names and numbers stand in words beside it."""

    def __init__(self, segments: Sequence[Segment], width: float = WIDTH, height: float = 5 * mm):
        super().__init__()
        self.segments, self.width, self.height = segments, width, height

    def wrap(self, *_available) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        for part in self.segments:
            colour = COLOURS[STATUS_MARKS.get(part.kind, part.kind)][1]
            self.canv.setFillColor(HexColor(colour))
            self.canv.setStrokeColor(HexColor("#FFFFFF"))
            x, width = part.x * self.width / 100, part.width * self.width / 100
            self.canv.rect(x, 0, width, self.height, fill=1, stroke=1)


class Bar(Flowable):
    """Fails solid, remarks outlined behind them; or one share in the accent."""

    def __init__(self, bar: RankingBar | float, width: float, height: float = 3 * mm):
        super().__init__()
        self.bar, self.width, self.height = bar, width, height

    def wrap(self, *_available) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        one = self.width / 100
        self.canv.setFillColor(TRACK)
        self.canv.rect(0, 0, self.width, self.height, fill=1, stroke=0)
        if isinstance(self.bar, float):
            self.canv.setFillColor(ACCENT)
            self.canv.rect(0, 0, self.bar * one, self.height, fill=1, stroke=0)
            return
        self.canv.setFillColor(HexColor(COLOURS["fail"][1]))
        self.canv.rect(0, 0, self.bar.fails * one, self.height, fill=1, stroke=0)
        self.canv.setFillColor(HexColor(COLOURS["warn"][2]))
        self.canv.setStrokeColor(HexColor(COLOURS["warn"][1]))
        if self.bar.warns:
            self.canv.rect(self.bar.fails * one, 0, self.bar.warns * one, self.height, fill=1, stroke=1)


class Lines(Flowable):
    """A line chart of monitoring.charts: told by weight and dash, named at the ends."""

    LOOKS = ((1.6, ()), (1.1, (4, 2)), (1.1, (1.5, 2)))
    LEFT, RIGHT, BELOW = 9 * mm, 26 * mm, 5 * mm

    def __init__(self, chart: LineChart, width: float, height: float = 38 * mm, unit: str = ""):
        super().__init__()
        self.chart, self.width, self.height, self.unit = chart, width, height, unit

    def wrap(self, *_available) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setFont(REGULAR, 6.5)
        for row in self.chart.rows:
            y = self._y(row.position)
            self.canv.setStrokeColor(LINE)
            self.canv.setLineWidth(0.3)
            self.canv.line(self.LEFT, y, self.width - self.RIGHT, y)
            self.canv.setFillColor(INK2)
            self.canv.drawRightString(self.LEFT - 2, y - 2, printable(row.text))
        for column in self.chart.columns:
            self.canv.drawCentredString(self._x(column.position), 1, printable(column.text))
        for look, line in zip(self.LOOKS, self.chart.lines, strict=False):
            self._line(line, *look)

    def _line(self, line, weight: float, dash: Sequence[float]) -> None:
        self.canv.setStrokeColor(ACCENT)
        self.canv.setLineWidth(weight)
        self.canv.setDash(*([list(dash)] if dash else []))
        for points in line.paths:
            pairs = [point.split(",") for point in points.split()]
            _path(self.canv, [(self._x(float(x) / 10), self._y(float(y))) for x, y in pairs], close=False)
        self.canv.setDash()
        self.canv.setFillColor(INK)
        said = f"{line.name} {line.last:g}{self.unit}".strip()
        self.canv.drawString(self._x(line.end_x) + 3, self._y(line.label_y) - 2, printable(said))

    def _x(self, per_cent: float) -> float:
        return self.LEFT + per_cent * (self.width - self.LEFT - self.RIGHT) / 100

    def _y(self, pixels: float) -> float:
        """Pixels grow downwards on a page of a browser, points upwards on paper."""
        return self.BELOW + (1 - pixels / self.chart.height) * (self.height - self.BELOW - 3)


def legend(words_of: Sequence[tuple[str, str]], width: float = 30 * mm) -> Table:
    """Return marks with their words in a line."""
    table = Table([[Cell(mark, word, width - 4, 7, ground=False) for mark, word in words_of]], hAlign="LEFT")
    table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("FONTNAME", (0, 0), (-1, -1), REGULAR)]))
    return table


def ruled(rows: Sequence[Sequence], widths: Sequence[float], head: int = 1, pad: float = 2) -> Table:
    """Return a table with hairlines between rows and its head on every page."""
    table = Table(rows, colWidths=widths, repeatRows=head, hAlign="LEFT")
    look = [
        # An empty cell, too, would else name a font that is not embedded.
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 1.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, 0), (-1, -1), pad),
        ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
    ]
    if head:
        look += [("LINEBELOW", (0, 0), (-1, head - 1), 1, INK)]
    table.setStyle(TableStyle(look))
    return table
