"""The order of names, the same in Python and in the database whatever its locale."""

import pytest

from registry.collation import ALPHABET, sort_key
from registry.models import District, Institution

EXPECTED = [
    "Агрызский",
    "Азнакаевский",
    "Әтнә",
    "Детский сад № 2",
    "детский сад № 10",
    "Елабужский",
    "Ёлкино",
    "Заинский",
    "Зәй",
    "«Лицей № 1»",
    "Лицей № 01 имени поэта",
    "Лицей № 11",
    "Оренбург",
    "Өчиле",
    "Һәйкәл",
    "Яшел Үзән",
]
SHUFFLED = EXPECTED[::-3] + EXPECTED[-3::-3] + EXPECTED[-2::-3]


def test_names_stand_in_the_order_of_the_tatar_alphabet_and_numbers_by_value():
    assert sorted(SHUFFLED, key=sort_key) == EXPECTED


def test_the_alphabet_holds_every_russian_and_tatar_letter_once():
    assert len(ALPHABET) == len(set(ALPHABET)) == 39


@pytest.mark.django_db
def test_the_database_keeps_the_same_order():
    district = District.objects.get()
    rows = [Institution(full_name=name, short_name=name, district=district) for name in SHUFFLED]
    Institution.objects.bulk_create(rows)
    assert [one.short_name for one in Institution.objects.all()] == EXPECTED


@pytest.mark.django_db
def test_a_new_name_gets_a_new_key():
    district = District.objects.get()
    district.name = "Республика"
    district.save()
    assert District.objects.get().sort_key == sort_key("Республика")
