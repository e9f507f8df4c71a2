"""The quota table as specialists change it and others read it."""

import pytest
from django.urls import reverse

from qrcodes.models import PlacementQuota
from registry.models import InstitutionType

TABLE = "/qr/quotas/"
ROLES = ["specialist", "observer", "district_officer", "school_admin"]
VALUES = {"norm": "number", "places": "6", "zones": "вход\nстенды", "paragraph": "Решение № 5"}


def page_of(type_="school") -> str:
    return reverse("qrcodes:quota", args=[type_])


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def seen(client, type_="school") -> int:
    """Return the latest change that the page shows."""
    return client.get(page_of(type_)).context["form"].initial["seen"]


def change(client, type_="school", **values):
    values = {**VALUES, "seen": seen(client, type_), **values}
    return client.post(page_of(type_), values, follow=True)


def quota(type_="school") -> PlacementQuota:
    return PlacementQuota.objects.get(type=type_)


def test_the_table_shows_every_type_and_discretion_as_its_own_state(specialist):
    text = text_of(specialist.get(TABLE))
    for label in InstitutionType.labels:
        assert str(label) in text
    assert text.count("на усмотрение руководителя") == 3
    assert "не менее 1 места" in text
    assert text.count("не названы") == 2


def test_a_specialist_changes_a_quota_and_the_history_tells_it(specialist):
    text = text_of(change(specialist))
    assert (quota().places, quota().zones, quota().paragraph) == (6, ["вход", "стенды"], "Решение № 5")
    assert "Норма сохранена." in text
    history = text[text.index("История изменений") :]
    assert '<span class="old">не менее 5 мест</span> <span class="new">не менее 6 мест</span>' in history
    assert "user" in history
    assert history.rstrip().count("Норма из письма министерства") == 1


def test_discretion_and_back(specialist):
    change(specialist, norm="discretion", places="")
    assert quota().places is None
    assert "на усмотрение руководителя" in text_of(specialist.get(page_of()))
    change(specialist, places="1")
    assert quota().places == 1


def test_a_number_left_in_the_field_does_not_hinder_discretion(specialist):
    change(specialist, norm="discretion", places="0")
    assert quota().places is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"places": ""}, "Укажите число мест"),
        ({"places": "0"}, "Укажите число мест"),
        ({"places": "-3"}, "Укажите число мест"),
        ({"places": "201"}, "Укажите число мест"),
        ({"places": "много"}, "Укажите число мест"),
        ({"norm": ""}, "Обязательное поле"),
        ({"norm": "zero"}, "zero"),
        ({"zones": "з" * 121}, "длиннее 120 знаков"),
        ({"zones": "\n".join(f"зона {place}" for place in range(31))}, "Зон больше 30"),
        ({"paragraph": " "}, "на чём основана норма"),
        ({"paragraph": "п" * 201}, "не более 200"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_is_kept(specialist, values, words):
    text = text_of(change(specialist, **values))
    assert words in text
    assert quota().places == 5
    typed = {**VALUES, **values}
    assert typed["paragraph"].strip() in text
    assert typed["zones"].splitlines()[0] in text


def test_zones_are_tidied_and_none_is_there_twice(specialist):
    change(specialist, zones="  Вход ,\n\nвход\r\nстенды   у столовой;\n")
    assert quota().zones == ["Вход", "стенды у столовой"]


def test_zones_may_be_unnamed(specialist):
    change(specialist, zones="")
    assert quota().zones == []


def test_hostile_words_are_escaped(specialist):
    text = text_of(change(specialist, zones="<script>alert(1)</script>", paragraph='"><b id="x">'))
    assert "<script>alert(1)" not in text
    assert '<b id="x">' not in text


def test_a_change_made_meanwhile_is_not_lost(specialist, make_user, client):
    before = seen(specialist)
    change(specialist, places="7")
    late = change(specialist, places="9", seen=before)
    assert "норму изменил кто-то ещё" in text_of(late)
    assert 'value="9"' in text_of(late)
    assert quota().places == 7
    again = change(specialist, places="9", seen=late.context["form"].data["seen"])
    assert "Норма сохранена" in text_of(again)
    assert quota().places == 9


def test_saving_without_a_change_adds_nothing_to_the_history(specialist):
    change(specialist)
    change(specialist)
    assert text_of(specialist.get(page_of())).count('class="new"') == 3


def test_a_changed_quota_is_what_the_sheet_counts_with(specialist, make_public):
    public = make_public(placed=3)
    change(specialist, places="8")
    text = text_of(specialist.get(reverse("qrcodes:sheet", args=[public.pk])))
    assert "Размещено 3 из 8" in text
    assert 'name="copies" value="5"' in text


# --- who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_and_specialists_change(client, make_user, make_public, apastovo, role):
    place = {"district_officer": {"district": apastovo}, "school_admin": {"institution": make_public().institution}}
    client.force_login(make_user(role, **place.get(role, {})))
    assert client.get(TABLE).status_code == 200
    page = client.get(page_of())
    assert page.status_code == 200
    may = role == "specialist"
    assert ("Сохранить норму" in text_of(page)) is may
    assert change(client).status_code == (200 if may else 403)
    assert quota().places == (6 if may else 5)


def test_an_unknown_type_does_not_exist(specialist):
    assert specialist.get(page_of("spaceport")).status_code == 404
    assert specialist.post(page_of("spaceport"), VALUES).status_code == 404


@pytest.mark.parametrize("address", [TABLE, "/qr/quotas/school/"])
def test_a_visitor_is_sent_to_sign_in(client, db, address):
    assert client.get(address)["Location"].startswith("/signin/")
    assert client.post(address)["Location"].startswith("/signin/")


def test_the_pages_cost_few_queries(specialist, django_assert_max_num_queries):
    for places in range(6, 20):
        change(specialist, places=str(places))
    with django_assert_max_num_queries(4):  # session, user, roles, quotas
        specialist.get(TABLE)
    with django_assert_max_num_queries(7):  # … quota, latest change, history, names
        specialist.get(page_of())
