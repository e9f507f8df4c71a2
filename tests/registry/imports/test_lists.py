"""Files as people send them, and files that are no lists."""

import io
import zipfile

import openpyxl
import pytest

from registry.imports import sheets
from registry.imports import xlsx as workbooks
from registry.imports.columns import Column
from registry.imports.sheets import UnreadableList
from tests.registry.tables import HEADER, SCHOOL, csv, read, saved, xlsx

FIVE = (Column.NAME, Column.TYPE, Column.DISTRICT, Column.CATEGORY, Column.LINK)
PLAIN = {
    "xlsx": xlsx(HEADER, SCHOOL),
    "csv with semicolons": csv(HEADER, SCHOOL),
    "csv with commas": csv(HEADER, SCHOOL, delimiter=","),
    "csv with tabs": csv(HEADER, SCHOOL, delimiter="\t"),
    "csv with a byte order mark": csv(HEADER, SCHOOL, encoding="utf-8-sig"),
    "csv in cp1251": csv(HEADER, SCHOOL, encoding="cp1251"),
    "unicode text of Excel": csv(HEADER, SCHOOL, delimiter="\t", encoding="utf-16"),
}


@pytest.mark.parametrize("data", PLAIN.values(), ids=PLAIN.keys())
def test_a_list_is_read_in_every_format(data):
    table = read(data)
    assert [[row.get(column) for column in FIVE] for row in table.rows] == [SCHOOL]
    assert table.rows[0].number == 2


def test_columns_are_known_in_any_order_case_and_company():
    data = xlsx(
        ["№ п/п", "ССЫЛКА НА ПАБЛИК", "Руководитель", "категория паблика", "Наименование\nорганизации*"],
        [1, "vk.com/school1", "Иванова А. А.", "визитка", "Школа"],
    )
    row = read(data).rows[0]
    assert row.cells == {Column.LINK: "vk.com/school1", Column.CATEGORY: "визитка", Column.NAME: "Школа"}


def test_the_export_of_the_component_is_understood():
    headings = [
        "Уровень", "Учредитель", "Наименование подведомственной организации", "ОГРН", "Сфера 1", "Сфера 2", "Сфера 3",
        "Статус", "Причина", "ID госпаблика", "Ссылка на госпаблик ВК", "Адрес, указанный в настройках страницы",
        "Подключение к компоненту «Госпаблики» (да/нет)", "Госметка (да/нет)", "Оформление (%)", "Виджеты (0/1/2)",
        "Активность (%)", "Количество подписчиков", "Общий охват аудитории за неделю",
        "Средний охват одной публикации",
    ]  # fmt: skip
    cells = [
        "МО", "Исполком Апастовского района", "СОШ", 1021602830370, "Образование", "", "", "Ведётся", "", 123,
        "https://vk.com/school1", "school1", "да", "нет", 0.85, 1, 0.5, 350, 100, 10,
    ]  # fmt: skip
    row = read(xlsx(headings, cells)).rows[0]
    assert row.cells == {
        Column.LEVEL: "МО",
        Column.FOUNDER: "Исполком Апастовского района",
        Column.NAME: "СОШ",
        Column.OGRN: "1021602830370",
        Column.SPHERE: "Образование",
        Column.VK_ID: "123",
        Column.LINK: "https://vk.com/school1",
        Column.CABINET: "да",
        Column.STATE_MARK: "нет",
    }


def test_a_title_numbering_totals_notes_and_empty_rows_are_left_out():
    table = read(
        xlsx(
            ["Список пабликов Апастовского района"],
            [],
            HEADER,
            [1, 2, 3, 4, 5],
            SCHOOL,
            [],
            HEADER,
            ["Итого", "", "", "", 1],
            ["Исполнитель: Иванова"],
        )
    )
    assert [row.number for row in table.rows] == [5]
    assert table.skipped == [4, 7, 8, 9]
    assert table.title.startswith("Список пабликов Апастовского района")


def test_a_district_merged_beside_its_schools_belongs_to_each():
    rows = [["Район", "Организация", "Ссылка"], ["Апастовский", "Школа 1", ""], [None, "Школа 2", ""]]
    assert [row.get(Column.DISTRICT) for row in read(xlsx(*rows, merge=["A2:A3"])).rows] == ["Апастовский"] * 2


