"""«Район», «Районы», «Паблики»: who sees which rows, what narrows and orders them, and the files of them."""

import csv
import io
import json
import re
from html import unescape
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client

from monitoring.models import WeekSummary
from registry.models import District, Institution, Public

from .conftest import (
    BEFORE,
    LAST,
    NOW,
    RUNNING,
    browse,
    compliant,
    district,
    institution,
    judged,
    person,
    public,
    text,
    with_issues,
    with_remarks,
    without_data,
)

pytestmark = pytest.mark.django_db
HOSTILE_WEEKS = ["2026-W99", "0001-W01", "9999-W52", "завтра", "2026-W46'--", "2030-W01", "\x00", "2026-W46" * 500]


def at(of: District, **query) -> str:
    return f"/districts/{of.pk}/?{urlencode(query)}"


def names(client: Client, address: str) -> list[str]:
    """Return the institutions of the matrix in the order in which the page shows them."""
    text = client.get(address).content.decode()
    heads = re.findall(r'<th scope="row" role="rowheader">(?:<a [^>]*>)?([^<]+)', text)
    return [unescape(head) for head in heads]


@pytest.fixture
def arsk() -> District:
    """Three judged publics, one nobody has read, and an institution without any."""
    compliant(public("Гимназия № 12"))
    with_issues(public("Школа № 2", category="flagship"))
    with_remarks(public("Звёздочка", vk_id=77001, screen_name="zvezda_arsk"))
    public("Новая школа")
    institution("Музей", type="culture", ogrn="1021602826650")
    return district()


# --- what it shows ----------------------------------------------------------------------------------
def test_the_worst_stand_first_and_an_institution_without_a_public_is_among_them(specialist, arsk):
    assert names(specialist, at(arsk)) == ["Школа № 2", "Музей", "Новая школа", "Звёздочка", "Гимназия № 12"]


def test_a_cell_holds_the_short_fact_and_the_verdicts_name(specialist, arsk):
    text = specialist.get(at(arsk)).content.decode()
    assert re.search(r'cell-fail.*?<span class="visually-hidden">не выполнено\. </span>.*?1 из 5', text)
    assert "Паблик в реестре не указан." in text
    assert "За эту неделю паблик не читали." in text


def test_an_institution_with_two_publics_has_two_rows(specialist, arsk):
    first = public("Лицей")
    second = type(first).objects.create(vk_id=5, screen_name="second", institution=first.institution, category="card")
    compliant(first), compliant(second)
    assert names(specialist, at(arsk)).count("Лицей") == 2


@pytest.fixture
def branch(arsk) -> Institution:
    """A branch that keeps its school's public and has none of its own."""
    return institution("Филиал", shares=Public.objects.get(institution__short_name="Гимназия № 12"))


def test_who_shares_a_public_is_told_its_address_and_asked_for_nothing(specialist, arsk, branch):
    text = specialist.get(at(arsk, q="Филиал")).content.decode()
    assert f"общий паблик {branch.shares.link}" in text
    assert "Паблик общий: он проверяется и считается у той организации, за которой записан." in text
    assert "паблика нет" not in text
    row = rows_of(specialist.get(f"/districts/{arsk.pk}/export.csv?q=Филиал"))[1]
    assert (row[4], row[14], row[16]) == (f"общий паблик {branch.shares.link}", "Общий паблик", "")


def test_who_shares_a_public_stands_last_and_not_among_those_without_one(specialist, arsk, branch):
    assert names(specialist, at(arsk))[-1] == "Филиал"
    assert names(specialist, at(arsk, status="no_public")) == ["Музей"]
    assert names(specialist, at(arsk, status="shared")) == ["Филиал"]
    lead = " ".join(re.sub(r"<[^>]+>", "", specialist.get(at(arsk)).content.decode()).split())
    assert "4 паблика: " in lead.replace("\u202f", " ")
    assert "без паблика — 1, с общим пабликом — 1." in lead


def test_a_public_of_its_own_goes_before_a_shared_one(specialist, arsk, branch):
    compliant(Public.objects.create(vk_id=5, screen_name="own", institution=branch, category="card"))
    assert "общий паблик vk.com" not in specialist.get(at(arsk, q="Филиал")).content.decode()
    assert names(specialist, at(arsk, status="compliant")) == ["Гимназия № 12", "Филиал"]


def test_archived_publics_and_institutions_are_left_out(specialist, arsk):
    gone, closed = public("Ушедшая"), public("Закрытая")
    type(gone).objects.filter(pk=gone.pk).update(archived_at=NOW)
    type(closed.institution).objects.filter(pk=closed.institution.pk).update(archived_at=NOW)
    shown = names(specialist, at(arsk))
    assert "Закрытая" not in shown
    assert "паблика нет" in specialist.get(at(arsk, q="Ушедшая")).content.decode()


