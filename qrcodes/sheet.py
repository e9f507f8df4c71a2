"""The layout of an A4 sheet: what stands where, in millimetres from the top left corner.

Pure geometry. `pdf` and `preview` draw the same marks one after another, so that the page shows
what the printer will print.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qrcodes.code import Code
from qrcodes.fitting import Fitted, Printable, fit, printable
from qrcodes.texts import TEXTS
from qrcodes.typeface import typeface

WIDTH, HEIGHT = 210.0, 297.0
CENTRE = WIDTH / 2
MARGIN: Final = 10.0

TITLE_TOP, TITLE_HEIGHT, TITLE_WIDTH = 16.0, 43.0, 170.0
RULE_TOP = 63.0
PANEL_TOP, PANEL_SIDE = 68.0, 154.0
# One size for every address: modules of 4.1 mm for short names, 2.9 mm for the longest of VK.
CODE_SIDE = 120.0
CALL_TOP, CALL_HEIGHT, CALL_WIDTH = 226.0, 24.0, 174.0
ADDRESS_BASELINE, HINT_BASELINE, FOOTER_BASELINE = 258.5, 265.5, 280.5

# A phone reads a code from ten times its side: the rule of thumb of sign makers.
READING_DISTANCE_M = CODE_SIDE * 10 / 1000


@dataclass(frozen=True)
class Sheet:
    """What one sheet says. `state_mark` is True only if VK's «Госорганизация» mark is known to be there."""

    title: str
    call: str
    address: str
    code: Code
    language: str = "ru"
    colour: bool = True
    state_mark: bool = False

    @property
    def link(self) -> str:
        """The address as it is printed."""
        return self.address.removeprefix("https://")


@dataclass(frozen=True)
class Box:
    """A rectangle with round corners; the stroke lies inside it."""

    left: float
    top: float
    width: float
    height: float
    radius: float = 0
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0


@dataclass(frozen=True)
class Line:
    """One line of text: left end and baseline; the size is in points."""

    text: str
    left: float
    baseline: float
    size: float
    colour: str
    bold: bool = False


@dataclass(frozen=True)
class CodeMark:
    """A QR code without its quiet zone: a square."""

    code: Code
    left: float
    top: float
    side: float


@dataclass(frozen=True)
class Shape:
    """A path of commands («M», x, y), («L», x, y), («C», six numbers), filled or stroked."""

    commands: tuple[tuple, ...]
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0


Mark = Box | Line | CodeMark | Shape


@dataclass(frozen=True)
class Layout:
    """Marks in the order of painting. `dropped` are characters the font lacks; `cut`: a text was too long."""

    marks: tuple[Mark, ...]
    title: str
    call: str
    link: str
    dropped: str
    cut: bool


@dataclass(frozen=True)
class Palette:
    ink: str
    rule: str
    card: str | None
    panel: str | None
    border: str | None
    call_fill: str | None
    call_ink: str


COLOUR: Final = Palette("#121B2D", "#15804A", "#E7EFFC", "#FFFFFF", None, "#0B57D0", "#FFFFFF")
# Thin lines instead of fills: a grey card eats toner and lowers the code's contrast.
BLACK: Final = Palette("#000000", "#000000", None, None, "#000000", None, "#000000")


def lay_out(sheet: Sheet) -> Layout:
    """Return the marks of a sheet. Every text fits, whatever its length and characters."""
    palette = COLOUR if sheet.colour else BLACK
    face = typeface(bold=True)
    title, call = printable(sheet.title, face), printable(sheet.call, face)
    title_lines = fit(title.text, face, TITLE_WIDTH, TITLE_HEIGHT, largest=38, smallest=12)
    call_lines = fit(call.text, face, CALL_WIDTH - 12, CALL_HEIGHT - 3, largest=29, smallest=12)
    marks = (
        *_ground(palette),
        *_block(title_lines, TITLE_TOP, TITLE_HEIGHT, palette.ink),
        _code(sheet.code),
        *_block(call_lines, CALL_TOP, CALL_HEIGHT, palette.call_ink),
        *_foot(sheet, palette),
    )
    cut = title_lines.cut or call_lines.cut
    return Layout(marks, title.text, call.text, sheet.link, _dropped(title, call), cut)


def _dropped(*texts: Printable) -> str:
    return "".join(dict.fromkeys("".join(text.dropped for text in texts)))


def _ground(palette: Palette) -> Iterator[Box]:
    card = (MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    yield Box(*card, radius=8, fill=palette.card, stroke=palette.border, stroke_width=0.6)
    yield Box(CENTRE - 18, RULE_TOP, 36, 1.2, fill=palette.rule)
    if palette.panel:
        yield Box(CENTRE - PANEL_SIDE / 2, PANEL_TOP, PANEL_SIDE, PANEL_SIDE, radius=5, fill=palette.panel)
    if palette.call_fill:
        yield Box(CENTRE - CALL_WIDTH / 2, CALL_TOP, CALL_WIDTH, CALL_HEIGHT, radius=6, fill=palette.call_fill)


def _block(fitted: Fitted, top: float, height: float, colour: str) -> Iterator[Line]:
    for text, baseline in zip(fitted.lines, fitted.baselines(top, height), strict=True):
        yield _centred(text, baseline, fitted.size, colour, bold=True)


def _centred(text: str, baseline: float, size: float, colour: str, *, bold: bool = False) -> Line:
    left = CENTRE - typeface(bold).width(text, size) / 2
    return Line(text, left, baseline, size, colour, bold)


def _code(code: Code) -> CodeMark:
    return CodeMark(code, CENTRE - CODE_SIDE / 2, PANEL_TOP + (PANEL_SIDE - CODE_SIDE) / 2, CODE_SIDE)


def _foot(sheet: Sheet, palette: Palette) -> Iterator[Mark]:
    texts = TEXTS[sheet.language]
    link = fit(sheet.link, typeface(bold=True), TITLE_WIDTH, 9, largest=20, smallest=8)
    yield _centred("".join(link.lines[:1]), ADDRESS_BASELINE, link.size, palette.ink, bold=True)
    yield _centred(texts.hint, HINT_BASELINE, 13, palette.ink)
    footer = f"{texts.official} · {texts.state}" if sheet.state_mark else texts.official
    line = _centred(footer, FOOTER_BASELINE, 10.5, palette.ink)
    yield line
    if sheet.state_mark:
        yield from _shield(line.left - 7, FOOTER_BASELINE - 4.1, palette.rule)


def _shield(left: float, top: float, colour: str) -> Iterator[Shape]:
    """A shield of 4.6 × 5.4 mm with a check mark: drawn, since the font has no «✓»."""
    x, y = left, top
    yield Shape(
        (
            ("M", x + 2.3, y),
            ("L", x + 4.6, y + 0.9),
            ("L", x + 4.6, y + 2.6),
            ("C", x + 4.6, y + 3.9, x + 3.6, y + 4.9, x + 2.3, y + 5.4),
            ("C", x + 1.0, y + 4.9, x, y + 3.9, x, y + 2.6),
            ("L", x, y + 0.9),
        ),
        fill=colour,
    )
    check = (("M", x + 1.3, y + 2.7), ("L", x + 2.05, y + 3.45), ("L", x + 3.4, y + 1.95))
    yield Shape(check, stroke="#FFFFFF", stroke_width=0.55)
