"""The layout of a sheet: what stands where. Pure geometry.

One language or two: texts of both stand one under the other in letters of one size, as the two state languages do
on signs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qrcodes.code import Code
from qrcodes.fitting import BETWEEN, Fitted, fit, fit_together, printable
from qrcodes.marks import Box, CodeMark, Line, Mark, Shape
from qrcodes.paper import CODE_SIDE, FORMATS, HEIGHT, WIDTH, Format
from qrcodes.texts import TEXTS
from qrcodes.typeface import MM_PER_POINT, typeface

CENTRE = WIDTH / 2
MARGIN: Final = 10.0

TITLE_TOP, TITLE_HEIGHT, TITLE_WIDTH = 16.0, 43.0, 170.0
RULE_TOP = 63.0
PANEL_TOP, PANEL_SIDE = 68.0, 154.0
CALL_TOP, CALL_HEIGHT, CALL_WIDTH = 226.0, 24.0, 174.0
ADDRESS_BASELINE, FOOT_BOTTOM = 258.5, 282.5
LARGEST_TITLE, LARGEST_CALL, SMALLEST = 38, 29, 12


LANGUAGES: Final = {"ru": ("ru",), "tt": ("tt",), "both": ("ru", "tt")}


@dataclass(frozen=True)
class Style:
    """How a sheet looks, whatever it says. `language`: a key of LANGUAGES; `per_page`: of FORMATS."""

    language: str = "ru"
    colour: bool = True
    per_page: int = 1

    @property
    def languages(self) -> tuple[str, ...]:
        return LANGUAGES[self.language]

    @property
    def format(self) -> Format:
        return FORMATS[self.per_page]


USUAL: Final = Style()


@dataclass(frozen=True)
class Sheet:
    """What one sheet says: titles and calls from top to bottom, an empty one is left out.

    `state_mark` is True only if VK's «Госорганизация» mark is known to be there.
    """

    titles: tuple[str, ...]
    calls: tuple[str, ...]
    address: str
    code: Code
    style: Style = USUAL
    state_mark: bool = False

    @property
    def link(self) -> str:
        """The address as it is printed."""
        return self.address.removeprefix("https://")


@dataclass(frozen=True)
class Layout:
    """Marks of one sheet in the order of painting, to be scaled by its format.

    `title` is what is printed of it; `dropped` are characters the font lacks; `cut`: a text was too long; `letters`:
    the title's, in points on paper.
    """

    sheet: Sheet
    marks: tuple[Mark, ...]
    title: str
    dropped: str
    cut: bool
    letters: float

    @property
    def format(self) -> Format:
        return self.sheet.style.format

    @property
    def link(self) -> str:
        return self.sheet.link


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
    palette = COLOUR if sheet.style.colour else BLACK
    form, face = sheet.style.format, typeface(bold=True)
    titles, dropped = _texts(sheet.titles)
    calls, dropped_too = _texts(sheet.calls)
    title = fit_together(titles, face, TITLE_WIDTH, TITLE_HEIGHT, LARGEST_TITLE, SMALLEST)
    call = fit_together(calls, face, CALL_WIDTH - 12, CALL_HEIGHT - 2, LARGEST_CALL, SMALLEST)
    marks = (
        *_ground(palette),
        *_block(title, TITLE_TOP, TITLE_HEIGHT, palette.ink),
        CodeMark(sheet.code, CENTRE - CODE_SIDE / 2, PANEL_TOP + (PANEL_SIDE - CODE_SIDE) / 2, CODE_SIDE),
        *_block(call, CALL_TOP, CALL_HEIGHT, palette.call_ink),
        *_foot(sheet, palette),
    )
    return Layout(
        sheet,
        marks,
        title=" / ".join(filter(None, titles)),
        dropped="".join(dict.fromkeys(dropped + dropped_too)),
        cut=any(one.cut for one in (*title, *call)),
        letters=title[0].size * form.scale,
    )


def _texts(texts: tuple[str, ...]) -> tuple[list[str], str]:
    """Return what can be printed of the texts, and the characters that cannot."""
    checked = [printable(text, typeface(bold=True)) for text in texts]
    return [one.text for one in checked if one.text] or [""], "".join(one.dropped for one in checked)


def _ground(palette: Palette) -> Iterator[Box]:
    card = (MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    yield Box(*card, radius=8, fill=palette.card, stroke=palette.border, stroke_width=0.6)
    yield Box(CENTRE - 18, RULE_TOP, 36, 1.2, fill=palette.rule)
    if palette.panel:
        yield Box(CENTRE - PANEL_SIDE / 2, PANEL_TOP, PANEL_SIDE, PANEL_SIDE, radius=5, fill=palette.panel)
    if palette.call_fill:
        yield Box(CENTRE - CALL_WIDTH / 2, CALL_TOP, CALL_WIDTH, CALL_HEIGHT, radius=6, fill=palette.call_fill)


def _block(fitted: list[Fitted], top: float, height: float, colour: str) -> Iterator[Line]:
    """Set texts one under the other, centred in the box as a whole by what the eye sees."""
    gaps = [one.size * MM_PER_POINT * BETWEEN for one in fitted]
    top += (height - sum(one.height for one in fitted) - sum(gaps[1:])) / 2
    for one, gap in zip(fitted, gaps, strict=True):
        for text, baseline in zip(one.lines, one.baselines(top), strict=True):
            yield _centred(text, baseline, one.size, colour, bold=True)
        top += one.height + gap


def _centred(text: str, baseline: float, size: float, colour: str, *, bold: bool = False) -> Line:
    left = CENTRE - typeface(bold).width(text, size) / 2
    return Line(text, left, baseline, size, colour, bold)


def _foot(sheet: Sheet, palette: Palette) -> Iterator[Mark]:
    form = sheet.style.format
    link = fit(sheet.link, typeface(bold=True), TITLE_WIDTH, 9, largest=20, smallest=8)
    yield _centred("".join(link.lines[:1]), ADDRESS_BASELINE, link.size, palette.ink, bold=True)
    texts = [TEXTS[language] for language in sheet.style.languages]
    hint = fit(" · ".join(one.hint for one in texts), typeface(), TITLE_WIDTH, 9, largest=form.hint, smallest=8)
    baseline = ADDRESS_BASELINE + form.hint * MM_PER_POINT * 1.45
    yield _centred("".join(hint.lines), baseline, hint.size, palette.ink)
    footers = [f"{one.official} · {one.state}" if sheet.state_mark else one.official for one in texts]
    yield from _footer(footers, form.footer, sheet.state_mark, palette)


def _footer(texts: list[str], size: float, state_mark: bool, palette: Palette) -> Iterator[Mark]:
    step = size * MM_PER_POINT * 1.25
    lines = [
        _centred(text, FOOT_BOTTOM - step * (len(texts) - 1 - place), size, palette.ink)
        for place, text in enumerate(texts)
    ]
    yield from lines
    if state_mark:
        middle = (lines[0].baseline + lines[-1].baseline) / 2 - size * MM_PER_POINT * 0.36
        yield from _shield(min(line.left for line in lines) - 7, middle - 2.7, palette.rule)


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
