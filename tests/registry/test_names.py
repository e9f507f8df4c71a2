"""Names, types, categories and numbers as people write them."""

import time

import pytest

from registry import names
from registry.imports.columns import heading_key
from registry.models import Category, InstitutionType
from registry.names import OgrnFault

SAME_INSTITUTION = [
    ('МБОУ "Апастовская СОШ"', "МБОУ «Апастовская СОШ»"),
    ("МБОУ «Школа № 5»", "МАОУ  Школа №5"),
    ("МБОУ «Школа № 5»", "Школа 5"),
    ("Школа Зелёная", "ШКОЛА ЗЕЛЕНАЯ"),
    (
        "Муниципальное бюджетное общеобразовательное учреждение «Апастовская средняя общеобразовательная школа»",
        "МБОУ Апастовская СОШ",
    ),
    ("МБОУ «Апастовская СОШ» Апастовского муниципального района Республики Татарстан", "Апастовская СОШ"),
    ("МБДОУ «Детский сад «Солнышко»", "Детский сад Солнышко"),
]
OTHER_INSTITUTION = [
    ("Школа № 5", "Школа № 15"),
    ("МБДОУ № 5", "МБОУ № 5"),
    ("Детский сад № 5 Советского района г. Казани", "Детский сад № 5 Вахитовского района г. Казани"),
    ("Апастовская СОШ", "Апастовская ООШ"),
]
TYPES = [
    ("Школа", "school"), ("СОШ", "school"), ("оош", "school"), ("Гимназия", "school"), ("ЛИЦЕЙ", "school"),
    ("Кадетская школа", "school"), ("Детский сад", "kindergarten"), ("ДОУ", "kindergarten"),
    ("МБДОУ", "kindergarten"), ("Колледж", "college"), ("Техникум", "college"), ("ССУЗ", "college"),
    ("СПО", "college"), ("Дополнительное образование", "additional_education"), ("ДДТ", "additional_education"),
    ("ЦВР", "additional_education"), ("УДО", "additional_education"), ("Кванториум", "additional_education"),
    ("Детский дом", "childrens_home"), ("Управление образования", "authority"), ("Отдел образования", "authority"),
    ("МОУО", "authority"), ("Исполком", "authority"), ("Министерство", "authority"),
    ("Сельское поселение", "rural_administration"), ("Молодёжный центр", "youth_centre"),
    ("Молодежный центр", "youth_centre"), ("Дом культуры", "culture"), ("Библиотека", "culture"),
    ("Музей", "culture"), ("Театр", "culture"), ("Больница", "health"), ("Поликлиника", "health"),
    ("Спортшкола", "sport"), ("Ледовый дворец", "sport"), ("Центр занятости", "social"), ("КЦСОН", "social"),
    ("Дом-интернат", "residential_home"), ("МФЦ", "mfc"), ("Иное", "other"), ("Культура", "culture"),
    ("Здравоохранение", "health"), ("Спорт", "sport"), ("Социальная защита", "social"),
    ("Молодёжная политика", "youth_centre"), ("Школа (СОШ)", "school"), ("Начальная школа – детский сад", None),
    ("Завод", None), ("Образование", None),
]  # fmt: skip
CATEGORIES = [
    ("флагман", "flagship"), ("Флагманский", "flagship"), ("Флагманские паблики", "flagship"),
    ("активный", "active"), ("Активные паблики", "active"), ("визитка", "card"), ("Паблик-визитка", "card"),
    ("паблики - визитки", "card"), ("", None), ("-", None), ("не указана", None),
]  # fmt: skip
DISTRICTS = [
    ("Апастовский", "апастовский"), ("Апастовский МР", "апастовский"), ("Апастовский м.р.", "апастовский"),
    ("Апастовский муниципальный район", "апастовский"), ("АПАСТОВСКИЙ РАЙОН", "апастовский"),
    ("Апастовский р-н", "апастовский"), ("г. Казань", "казань"), ("г.Казань", "казань"), ("город Казань", "казань"),
    ("Казань (Советский район)", "казань"), ("г. Казань, Советский район", "казань"),
    ("Набережные Челны", "набережные челны"), ("Рыбно-Слободский МР", "рыбно-слободский"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME_INSTITUTION)
def test_one_institution_written_in_two_ways_has_one_key(one, other):
    assert names.name_key(one) == names.name_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER_INSTITUTION)
