"""Mandatory posts: the pages of who published them, and who may look."""

import re

import pytest

from monitoring.models import Campaign, MandatoryPost

from .conftest import browse, district, person, text
from .mandated import FORM, FORUM, MONDAY, asked, holder, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(db) -> dict:
    arsk, buinsk = district(), district("Буинский район")
    made = {
        "done": holder("Школа № 1", arsk),
        "late": holder("Школа № 2", arsk),
        "bare": holder("Школа № 3", buinsk, cabinet=False),
        "untold": holder("Школа № 4", buinsk, cabinet=None),
        "card": holder("Школа № 5", buinsk, category="card"),
        "arsk": arsk,
        "buinsk": buinsk,
    }
    campaign = Campaign.objects.create(name="Год педагога")
    made["row"] = asked(campaign=campaign)
    made["other"] = asked(title="Конкурс", way="hashtags", sample="#конкурс", campaign=campaign)
    unseen = holder("Школа № 6", buinsk)
    unseen.profile.seen_at = MONDAY
    unseen.profile.save()
    store(made["done"], 5, 30, FORUM + " #конкурс")
    return made


def cells(page: str) -> dict[str, str]:
    rows = re.findall(r'<tr role="row"> <th scope="row".*?</tr>', page)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    return {re.match(r"Школа № \d", row).group(): row for row in plain if row.startswith("Школа")}


def test_the_matrix_tells_who_published_it_and_why_others_did_not(observer, region):
    found = cells(text(observer, f"/mandatory/{region['row'].pk}/"))
    assert "10 ноября 2026" in found["Школа № 1"]
    assert "нет на стене" in found["Школа № 2"]
    assert "нет кабинета" in found["Школа № 3"]
    assert "не указано" in found["Школа № 4"]
    assert "стену не видно" in found["Школа № 6"]
    assert "Школа № 5" not in found


@pytest.mark.parametrize(
    ("query", "schools"),
    [
        ("state=done", {1}),
        ("state=missing", {2, 6}),
        ("state=no_cabinet", {3, 4}),
        ("q=школа+2", {2}),
        ("state=nonsense&district=x", {1, 2, 3, 4, 6}),
    ],
)
def test_the_matrix_is_narrowed_by_its_address(observer, region, query, schools):
    page = text(observer, f"/mandatory/{region['row'].pk}/?{query}")
    assert set(cells(page)) == {f"Школа № {number}" for number in schools}


def test_a_campaign_shows_its_posts_beside_each_other(observer, region):
    campaign = Campaign.objects.get()
    page = text(observer, f"/mandatory/campaigns/{campaign.pk}/")
    assert "Форум" in page
    assert "Конкурс" in page
    assert cells(page)["Школа № 1"].count("10 ноября 2026") == 2
    assert set(cells(text(observer, f"/mandatory/campaigns/{campaign.pk}/?state=done"))) == {"Школа № 1"}


def test_a_district_officer_sees_its_own_district(region):
    client = browse(person("district_officer", district=region["arsk"]))
    page = text(client, f"/mandatory/{region['row'].pk}/")
    assert set(cells(page)) == {"Школа № 1", "Школа № 2"}
    assert "опубликовали 1 из 2" in page
    assert "Новая публикация" not in text(client, "/mandatory/")
    assert client.get("/mandatory/new/").status_code == 404
    assert client.post(f"/mandatory/{region['row'].pk}/withdraw/").status_code == 403


def test_what_is_asked_of_another_district_alone_is_not_found(region):
    row = asked(title="Чужая", scope="districts", districts=[region["buinsk"].pk])
    client = browse(person("district_officer", district=region["arsk"]))
    assert client.get(f"/mandatory/{row.pk}/").status_code == 404
    assert client.get(f"/mandatory/{row.pk}/progress/").status_code == 404
    assert "Чужая" not in text(client, "/mandatory/")
    assert client.get("/mandatory/999/").status_code == 404
    assert client.get("/mandatory/campaigns/999/").status_code == 404


def test_a_school_sees_itself_alone(region):
    client = browse(person("school_admin", institution=region["late"].institution))
    assert set(cells(text(client, f"/mandatory/{region['row'].pk}/"))) == {"Школа № 2"}


@pytest.mark.parametrize(("role", "status"), [("observer", 403), ("", 404)])
@pytest.mark.parametrize("deed", ["new/", "{pk}/edit/", "{pk}/withdraw/"])
def test_only_specialists_change_them(region, role, status, deed):
    client = browse(person(role))
    address = f"/mandatory/{deed.format(pk=region['row'].pk)}"
    assert client.post(address, FORM).status_code == status
    assert MandatoryPost.objects.count() == 2
    assert not MandatoryPost.objects.exclude(withdrawn_at=None).exists()


def test_a_person_without_a_role_finds_nothing(region):
    assert browse(person()).get("/mandatory/").status_code == 404


def test_the_list_counts_and_says_what_to_do_when_it_is_empty(specialist, region):
    page = text(specialist, "/mandatory/")
    assert "Прошли или отменены" in page
    assert '<b>1</b> <span class="quiet">из 3</span>' in page
    MandatoryPost.objects.all().delete()
    assert "Обязательных публикаций пока нет" in text(specialist, "/mandatory/")


@pytest.mark.parametrize("address", ["/mandatory/", "/mandatory/{pk}/", "/mandatory/campaigns/{campaign}/"])
def test_a_page_needs_no_more_queries_for_more_rows(specialist, region, count_queries, address):
    row = region["row"]
    address = address.format(pk=row.pk, campaign=row.campaign.pk)
    before = count_queries(specialist, address)
    for place in range(10, 20):
        store(holder(f"Школа № {place}", region["arsk"]), 5, 30, FORUM)
    for place in range(3):
        asked(title=f"Ещё {place}", campaign=row.campaign)
    assert count_queries(specialist, address) == before
