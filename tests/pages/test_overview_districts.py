"""«Сводка»: districts as a table, and the same publics as a file."""

import csv
import io
import json

import openpyxl
import pytest
from django.utils.html import escape

from monitoring.queries.overview import overview
from monitoring.queries.shares import Share
from registry.models import Institution

from .conftest import (
    LAST,
    RUNNING,
    audit,
    change,
    district,
    institution,
    judged,
    public,
    text,
    with_issues,
    without_data,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/overview/"


# --- where ----------------------------------------------------------------------------------------
def names(page: str) -> list[str]:
    table = page[page.index('id="districts"') :]
    return sorted(("Арский район", "Буинский район"), key=table.index)


def test_the_worst_district_stands_first(region, observer):
    assert names(text(observer, ADDRESS)) == ["Арский район", "Буинский район"]
    with_issues(public("Школа № 5", region["buinsk"]))
    with_issues(public("Школа № 6", region["buinsk"]))
    assert names(text(observer, ADDRESS)) == ["Буинский район", "Арский район"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Арский район"),
        ("-name", "Буинский район"),
        ("-share", "Буинский район"),
        ("-issues", "Арский район"),
        ("issues", "Буинский район"),
        ("-without", "Буинский район"),
        ("worst", "Арский район"),
        ("-worst", "Арский район"),
        ("publics", "Арский район"),
        ("-change", "Арский район"),
        ("нет такой", "Арский район"),
    ],
)
def test_districts_are_sorted_by_the_column_of_the_address(region, observer, sort, first):
    institution("Школа без паблика", region["buinsk"])
    assert names(text(observer, f"{ADDRESS}?sort={sort}"))[0] == first


def test_what_is_unknown_stands_last_in_both_directions(region, reader):
    without_data(public("Школа № 9", district("Ютазинский район")))
    for sort in ("share", "-share"):
        assert overview(reader, LAST, sort=sort).districts[-1].name == "Ютазинский район"


def test_a_row_tells_what_is_to_be_mended_and_what_is_worst(region, reader):
    judged(region["good"], RUNNING, posts=0)
    institution("Школа без паблика", region["arsk"])
    arsk = next(row for row in overview(reader, LAST).districts if row.pk == region["arsk"].pk)
    assert (arsk.publics, arsk.share, arsk.issues, arsk.behind) == (2, Share(1, 2), 1, 1)
    assert (arsk.without, arsk.worst) == (1, "Собственные посты")


def test_the_category_of_the_address_narrows_the_districts_alone(region, reader):
    page = overview(reader, LAST, category="card")
    assert [(row.name, row.publics) for row in page.districts] == [("Буинский район", 1)]
    assert page.share == Share(2, 3)


def test_an_unknown_category_narrows_nothing(region, observer):
    assert names(text(observer, f"{ADDRESS}?category=нет")) == ["Арский район", "Буинский район"]


def test_a_hostile_name_is_only_text(region, observer):
    hostile = "<script>alert(1)</script>"
    run = audit()
    change(run, public(hostile, district("<b>Район</b>")))
    page = text(observer, ADDRESS)
    assert hostile not in page
    assert "<b>Район</b>" not in page
    assert escape(hostile) in page


# --- files ----------------------------------------------------------------------------------------
def test_the_csv_holds_exactly_the_weeks_publics(region, observer):
    answer = observer.get(f"/overview/export.csv?week={LAST}")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 5
    assert answer.headers["Content-Disposition"] == f'attachment; filename="gospublics-{LAST}.csv"'


def test_the_file_is_narrowed_as_the_page_is(region, observer):
    answer = observer.get(f"/overview/export.jsonl?week={LAST}&category=card")
    records = [json.loads(line) for line in answer.getvalue().splitlines()]
    assert [(one["vk_id"], one["status"]) for one in records] == [(region["small"].vk_id, "remarks")]


def test_the_spreadsheet_holds_numbers_as_numbers(region, observer):
    answer = observer.get("/overview/export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet.max_row == 5
    header, first, *_ = sheet.iter_rows(values_only=True)
    assert [first[header.index(column)] for column in ("Норматив", "Балл")] == [5, 100]


@pytest.mark.parametrize("format", ["docx", "exe", "csvx"])
def test_an_unknown_format_is_not_found(observer, format):
    assert observer.get(f"/overview/export.{format}").status_code == 404


def test_a_file_of_another_week_than_the_asked_one_is_never_given(region, observer):
    assert observer.get("/overview/export.csv?week=2026-W99").status_code == 404


def test_a_name_that_looks_like_a_formula_is_disarmed(region, observer):
    hostile = public("Школа с формулой").institution
    hostile.full_name = "=1+1"
    hostile.save()
    assert ";'=1+1;" in observer.get("/overview/export.csv").getvalue().decode("utf-8-sig")


def test_sheets_that_hang_are_told_by_district_and_sorted_by(region, reader):
    for number, hung in ((31, 2), (32, 9)):
        school = institution(f"Школа № {number}", region["arsk"])
        Institution.objects.filter(pk=school.pk).update(qr_placed=hung, qr_places=4)
    rows = {row.name: row for row in overview(reader, LAST, sort="sheets").districts}
    # Two of four and four of four: what hangs beyond the norm makes up for nobody.
    assert rows["Арский район"].sheets == 75
    assert rows["Буинский район"].sheets is None
    assert list(rows) == ["Арский район", "Буинский район"]


def test_the_table_shows_the_share_of_sheets(region, observer):
    Institution.objects.filter(district=region["arsk"]).update(qr_placed=1, qr_places=4)
    assert "QR размещены" in text(observer, ADDRESS)
    assert "25 %" in text(observer, ADDRESS)
