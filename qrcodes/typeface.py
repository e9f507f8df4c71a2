"""PT Sans: what it can print, how wide, and the outlines of its letters.

One measure serves the PDF, which embeds the font, and the preview, which draws the same outlines:
a browser would otherwise need the font, and a title that fits on paper could overflow on the page.
"""

from functools import cache
from io import BytesIO
from threading import Lock

import fontpkg
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

MM_PER_POINT = 25.4 / 72
# Tables that serve hinting, and none of those that serve text.
HINTS = {"fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "gasp"}


class Typeface:
    """One weight of PT Sans."""

    def __init__(self, weight: int):
        self._font = TTFont(fontpkg.path("PT Sans", weight), lazy=False, recalcTimestamp=False)
        self._glyphs = self._font.getGlyphSet()
        self._names = self._font.getBestCmap()
        self.units = self._font["head"].unitsPerEm
        self._advances = {char: self._font["hmtx"][name][0] for char, name in self._names.items()}
        self._outlines: dict[str, str] = {}
        # fontTools unpacks a glyph at its first use and is not made for threads.
        self._lock = Lock()

    def covers(self, char: str) -> bool:
        return ord(char) in self._names

    def advance(self, char: str) -> int:
        """Return the width of a covered character in font units."""
        return self._advances[ord(char)]

    def ems(self, text: str) -> float:
        """Return the width of a text in ems: the size of the letters is one em."""
        return sum(self._advances[ord(char)] for char in text) / self.units

    def width(self, text: str, size: float) -> float:
        """Return the width in millimetres at a size in points."""
        return self.ems(text) * size * MM_PER_POINT

    def outline(self, char: str) -> str:
        """Return the letter as SVG path commands in font units, y upwards."""
        with self._lock:
            if char not in self._outlines:
                pen = SVGPathPen(self._glyphs)
                self._glyphs[self._names[ord(char)]].draw(pen)
                self._outlines[char] = pen.getCommands()
            return self._outlines[char]

    def embeddable(self) -> BytesIO:
        """Return the font as a file without hints for screens of few dots: on paper they are a dead weight.

        Three quarters of a sheet's bytes, and of the time to pack them, were hints.
        """
        with self._lock:
            for name in self._font.getGlyphOrder():
                self._font["glyf"][name].removeHinting()
            for table in HINTS & set(self._font.keys()):
                del self._font[table]
            file = BytesIO()
            self._font.save(file)
        file.seek(0)
        return file


@cache
def typeface(bold: bool = False) -> Typeface:
    return Typeface(700 if bold else 400)
