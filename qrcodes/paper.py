"""How A4 is divided: one sheet on it, two or four.

Every sheet is drawn in the measures of the large one and scaled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from qrcodes.marks import Shape

# A sheet as it is drawn. A5 and A6 have the same proportions.
WIDTH, HEIGHT = 210.0, 297.0
# One size for every address: modules of 3.2 mm, 2.9 mm for the longest names of VK.
CODE_SIDE = 120.0
# A phone reads a code from ten times its side: the rule of thumb of sign makers.
READING = 10

DASH, EDGE, CUT_COLOUR, CUT_WIDTH = 3.0, 6.0, "#8A94A6", 0.2


@dataclass(frozen=True)
class Format:
    """Page in millimetres; `hint` and `footer`: small letters in points before scaling.

    The smaller the sheet, the larger its small letters are in proportion.
    """

    per_page: int
    page_width: float
    page_height: float
    scale: float
    hint: float
    footer: float

    @property
    def code_mm(self) -> float:
        """Side of the printed code."""
        return CODE_SIDE * self.scale

    @property
    def distance(self) -> float:
        """Metres from which a phone reads it, rounded down to a tenth."""
        return self.code_mm * READING // 100 / 10

    @property
    def cells(self) -> list[tuple[float, float]]:
        """Left and top of each sheet on the page."""
        columns, rows = min(self.per_page, 2), ceil(self.per_page / 2)
        width, height = self.page_width / columns, self.page_height / rows
        return [(column * width, row * height) for row in range(rows) for column in range(columns)]

    @property
    def cuts(self) -> Shape | None:
        """Dashed lines to cut along; None where there is nothing to cut."""
        commands: list[tuple] = []
        if self.per_page > 1:
            for start, end in _dashes(self.page_height):
                commands += [("M", self.page_width / 2, start), ("L", self.page_width / 2, end)]
        if self.per_page > 2:
            for start, end in _dashes(self.page_width):
                commands += [("M", start, self.page_height / 2), ("L", end, self.page_height / 2)]
        return Shape(tuple(commands), stroke=CUT_COLOUR, stroke_width=CUT_WIDTH) if commands else None

    def pages(self, copies: int) -> int:
        """Return how many pages hold so many sheets: the last one is filled up too."""
        return ceil(copies / self.per_page)


def _dashes(length: float) -> Iterator[tuple[float, float]]:
    count = int((length - 2 * EDGE) / (2 * DASH))
    start = (length - (2 * count - 1) * DASH) / 2
    return ((start + 2 * DASH * place, start + 2 * DASH * place + DASH) for place in range(count))


FORMATS: Final = {
    1: Format(1, WIDTH, HEIGHT, 1, hint=13, footer=10.5),
    2: Format(2, HEIGHT, WIDTH, 0.707, hint=14, footer=11.5),
    4: Format(4, WIDTH, HEIGHT, 0.5, hint=16, footer=13),
}