def test_two_institutions_have_two_keys(one, other):
    assert names.name_key(one) != names.name_key(other)


@pytest.mark.parametrize(("text", "code"), TYPES)
def test_a_type_is_known_by_every_word_for_it(text, code):
    assert names.type_of(text) == code


@pytest.mark.parametrize(("text", "code"), CATEGORIES)
def test_a_category_is_known_by_every_word_for_it(text, code):
    assert names.category_of(text) == code


def test_an_unknown_category_is_an_error():
    with pytest.raises(ValueError, match="супер"):
        names.category_of("супер")


@pytest.mark.parametrize(
    ("text", "answer"), [("да", True), ("+", True), ("1.0", True), ("Нет", False), ("0", False), ("", None)]
)
def test_yes_and_no_are_known_and_an_empty_cell_tells_neither(text, answer):
    assert names.yes_no(text) is answer


@pytest.mark.parametrize(("text", "key"), DISTRICTS)
def test_a_district_is_known_in_all_its_forms(text, key):
    assert names.district_key(text) == key


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("Ссылка (адрес)", "Ссылка  "),
        ("а (б (в) г) д", "а   г) д"),
        ("а) б (в", "а) б (в"),
        ("Школа (нет", "Школа (нет"),
        ("", ""),
    ],
)
def test_what_stands_in_brackets_is_left_out_and_an_open_one_is_a_sign(text, outside):
    assert names.outside_brackets(text) == outside


@pytest.mark.parametrize("key", [names.district_key, names.district_name, heading_key])
def test_a_text_of_open_brackets_costs_no_more_than_its_length(key):
    begun = time.process_time()
    key("(" * 150_000)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("text", ["Республиканские", "Республика Татарстан", "региональные"])
def test_the_region_itself_is_no_district(text):
    assert names.is_republican(text)


def test_a_district_is_found_inside_a_title_as_a_whole_word():
    forms = {"апастовский": 1, "апастовского": 1, "спасский": 2, "набережные челны": 3}
    assert names.districts_in("Список школ Апастовского муниципального района", forms) == {1}
    assert names.districts_in("г. Набережные Челны", forms) == {3}
    assert names.districts_in("Ново-Спасский район", forms) == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1021602830370", None),
        ("1021602830370.0", None),
        ("1 021 602 830 370", None),
        ("1021602830371", OgrnFault.CONTROL),
        ("102160283037", OgrnFault.LENGTH),
        ("304500116000157", OgrnFault.PERSON),
        ("1,02160283E+12", OgrnFault.ROUNDED),
        ("ОГРН", OgrnFault.NOT_DIGITS),
    ],
)
def test_an_ogrn_is_checked_by_its_last_digit(text, fault):
    digits = names.ogrn_digits(text)
    assert names.ogrn_fault(digits) is fault


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Муниципальное бюджетное общеобразовательное учреждение «Апастовская школа»", "Апастовская школа"),
        ("МБОУ «Апастовская школа»", "МБОУ «Апастовская школа»"),
        ("муниципальное казённое учреждение", "муниципальное казённое учреждение"),
    ],
)
def test_a_short_name_leaves_the_spelled_out_legal_form(full, short):
    assert names.short_name(full) == short


def test_quotes_and_invisible_signs_are_tidied():
    assert names.tidy('  МБОУ\u00a0"Школа\u200b №\n5" \x00') == "МБОУ «Школа № 5»"


def test_the_tables_name_only_types_and_categories_that_exist():
    assert set(names.TYPES) == set(InstitutionType.values)
    assert set(names.CATEGORIES) == set(Category.values) - {Category.UNSET}
