"""The printed sheet, read back the way a printer, a search engine and a phone read it."""

from io import BytesIO
from itertools import product
from xml.etree import ElementTree

import pypdf
import pypdfium2
import pytest
import time_machine
from PIL import ImageChops

from qrcodes.decoding import codes_in
from qrcodes.marks import CodeMark
from qrcodes.paper import CODE_SIDE, HEIGHT, WIDTH
from qrcodes.pdf import sheet_pdf
from qrcodes.preview import sheet_svg
from qrcodes.sheet import lay_out
from qrcodes.texts import TEXTS
from tests.qrcodes.conftest import a_sheet

TEN = "Школа № 2А"
LONG = (
    "Муниципальное бюджетное общеобразовательное учреждение «Гимназия № 1 имени Габдуллы Тукая с углублённым "
    "изучением отдельных предметов» Набережночелнинского муниципального района Республики Татарстан, "
    "учебно-воспитательный корпус № 12 — дошкольное"
).ljust(250, "е")
TATAR = "«2 нче урта гомуми белем бирү мәктәбе», Әлмәт муниципаль районы, Җәлил һәм Яңа Чишмә бүлекләре"

SHEETS = {
    "ten characters": a_sheet(TEN),
    "250 characters": a_sheet(LONG, address="https://vk.com/club123456789"),
    "tatar": a_sheet(TATAR, language="tt", calls=(TEXTS["tt"].calls[0],)),
    "black": a_sheet(TEN, colour=False),
    "250 black": a_sheet(LONG, colour=False, state_mark=False),
    "longest address": a_sheet(address=f"https://vk.com/{'abcdefgh' * 4}"),
    "html": a_sheet("<script>alert('x')</script>&amp;", calls=("<b>Подпишитесь</b>",)),
    "emoji": a_sheet("Школа 😀👨‍👩‍👧 радости", calls=("Подпишитесь 👍",)),
    "rtl": a_sheet("Школа \u202eשלום مرحبا"),
    "controls": a_sheet("Школа\x00\x07\x1b[31m\r\n№ 2"),
    "one word": a_sheet("Щ" * 250, calls=("Щ" * 60,)),
    "ten thousand": a_sheet("слово " * 1667, calls=("зов " * 2500,)),
    "nothing": a_sheet("😀", calls=("😀",)),
}


def rendered(sheet, dpi=150):
    document = pypdfium2.PdfDocument(sheet_pdf(lay_out(sheet), 1, "МБОУ"))
    return document[0].render(scale=dpi / 72).to_pil().convert("RGB")


def words(text: str) -> list[str]:
    return text.replace("\ufffe", "-").split()


@pytest.fixture(params=SHEETS, ids=str)
def sheet(request):
    return SHEETS[request.param]


def test_a_phone_reads_exactly_the_address(sheet):
    (found,) = codes_in(rendered(sheet))
    assert found.text == sheet.address


def test_a_code_with_an_eighth_of_it_covered_is_still_read(sheet):
    mark = next(mark for mark in lay_out(sheet).marks if isinstance(mark, CodeMark))
    page = rendered(sheet)
    left, _, right, bottom = pixels(mark, by=0, rounded=0)
    side = round((right - left) * 0.125**0.5)
    page.paste((120, 90, 60), (right - side, bottom - side, right, bottom))
    (found,) = codes_in(page)
    assert found.text == sheet.address


def test_nothing_stands_within_five_millimetres_of_the_edge(sheet):
    image = rendered(sheet)
    pixels = round(5 / 25.4 * 150)
    inner = (pixels, pixels, image.width - pixels, image.height - pixels)
    image.paste((255, 255, 255), inner)
    assert ImageChops.invert(image).getbbox() is None


def test_the_page_is_a4_exactly(sheet):
    (page,) = pypdf.PdfReader(BytesIO(sheet_pdf(lay_out(sheet), 1, "МБОУ"))).pages
    millimetres = [float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height)]
    assert millimetres == pytest.approx([210, 297], abs=0.01)


def test_every_font_is_embedded_and_none_is_helvetica(sheet):
    reader = pypdf.PdfReader(BytesIO(sheet_pdf(lay_out(sheet), 2, "МБОУ")))
    fonts = [item for item in map(reader.get_object, range(1, reader.trailer["/Size"])) if _is_font(item)]
    assert fonts
    for font in fonts:
        assert "/FontFile2" in font["/FontDescriptor"].get_object()
        assert "PTSans" in font["/BaseFont"]


def _is_font(item) -> bool:
    return isinstance(item, dict) and item.get("/Type") == "/Font"


