"""Files made to hurt, or hurt by accident: each is answered in words, and whatever is good in it still goes in."""

import io
import re
import warnings
import zipfile

import openpyxl
import pytest
import xlsxwriter
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
    return with_rows(b'<row r="3">' + cell + b"</row>")


def with_rows(rows: bytes) -> bytes:
    data = workbook(HEADER, SCHOOL, sheet="Page")
    return rewritten(data, SHEET, lambda body: body.replace(b"</sheetData>", rows + b"</sheetData>"))


# Together with the header above more places than a sheet may have, and few enough for a parser that meets them.
FAR = b'<row r="20000"><c r="GR20000"><v>1</v></c></row>'


def with_index(old: bytes, new: bytes, data: bytes | None = None) -> bytes:
    """Return a workbook whose sheet is too large, its index changed so that the sheet may be overlooked."""

    def changed(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new, 1)

    return rewritten(data or with_rows(FAR), "xl/workbook.xml", changed)


def of_two_sheets() -> bytes:
    """Return a workbook with a sheet too large, and a small one after it."""
    book = openpyxl.Workbook()
    book.active.title = "A"
    book.active["GR20000"] = 1
    book.create_sheet("B").append(HEADER)
    return saved(book)


def renamed(data: bytes, parts: dict[str, str]) -> bytes:
    """Return the archive with parts under other names."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(parts.get(name, name), source.read(name))
    return target.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return target.getvalue()


def another_part_in_other_letters() -> bytes:
    """Return a workbook whose large sheet comes first and is called as the small one, but for capital letters."""
    large = renamed(with_rows(FAR), {SHEET: SHEET.upper()})
    return with_part(large, SHEET, b"<worksheet><sheetData/></worksheet>")


def an_ods_inside() -> bytes:
    """Return a workbook that is none, so that the parser would find another one inside, which nobody has weighed."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    cells = '<table:table-row table:number-rows-repeated="20000"><table:table-cell table:number-columns-repeated="200"'
    cells += ' office:value-type="float" office:value="1"/></table:table-row>'
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "manifest")
    )
    body = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="A">{cells}'
    body += "</table:table></office:spreadsheet></office:body></office:document-content>"
    manifest = f'<manifest:manifest {names}><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    data = with_part(zipped("mimetype", kind.encode()), "content.xml", body.encode())
    data = with_part(data, "META-INF/manifest.xml", f"{manifest}</manifest:manifest>".encode())
    data = with_part(data, "xl/workbook.xml", b"<workbook/>")
    return with_part(data, "xl/_rels/workbook.xml.rels", b"<Relationships>")