def test_a_public_that_was_not_collected_says_why(specialist):
    without_data(public())
    assert "ВКонтакте не ответил" in specialist.get(at(district())).content.decode()


def test_a_running_week_puts_those_first_who_may_not_reach_the_quota(specialist):
    judged(public("Готово"), RUNNING, posts=3)
    judged(public("Отстаёт", category="flagship"), RUNNING, posts=1)
    judged(public("Успевает"), RUNNING, posts=1)
    text = specialist.get(at(district(), week=str(RUNNING))).content.decode()
    assert "ещё идёт" in text
    assert "может не успеть" in text
    assert names(specialist, at(district(), week=str(RUNNING))) == ["Отстаёт", "Успевает", "Готово"]


def test_hostile_names_are_shown_as_text(specialist):
    compliant(public('<script>alert("1")</script>'))
    text = specialist.get(at(district())).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


# --- who sees it ------------------------------------------------------------------------------------
def test_an_anonymous_visitor_is_led_to_the_sign_in(client, arsk):
    for address in (at(arsk), "/districts/", "/publics/", f"/districts/{arsk.pk}/export.csv", "/publics/export.csv"):
        assert client.get(address).headers["Location"].startswith("/signin/")


def test_an_observer_sees_every_district(observer, arsk):
    assert len(names(observer, at(arsk))) == 5


def test_an_officer_sees_the_own_district_and_no_other_one_exists(arsk):
    foreign = public("Чужая школа", of=district("Буинский район"))
    officer = browse(person("district_officer", district=arsk))
    assert len(names(officer, at(arsk))) == 5
    assert "Чужая школа" not in names(officer, "/publics/")
    for address in (at(foreign.institution.district), f"/districts/{foreign.institution.district_id}/export.csv"):
        assert officer.get(address).status_code == 404
    assert officer.get("/districts/999999/").status_code == 404


def test_an_officer_is_led_from_the_list_of_districts_to_the_only_one(arsk):
    district("Буинский район")
    officer = browse(person("district_officer", district=arsk))
    assert officer.get("/districts/").headers["Location"] == f"/districts/{arsk.pk}/"


def test_a_school_admin_sees_the_own_institution_only(arsk):
    own = public("Своя школа")
    admin = browse(person("school_admin", institution=own.institution))
    assert names(admin, "/publics/") == names(admin, at(arsk)) == ["Своя школа"]
    assert rows_of(admin.get(f"/districts/{arsk.pk}/export.csv"))[1:][0][2] == own.institution.full_name
    assert len(rows_of(admin.get("/publics/export.csv"))) == 2


def test_the_pages_take_no_other_method(specialist, arsk):
    assert specialist.post(at(arsk)).status_code == 405


# --- what narrows it --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"category": "flagship"}, ["Школа № 2"]),
        ({"type": "culture"}, ["Музей"]),
        ({"status": "no_public"}, ["Музей"]),
        ({"status": "no_data"}, ["Новая школа"]),
        ({"rule": "cover"}, ["Звёздочка"]),
        ({"rule": "cover", "verdict": "pass"}, ["Школа № 2", "Гимназия № 12"]),
        ({"verdict": "fail"}, ["Школа № 2"]),
        ({"verdict": "warn", "status": "remarks"}, ["Звёздочка"]),
        ({"check": "1"}, ["Школа № 2", "Звёздочка", "Гимназия № 12"]),
        ({"check": "1", "q": "гимназия"}, ["Гимназия № 12"]),
        ({"check": "да"}, "all"),
        ({"q": "школа 2"}, ["Школа № 2"]),
        ({"q": "2 школа"}, ["Школа № 2"]),
        ({"q": "звездочка"}, ["Звёздочка"]),
        ({"q": "https://vk.com/club77001"}, ["Звёздочка"]),
        ({"q": "vk.com/zvezda_arsk?w=wall-77001_5"}, ["Звёздочка"]),
        ({"q": "1021602826650"}, ["Музей"]),
        ({"q": "%_'\"\x00«»"}, []),
        ({"status": "выдуманный", "rule": "posts'", "sort": "; drop"}, "all"),
        ({"district": "не число", "page": "-5"}, "all"),
    ],
)
def test_a_filter_leaves_its_rows(specialist, arsk, query, found):
    everyone = names(specialist, at(arsk))
    assert names(specialist, at(arsk, **query)) == (everyone if found == "all" else found)


def test_what_is_chosen_stays_chosen_and_can_be_taken_back(specialist, arsk):
    text = specialist.get(at(arsk, category="flagship", q="школа", week=str(LAST))).content.decode()
    assert '<option value="flagship" selected>' in text
    assert 'value="школа"' in text
    assert "Категория: снять отбор" in text
    assert "Сбросить" in text


