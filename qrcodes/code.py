"""What stands in the middle of a sheet: a code of ours as the runs of its dark modules, or VK's own as a picture.

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

# Level H without a logo still reads with 15 % of the code covered; L fails at 10 %, Q at 15 %.
ERROR_CORRECTION = "h"
# 37 modules on a side, for short names too: they would fit into 29, but then finder patterns take so much of the code
# that a patch over a fifth of it leaves 5 codes of 100 readable; with 37 it leaves 60. Longer names need 41.
LEAST_VERSION = 5
# Modules of white on each side, as ISO/IEC 18004 asks.
QUIET_ZONE = 4


@dataclass(frozen=True)
class Run:
    """Dark modules side by side: row and first column from the top left, and how many."""

    row: int
    column: int
    length: int


@dataclass(frozen=True)
class Modules:
    """A code of ours without its quiet zone: modules on a side and the dark ones."""

    side: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Picture:
    """A code that VK made: a square PNG without metadata, cut to the code, without its quiet zone."""

    png: bytes


Code = Modules | Picture


def encode(address: str) -> Modules:
    """Return the code of an address. Raises segno.DataOverflowError beyond 1,273 bytes."""
    matrix = symbol(address).matrix
    runs = tuple(run for row, modules in enumerate(matrix) for run in _runs(row, modules))
    return Modules(len(matrix), runs)


@lru_cache(maxsize=64)
def symbol(address: str) -> segno.QRCode:
    """Return the code as the library made it, which also writes it as SVG and EPS."""
    try:
        return segno.make(address, error=ERROR_CORRECTION, version=LEAST_VERSION)
    except segno.DataOverflowError:
        return segno.make(address, error=ERROR_CORRECTION, micro=False)


def _runs(row: int, modules: bytearray) -> list[Run]:
    found, column = [], 0
    for dark, group in groupby(modules):
        length = len(list(group))
        if dark:
            found.append(Run(row, column, length))
        column += length
    return found
