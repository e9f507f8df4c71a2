"""What goes out in the import's own layout comes back and changes nothing."""

import io
from itertools import cycle

import openpyxl
import pghistory.models
import pytest
from django.urls import reverse

from demo.component import ogrn
from demo.world import community
from registry.imports.exporting import write_registry
from registry.models import Category, District, Institution, InstitutionType, Public
from tests.registry.tables import HEADER, SCHOOL, csv

pytestmark = pytest.mark.django_db
NAMES = (
    "МБОУ «Школа № {n}»",
    'МБОУ "Школа имени Ё. Ёлкина № {n}"',
    "Детский сад  «Миләш» {n}",
    "=СУММ({n}) школа",
    "Школа; с запятой, и кавычкой {n}",
)


@pytest.fixture
def registry(world, apastovo, arsk):
    """An institution of every type, with none, one or two publics of every category."""
    marks, categories = cycle([True, False, None, None]), cycle(Category.values)
    for number, type_ in enumerate(InstitutionType.values * 3):
        full_name = NAMES[number % len(NAMES)].format(n=number)
        institution = Institution.objects.create(
            full_name=full_name,
            short_name=full_name if number % 2 else f"Краткое {number}",
            type=type_,
            ogrn=ogrn(number) if number % 3 else None,
            district=[apastovo, arsk, District.objects.get(kind="republican")][number % 3],
        )
        for place in range(number % 3):
            id = 1000 + 10 * number + place
            world.add(community(id, f"Паблик {id}", f"public.{id}"))
            told = {"cabinet": next(marks), "state_mark": next(marks), "category": next(categories)}
            Public.objects.create(vk_id=id, screen_name=f"public.{id}", institution=institution, **told)


def exported() -> bytes:
    file = io.BytesIO()
    write_registry(Institution.objects.present(), file)
    return file.getvalue()


def test_a_registry_exported_and_loaded_again_changes_nothing(upload, press, registry):
    before = pghistory.models.Events.objects.count()
    one = upload(exported(), "реестр.xlsx")
    assert {row.rejection["reason"] for row in one.rows.filter(outcome="rejected")} == set()
    assert one.counts == {"unchanged": one.total}
    press(one, "write")
    assert pghistory.models.Events.objects.count() == before


def test_an_export_is_the_same_whoever_s_language_it_is_asked_in(specialist, registry, settings):
    settings.LANGUAGES = [("ru", "Русский"), ("en", "English")]
    specialist.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    data = specialist.get(reverse("registry:export")).getvalue()
    table = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active]
    assert table[0][0] == "Полное наименование организации"
    assert len(table) == 1 + Public.objects.count() + Institution.objects.filter(publics=None).count()
    assert {"флагманский", "активный", "визитка", ""} == {row[5] for row in table[1:]}


def test_archived_institutions_do_not_go_out(school):
    data = exported()
    Institution.objects.update(archived_at="2026-01-01T00:00Z")
    assert len(openpyxl.load_workbook(io.BytesIO(data)).active["A"]) == 2
    assert len(openpyxl.load_workbook(io.BytesIO(exported())).active["A"]) == 1


def test_the_same_list_twice_changes_nothing(upload, press, apastovo):
    data = csv(HEADER, SCHOOL, ["Детский сад № 3", "", "Апастовский", "", "нет"])
    one = upload(data)
    press(one, "confirm", "import_choose", scope="all")
    press(one, "write")
    before = pghistory.models.Events.objects.count()
    again = upload(data)
    assert again.counts == {"unchanged": 2}
    press(again, "write")
    assert pghistory.models.Events.objects.count() == before


def test_namesakes_without_a_number_come_back_as_themselves(upload, apastovo):
    for name in ("МБОУ «Школа»", "МАОУ «Школа»"):
        Institution.objects.create(full_name=name, short_name=name, type="school", district=apastovo)
    assert upload(exported()).counts == {"unchanged": 2}