def test_the_flag_to_look_at_a_public_is_called_otherwise_than_the_status_that_needs_it(specialist):
    card, flagged, unclear = public("Визитка", category="card"), public("Школа № 1"), public("Школа № 2")
    judged(card)
    judged(flagged)
    judged(unclear, cover_set=None)
    page = text(specialist, at(district()))
    rows = [row for row in page.split("<tr") if 'scope="row"' in row]
    marks = {row.partition("?week=")[2].partition(">")[2].partition("<")[0]: row.count(">проверить<") for row in rows}
    assert marks == {"Школа № 2": 1, "Школа № 1": 1, "Визитка": 0}
    assert [row.count(">Нужна проверка<") for row in rows] == [1, 0, 0]
    assert "нужна проверка" in page.partition('id="matrix"')[0]
    assert "проверить вручную" not in page
    assert names(specialist, at(district(), check="1")) == ["Школа № 2", "Школа № 1"]
    assert '<option value="1" selected>проверить' in text(specialist, at(district(), check="1"))
    sheet = rows_of(specialist.get(f"/districts/{district().pk}/export.csv", {"check": "1"}))
    assert [row[-1] for row in sheet] == ["Проверить", "да", "да"]


def test_those_that_may_not_make_it_can_be_listed_alone(specialist, arsk):
    late = WeekSummary.objects.filter(week=LAST.monday).order_by("pk").first()
    WeekSummary.objects.filter(pk=late.pk).update(pace="behind")
    assert names(specialist, at(arsk, pace="behind")) == [late.public.institution.short_name]


def test_nothing_found_says_so_and_leads_back(specialist, arsk):
    text = specialist.get(at(arsk, q="такой нет")).content.decode()
    assert "Ничего не нашлось" in text
    assert "Показать все" in text


def test_a_district_filter_narrows_the_matrix_of_everyone(specialist, arsk):
    other = public("Буинская школа", of=district("Буинский район"))
    assert "Буинская школа" in names(specialist, "/publics/")
    assert names(specialist, f"/publics/?district={other.institution.district_id}") == ["Буинская школа"]


@pytest.mark.parametrize("search", ["vk.com/zvezda_arsk", "https://vk.com/club77001", "zvezda_arsk", "77001"])
def test_a_pasted_link_leads_straight_to_its_public(specialist, arsk, search):
    hit = WeekSummary.objects.get(public__vk_id=77001).public
    assert specialist.get("/publics/", {"q": search}).headers["Location"] == f"/publics/{hit.pk}/"


def test_a_pasted_link_of_a_foreign_public_leads_nowhere(arsk):
    officer = browse(person("district_officer", district=district("Буинский район")))
    answer = officer.get("/publics/", {"q": "vk.com/zvezda_arsk"})
    assert answer.status_code == 200
    assert "zvezda_arsk</span>" not in answer.content.decode()


# --- what orders it ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Гимназия № 12", "Звёздочка", "Музей", "Новая школа", "Школа № 2"]),
        ("-name", ["Школа № 2", "Новая школа", "Музей", "Звёздочка", "Гимназия № 12"]),
        ("status", ["Гимназия № 12", "Звёздочка", "Новая школа", "Музей", "Школа № 2"]),
        ("score", ["Школа № 2", "Звёздочка", "Гимназия № 12", "Музей", "Новая школа"]),
        ("-score", ["Гимназия № 12", "Звёздочка", "Школа № 2", "Музей", "Новая школа"]),
        ("posts", ["Школа № 2", "Гимназия № 12", "Звёздочка", "Музей", "Новая школа"]),
    ],
)
def test_a_column_orders_the_rows_and_what_is_unknown_stands_last(specialist, arsk, sort, order):
    assert names(specialist, at(arsk, sort=sort)) == order


def test_pages_share_no_row_and_lose_none(specialist):
    for number in range(53):
        public(f"Школа № {number}")
    first, second = names(specialist, at(district())), names(specialist, at(district(), page=2))
    assert (len(first), len(second), len({*first, *second})) == (50, 3, 53)
    assert len(names(specialist, at(district(), rows="all"))) == 53
    assert names(specialist, at(district(), page="999")) == second


# --- which week -------------------------------------------------------------------------------------
def test_the_address_tells_the_week(specialist):
    one = public()
    compliant(one, LAST)
    with_issues(one, BEFORE)
    assert "Соответствует" in specialist.get(at(district())).content.decode()
    assert "не выполнено. " in specialist.get(at(district(), week=str(BEFORE))).content.decode()


