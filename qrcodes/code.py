"""The QR code of one address, as the runs of its dark modules.

Which address: the public's direct one with its screen name, `https://vk.com/<screen name>`.
The very same text is printed under the code, so that anyone can see where the code leads before
following it, and type it where a camera fails. `https://vk.com/club<id>` would outlive a renaming,
but nobody could check it against the printed name, and after a renaming the sheet must be printed
anew in both cases: its printed address would be wrong.
No redirect and no counter of ours stand between the code and VK: they would have to live as long
as the paper does.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

# Level H without a logo still reads with 15 % of the code covered; L fails at 10 %.
ERROR_CORRECTION = "h"
# Modules of white on each side, as ISO/IEC 18004 asks.
QUIET_ZONE = 4


@dataclass(frozen=True)
class Run:
    """Dark modules side by side: row and first column from the top left, and how many."""

    row: int
    column: int
    length: int


@dataclass(frozen=True)
class Code:
    """A code without its quiet zone: modules on a side and the dark ones."""

    modules: int
    runs: tuple[Run, ...]


@lru_cache(maxsize=256)
def encode(text: str) -> Code:
    """Return the code of a text. Raises segno.DataOverflowError beyond 1,273 bytes."""
    matrix = segno.make(text, error=ERROR_CORRECTION, micro=False).matrix
    runs = tuple(run for row, modules in enumerate(matrix) for run in _runs(row, modules))
    return Code(len(matrix), runs)


def _runs(row: int, modules: bytearray) -> list[Run]:
    found, column = [], 0
    for dark, group in groupby(modules):
        length = len(list(group))
        if dark:
            found.append(Run(row, column, length))
        column += length
    return found
