"""Files made to hurt, or hurt by accident: each is answered in words, and whatever is good in it still goes in."""

import io
import warnings
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.imports import sheets, xlsx
from registry.imports.columns import Column
from registry.imports.sheets import UnreadableList
from registry.models import Import, Institution
from tests.registry.tables import HEADER, SCHOOL, csv, read, saved
from tests.registry.tables import xlsx as workbook

from .conftest import page_of
from .test_lists import SHEET, UNREADABLE, rewritten
from .test_rejecting import OGRNS, REJECTED

GOOD = ["Лицей № 9", "Лицей", "Апастовский", "", "vk.com/school9"]


def declared(body: bytes) -> bytes:
    """Return the part with a document type that unfolds one word to billions."""
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'<!DOCTYPE bomb [<!ENTITY e0 "word">' + entities + b"]>"
    return body.replace(b"<worksheet", bomb + b"<worksheet", 1)


def with_cell(cell: bytes) -> bytes:
    row = b'<row r="3">' + cell + b"</row></sheetData>"
    return rewritten(workbook(HEADER, SCHOOL), SHEET, lambda body: body.replace(b"</sheetData>", row))


def twice_the_same_part() -> bytes:
    target = io.BytesIO(workbook(HEADER, SCHOOL))
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, b"<worksheet/>")
    return target.getvalue()


def zipped(name: str, body: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, body)
    return target.getvalue()


