"""How often printed sheets are read: every variant by two PDF readers, and through what happens to paper.

Run alone: `python -m benchmarks.qr_decoding`. The random source is seeded: the same figures each time.
"""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from PIL import Image

from benchmarks.degradations import OF_A_CODE, photographed
from benchmarks.readers import READERS, RESOLUTIONS, STYLES, a_layout, by_pdfium, texts_in
from qrcodes.code import QUIET_ZONE
from qrcodes.marks import CodeMark
from qrcodes.paper import FORMATS, HEIGHT, WIDTH
from qrcodes.pdf import sheet_pdf
from qrcodes.sheet import Layout, Style

SEED = 1871
ADDRESSES = 100
DPI = 150


@dataclass
class Rate:
    tried: int = 0
    read: int = 0
    wrong: int = 0

    def note(self, found: list[str], address: str, wanted: int = 1) -> None:
        self.tried += 1
        self.read += found.count(address) == wanted
        self.wrong += any(text != address for text in found)

    def __str__(self) -> str:
        return f"{100 * self.read / self.tried:.0f} %" + (f" ({self.wrong} wrong)" if self.wrong else "")


def addresses() -> list[str]:
    """Addresses of every length that VK allows, from 5 to 32 characters."""
    random = Random(SEED)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
    return [
        "https://vk.com/" + "s" + "".join(random.choices(letters, k=length - 1))
        for length in (5 + place * 27 // (ADDRESSES - 1) for place in range(ADDRESSES))
    ]


def variants() -> dict[tuple[str, int], Rate]:
    """Return {(reader, dpi): rate} over every style and five addresses; all codes of a page must be read."""
    rates: dict[tuple[str, int], Rate] = defaultdict(Rate)
    for style in STYLES:
        for address in addresses()[::20]:
            pdf = sheet_pdf(a_layout(address, style), style.per_page, "М")
            for name, read in READERS.items():
                for dpi in RESOLUTIONS:
                    rates[name, dpi].note(texts_in(read(pdf, dpi)), address, style.per_page)
    return rates


def degraded() -> dict[tuple[str, int], Rate]:
    """Return {(degradation, sheets on A4): rate}, at 150 dpi, of every address."""
    random = Random(SEED)
    rates: dict[tuple[str, int], Rate] = defaultdict(Rate)
    for per_page in FORMATS:
        for address in addresses():
            layout = a_layout(address, Style(per_page=per_page))
            sheet = first_sheet(layout)
            code, module = cut_out(sheet, layout)
            for name, spoil in OF_A_CODE.items():
                rates[name, per_page].note(texts_in(spoil(code, module, random)), address)
            rates["photo 200–400 px", per_page].note(texts_in(photographed(sheet, random)), address)
    return rates


def first_sheet(layout: Layout) -> Image.Image:
    """Return the picture of the page's first sheet, as if cut along the dashes."""
    page = by_pdfium(sheet_pdf(layout, 1, "М"), DPI)
    scale = layout.format.scale * DPI / 25.4
    return page.crop((0, 0, round(WIDTH * scale), round(HEIGHT * scale)))


def cut_out(sheet: Image.Image, layout: Layout) -> tuple[Image.Image, float]:
    """Return the picture of the code with its quiet zone, and the side of a module in pixels."""
    mark = next(mark for mark in layout.marks if isinstance(mark, CodeMark))
    module_mm, scale = mark.side / mark.code.side, layout.format.scale * DPI / 25.4  # type: ignore[union-attr]
    zone = QUIET_ZONE * module_mm
    sides = (mark.left - zone, mark.top - zone, mark.left + mark.side + zone, mark.top + mark.side + zone)
    return sheet.crop(tuple(round(side * scale) for side in sides)), module_mm * scale  # type: ignore[arg-type]


def report() -> None:
    """Print both tables."""
    rates = variants()
    print(f"\nAll codes of a page read, {len(STYLES)} variants × 5 addresses:\n")
    print("| reader | " + " | ".join(f"{dpi} dpi" for dpi in RESOLUTIONS) + " |\n|---|---|---|---|")
    for name in READERS:
        print(f"| {name} | " + " | ".join(str(rates[name, dpi]) for dpi in RESOLUTIONS) + " |")
    spoiled = degraded()
    print(f"\nRead of {ADDRESSES} addresses, 150 dpi:\n")
    print("| | 1 on A4 | 2 on A4 | 4 on A4 |\n|---|---|---|---|")
    for name in dict.fromkeys(name for name, _ in spoiled):
        print(f"| {name} | " + " | ".join(str(spoiled[name, per_page]) for per_page in FORMATS) + " |")


if __name__ == "__main__":
    report()
