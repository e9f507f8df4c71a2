"""Text fitting: what is printed, where lines break, how large the letters are."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qrcodes.fitting import fit, fit_together, keep_together, printable
from qrcodes.typeface import typeface

BOLD = typeface(bold=True)
TATAR = "ӘәҖҗҢңӨөҮүҺһ"
BOX = {"width": 170, "height": 43, "largest": 38, "smallest": 12}


@pytest.mark.parametrize(
    ("text", "printed", "dropped"),
    [
        ("Школа № 2", "Школа № 2", ""),
        (f"Буквы {TATAR}", f"Буквы {TATAR}", ""),
        ("«Ёлка» — „лапы“ “q” 'a' \"b\"", "«Ёлка» — „лапы“ “q” 'a' \"b\"", ""),
        ("Школа 😀 радости", "Школа радости", "😀"),
        ("Семья 👨‍👩‍👧", "Семья", "👨👩👧"),
        ("Мир שלום", "Мир", "שלום"),
        ("Школа\u202eабв\u202c", "Школаабв", ""),
        ("a\x00b\x07c\td\ne", "abc d e", ""),
        ("и\u0306 — это й", "й — это й", ""),
        ("Школа ①② Ⅳ", "Школа 12 IV", ""),
        ("中", "", "中"),
        ("  много   пробелов ", "много пробелов", ""),
    ],
)
def test_only_what_the_font_has_is_printed(text, printed, dropped):
    result = printable(text, BOLD)
    assert (result.text, result.dropped) == (printed, dropped)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_ever_prints_an_empty_box(text):
    assert all(BOLD.covers(char) for char in printable(text, BOLD).text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Гимназия № 12 имени", "№\u00a012"),
        ("Лицей г. Казани", "г.\u00a0Казани"),
        ("имени Г. Тукая", "Г.\u00a0Тукая"),
        ("школа с углублённым", "с\u00a0углублённым"),
        ("Новости — здесь", "Новости\u00a0—"),
        ("«2 нче урта»", "2\u00a0нче"),
    ],
)
def test_what_reads_as_one_stays_on_one_line(text, whole):
    assert whole in keep_together(text)


@pytest.mark.parametrize("before", range(1, 30, 3))
def test_a_number_is_never_parted_from_its_sign_whatever_stands_before_it(before):
    for width in range(40, 171, 10):
        fitted = fit(f"{'школа ' * before}№ 12 имени Тукая", BOLD, width, 43, 38, 12)
        assert fitted.cut or any("№ 12" in line for line in fitted.lines), fitted.lines


@pytest.mark.parametrize("words", ["Школа № 2", "Ш" * 250, "а-" * 125, "в " * 125, "слово " * 41, "ЩЖ " * 83])
def test_titles_up_to_250_characters_are_printed_whole(words):
    fitted = fit(words, BOLD, **BOX)
    assert not fitted.cut
    assert "".join(fitted.lines).replace(" ", "") == words.replace(" ", "")


@given(st.text(st.characters(codec="cp1251", exclude_categories=["C"]), max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_text_ever_leaves_its_box(text):
    fitted = fit(printable(text, BOLD).text, BOLD, **BOX)
    assert all(BOLD.width(line, fitted.size) <= BOX["width"] + 1e-6 for line in fitted.lines)
    assert len(fitted.lines) * fitted.leading <= BOX["height"] + 1e-6


def test_ten_thousand_characters_are_cut_with_an_ellipsis():
    fitted = fit("слово " * 1667, BOLD, **BOX)
    assert fitted.cut
    assert fitted.lines[-1].endswith("…")


def test_a_short_title_gets_the_largest_letters_and_a_long_one_smaller():
    assert fit("Школа № 2", BOLD, **BOX).size == 38
    assert fit("Муниципальное учреждение " * 8, BOLD, **BOX).size < 24


def test_lines_are_about_equally_long():
    lines = fit("МБОУ «Гимназия № 12 имени Габдуллы Тукая» г. Казани", BOLD, **BOX).lines
    lengths = [BOLD.width(line, 30) for line in lines]
    assert min(lengths) > 0.75 * max(lengths)


def test_the_first_line_begins_with_its_capitals_at_the_top():
    fitted = fit("Школа № 2", BOLD, **BOX)
    assert fitted.baselines(top=16) == [pytest.approx(16 + fitted.height)]


def test_two_texts_stand_together_in_letters_of_one_size():
    short, long = fit_together(["Школа № 2", "2 нче мәктәп, Апас районы, Татарстан Республикасы " * 2], BOLD, **BOX)
    assert short.size == long.size < fit("Школа № 2", BOLD, **BOX).size
    gap = 0.7 * short.size * 25.4 / 72
    assert short.height + gap + long.height <= BOX["height"]


def test_the_font_has_every_tatar_letter():
    assert all(BOLD.covers(letter) for letter in TATAR + unicodedata.normalize("NFC", "йЙёЁ№«»—"))
