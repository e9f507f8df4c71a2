"""Rows that go back with a reason, and districts as lists tell them."""

import pytest

from registry.models import District, Institution
from tests.registry.tables import HEADER, SCHOOL, xlsx

from .reports import OGRN, WITH_OGRN, outcomes, reasons

pytestmark = pytest.mark.django_db


REJECTED = [
    (["Школа", "", "", "", "vk.com/id5"], "Ссылка", "личная страница"),
    (["Школа", "", "", "", "vk.com/direktor"], "Ссылка", "личная страница"),
    (["Школа", "", "", "", "vk.com/nobody_here"], "Ссылка", "такого сообщества во ВКонтакте нет"),
    (["Школа", "", "", "", "vk.com/club999"], "Ссылка", "такого сообщества во ВКонтакте нет"),
    (["Школа", "", "", "", "https://ok.ru/group/1"], "Ссылка", "не во ВКонтакте"),
    (["Школа", "", "", "", "vk.com/school1, vk.com/school2"], "Ссылка", "несколько сообществ"),
    (["Школа", "", "", "супер", "нет"], "Категория", "известны: флагманский, активный, визитка"),
    (["Школа", "Завод", "", "", "нет"], "Тип", "известны: Орган власти"),
    (["Школа", "", "Апастовкий", "", "нет"], "Район", "такого района нет"),
    (["Школа", "", "№ 5", "", "нет"], "Район", "не похоже на название района"),
    (["", "", "", "", "vk.com/school1"], "Организация", "нет названия"),
    (["Ш" * 501, "", "", "", "нет"], "Организация", "длиннее 500"),
    (["12345", "", "", "", "нет"], "Организация", "ни одной буквы"),
    (["Школа", "", "", "", "я" * 3000], "Ссылка", "слишком много текста"),
    (["Школа", "", "", "", "https://vk.com.evil.example/school1"], "Ссылка", "похож на ВКонтакте"),
    (["Школа", "", "", "", "vk.com/sсhool1"], "Ссылка", "русские буквы"),
    (["Школа", "", "", "", "vk.cc/abc"], "Ссылка", "сокращённая ссылка"),
    (["Школа", "", "", "", "vk.com/app5564_1"], "Ссылка", "приложение"),
    (["Школа", "", "", "", "vk.com/feed"], "Ссылка", "служебная страница"),
    (["Школа", "", "", "", "vk.com/school 1"], "Ссылка", "знаки, которых во ВКонтакте не бывает"),
    (["Школа", "", "", "", "javascript:alert(1)"], "Ссылка", "не похоже на ссылку"),
]
OGRNS = {
    "1021602830371": "последняя цифра ОГРН не сходится",
    "1,02160283037E+12": "таблица округлила ОГРН",
    "316169000123456": "ОГРНИП предпринимателя",
    "102160283037": "13 цифр",
    "не знаю": "состоит из 13 цифр",
}


@pytest.mark.parametrize(("row", "column", "reason"), REJECTED, ids=[reason for _, _, reason in REJECTED])
def test_a_row_that_cannot_be_taken_names_column_and_reason_and_stops_nobody_else(
    load_table, apastovo, row, column, reason
):
    report = load_table(
        [*row[:2], row[2] or "Апастовский", *row[3:]], ["Лицей", "", "Апастовский", "", "vk.com/school9"]
    )
    assert outcomes(report) == ["rejected", "added"]
    refused = report.decisions[0].rejection
    assert refused["column"] == column
    assert reason in refused["reason"]
    assert len(refused["value"]) <= 81
    assert Institution.objects.get().short_name == "Лицей"


@pytest.mark.parametrize(("ogrn", "reason"), OGRNS.items())
def test_a_wrong_ogrn_goes_back_with_what_is_wrong_in_it(load, apastovo, ogrn, reason):
    rows = [["Школа", "Школа", "Апастовский", "", "нет", ogrn], ["Лицей", "Школа", "Апастовский", "", "нет", OGRN]]
    report = load(WITH_OGRN, *rows)
    assert outcomes(report) == ["rejected", "added"]
    assert reason in report.decisions[0].rejection["reason"]


def test_an_answer_that_is_neither_yes_nor_no_goes_back(load, apastovo):
    report = load([*HEADER, "Кабинет"], ["Школа", "Школа", "Апастовский", "", "vk.com/school1", "скоро"])
    assert "непонятный ответ" in report.decisions[0].rejection["reason"]


def test_a_formula_without_a_value_sends_its_row_back(load, apastovo):
    assert "формула" in reasons(load(data=xlsx(HEADER, [*SCHOOL[:4], "=A1"])))[0][2]


def test_a_slip_in_a_district_is_suggested_and_a_new_one_is_told(load_table, apastovo):
    report = load_table(["Школа 1", "", "Апастовкий", "", "нет"], ["Школа 2", "", "г. Бавлы", "", "нет"])
    assert report.decisions[0].rejection["suggestion"] == "Апастовский"
    assert report.districts == ["Бавлы"]
    assert District.objects.get(name="Бавлы").kind == District.Kind.CITY


def test_a_known_school_moves_to_a_district_that_its_list_adds(load_table, school):
    assert outcomes(load_table([SCHOOL[0], "", "Новый район", "", "vk.com/school1"])) == ["changed"]
    school.refresh_from_db()
    assert school.district.name == "Новый"


def test_a_rejected_row_adds_no_district(load_table, apastovo):
    assert load_table(["", "", "Новый район", "", "vk.com/school1"]).districts == []
    assert not District.objects.filter(name="Новый").exists()


@pytest.mark.parametrize("title", ["Паблики школ Апастовского муниципального района", "Апастовский район"])
def test_the_title_tells_the_district_where_no_column_does(load, apastovo, title):
    load([title], ["Организация", "Ссылка"], ["Школа 1", "нет"])
    assert Institution.objects.get().district == apastovo


def test_a_heading_inside_the_table_tells_the_district(load, apastovo, arsk):
    load(
        ["Организация", "Ссылка"],
        ["Апастовский район", ""],
        ["Школа 1", "нет"],
        ["Арский район", ""],
        ["Школа 2", "нет"],
    )
    assert set(Institution.objects.values_list("short_name", "district__name")) == {
        ("Школа 1", "Апастовский"),
        ("Школа 2", "Арский"),
    }


def test_the_founder_tells_the_district_in_the_export_of_the_component(load, apastovo):
    header = [
        "Уровень",
        "Учредитель",
        "Наименование организации",
        "Сфера 1",
        "ID госпаблика",
        "Ссылка на госпаблик ВК",
    ]
    report = load(
        header,
        ["МО", "Исполком Апастовского района", "Школа 1", "Образование", "101", "https://vk.com/school1"],
        ["Министерство", "Министерство образования", "Колледж 2", "Образование", "0", ""],
        ["МО", "Управление", "Школа 3", "Образование", "103", ""],
        ["МО", "Исполком Апастовского района", "Школа 4", "Культура", "104", "vk.com/school5"],
    )
    assert outcomes(report) == ["added", "added", "undecided", "rejected"]
    assert set(Institution.objects.values_list("short_name", "district__name", "type")) == {
        ("Школа 1", "Апастовский", "school"),
        ("Колледж 2", "Республиканские", "college"),
    }
    assert report.decisions[2].questions == {"district": ""}
    assert [row[1] for row in reasons(report)] == ["Ссылка на госпаблик ВК"]