@pytest.mark.parametrize("week", HOSTILE_WEEKS)
def test_a_week_that_is_none_shows_the_last_one_and_gives_no_file(specialist, arsk, week):
    page = specialist.get(at(arsk, week=week))
    assert page.status_code == 200
    assert "9–15\xa0ноября" in page.content.decode()
    assert specialist.get(f"/districts/{arsk.pk}/export.csv", {"week": week}).status_code == 404


# --- the files --------------------------------------------------------------------------------------
def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))


def test_a_file_holds_exactly_the_filtered_rows_in_their_order(specialist, arsk):
    query = {"sort": "-name", "rule": "posts", "verdict": "pass"}
    shown = names(specialist, at(arsk, **query))
    rows = rows_of(specialist.get(f"/districts/{arsk.pk}/export.csv", query))
    assert [row[2] for row in rows[1:]] == [f"Муниципальное учреждение «{name}»" for name in shown]
    assert len(shown) == 2


def test_the_page_links_to_the_files_of_its_rows(specialist, arsk):
    text = unescape(specialist.get(at(arsk, status="issues", page="1")).content.decode())
    (link,) = re.findall(r'href="(/districts/\d+/export\.csv\?[^"]+)"', text)
    assert len(rows_of(specialist.get(link))) == 2


def test_xlsx_cells_have_their_types(specialist, arsk):
    answer = specialist.get(f"/districts/{arsk.pk}/export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:R6")
    first = [cell.value for cell in sheet[2]]
    assert first[:4] == [1, "Арский район", "Муниципальное учреждение «Школа № 2»", "флагманский"]
    assert [type(cell) for cell in first[5:8]] == [int, int, float]
    assert first[5:7] == [1, 5]
    assert sheet["E2"].hyperlink.target.startswith("https://vk.com/school")
    assert "Публикуйте не меньше 5" in first[16]
    assert [cell.value for cell in sheet[3]][4:9] == [None] * 5


def test_a_printed_page_tells_its_week_in_words(specialist, arsk):
    answer = specialist.get(f"/districts/{arsk.pk}/export.xlsx?week={LAST}")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.oddHeader.left.text.split() == ["Паблики", "организаций,", "неделя", "9–15", "ноября", "2026"]


def test_csv_disarms_formulas_and_json_keeps_them(specialist):
    one = public()
    evil = '=HYPERLINK("http://evil.example";"нажмите")'
    type(one.institution).objects.filter(pk=one.institution.pk).update(full_name=evil)
    folder = f"/districts/{district().pk}"
    assert rows_of(specialist.get(f"{folder}/export.csv"))[1][2] == f"'{evil}"
    record = json.loads(b"".join(specialist.get(f"{folder}/export.jsonl").streaming_content))
    assert record["institution"] == evil
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(specialist.get(f"{folder}/export.xlsx").streaming_content))
    ).active
    assert (sheet["C2"].value, sheet["C2"].data_type) == (evil, "s")


def test_json_lines_keep_the_fixed_record_and_tell_who_has_no_public(specialist, arsk):
    lines = b"".join(specialist.get(f"/districts/{arsk.pk}/export.jsonl").streaming_content).decode().splitlines()
    records = [json.loads(line) for line in lines]
    assert set(records[0]) == {
        "vk_id", "link", "institution", "type", "district", "category", "week", "status", "score", "verdicts",
    }  # fmt: skip
    assert records[0]["verdicts"]["posts"] == {"verdict": "fail", "value": 1, "threshold": 5}
    assert (records[1]["status"], records[1]["vk_id"], records[1]["link"]) == ("no_public", None, None)


def test_an_unknown_format_is_no_page(specialist, arsk):
    assert specialist.get(f"/districts/{arsk.pk}/export.exe").status_code == 404
    assert specialist.get("/publics/export.xlsx").status_code == 200


# --- the list of districts ----------------------------------------------------------------------------
def test_the_list_counts_each_districts_week(specialist, arsk):
    compliant(public("Буинская школа", of=district("Буинский район")))
    district("Пустой район")
    text = " ".join(re.sub(r"<[^>]+>", " ", specialist.get("/districts/").content.decode()).split())
    assert re.search(r"Арский район 4 67 % .*?Буинский район 1 100 % .*?Пустой район 0 —", text)


# --- how much it asks ---------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/districts/{}/", "/publics/", "/districts/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(specialist, arsk, count_queries, address):
    before = count_queries(specialist, address.format(arsk.pk))
    cache.clear()
    for number in range(20, 30):
        with_issues(public(f"Школа № {number}"))
        compliant(public(f"Дальняя школа № {number}", of=district(f"Район {number}")))
    assert count_queries(specialist, address.format(arsk.pk)) == before <= 10