def with_shared_texts(*rows) -> bytes:
    """Return a workbook as Excel writes it: each text stands once, and cells tell its number."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return target.getvalue()


def with_a_text_in_another() -> bytes:
    """Return a workbook whose shared texts two readers would count in two ways."""
    data = with_shared_texts(HEADER, SCHOOL)
    twice = rewritten(data, "xl/sharedStrings.xml", lambda body: body.replace(b"<si>", b"<si><si>", 1))
    return rewritten(twice, "xl/sharedStrings.xml", lambda body: body.replace(b"</si>", b"</si></si>", 1))


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
    "a far cell in small letters": (with_cell(b'<c r="gr20000"><v>1</v></c>'), "слишком велика"),
    "a column of thousands of letters": (with_cell(b'<c r="' + b"A" * 300_000 + b'1"><v>1</v></c>'), "повреждён"),
    "a cell of a far row behind one of a near row": (
        with_rows(b'<row r="900000"><c r="A3"><v>1</v></c><c><v>1</v></c></row>'), "слишком велика",
    ),
    "a shared text told in two ways": (
        rewritten(
            with_shared_texts(HEADER, SCHOOL), SHEET, lambda body: body.replace(b"<v>0</v>", b"<v>1<!-- -->0</v>")
        ),
        "повреждён",
    ),
    "a shared text inside another": (with_a_text_in_another(), "повреждён"),
    "two sheets of one name": (with_index(b'name="B"', b'name="A"', of_two_sheets()), "повреждён"),
    "a sheet's name with a sign of markup": (with_index(b'name="Page"', b'name="Page>1"'), "слишком велика"),
    "a sheet of another prefix": (
        with_index(b"<sheet ", b'<a-b:sheet xmlns:a-b="a" '), "слишком велика",
    ),
    "an index that begins with a megabyte of nothing": (
        with_index(b"<sheets>", b"<!--" + b" " * 2**20 + b"--><sheets>"), "слишком велика",
    ),
    "a sheet's name of a thousand signs": (with_index(b'"Page"', b'"' + b"A" * 1000 + b'"'), "повреждён"),
    "a part in other letters": (another_part_in_other_letters(), "повреждён"),
    "an ODS inside of a broken workbook": (an_ods_inside(), "повреждён"),
    "a CSV of commas": (b"," * 1_000_000, "200 столбцов"),
    "text that is no table": ("Просим рассмотреть наше письмо".encode(), "заголовка"),
    "an ODS": (zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "не таблица"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BOMBS.values(), ids=BOMBS.keys())
def test_a_file_made_to_hurt_is_refused_in_words(data, message):
    with pytest.raises(UnreadableList, match=message):
        read(data)


def of_1c(data: bytes) -> bytes:
    return renamed(data, {"xl/sharedStrings.xml": "xl/SharedStrings.xml"})


def with_many_names(data: bytes) -> bytes:
    names = b"".join(b'<definedName name="n%d">Sheet!$A$%d</definedName>' % (n, n + 1) for n in range(40_000))
    return with_index(b"</sheets>", b"</sheets><definedNames>" + names + b"</definedNames>", data)


def without_places(data: bytes) -> bytes:
    return rewritten(data, SHEET, lambda body: re.sub(rb' r="[A-Z]*\d+"', b"", body))


OTHER_WRITERS = {
    "1C": of_1c,
    "backslashes": lambda data: renamed(data, {SHEET: SHEET.replace("/", "\\")}),
    "an index of megabytes": with_many_names,
    "cells without places": without_places,
    "places in small letters": lambda data: rewritten(
        data, SHEET, lambda body: re.sub(rb'r="[A-E]\d"', lambda found: found.group().lower(), body)
    ),
    "targets from the root": lambda data: rewritten(
        data, "xl/_rels/workbook.xml.rels", lambda body: re.sub(b'"(?:/xl/)?worksheets', b'"/xl/worksheets', body)
    ),
    "targets from the folder": lambda data: rewritten(
        data, "xl/_rels/workbook.xml.rels", lambda body: re.sub(b'"(?:/xl/)?worksheets', b'"worksheets', body)
    ),
}


@pytest.mark.parametrize("written", [workbook, with_shared_texts])
@pytest.mark.parametrize("change", OTHER_WRITERS.values(), ids=OTHER_WRITERS.keys())
def test_a_workbook_of_another_writer_is_read_as_well(change, written):
    assert [row.get(Column.NAME) for row in read(change(written(HEADER, SCHOOL))).rows] == [SCHOOL[0]]


def test_texts_that_1c_shares_are_weighed_as_those_of_excel(monkeypatch):
    monkeypatch.setattr(xlsx, "LARGEST_CONTENT", 100_000)
    data = with_shared_texts(HEADER, *[["Ш" * 2000, *SCHOOL[1:]]] * 99)
    with pytest.raises(UnreadableList, match="слишком велика"):
        read(of_1c(data))


def test_more_merged_cells_than_any_list_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_MERGED", 2)
    with pytest.raises(UnreadableList, match="слишком велика"):
        read(workbook(HEADER, SCHOOL, merge=["F2:F4", "G2:G4", "H2:H4"]))


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
