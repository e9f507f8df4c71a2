"""A book that leaves the memory as it is written, and opens in any reader."""

from io import BytesIO

import pymupdf
import pypdf
import pypdfium2
import pytest
import segno
import zxingcpp

from qrcodes.code import Picture, encode
from qrcodes.pdf import draw_sheets, open_canvas
from qrcodes.pdf_flow import Flow
from qrcodes.sheet import Sheet, Style, lay_out


def layout(number: int, per_page: int = 1, *, picture: bool = False):
    address = f"https://vk.com/school{number}"
    code = Picture(png(address)) if picture else encode(address)
    return lay_out(Sheet((f"Школа № {number} (а\\б",), ("Подпишитесь",), address, code, Style(per_page=per_page)))


def png(address: str) -> bytes:
    target = BytesIO()
    segno.make(address, error="h").save(target, kind="png", scale=8, border=0)
    return target.getvalue()


def book(sheets, copies: int = 1, watch=lambda document: None) -> bytes:
    """Return a book with a chapter for every two sheets."""
    target = BytesIO()
    canvas = open_canvas(target, "Книга", "")
    flow = Flow(canvas, target)
    for place, one in enumerate(sheets):
        draw_sheets(canvas, one, copies)
        page = flow.flush()
        if place % 2 == 0:
            flow.chapter(f"Район (№ {place}", page)
        flow.section(one.title, page)
        watch(canvas._doc)
    flow.close()
    return target.getvalue()


def addresses(content: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(content)
    return [zxingcpp.read_barcodes(page.render(scale=2).to_pil())[0].text for page in pages]


@pytest.mark.parametrize("copies", [1, 5])
@pytest.mark.parametrize("picture", [False, True])
def test_what_is_kept_of_a_book_does_not_grow_with_it(copies, picture):
    kept = []
    book(
        (layout(number, picture=picture) for number in range(8)), copies, lambda doc: kept.append(len(doc.idToObject))
    )
    assert len(set(kept[1:])) == 1


@pytest.mark.parametrize(("copies", "per_page"), [(1, 1), (3, 1), (8, 4)])
@pytest.mark.parametrize("picture", [False, True])
def test_a_book_opens_in_three_readers_with_every_page_in_its_order(copies, per_page, picture):
    content = book([layout(number, per_page, picture=picture) for number in range(5)], copies)
    reader = pypdf.PdfReader(BytesIO(content), strict=True)
    each = copies // per_page
    assert addresses(content) == [f"https://vk.com/school{number}" for number in range(5) for _ in range(each)]
    assert [f"Школа № {place // each}" in page.extract_text() for place, page in enumerate(reader.pages)] == [True] * (
        5 * each
    )
    mupdf = pymupdf.open("pdf", content)
    assert not mupdf.is_repaired
    assert mupdf.page_count == 5 * each


def test_bookmarks_lead_to_the_first_page_of_each():
    content = book([layout(number) for number in range(5)], copies=2)
    outline = pymupdf.open("pdf", content).get_toc()
    assert outline == [
        [1, "Район (№ 0", 1],
        [2, "Школа № 0 (а\\б", 1],
        [2, "Школа № 1 (а\\б", 3],
        [1, "Район (№ 2", 5],
        [2, "Школа № 2 (а\\б", 5],
        [2, "Школа № 3 (а\\б", 7],
        [1, "Район (№ 4", 9],
        [2, "Школа № 4 (а\\б", 9],
    ]


def test_every_font_of_a_book_is_embedded_once():
    document = pymupdf.open("pdf", book([layout(number) for number in range(5)]))
    fonts = {font[:4] for page in document for font in page.get_fonts()}
    assert {font[1] for font in fonts} == {"ttf"}
    assert len({font[0] for font in fonts}) == 2


def test_a_book_without_a_page_is_still_a_document():
    target = BytesIO()
    Flow(open_canvas(target, "Книга", ""), target).close()
    assert target.getvalue().endswith(b"%%EOF\n")
