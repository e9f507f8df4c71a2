"""Spheres are rows: seeded as the letter has them, changed by specialists, with a history; ideas are found by code."""

import pytest
from django.test import Client
from django.urls import reverse

from monitoring.content_guide import TOPICS
from monitoring.queries.spheres import guide, sphere_of
from registry.models import SamplePost, Sphere
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


def formset(*rows: dict) -> dict:
    """Return the fields of a sphere's samples as the admin sends them; a row with an id was there before."""
    known = sum("id" in row for row in rows)
    told = {"samples-TOTAL_FORMS": len(rows), "samples-INITIAL_FORMS": known}
    return told | {f"samples-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def change(client: Client, sphere: str, **told):
    row = Sphere.objects.get(code=sphere)
    known = {"name": row.name, "position": row.position, "types": row.types, **formset()}
    return client.post(reverse("admin:registry_sphere_change", args=[row.pk]), {**known, **told})


def test_the_seeded_spheres_are_those_that_the_letter_has_ideas_for():
    assert [row.code for row in Sphere.objects.all()] == list(TOPICS)
    told = {type_: sphere_of(type_) for type_ in ("school", "culture", "residential_home", "mfc")}
    assert {type_: one and one.name for type_, one in told.items()} == {
        "school": "Образование",
        "culture": "Культура",
        "residential_home": "Социальная защита и занятость",
        "mfc": None,
    }


def test_a_specialist_changes_a_sphere_and_the_pages_follow(staff):
    assert change(staff, "culture", name="Культура и туризм", types=["culture", "mfc"], position=1).status_code == 302
    assert sphere_of("mfc").topics is TOPICS["culture"]
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


# --- good posts to look at ------------------------------------------------------------------------
def links(code: str) -> list[str]:
    return [link for sample in sphere_of(Sphere.objects.get(code=code).types[0]).samples for link in sample.links]


def test_the_letters_posts_are_rows_in_its_order():
    assert SamplePost.objects.count() == 30
    assert links("sport") == [
        f"https://vk.com/wall-{post}" for post in ("139715955_2068", "203713516_6808", "217096118_61", "61083871_348")
    ]
    victories = sphere_of("sport").samples[-1]
    assert (victories.kind, len(victories.links)) == ("победы", 2)


def test_a_specialist_replaces_a_post_and_the_pages_follow(staff):
    sphere = Sphere.objects.get(code="sport")
    old, *others = sphere.samples.all()
    SamplePost.objects.filter(pk=old.pk).update(gone_at="2026-11-20T00:00:00Z")
    names = ("kind", "post", "position")
    told = [
        {"id": row.pk, "sphere": sphere.pk} | {name: getattr(row, name) for name in names} for row in (old, *others)
    ]
    told[0] |= {"post": "wall-1_2", "kind": "наш забег"}
    told[1] |= {"DELETE": "on"}
    assert change(staff, "sport", **formset(*told)).status_code == 302
    assert links("sport")[0] == "https://vk.com/wall-1_2"
    assert len(links("sport")) == 3
    assert "наш забег" in Client().get("/methodology/").content.decode()
    assert "наш забег" in staff.get("/history/?kind=registry.samplepost").content.decode()


@pytest.mark.parametrize(
    "post", ["https://vk.com/wall-1_2", "javascript:alert(1)", "wall-1_2 x", "wall-1_12345678901"]
)
def test_what_is_no_post_of_vk_does_not_go_in(staff, post):
    assert change(staff, "sport", **formset({"kind": "ещё", "post": post, "position": 1})).status_code == 200
    assert not SamplePost.objects.filter(kind="ещё").exists()


def test_a_post_that_is_gone_is_on_no_page_and_an_empty_list_has_no_heading():
    SamplePost.objects.filter(sphere__code="sport").update(gone_at="2026-11-20T00:00:00Z")
    assert links("sport") == []
    page = Client().get("/methodology/").content.decode()
    assert "wall-139715955_2068" not in page
    assert page.count("Примеры:") == 5
