"""The page that goes with the sheets: where to hang them, with a box to tick and a line to write on. Pure geometry."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat

from qrcodes.fitting import fit, printable
from qrcodes.marks import Box, Line, Mark
from qrcodes.paper import WIDTH
from qrcodes.typeface import typeface

LEFT, RIGHT = 20.0, WIDTH - 20.0
INK, FAINT = "#000000", "#606878"
TITLE_BASELINE, NAME_TOP, NAME_HEIGHT, NORM_TOP, BASIS_TOP = 30.0, 36.0, 16.0, 56.0, 63.5
TABLE_TOP, FOOT_TOP = 72.0, 268.0
ROW, BOX = 15.0, 6.0
PLACE, DATE = 92.0, 160.0
MOST_ROWS = int((FOOT_TOP - TABLE_TOP - ROW) / ROW)


@dataclass(frozen=True)
class Checklist:
    """Words of the page. `rows` are wanted, at least; zones come first, then rows named `another`."""

    title: str
    name: str
    norm: str
    basis: str
    heads: tuple[str, str, str]
    zones: tuple[str, ...]
    another: str
    rows: int
    foot: str


def lay_out_checklist(words: Checklist) -> tuple[Mark, ...]:
    """Return the marks of an A4 page: as many rows as the quota asks for, and as a page holds."""
    rows = min(max(words.rows, len(words.zones)), MOST_ROWS)
    places = islice(chain(words.zones, repeat(words.another)), rows)
    return (
        Line(_plain(words.title), LEFT, TITLE_BASELINE, 24, INK, bold=True),
        *_block(words.name, NAME_TOP, NAME_HEIGHT, 15, bold=True),
        *_block(words.norm, NORM_TOP, 6, 12),
        *_block(words.basis, BASIS_TOP, 6, 10, colour=FAINT),
        *_heads(words.heads),
        *chain.from_iterable(_row(place, TABLE_TOP + ROW * number) for number, place in enumerate(places, 1)),
        *_block(words.foot, FOOT_TOP, 14, 10.5, colour=FAINT),
    )


def _plain(text: str) -> str:
    return printable(text, typeface(bold=True)).text


def _block(
    text: str, top: float, height: float, size: float, *, colour: str = INK, bold: bool = False
) -> Iterator[Line]:
    face = typeface(bold)
    fitted = fit(printable(text, face).text, face, RIGHT - LEFT, height, largest=size, smallest=7)
    for line, baseline in zip(fitted.lines, fitted.baselines(top), strict=True):
        yield Line(line, LEFT, baseline, fitted.size, colour, bold)


def _heads(heads: tuple[str, str, str]) -> Iterator[Mark]:
    for text, left in zip(heads, (LEFT, PLACE, DATE), strict=True):
        yield Line(_plain(text), left, TABLE_TOP + ROW - 4, 10, FAINT)
    yield Box(LEFT, TABLE_TOP + ROW - 0.5, RIGHT - LEFT, 0.5, fill=INK)


def _row(place: str, top: float) -> Iterator[Mark]:
    yield Box(LEFT, top + (ROW - BOX) / 2, BOX, BOX, radius=1, stroke=INK, stroke_width=0.4)
    face = typeface()
    fitted = fit(printable(place, face).text, face, PLACE - LEFT - BOX - 10, ROW - 3, largest=12, smallest=7)
    offset = (ROW - fitted.height) / 2
    for line, baseline in zip(fitted.lines, fitted.baselines(top + offset), strict=True):
        yield Line(line, LEFT + BOX + 5, baseline, fitted.size, INK)
    yield Box(LEFT, top + ROW - 0.2, RIGHT - LEFT, 0.2, fill=FAINT)
