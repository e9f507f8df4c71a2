"""Telling where an uploaded code leads: our reading against bare zxing-cpp on the same file.

`python -m benchmarks.qr_check`. The file: a sheet of ours, A4 at 300 dpi, as a scanner or VK would give it. Baseline:
Pillow opens the file and zxing-cpp looks for QR codes in it, as that library's own documentation shows.
"""

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from statistics import median

import pypdfium2
import zxingcpp
from PIL import Image

from qrcodes.code import encode
from qrcodes.decoding import QR, read_codes
from qrcodes.pdf import sheet_pdf
from qrcodes.sheet import Sheet, lay_out
from qrcodes.verdicts import Address, Kind, Owner, leads

ADDRESS = "https://vk.com/school2_apast"
OWNERS: dict[Address, Owner] = {"school2_apast": Owner(1, "Апастовская школа № 2")}
ROUNDS = 15
FILES = {
    "JPEG, colour": ("RGB", "JPEG", {"quality": 85}),
    "PNG, shades of grey": ("L", "PNG", {}),
    "PNG, colour": ("RGB", "PNG", {}),
    "WEBP, colour": ("RGB", "WEBP", {"quality": 80}),
}


def measure() -> Iterator[tuple[str, float, float, float]]:
    """Yield (file, Pillow alone, baseline, ours): milliseconds of CPU."""
    page = rendered()
    for name, (mode, format_, options) in FILES.items():
        file = BytesIO()
        page.convert(mode).save(file, format_, **options)
        content = file.getvalue()
        yield name, cpu(opened, content), cpu(bare, content), cpu(ours, content)


def rendered() -> Image.Image:
    sheet = Sheet(("Апастовская школа № 2",), ("Подпишитесь и будьте в курсе",), ADDRESS, encode(ADDRESS))
    return pypdfium2.PdfDocument(sheet_pdf(lay_out(sheet), 1, ""))[0].render(scale=300 / 72).to_pil()


def cpu(read: Callable[[bytes], None], content: bytes) -> float:
    """Return the median of the thread's own time: other people's work on the machine is not in it."""
    read(content)
    took = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        read(content)
        took.append(time.thread_time() - began)
    return 1000 * median(took)


def opened(content: bytes) -> None:
    Image.open(BytesIO(content)).load()


def bare(content: bytes) -> None:
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(content)), formats=QR)] == [ADDRESS]


def ours(content: bytes) -> None:
    texts = [found.text for found in read_codes(content)]
    assert [lead.kind for lead in leads(texts, OWNERS, asked=1)] == [Kind.THIS]


def report() -> None:
    print(
        "| A4 at 300 dpi as | Pillow alone, ms | bare zxing-cpp, ms | ours, ms | ours ÷ bare |\n|---|---|---|---|---|"
    )
    for name, alone, baseline, own in measure():
        print(f"| {name} | {alone:.1f} | {baseline:.1f} | {own:.1f} | {own / baseline:.2f} |")


if __name__ == "__main__":
    report()
