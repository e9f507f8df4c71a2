"""Every variant of a sheet, rendered by two PDF readers and decoded; and through what happens to paper.

The rates over many addresses are measured in benchmarks/qr_decoding.py.
"""

from io import BytesIO
from random import Random

import pypdf
import pypdfium2
import pytest

from benchmarks.degradations import OF_A_CODE, photographed
from benchmarks.qr_decoding import cut_out, first_sheet
from benchmarks.readers import READERS, STYLES, TITLES, a_layout, by_pdfium, texts_in
from qrcodes.pdf import sheet_pdf

ADDRESS = "https://vk.com/school2_apast"
# What a code must survive each time; 15 and 20 % covered are rates.
SURVIVED = [name for name in OF_A_CODE if not name.startswith(("15", "20"))]


@pytest.fixture(scope="module")
def printed() -> dict:
    return {style: sheet_pdf(a_layout(ADDRESS, style), style.per_page, "МБОУ") for style in STYLES}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_code_of_every_variant_is_read_at_100_dpi(printed, style, reader):
    assert texts_in(READERS[reader](printed[style], 100)) == [ADDRESS] * style.per_page


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("dpi", [150, 300])
def test_finer_printers_do_no_harm(printed, reader, dpi):
    for style in STYLES[:3]:
        assert texts_in(READERS[reader](printed[style], dpi)) == [ADDRESS] * style.per_page


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_variant_is_a4_with_text_and_fonts_inside_and_white_margins(printed, style):
    page = pypdf.PdfReader(BytesIO(printed[style])).pages[0]
    millimetres = sorted(float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height))
    assert millimetres == pytest.approx([210, 297], abs=0.01)
    by_two = (page.extract_text(), pypdfium2.PdfDocument(printed[style])[0].get_textpage().get_text_bounded())
    for text in by_two:
        words = " ".join(text.split())
        assert all(words.count(TITLES[language]) == style.per_page for language in style.languages)
    assert white_within_5_mm(by_pdfium(printed[style], 100))


def white_within_5_mm(image) -> bool:
    edge = int(5 / 25.4 * 100)
    image.paste("white", (edge, edge, image.width - edge, image.height - edge))
    return image.convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("style", STYLES[:3], ids=str)
@pytest.mark.parametrize("name", SURVIVED)
def test_a_worn_code_is_read(printed, style, name):
    layout = a_layout(ADDRESS, style)
    code, module = cut_out(first_sheet(layout), layout)
    for seed in range(3):
        assert texts_in(OF_A_CODE[name](code, module, Random(seed))) == [ADDRESS]


@pytest.mark.parametrize("style", STYLES[:3], ids=str)
def test_a_photo_of_a_sheet_is_read(style):
    sheet = first_sheet(a_layout(ADDRESS, style))
    for seed in range(5):
        assert texts_in(photographed(sheet, Random(seed))) == [ADDRESS]
