"""«Реестр»: found while it is typed, narrowed by the address, paged, taken away as it is shown."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.models import Institution, Public
from tests.registry.directory.people import institution, signed_in

pytestmark = pytest.mark.django_db
TABLE = "/registry/"


@pytest.fixture
def region(apastovo, arsk) -> dict[str, Institution]:
    """Two districts, five institutions: with a public, with two, sharing one, without, in the archive."""
    told = {
        "school": institution("Школа № 2", apastovo, ogrn="1021602830370"),
        "other": institution("Школа № 12", arsk),
        "garden": institution("Детский сад «Звёздочка»", apastovo, type="kindergarten"),
        "club": institution("Дом культуры", arsk, type="culture"),
        "gone": institution("Закрытая школа", arsk, archived_at=timezone.now()),
    }
    Public.objects.create(vk_id=101, screen_name="school2_apast", institution=told["school"], category="flagship")
    for number in (102, 103):
        Public.objects.create(vk_id=number, screen_name=f"public{number}", institution=told["other"], category="card")
    Institution.objects.filter(pk=told["garden"].pk).update(shares=Public.objects.get(vk_id=101))
    return told


def shown(client: Client, query: str = "") -> list[str]:
    """Return the names that the table shows, in its order."""
    response = client.get(f"{TABLE}?{query}")
    assert response.status_code == 200
    return [one.short_name for one in response.context["page"]]


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("школа 2", ["Школа № 2"]),
        ("ЗВЕЗДОЧКА", ["Детский сад «Звёздочка»"]),
        ("звёзд", ["Детский сад «Звёздочка»"]),
        ("1021602830370", ["Школа № 2"]),
        ("10216028", ["Школа № 2"]),
        ("https://vk.com/school2_apast", ["Школа № 2"]),
        ("vk.com/club103", ["Школа № 12"]),
        ("school2", ["Школа № 2"]),
        ("культуры дом", ["Дом культуры"]),
        ("Дөм", ["Дом культуры"]),
        ("небывалое", []),
        ("%", []),
        ("\\", []),
        ("'; drop table", []),
        ("\x00", ["Детский сад «Звёздочка»", "Дом культуры", "Школа № 2", "Школа № 12"]),
    ],
)
def test_a_search_finds_names_numbers_and_links(specialist, region, search, names):
    response = specialist.get(TABLE, {"q": search})
    assert [one.short_name for one in response.context["page"]] == names


def test_a_slip_of_the_pen_finds_what_is_like_it_and_says_so(specialist, region):
    response = specialist.get(TABLE, {"q": "звездачка"})
    assert [one.short_name for one in response.context["page"]] == ["Детский сад «Звёздочка»"]
    assert "показаны похожие названия" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("type=culture", ["Дом культуры"]),
        ("category=flagship", ["Школа № 2"]),
        ("publics=no_public", ["Дом культуры"]),
        ("publics=several", ["Школа № 12"]),
        ("publics=shared", ["Детский сад «Звёздочка»", "Школа № 2"]),
        ("publics=unreachable", []),
        ("archive=archived", ["Закрытая школа"]),
        ("archive=all&q=школа", ["Закрытая школа", "Школа № 2", "Школа № 12"]),
        ("type=no_such&category=1&archive=x&sort=evil&district=x&page=x", None),
        ("sort=-name", ["Школа № 12", "Школа № 2", "Дом культуры", "Детский сад «Звёздочка»"]),
        ("sort=category&q=школа", ["Школа № 12", "Школа № 2"]),
    ],
)
def test_filters_and_order_live_in_the_address(specialist, region, query, names):
    everyone = ["Детский сад «Звёздочка»", "Дом культуры", "Школа № 2", "Школа № 12"]
    assert shown(specialist, query) == (everyone if names is None else names)


def test_a_district_narrows(specialist, region, arsk):
    assert shown(specialist, f"district={arsk.pk}") == ["Дом культуры", "Школа № 12"]


def test_the_number_of_queries_does_not_grow_with_the_rows(specialist, region, arsk, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        specialist.get(TABLE, {"q": "школа"})
    for number in range(60):
        one = institution(f"Школа посёлка {number + 20}", arsk)
        Public.objects.create(vk_id=500 + number, screen_name=f"club{500 + number}", institution=one)
    with django_assert_num_queries(len(few)):
        assert len(shown(specialist, "q=школа")) == 50


# --- who sees what ------------------------------------------------------------------------------------
def test_each_sees_its_own(region, arsk):
    officer = signed_in("district_officer", district=arsk)
    assert shown(officer) == ["Дом культуры", "Школа № 12"]
    observer = signed_in("observer", "observer@example.org")
    assert len(shown(observer)) == 4
    page = observer.get(TABLE).content.decode()
    assert "Добавить" not in page
    assert "/registry/imports/" not in page


def test_who_has_one_institution_goes_straight_to_it(region):
    admin = signed_in("school_admin", institution=region["school"])
    assert admin.get(TABLE).url == reverse("registry:institution", args=[region["school"].pk])


def test_an_anonymous_visitor_is_led_to_the_door(client, region):
    assert "/signin/" in client.get(TABLE).url


def test_an_empty_registry_says_what_to_do_first(specialist):
    assert "Начните со списка" in specialist.get(TABLE).content.decode()


# --- the file -----------------------------------------------------------------------------------------
def rows_of(response) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    return [[cell.value or "" for cell in row] for row in book.active][1:]


def test_the_file_holds_exactly_what_the_page_shows(specialist, region, arsk):
    told = rows_of(specialist.get("/registry/export.xlsx", {"type": "school", "q": "12"}))
    assert [row[1] for row in told] == ["Школа № 12", "Школа № 12"]
    officer = signed_in("district_officer", district=arsk)
    assert {row[3] for row in rows_of(officer.get("/registry/export.xlsx"))} == {"Арский"}
