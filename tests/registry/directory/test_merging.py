"""Two rows of one institution become one; lists know it by either name afterwards."""

import pytest
from django.urls import reverse

from registry.models import Contact, Distinction, Institution, Membership, Public
from tests.registry.directory.people import institution
from tests.registry.imports.conftest import worked
from tests.registry.people import person
from tests.registry.tables import HEADER, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(school, apastovo) -> Institution:
    """Return a second row of the school, with what a list and people have brought to it."""
    twin = institution("Апастовская школа", apastovo, full_name="Апастовская школа", ogrn="1021602830370", qr_placed=2)
    Public.objects.create(vk_id=102, screen_name="school2", institution=twin, category="card")
    Contact.objects.create(institution=twin, name="Гөлнара")
    Membership.objects.create(user=person(email="admin@example.org"), role="school_admin", institution=twin)
    return twin


def address(keep: Institution, gone: Institution) -> str:
    return f"{reverse('registry:merge', args=[keep.pk])}?with={gone.pk}"


def merge(client, keep: Institution, gone: Institution):
    seen = client.get(address(keep, gone)).context["seen"]
    return client.post(address(keep, gone), {"with": gone.pk, "seen": seen})


def test_what_moves_is_told_and_nothing_is_done_before(specialist, school, twin):
    page = specialist.get(address(school, twin)).content.decode()
    assert "vk.com/school2" in page
    assert "1021602830370" in page
    assert "Доступ 1 пользователя" in page
    assert "Контакт того" in page
    twin.refresh_from_db()
    assert twin.archived_at is None


def test_all_that_one_had_is_the_other_s(specialist, school, twin):
    assert merge(specialist, school, twin).status_code == 302
    school.refresh_from_db()
    twin.refresh_from_db()
    assert (school.ogrn, school.qr_placed, school.contact.name) == ("1021602830370", 2, "Гөлнара")
    assert set(school.publics.values_list("vk_id", flat=True)) == {101, 102}
    assert Membership.objects.get(role="school_admin").institution == school
    assert (twin.ogrn, twin.merged_into, bool(twin.archived_at)) == (None, school, True)
    assert "объединена с другой" in specialist.get(reverse("registry:institution", args=[twin.pk])).content.decode()


def test_a_list_that_names_the_old_row_means_the_one_that_stayed(specialist, school, twin, upload):
    merge(specialist, school, twin)
    told = csv(HEADER, ["Апастовская школа", "", "Апастовский", "", "vk.com/school2"])
    one = upload(told)
    assert (one.counts, one.rows.get().institution) == ({"unchanged": 1}, school.pk)


def test_a_change_between_looking_and_pressing_stops_the_merge(specialist, school, twin):
    seen = specialist.get(address(school, twin)).context["seen"]
    Institution.objects.filter(pk=twin.pk).update(type="other")
    answer = specialist.post(address(school, twin), {"with": twin.pk, "seen": seen})
    assert "Ничего не сделано" in answer.content.decode()
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_nothing_is_merged_with_itself_nor_twice(specialist, school, twin):
    assert "С какой записью" in specialist.get(address(school, school)).content.decode()
    merge(specialist, school, twin)
    assert specialist.get(address(school, twin)).status_code == 302


# --- pairs -------------------------------------------------------------------------------------------
DOUBLES = "/registry/doubles/"


def pairs(client, query: str = "") -> list[tuple[str, str]]:
    return [(one.first.short_name, one.second.short_name) for one in client.get(f"{DOUBLES}?{query}").context["page"]]


def test_same_names_of_one_district_are_shown_until_a_person_decides(specialist, apastovo, arsk):
    first, second = (institution(name, apastovo, full_name=name) for name in ("МБОУ «Лицей № 5»", "Лицей №5"))
    institution("Лицей № 5", arsk, full_name="Лицей № 5")
    institution("Лицей № 6", apastovo, full_name="Лицей № 6")
    assert pairs(specialist) == [("МБОУ «Лицей № 5»", "Лицей №5")]
    specialist.post(DOUBLES, {"first": second.pk, "second": first.pk})
    assert pairs(specialist) == []
    assert Distinction.objects.get().decided_by.email == "specialist@example.org"


def test_slips_of_the_pen_are_shown_for_one_district(specialist, apastovo):
    for name in ("Апастовская средняя школа", "Аппастовская средняя школа", "Детский сад № 1", "Детский сад № 2"):
        institution(name, apastovo, full_name=name)
    assert pairs(specialist) == []
    assert pairs(specialist, f"district={apastovo.pk}") == [
        ("Апастовская средняя школа", "Аппастовская средняя школа")
    ]


# --- a public of two ---------------------------------------------------------------------------------
def test_a_shared_public_changes_nothing_when_a_list_names_it_for_both(school, apastovo, upload):
    branch = institution("Филиал", apastovo, full_name="Филиал школы", shares=school.publics.get())
    one = upload(csv(HEADER, ["Филиал школы", "", "", "флагман", "vk.com/school1"]))
    assert (one.counts, one.rows.get().remarks) == (
        {"unchanged": 1},
        ["общий паблик, записан за организацией «МБОУ «Апастовская СОШ»»"],
    )
    assert worked(one).rows.get().institution == branch.pk
    assert Public.objects.get().category == "unset"
