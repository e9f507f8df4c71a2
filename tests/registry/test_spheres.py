"""Spheres are rows: seeded as the letter has them, changed by specialists, with a history; ideas are found by code."""

import pytest
from django.test import Client
from django.urls import reverse

from monitoring.content_guide import IDEAS
from monitoring.queries.spheres import guide, sphere_of
from registry.models import Sphere
from tests.registry.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    user = person("specialist")
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def change(client: Client, sphere: str, **told):
    row = Sphere.objects.get(code=sphere)
    known = {"name": row.name, "position": row.position, "types": row.types}
    return client.post(reverse("admin:registry_sphere_change", args=[row.pk]), {**known, **told})


def test_the_seeded_spheres_are_those_that_the_letter_has_ideas_for():
    assert [row.code for row in Sphere.objects.all()] == list(IDEAS)
    told = {type_: sphere_of(type_) for type_ in ("school", "culture", "residential_home", "mfc")}
    assert {type_: one and one.name for type_, one in told.items()} == {
        "school": "Образование",
        "culture": "Культура",
        "residential_home": "Социальная защита и занятость",
        "mfc": None,
    }


def test_a_specialist_changes_a_sphere_and_the_pages_follow(staff):
    assert change(staff, "culture", name="Культура и туризм", types=["culture", "mfc"], position=1).status_code == 302
    assert sphere_of("mfc").ideas is IDEAS["culture"]
    assert guide()[0].name == "Культура и туризм"
    assert "<h3>Культура и туризм</h3>" in Client().get("/methodology/").content.decode()


def test_what_was_changed_is_in_the_history(staff):
    change(staff, "sport", name="Спорт и туризм")
    page = staff.get("/history/?kind=registry.sphere").content.decode()
    assert "Спорт и туризм" in page
    assert "Сфера" in page


def test_a_code_stays_and_no_unknown_type_goes_in(staff):
    change(staff, "sport", code="games", name="Игры")
    assert Sphere.objects.get(name="Игры").code == "sport"
    assert change(staff, "sport", types=["circus"]).status_code == 200
    assert Sphere.objects.get(code="sport").types == ["sport"]


def test_a_first_name_is_translated_and_a_person_s_own_is_not(settings):
    settings.LANGUAGES = [("ru", "Русский"), ("en", "English")]
    Sphere.objects.filter(code="sport").update(name="Спорт и туризм")
    page = Client().get("/methodology/", headers={"accept-language": "en"}).content.decode()
    assert "<h3>Education</h3>" in page
    assert "<h3>Спорт и туризм</h3>" in page
