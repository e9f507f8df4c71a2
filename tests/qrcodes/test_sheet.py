"""The layout: sizes, languages, and what the page is told of them."""

from itertools import pairwise

import pytest

from qrcodes.marks import Box, CodeMark, Line
from qrcodes.paper import FORMATS, HEIGHT, WIDTH
from qrcodes.sheet import LANGUAGES, TITLE_HEIGHT, TITLE_TOP, lay_out
from qrcodes.texts import TEXTS
from tests.qrcodes.conftest import a_sheet


def lines(layout) -> list[Line]:
    return [mark for mark in layout.marks if isinstance(mark, Line)]


@pytest.mark.parametrize(("per_page", "code_mm", "distance"), [(1, 120, 1.2), (2, 84.84, 0.8), (4, 60, 0.6)])
def test_each_size_tells_its_code_and_reading_distance(per_page, code_mm, distance):
    assert FORMATS[per_page].code_mm == pytest.approx(code_mm)
    assert FORMATS[per_page].distance == distance


@pytest.mark.parametrize(("copies", "pages"), [(1, (1, 1, 1)), (5, (5, 3, 2)), (8, (8, 4, 2)), (50, (50, 25, 13))])
def test_pages_are_filled_up(copies, pages):
    assert tuple(form.pages(copies) for form in FORMATS.values()) == pages


@pytest.mark.parametrize("per_page", FORMATS)
def test_sheets_fill_the_page_without_touching(per_page):
    form = FORMATS[per_page]
    cells = sorted(form.cells)
    assert len(cells) == per_page
    assert cells[0] == (0, 0)
    assert max(left for left, _ in cells) + WIDTH * form.scale <= form.page_width + 1e-9
    assert max(top for _, top in cells) + HEIGHT * form.scale <= form.page_height + 1e-9


@pytest.mark.parametrize("length", [1, 9, 19, 29, 32])
@pytest.mark.parametrize(("per_page", "least"), [(1, 2.9), (2, 2.0), (4, 1.45)])
def test_modules_are_never_smaller_than_a_phone_can_tell(length, per_page, least):
    layout = lay_out(a_sheet(address="https://vk.com/" + "s" * length, per_page=per_page))
    mark = next(mark for mark in layout.marks if isinstance(mark, CodeMark))
    assert mark.side / mark.code.side * layout.format.scale >= least


def test_short_names_get_no_fewer_modules_than_a_patch_allows():
    assert a_sheet(address="https://vk.com/a").code.side == 37
    assert a_sheet(address="https://vk.com/" + "s" * 32).code.side == 41


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_speaks_its_languages_and_no_other(language):
    said = " ".join(line.text for line in lines(lay_out(a_sheet(language=language, state_mark=True))))
    for code, texts in TEXTS.items():
        for text in (texts.hint, texts.official, texts.state):
            assert (text in said) == (code in LANGUAGES[language])


def test_two_titles_and_two_calls_have_letters_of_one_size():
    calls = (TEXTS["ru"].calls[0], TEXTS["tt"].calls[0])
    layout = lay_out(a_sheet("Апастовская школа № 2", "2 нче Апас урта мәктәбе", calls=calls, language="both"))
    sizes = {line.text: line.size for line in lines(layout) if line.bold}
    assert sizes["Апастовская школа № 2"] == sizes["2 нче Апас урта мәктәбе"]
    assert sizes[calls[0]] == sizes[calls[1]]
    assert layout.title == "Апастовская школа № 2 / 2 нче Апас урта мәктәбе"


def test_an_empty_second_title_leaves_the_first_as_it_is():
    alone, beside = lay_out(a_sheet("Школа № 2")), lay_out(a_sheet("Школа № 2", "", language="both"))
    assert lines(alone)[0] == lines(beside)[0]
    assert beside.title == "Школа № 2"


def test_a_title_stands_in_the_middle_of_its_box():
    (line,) = (line for line in lines(lay_out(a_sheet("Школа № 2"))) if line.text == "Школа № 2")
    capital = line.size * 0.7 * 25.4 / 72
    assert line.baseline - capital - TITLE_TOP == pytest.approx(TITLE_TOP + TITLE_HEIGHT - line.baseline)


@pytest.mark.parametrize("style", [{}, {"language": "both"}, {"per_page": 4, "language": "both"}])
@pytest.mark.parametrize("name", ["Школа", "Очень длинное название учреждения " * 7])
def test_no_text_overlaps_another_and_none_leaves_the_card(name, style):
    both = style.get("language") == "both"
    titles = (name[:250], name[:250]) if both else (name[:250],)
    calls = tuple(TEXTS[language].calls[0] for language in LANGUAGES[style.get("language", "ru")])
    layout = lay_out(a_sheet(*titles, calls=calls, address="https://vk.com/" + "s" * 32, **style))
    baselines = sorted({round(line.baseline, 3): line.size for line in lines(layout)}.items())
    for (above, _), (below, size) in pairwise(baselines):
        assert below - above >= size * 0.9 * 25.4 / 72
    card = next(mark for mark in layout.marks if isinstance(mark, Box))
    for line in lines(layout):
        assert line.left >= card.left
        assert line.baseline + 2 <= card.top + card.height


def test_the_letters_told_are_those_on_paper():
    assert lay_out(a_sheet("Школа № 2")).letters == 38
    assert lay_out(a_sheet("Школа № 2", per_page=4)).letters == 19
