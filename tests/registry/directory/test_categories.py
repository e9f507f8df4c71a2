"""Categories for many publics at once: foreseen, dated, with a ground, and begun on their day."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from registry import categories, tasks
from registry.models import CategoryPeriod, Public
from tests.registry.directory.people import institution
from tests.registry.tables import HEADER, csv

pytestmark = pytest.mark.django_db
PAGE = "/registry/categories/"


@pytest.fixture
def publics(apastovo) -> list[Public]:
    """Return a card that was told, an active one that stands without a period, and one without a category."""
    made = [
        Public.objects.create(vk_id=n, screen_name=f"public{n}", institution=institution(f"Школа № {n}", apastovo))
        for n in (1, 2, 3)
    ]
    categories.set_category(made[:1], "card", timezone.now() - timedelta(days=90))
    Public.objects.filter(vk_id=2).update(category="active")
    return made


def give(client, query: str = "", **told):
    sent = {"category": "flagship", "valid_from": timezone.localdate().isoformat(), "reason": "Приказ № 7", **told}
    mark = client.post(f"{PAGE}?{query}", {**sent, "step": "check"}).context["foreseen"].mark
    return client.post(f"{PAGE}?{query}", {**sent, "step": "save", "told": mark})


def standing() -> list[str]:
    return list(Public.objects.order_by("vk_id").values_list("category", flat=True))


def test_what_would_change_is_told_before_anything_does(specialist, publics):
    sent = {"category": "card", "valid_from": timezone.localdate().isoformat(), "reason": "Приказ"}
    page = specialist.post(PAGE, {**sent, "step": "check"}).content.decode()
    assert "2 паблика" in page.replace("\xa0", " ")
    assert "визитка: 1, не изменятся" in page
    assert standing() == ["card", "active", "unset"]


def test_all_of_a_filter_get_it_with_date_ground_and_name(specialist, publics):
    assert give(specialist).status_code == 302
    assert standing() == ["flagship"] * 3
    last = CategoryPeriod.objects.filter(public=publics[0]).latest("valid_from")
    assert (last.category, last.reason, last.decided_by.email) == ("flagship", "Приказ № 7", "specialist@example.org")
    give(specialist, "q=Школа+2", category="card")
    assert standing() == ["flagship", "card", "flagship"]
    give(specialist, f"public={publics[2].pk}", category="active")
    assert standing() == ["flagship", "card", "active"]


def test_a_category_that_stood_without_a_period_still_holds_for_the_past(specialist, publics):
    give(specialist)
    told = list(
        CategoryPeriod.objects.filter(public=publics[1]).order_by("valid_from").values_list("category", flat=True)
    )
    assert told == ["active", "flagship"]


def test_a_day_to_come_begins_when_it_comes(specialist, publics):
    day = timezone.localdate() + timedelta(days=5)
    give(specialist, valid_from=day.isoformat())
    assert standing() == ["card", "active", "unset"]
    with time_machine.travel(datetime.combine(day, datetime.min.time(), timezone.get_current_timezone())):
        tasks.begin_categories()
    assert standing() == ["flagship"] * 3


def test_a_later_period_stays(specialist, publics):
    categories.set_category(publics[:1], "flagship", timezone.now() - timedelta(days=3))
    give(specialist, category="active", valid_from=(timezone.localdate() - timedelta(days=10)).isoformat())
    assert standing()[0] == "flagship"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"valid_from": "1999-01-01"}, "не раньше 2020 года"),
        ({"valid_from": "когда-нибудь"}, "правильную дату"),
        ({"reason": ""}, "Обязательное поле"),
        ({"category": "castle"}, "Выберите корректный вариант"),
    ],
)
def test_a_wrong_value_is_told_and_nothing_is_written(specialist, publics, wrong, said):
    sent = {"category": "flagship", "valid_from": timezone.localdate().isoformat(), "reason": "Приказ", **wrong}
    assert said in specialist.post(PAGE, {**sent, "step": "save", "told": "x"}).content.decode()
    assert standing() == ["card", "active", "unset"]


def test_another_registry_than_the_person_saw_is_shown_again(specialist, publics):
    sent = {"category": "flagship", "valid_from": timezone.localdate().isoformat(), "reason": "Приказ"}
    answer = specialist.post(PAGE, {**sent, "step": "save", "told": "1-1-0"})
    assert "реестр изменился" in answer.content.decode()
    assert standing() == ["card", "active", "unset"]


def test_the_number_of_queries_does_not_grow_with_the_publics(
    specialist, publics, apastovo, django_assert_max_num_queries
):
    for n in range(10, 80):
        Public.objects.create(vk_id=n, screen_name=f"public{n}", institution=institution(f"Школа № {n}", apastovo))
    with django_assert_max_num_queries(14):
        specialist.get(PAGE)
    with django_assert_max_num_queries(40):
        give(specialist)


def test_districts_are_known_by_their_other_spellings(specialist, apastovo, arsk, upload):
    sent = {
        "name": "Апастовский",
        "kind": "municipal_district",
        "aliases": "Апас, Апас районы",
        "genitive": "",
        "name_tt": "",
    }
    page = reverse("registry:district", args=[apastovo.pk])
    seen = specialist.get(page).context["form"]["seen"].value()
    assert specialist.post(page, {**sent, "seen": seen}).status_code == 302
    one = upload(csv(HEADER, ["Школа", "Школа", "Апас", "", "нет"]))
    assert one.counts == {"added": 1}
    taken = {**sent, "aliases": "Арский район", "seen": specialist.get(page).context["form"]["seen"].value()}
    assert "портал уже понимает район «Арский»" in specialist.post(page, taken).content.decode()
    assert (
        "Ваши значения остались" in specialist.post(page, {**sent, "aliases": "Апас рн", "seen": 1}).content.decode()
    )