BOMBS = {
    "entities": (rewritten(workbook(HEADER, SCHOOL), SHEET, declared), "повреждён"),
    "two parts of one name": (twice_the_same_part(), "повреждён"),
    "a sheet of broken XML": (rewritten(workbook(HEADER), SHEET, lambda body: body[:-30]), "повреждён"),
    "a cell without a number": (with_cell(b'<c r="A99999999999999999999"><v>1</v></c>'), "слишком велика"),
    "a row that is no number": (
        rewritten(workbook(HEADER), SHEET, lambda body: body.replace(b'<row r="1"', b'<row r="x"')), "повреждён",
    ),
    "a thousand columns": (workbook([*HEADER, *["-"] * 1000]), "200 столбцов"),
    "cells in the corners of a wide sheet": (with_cell(b'<c r="GR50000"><v>1</v></c>'), "слишком велика"),
    "a CSV of commas": (b"," * 1_000_000, "200 столбцов"),
    "text that is no table": ("Просим рассмотреть наше письмо".encode(), "заголовка"),
    "an ODS": (zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "не таблица"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BOMBS.values(), ids=BOMBS.keys())
def test_a_file_made_to_hurt_is_refused_in_words(data, message):
    with pytest.raises(UnreadableList, match=message):
        read(data)


def test_a_workbook_with_macros_is_read_and_nothing_of_it_is_run():
    target = io.BytesIO(workbook(HEADER, SCHOOL))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open Shell")
    assert read(target.getvalue()).rows[0].get(Column.LINK) == "vk.com/school1"


def test_a_formula_is_its_value_and_never_its_text():
    cell = (
        b'<c r="A3" t="str"><f>HYPERLINK("http://evil.example")</f><v>\xd0\xa8\xd0\xba\xd0\xbe\xd0\xbb\xd0\xb0</v></c>'
    )
    data = with_cell(cell + b'<c r="E3" t="inlineStr"><is><t>vk.com/school2</t></is></c>')
    assert read(data).rows[1].get(Column.NAME) == "Школа"


def test_of_two_headings_of_one_meaning_the_first_is_read():
    assert read(workbook(["Название", "Название", "Ссылка"], ["Школа", "Чужая", "нет"])).rows[0].cells == {
        Column.NAME: "Школа",
        Column.LINK: "нет",
    }


def test_numbers_dates_and_truths_are_read_as_people_wrote_them():
    book = openpyxl.Workbook()
    book.active.append(["Организация", "ОГРН", "Кабинет", "Ссылка"])
    book.active.append(["Школа", 1021602830370, True, 101.0])
    row = read(saved(book)).rows[0]
    assert [row.get(column) for column in (Column.OGRN, Column.CABINET, Column.LINK)] == ["1021602830370", "да", "101"]


def test_a_hidden_sheet_is_not_read():
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(SCHOOL)
    book.active.sheet_state = "hidden"
    page = book.create_sheet("Список")
    page.append(HEADER)
    page.append(GOOD)
    assert [row.get(Column.NAME) for row in read(saved(book)).rows] == ["Лицей № 9"]


@pytest.mark.parametrize("sign", [b"a", b"("])
def test_a_cell_of_10_mb_goes_back_and_its_neighbours_go_in(upload, specialist, apastovo, sign):
    cell = b'<c r="A3" t="inlineStr"><is><t>' + sign * 10_000_000 + b"</t></is></c>"
    data = with_cell(cell + b'<c r="E3" t="inlineStr"><is><t>vk.com/school2</t></is></c>')
    one = upload(data, "список.xlsx")
    assert len(one.rows.get(place=2).cells["name"]) < 10_000
    assert one.counts == {"added": 1, "rejected": 1}
    assert "длиннее 500 знаков" in page_of(specialist, one)


LONG_CELLS = {
    "a name behind spaces": ["Школа" + " " * 5000 + "№ 2", "Школа", "Апастовский", "", "нет"],
    "a link behind spaces": ["Школа", "Школа", "Апастовский", "", "vk.com/school2" + " " * 5000 + "vk.com/school3"],
    "open brackets": ["Школа", "(" * 200_000, "Апастовский", "", "нет"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("table", [csv, workbook])
@pytest.mark.parametrize("row", LONG_CELLS.values(), ids=LONG_CELLS.keys())
def test_nothing_is_cut_from_a_cell_unseen(upload, specialist, apastovo, table, row):
    one = upload(table(HEADER, row, GOOD), "список")
    assert one.counts == {"added": 1, "rejected": 1}
    assert max(map(len, one.rows.get(place=1).cells.values())) <= sheets.LONGEST_CELL + len(sheets.CUT)


@pytest.mark.django_db
def test_a_founder_that_nobody_measures_is_told_when_it_is_cut(upload, specialist, apastovo):
    one = upload(csv([*HEADER, "Учредитель"], [*GOOD, "Исполком " * 500]))
    assert "в ячейке больше 3000 знаков" in page_of(specialist, one)


HOSTILE_ROWS = {
    "a NUL": ["Шк\0ола".replace("\0", "_x0000_"), *SCHOOL[1:]],
    "a script": ["<script>alert(1)</script> школа", "Школа", "Апастовский", "", "нет"],
    "a formula": ['=cmd|"/c calc"!A1', "Школа", "Апастовский", "", "нет"],
    "a date as a district": ["Школа", "Школа", "45231", "", "нет"],
    "a link that runs": ["Школа", "Школа", "Апастовский", "", "javascript:alert(1)"],
    "a look-alike site": ["Школа", "Школа", "Апастовский", "", "https://vk.com.evil.example/school1"],
    "text right to left": ["\u202eалокШ", "Школа", "Апастовский", "", "нет"],
    "an endless word": ["Ш" * 5000, "Школа", "Апастовский", "", "нет"],
    "template code": ["{{ 7|add:7 }} школа", "Школа", "Апастовский", "", "нет"],
    "percent signs": ["Школа %(x)s %s", "Школа", "Апастовский", "%d", "нет"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("row", HOSTILE_ROWS.values(), ids=HOSTILE_ROWS.keys())
def test_a_hostile_row_harms_neither_its_neighbour_nor_the_page(upload, press, specialist, apastovo, row):
    one = upload(workbook(HEADER, row, GOOD), "список.xlsx")
    assert one.rows.get(place=2).outcome == "added"
    page = page_of(specialist, one)
    assert "<script>alert" not in page
    assert "14 школа" not in page
    assert specialist.get(reverse("registry:import_refused", args=[one.pk])).status_code == 200
    press(one, "write")
    assert Institution.objects.filter(short_name="Лицей № 9").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("пусто.csv", b"", "Файл пуст"),
        ("пароль.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "паролем"),
        ("старый.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99), "старого Excel"),
        ("письмо.pdf", b"%PDF-1.7", "Это не таблица"),
        ("большой.csv", b"x" * (sheets.LARGEST_FILE + 1), "больше 20 МБ"),
    ],
)
def test_a_glance_at_the_file_is_enough_for_an_answer_on_the_form(specialist, name, data, message):
    response = specialist.post(reverse("registry:imports"), {"file": SimpleUploadedFile(name, data)})
    assert message in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_a_file_name_is_shown_as_text_and_without_its_folder(upload, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL), "<b>жирный</b>.csv")
    assert "&lt;b&gt;" in page_of(specialist, one) or one.file_name == "b>.csv"
    assert "<b>жирный" not in page_of(specialist, one)


def test_the_weight_of_a_workbook_is_taken_piece_by_piece(monkeypatch):
    monkeypatch.setattr(xlsx, "PIECE", 7)
    assert read(workbook(HEADER, SCHOOL)).rows[0].get(Column.LINK) == "vk.com/school1"


def test_fifty_kinds_of_bad_files_and_rows_are_answered_each_in_its_own_words():
    """Each case is a test of its own; this one keeps the promise of their number."""
    kinds = {*UNREADABLE, *BOMBS, *(str(row) for row, _column, _reason in REJECTED), *OGRNS}
    assert len(kinds) == len(UNREADABLE) + len(BOMBS) + len(REJECTED) + len(OGRNS) >= 50