def test_a_heading_inside_the_table_stays_with_the_rows_below():
    rows = [["Организация", "Ссылка"], ["Апастовский район"], ["Школа 1", "нет"], ["Арский район"], ["Школа 2", "нет"]]
    assert [(row.number, row.section) for row in read(xlsx(*rows)).rows] == [
        (3, "Апастовский район"),
        (5, "Арский район"),
    ]


def test_the_first_sheet_with_a_header_is_read():
    book = openpyxl.Workbook()
    book.active.append(["Пояснения к списку"])
    page = book.create_sheet("Список")
    page.append(HEADER)
    page.append(SCHOOL)
    assert read(saved(book)).rows[0].get(Column.LINK) == "vk.com/school1"


def test_a_cell_with_line_breaks_does_not_shift_row_numbers():
    data = csv(HEADER, ["Школа\nимени поэта", "Школа", "", "", "нет"], SCHOOL)
    assert [row.number for row in read(data).rows] == [2, 4]


def test_quotes_that_nobody_doubled_are_plain_signs():
    data = 'Организация;Ссылка\n"Лицей" № 1;vk.com/one\n"Лицей" № 2;vk.com/two'.encode()
    assert [row.get(Column.NAME) for row in read(data).rows] == ["«Лицей» № 1", "«Лицей» № 2"]


def test_a_formula_without_a_value_and_an_error_are_told_from_an_empty_cell():
    data = xlsx(HEADER, [*SCHOOL[:4], "=A1"], [*SCHOOL[:4], "#N/A"])
    assert [row.get(Column.LINK) for row in read(data).rows] == [sheets.BROKEN] * 2


def test_a_sign_that_no_database_takes_is_removed_from_a_cell():
    assert read(xlsx(HEADER, ["Школа_x0000_", *SCHOOL[1:]])).rows[0].get(Column.NAME) == "Школа"


def zipped(**parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return target.getvalue()


def rewritten(data: bytes, part: str, change) -> bytes:
    """Return the archive with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            body = source.read(name)
            archive.writestr(name, change(body) if name == part else body)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR_CELL = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
UNREADABLE = {
    "an empty file": (b"", "пуст"),
    "white space": (b" \n ", "пуст"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "не таблица"),
    "a PDF": (b"%PDF-1.7\n", "не таблица"),
    "a document": (zipped(word__document_xml="<w/>"), "не таблица"),
    "an archive cut short": (xlsx(HEADER, SCHOOL)[:-200], "повреждён"),
    "an old workbook": (OLE, "старого Excel"),
    "a workbook with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "паролем"),
    "a table with a binary sign": ("Организация;Ссылка\nШк\0ола;нет".encode(), "в строке 2"),
    "a table without a header": (csv(["Школа", "vk.com/school1"]), "заголовка"),
    "a header without rows": (xlsx(HEADER), "ни одной строки"),
    "a header above totals": (xlsx(HEADER, ["Итого", 0]), "ни одной строки"),
    "a quote that nobody closed": ('Организация;Ссылка\n"Школа;нет\nЛицей;нет;нет'.encode(), "кавычка"),
    "a page of the web": (b"<html><table><tr><td>1</td></tr></table></html>", "не таблица"),
    "a file too large": (b"a" * (sheets.LARGEST_FILE + 1), "20 МБ"),
    "too many rows": ("Организация;Ссылка\n".encode() + "Школа;нет\n".encode() * 50_001, "50 000"),
    "too many columns": (csv([*HEADER, *["-"] * 200]), "200"),
    "a cell at the end of the world": (
        rewritten(xlsx(HEADER), SHEET, lambda body: body.replace(b"</sheetData>", FAR_CELL)), "слишком велика"
    ),
    "a hidden cell at the end of the world": (
        rewritten(xlsx(HEADER), SHEET, lambda body: body.replace(b"</sheetData>", b"<!--<c>-->" + FAR_CELL)),
        "слишком велика",
    ),
    "a zip bomb": (
        zipped(xl__workbook_xml="<workbook/>", xl__bomb_xml=b" " * (workbooks.LARGEST_CONTENT + 1)), "слишком велика"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_is_no_list_is_refused_with_what_to_do(data, message):
    with pytest.raises(UnreadableList, match=message):
        read(data)


def test_one_long_text_shared_by_thousands_of_cells_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST_CONTENT", 100_000)
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(2, 100))
    with pytest.raises(UnreadableList, match="велика"):
        workbooks.extent_of(io.BytesIO(b"<sheetData>" + cells + b"</sheetData>"), [2000])
