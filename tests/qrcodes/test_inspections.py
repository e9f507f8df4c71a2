"""Visits: the institution found by name or by its sheet, what was seen written down once."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse

from qrcodes.models import Inspection
from registry.models import District

from .pictures import code, encoded
from .test_placements import photo


@pytest.fixture(autouse=True)
def _shelf(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(make_public):
    return make_public("Школа № 2").institution


def address(school) -> str:
    return reverse("qrcodes:inspect", args=[school.pk])


def told(**more) -> dict:
    return {"key": uuid4(), "seen": ["вход"], "note": "Лист за стеклом.", **more}


def sheet_of(text: str) -> BytesIO:
    file = BytesIO(encoded(code(text)))
    file.name = "лист.png"
    return file


def test_an_institution_is_found_by_its_name(specialist, school, make_public):
    make_public("Гимназия № 1")
    page = specialist.get(reverse("qrcodes:inspections") + "?q=школа+2").content.decode()
    assert address(school) in page
    assert "Гимназия" not in page


def test_an_institution_is_found_by_a_photograph_of_its_sheet(specialist, school):
    link = school.publics.get().url
    answer = specialist.post(reverse("qrcodes:inspections"), {"picture": sheet_of(link)})
    assert answer.url == address(school)


def test_a_foreign_code_is_told_and_leads_nowhere(specialist, school):
    page = specialist.post(reverse("qrcodes:inspections"), {"picture": sheet_of("https://vk.cc/abc")})
    assert page.status_code == 200
    assert "сокращённая ссылка" in page.content.decode()


def test_a_file_that_is_no_picture_is_told(specialist):
    file = BytesIO(b"GIF89a")
    file.name = "лист.png"
    page = specialist.post(reverse("qrcodes:inspections"), {"picture": file})
    assert "Это не JPEG" in page.content.decode()


def test_what_was_seen_is_kept_with_its_photographs(specialist, school):
    answer = specialist.post(address(school), told(photos=[photo(), photo()]))
    visit = Inspection.objects.get()
    assert answer.url == reverse("qrcodes:inspection", args=[visit.pk])
    assert (visit.seen, visit.note, len(visit.photos)) == (["вход"], "Лист за стеклом.", 2)
    assert "информационные стенды" in visit.zones
    page = specialist.get(answer.url).content.decode()
    assert "Лист за стеклом." in page
    picture = reverse("qrcodes:photo", args=[school.pk, visit.photos[0]])
    assert picture in page
    assert specialist.get(picture)["Content-Type"] == "image/jpeg"


def test_sent_again_after_a_lost_answer_it_is_one_visit(specialist, school):
    same = told()
    first, second = (specialist.post(address(school), same) for _ in range(2))
    assert first.url == second.url
    assert Inspection.objects.count() == 1


def test_a_visit_may_see_nothing(specialist, school):
    specialist.post(address(school), told(seen=[], note=""))
    assert Inspection.objects.get().seen == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"note": "а" * 2001}, "2000"), ({"seen": ["крыша"]}, "крыша"), ({"photos": "seven"}, "Снимков больше шести")],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(specialist, school, wrong, words):
    wrong = {"photos": [photo() for _ in range(7)]} if "photos" in wrong else wrong
    page = specialist.post(address(school), {**told(note="Моя заметка"), **wrong}).content.decode()
    assert words in page
    assert not Inspection.objects.exists()
    if "note" not in wrong:
        assert "Моя заметка" in page


def test_a_damaged_photograph_is_told(specialist, school):
    file = BytesIO(photo().getvalue()[:200])
    file.name = "снимок.jpg"
    assert "повреждён" in specialist.post(address(school), told(photos=[file])).content.decode()


@pytest.mark.parametrize("role", ["observer", "district_officer", "school_admin"])
def test_only_specialists_inspect_but_whom_it_concerns_reads(client, make_user, specialist, school, role):
    specialist.post(address(school), told())
    visit = Inspection.objects.get()
    place = {"district_officer": {"district": school.district}, "school_admin": {"institution": school}}
    client.force_login(make_user(role, **place.get(role, {})))
    assert client.get(address(school)).status_code == 403
    assert client.post(address(school), told()).status_code == 403
    assert client.post(reverse("qrcodes:inspections"), {"picture": photo()}).status_code == 403
    assert client.get(reverse("qrcodes:inspection", args=[visit.pk])).status_code == 200
    assert "Школа № 2" in client.get(reverse("qrcodes:inspections")).content.decode()


def test_a_foreign_visit_is_as_unknown_as_one_that_never_was(client, make_user, specialist, school):
    specialist.post(address(school), told())
    visit = Inspection.objects.get()
    client.force_login(make_user("district_officer", district=District.objects.create(name="Казань")))
    assert client.get(reverse("qrcodes:inspection", args=[visit.pk])).status_code == 404
    assert client.get(reverse("qrcodes:inspection", args=[visit.pk + 1])).status_code == 404
    assert client.get(address(school)).status_code == 404
    assert "Школа № 2" not in client.get(reverse("qrcodes:inspections")).content.decode()


def test_the_list_asks_as_much_for_many_visits_as_for_few(specialist, school, django_assert_max_num_queries):
    for _ in range(12):
        specialist.post(address(school), told())
    with django_assert_max_num_queries(8):
        specialist.get(reverse("qrcodes:inspections") + "?q=школа")


def test_htmx_is_sent_to_the_visit_and_not_into_the_form(specialist, school):
    answer = specialist.post(address(school), told(), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("qrcodes:inspection", args=[Inspection.objects.get().pk])
