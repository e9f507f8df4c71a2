"""Two PDF readers that have nothing in common, and a decoder: what a printer and a phone make of a sheet."""

from collections.abc import Callable
from itertools import product

import pymupdf
import pypdfium2
from PIL import Image

from qrcodes.code import encode
from qrcodes.decoding import codes_in
from qrcodes.paper import FORMATS
from qrcodes.sheet import LANGUAGES, Layout, Sheet, Style, lay_out
from qrcodes.texts import TEXTS

RESOLUTIONS = (100, 150, 300)
STYLES = [Style(*one) for one in product(LANGUAGES, (True, False), FORMATS)]
TITLES = {"ru": "Апастовская школа № 2", "tt": "2 нче Апас урта мәктәбе"}


def by_pdfium(pdf: bytes, dpi: int) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("RGB")


def by_mupdf(pdf: bytes, dpi: int) -> Image.Image:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        page = document[0].get_pixmap(dpi=dpi)
        return Image.frombytes("RGB", (page.width, page.height), page.samples)


READERS: dict[str, Callable[[bytes, int], Image.Image]] = {"pdfium": by_pdfium, "mupdf": by_mupdf}


def texts_in(image: Image.Image) -> list[str]:
    """Return the texts of the QR codes in a picture."""
    return [one.text for one in codes_in(image)]


def a_layout(address: str, style: Style) -> Layout:
    """Lay out a usual sheet in a style."""
    titles = tuple(TITLES[language] for language in style.languages)
    calls = tuple(TEXTS[language].calls[0] for language in style.languages)
    return lay_out(Sheet(titles, calls, address, encode(address), style, state_mark=True))
