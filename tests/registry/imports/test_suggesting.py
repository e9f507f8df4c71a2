"""What names and founders tell about types and districts, by the table of patterns as the product brings it."""

from importlib import import_module

import pytest

from registry import patterns
from registry.imports.districts import DistrictBook
from registry.imports.suggesting import Hint, Suggestions
from registry.models import District, InstitutionType, Pattern

seeds = import_module("registry.migrations.0005_patterns_of_names")
NAMES = [
    ("МБОУ «Апастовская СОШ»", "school"),
    ("МБДОУ «Солнышко»", "kindergarten"),
    ("МАДОУ «Детский сад № 5»", "kindergarten"),
    ("Начальная школа – детский сад № 3", "school"),
    ("Детская школа искусств", "additional_education"),
    ("МБУДО «Дом детского творчества»", "additional_education"),
    ("Спортивная школа «Барс»", "sport"),
    ("ГАПОУ «Апастовский аграрный колледж»", "college"),
    ("Школа-интернат № 4", "school"),
    ("Дом-интернат для престарелых", "residential_home"),
    ("Детский дом", "childrens_home"),
    ("МКУ «Управление образования»", "authority"),
    ("Методический центр", None),
]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_a_name_tells_its_type(name, code):
    found = [type_ for type_, words in seeds.TYPES if patterns.found_in(words, name)]
    assert (found or [None])[0] == code


def test_the_table_that_comes_with_the_product_names_types_that_exist_by_words_that_tell():
    assert {code for code, _words in seeds.TYPES} | {"other"} == set(InstitutionType.values)
    assert [patterns.fault(words) for _code, words in seeds.TYPES] == [""] * len(seeds.TYPES)


@pytest.mark.parametrize(
    ("words", "text", "phrase"),
    [
        ("детск* сад", "МБДОУ «Детский сад № 5»", "детск* сад"),
        ("детск* сад", "Детский садик", ""),
        ("дши, музыкальн* школ*", "Музыкальная школа", "музыкальн* школ*"),
        ("ЁЛОЧКА", "д/с «Елочка»", "ЁЛОЧКА"),
        ("д/с", "Д/С № 1", "д/с"),
        ("школа * сад", "Школа-детский сад", "школа * сад"),
        ("сош", "МБОУ СОШ №1", "сош"),
        ("сош", "МБОУСОШ", ""),
        ("(.*)", "что угодно", ""),
    ],
)
def test_a_phrase_is_found_as_whole_words_with_any_ending_for_an_asterisk(words, text, phrase):
    assert patterns.found_in(words, text) == phrase


@pytest.mark.parametrize("words", ["*", "**", "а*", "школа, *", "* * школа", "школа**** сад", "12"])
def test_a_phrase_that_fits_almost_anything_is_told(words):
    assert patterns.fault(words)


@pytest.fixture
def suggestions(db):
    arsk = District.objects.create(name="Арский", genitive="Арского муниципального района")
    District.objects.create(name="Казань", genitive="города Казани", kind="city_district")
    Pattern.objects.create(kind="name", position=10, words="кырла*", district=arsk)
    return Suggestions.from_table(DistrictBook(District.objects.all()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("founder", "name", "district"),
    [
        ("Исполком Арского района", "Школа", "Арский"),
        ("Министерство образования", "Колледж", "Республиканские"),
        ("Министерство образования, Арский район", "Колледж", "Арский"),
        ("Исполнительный комитет г. Казани", "Школа", "Казань"),
        ("", "МБОУ «СОШ Арского муниципального района»", "Арский"),
        ("", "Музей в Новом Кырлае", "Арский"),
        ("Иванов И. И.", "Школа «Арыш»", ""),
        ("Арский район и город Казань", "Школа", ""),
    ],
)
def test_the_founder_tells_the_district_before_the_name(suggestions, founder, name, district):
    assert suggestions.district_of(founder, name).value == district


@pytest.mark.django_db
def test_the_first_row_that_fits_decides_and_a_person_may_change_the_table(suggestions):
    assert suggestions.type_of("Школа искусств") == Hint("additional_education", "школ* искусств")
    Pattern.objects.create(kind="type", position=1, words="школ* искусств", type="culture")
    assert Suggestions.from_table(suggestions._book).type_of("Школа искусств").value == "culture"