def test_the_same_sheet_gives_the_same_bytes_on_any_day(sheet):
    with time_machine.travel("2026-01-01", tick=False):
        first = sheet_pdf(lay_out(sheet), 2, "МБОУ")
    sheet_pdf(lay_out(a_sheet("Другая")), 1, "МАОУ")
    with time_machine.travel("2031-12-31", tick=False):
        assert sheet_pdf(lay_out(sheet), 2, "МБОУ") == first


@pytest.mark.parametrize("title", [TEN, LONG, TATAR, "Школа-интернат «Ак-Барс» имени О'Генри"])
def test_the_whole_name_is_found_as_text_by_two_readers(title):
    content = sheet_pdf(lay_out(a_sheet(title)), 1, "МБОУ")
    by_pypdf = pypdf.PdfReader(BytesIO(content)).pages[0].extract_text()
    by_pdfium = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    for text in (by_pypdf, by_pdfium):
        assert " ".join(words(title)) in " ".join(words(text))
        assert "vk.com/school2_apast" in text


def test_the_file_says_what_it_is_and_whose():
    reader = pypdf.PdfReader(BytesIO(sheet_pdf(lay_out(a_sheet()), 3, "МБОУ «Апастовская школа № 2»")))
    assert reader.metadata.title == "Апастовская школа № 2"
    assert reader.metadata.author == "МБОУ «Апастовская школа № 2»"
    assert reader.metadata.subject == "vk.com/school2_apast"
    assert len(reader.pages) == 3


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "Официальная страница ВКонтакте"), ("tt", "ВКонтактедагы рәсми сәхифә")],
)
def test_the_state_mark_is_claimed_only_where_it_is_known(language, said):
    texts = [
        pypdf.PdfReader(BytesIO(sheet_pdf(lay_out(a_sheet(language=language, state_mark=mark)), 1, "М")))
        .pages[0]
        .extract_text()
        for mark in (True, False)
    ]
    assert all(said in text for text in texts)
    assert [TEXTS[language].state in text for text in texts] == [True, False]


def test_black_and_white_has_no_colour():
    red, green, blue = rendered(a_sheet(colour=False)).split()
    assert ImageChops.difference(red, green).getbbox() is None
    assert ImageChops.difference(green, blue).getbbox() is None


def test_the_quiet_zone_is_white_and_four_modules_wide(sheet):
    mark = next(mark for mark in lay_out(sheet).marks if isinstance(mark, CodeMark))
    page = rendered(sheet)
    page.paste((255, 255, 255), pixels(mark, by=0, rounded=2))
    # The panel's round corners cut off the last millimetre of the zone's corners, far from the code.
    for x, y in product((mark.left - 4 * module_of(mark), mark.left + CODE_SIDE + 4 * module_of(mark) - 6), repeat=2):
        page.paste(
            (255, 255, 255),
            tuple(to_pixels(side) for side in (x, y - mark.left + mark.top, x + 6, y - mark.left + mark.top + 6)),
        )
    assert ImageChops.invert(page.crop(pixels(mark, by=4 * module_of(mark), rounded=-1))).getbbox() is None


def module_of(mark: CodeMark) -> float:
    return mark.side / mark.code.side


def to_pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * 150)


def pixels(mark: CodeMark, by: float, rounded: int) -> tuple[int, ...]:
    """The code's square widened by some millimetres, and by some pixels for the edges' smoothing."""
    near = [to_pixels(side - by) - rounded for side in (mark.left, mark.top)]
    far = [to_pixels(side + CODE_SIDE + by) + rounded for side in (mark.left, mark.top)]
    return (*near, *far)


def test_marks_stay_on_the_page(sheet):
    for mark in lay_out(sheet).marks:
        assert 0 <= getattr(mark, "left", 0) <= WIDTH
        assert 0 <= getattr(mark, "top", 0) <= HEIGHT


def test_the_preview_is_safe_well_formed_and_has_no_inline_style(sheet):
    svg = sheet_svg(
        lay_out(sheet),
        f'Лист: {sheet.titles[0][:20]} "><script>'.replace("\x00", "").replace("\x07", "").replace("\x1b", ""),
    )
    elements = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()]  # noqa: S314
    assert set(elements) <= {"svg", "rect", "defs", "path", "g", "use"}
    assert "style=" not in svg


def test_the_preview_draws_every_letter_of_the_title():
    svg = sheet_svg(lay_out(a_sheet("Җиңү")), "Лист")
    assert all(f'href="#ptb{ord(letter):x}"' in svg and f'id="ptb{ord(letter):x}"' in svg for letter in "Җиңү")
