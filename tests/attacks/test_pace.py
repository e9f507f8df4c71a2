"""What costs much is to be had so often a minute: the next time is told to wait, in words and by a header."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from monitoring.models import ApiToken
from tests.access.table import DISTRICT, SCHOOL, SPECIALIST
from tests.access.test_matrix import browser
from tests.access.world import OWN, World, book, file_order

pytestmark = pytest.mark.django_db
ONCE = "1/m/user"
SEARCHES = ("registry:institutions", "monitoring:publics", "qrcodes:index", "qrcodes:placements")


def limited(settings, action: str) -> None:
    settings.COSTLY = {**settings.COSTLY, action: ONCE}


def told_to_wait(answer) -> bool:
    words = "повторите через минуту" in answer.content.decode() if answer.status_code == 429 else False
    return words and answer.headers["Retry-After"] == "60"


def test_whoever_asks_too_often_is_told_to_wait_and_nobody_else_is(world, settings):
    limited(settings, "export")
    address, client = reverse("monitoring:publics_export", args=["csv"]), browser(world, SPECIALIST)
    assert client.get(address).status_code == 200
    assert told_to_wait(client.get(address))
    assert browser(world, SCHOOL).get(address).status_code == 200


def costly(world: World) -> dict[str, tuple]:
    """Return for each costly address: what limits it, by which method it is asked, and where."""
    public, order, made = world.publics[OWN].pk, file_order(world, OWN, DISTRICT), book(world, OWN, DISTRICT)
    return {
        "registry's file": ("export", "get", reverse("registry:export")),
        "a district's file": ("export", "get", reverse("monitoring:publics_export", args=["xlsx"])),
        "an ordered file": ("export", "get", reverse("monitoring:file_order_file", kwargs=order)),
        "an ordered book": ("export", "get", reverse("qrcodes:book_file", kwargs=made)),
        "a sheet": ("sheet", "get", reverse("qrcodes:pdf", args=[public])),
        "a photograph": ("check", "post", reverse("qrcodes:check")),
        "VK's code": ("check", "post", reverse("qrcodes:vk_code", args=[public])),
        "a token": ("token", "post", reverse("monitoring:api")),
        "a hung sheet": ("place", "post", reverse("qrcodes:placement", args=[world.publics[OWN].institution_id])),
        "a book": ("order", "post", reverse("qrcodes:books")),
        **{name: ("search", "get", reverse(name) + "?q=школа") for name in SEARCHES},
    }


def test_every_costly_address_has_its_limit(world, settings):
    for name, (action, method, address) in costly(world).items():
        limited(settings, action)
        client = browser(world, DISTRICT)
        cache.clear()
        assert getattr(client, method)(address).status_code != 429, name
        assert told_to_wait(getattr(client, method)(address)), name


def test_a_refused_request_makes_no_token(world, settings):
    limited(settings, "token")
    client = browser(world, SCHOOL)
    for number in range(3):
        client.post(reverse("monitoring:api"), {"name": f"отчёт {number}", "days": 30})
    assert ApiToken.objects.count() == 1
    assert client.get(reverse("monitoring:api")).status_code == 200


def test_a_page_that_searches_for_nothing_is_free(world, settings):
    limited(settings, "search")
    client = browser(world, SPECIALIST)
    assert {client.get(reverse("registry:institutions")).status_code for _ in range(3)} == {200}


def test_while_typing_the_page_stays_and_is_told(world, settings):
    limited(settings, "search")
    client, address = browser(world, SPECIALIST), reverse("registry:institutions") + "?q=a"
    answers = [client.get(address, HTTP_HX_REQUEST="true") for _ in range(2)]
    assert told_to_wait(answers[1])
    assert "HX-Redirect" not in answers[1].headers


def test_a_stranger_s_search_is_led_to_the_door(db):
    assert Client().get(reverse("registry:institutions") + "?q=a").status_code == 302
