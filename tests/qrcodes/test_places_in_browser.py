"""Placements and visits in a browser: on a desk, on a phone, without scripts, and where the connection fails."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from qrcodes import placing
from qrcodes.models import Inspection, Placement

from .pictures import code, encoded
from .test_placements import place
from .test_uploads_in_browser import DESK, PHONE, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)

DARK = {**PHONE, "color_scheme": "dark"}
FIRST, SECOND = UUID(int=1), UUID(int=2)
# Where to leave pictures of the pages for people to look at.
PICTURES = os.environ.get("PAGE_PICTURES", "")


@pytest.fixture
def school(make_public):
    school = make_public("МБОУ «Средняя школа № 2 с углублённым изучением отдельных предметов»").institution
    make_public("Детский сад № 7 «Солнышко»", "kindergarten", placed=5)
    placing.spread_quotas()
    return school


@pytest.fixture
def open_as(browser: Browser, make_user, live_server, settings, tmp_path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as a person of a role, in a window of its own."""
    settings.MEDIA_ROOT = tmp_path
    contexts = []

    def opened(address: str, role="specialist", place=None, **window) -> Page:
        client = Client()
        client.force_login(make_user(role, **(place or {})))
        name = configured.SESSION_COOKIE_NAME
        context = browser.new_context(locale="ru-RU", **(window or DESK))
        contexts.append(context)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()


def visit_of(school) -> str:
    return reverse("qrcodes:inspect", args=[school.pk])


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("window", "name"), [(DESK, "1440"), (PHONE, "390"), (DARK, "390-dark")])
def test_every_page_is_accessible_and_no_wider_than_its_window(open_as, school, window, name):
    own = placing.place(
        school,
        None,
        FIRST,
        zone="вход",
        words="слева от двери, на уровне глаз",
        on=timezone.localdate(),
        photo=encoded(code("https://vk.com/a").convert("RGB"), "JPEG"),
    )
    place(school, None, words="у гардероба", zone="")
    placing.withdraw(place(school, None), None, "ремонт стены")
    visit = placing.inspect(
        school,
        None,
        "00000000-0000-4000-8000-000000000002",
        zones=["вход", "стенды"],
        seen=["вход"],
        photos=[],
        note="—",
    )
    pages = {
        "placements": reverse("qrcodes:placements"),
        "placement": reverse("qrcodes:placement", args=[school.pk]),
        "inspections": reverse("qrcodes:inspections") + "?q=школа",
        "inspect": visit_of(school),
        "inspection": reverse("qrcodes:inspection", args=[visit.pk]),
        "sheet": reverse("qrcodes:sheet", args=[school.publics.get().pk]),
        "index": reverse("qrcodes:index"),
        "books": reverse("qrcodes:books"),
    }
    for kind, address in pages.items():
        role = ("district_officer", {"district": school.district}) if kind == "placement" else ("specialist", None)
        page = open_as(address, *role, **window)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"{kind}-{name}")
        assert_accessible(page, window["viewport"]["width"])
    assert own.photo


def test_what_was_typed_survives_a_lost_connection_and_a_closed_page(open_as, school):
    page = open_as(visit_of(school), **PHONE)
    page.get_by_label("Вход").check()
    page.get_by_label("Заметка").fill("Лист за стеклом, бликует.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Записать проверку").click()
    expect(page.get_by_role("alert")).to_contain_text("Связи нет")
    picture(page, "inspect-offline-390")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Здесь то, что вы отметили раньше")).to_be_visible()
    expect(page.get_by_label("Вход")).to_be_checked()
    expect(page.get_by_label("Заметка")).to_have_value("Лист за стеклом, бликует.")
    page.get_by_role("button", name="Записать проверку").click()
    expect(page.get_by_text("Проверка записана.")).to_be_visible()
    assert Inspection.objects.get().seen == ["вход"]
    page.goto(page.url.split("/qr/")[0] + visit_of(school))
    expect(page.get_by_label("Вход")).not_to_be_checked()
    expect(page.get_by_label("Заметка")).to_have_value("")


def test_an_answer_that_was_lost_on_its_way_makes_no_second_visit(open_as, school):
    page = open_as(visit_of(school), **PHONE)
    page.get_by_label("Заметка").fill("Раз.")
    page.route("**/inspections/new/**", lambda route: (route.fetch(), route.abort()))
    page.get_by_role("button", name="Записать проверку").click()
    expect(page.get_by_role("alert")).to_contain_text("Связи нет")
    page.unroute_all()
    page.reload()
    page.get_by_role("button", name="Записать проверку").click()
    expect(page.get_by_text("Проверка записана.")).to_be_visible()
    assert Inspection.objects.count() == 1


def test_a_session_that_ended_takes_nothing_away(open_as, school):
    page = open_as(visit_of(school))
    page.get_by_label("Заметка").fill("Долго ехали.")
    page.context.clear_cookies(name=configured.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Записать проверку").click()
    # One note, the form's own: nothing of it is lost, while other pages say that nothing was kept.
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("Портал не принял проверку")
    expect(page.get_by_label("Заметка")).to_have_value("Долго ехали.")


def test_a_draft_is_forgotten_when_asked(open_as, school):
    page = open_as(visit_of(school))
    page.get_by_label("Заметка").fill("Не то.")
    page.reload()
    page.get_by_role("button", name="Начать заново").click()
    expect(page.get_by_label("Заметка")).to_have_value("")
    expect(page.get_by_text("Здесь то, что вы отметили раньше")).to_be_hidden()


def test_without_scripts_a_visit_and_a_placement_are_written(open_as, school):
    page = open_as(visit_of(school), **DESK, java_script_enabled=False)
    page.get_by_label("Вход").check()
    page.get_by_role("button", name="Записать проверку").click()
    assert Inspection.objects.get().seen == ["вход"]
    officer = ("district_officer", {"district": school.district})
    page = open_as(reverse("qrcodes:placement", args=[school.pk]), *officer, **DESK, java_script_enabled=False)
    page.get_by_label("Вход").check()
    page.get_by_label("Место словами").fill("у двери")
    page.get_by_role("button", name="Отметить лист").click()
    expect(page.get_by_text("Размещено 1 из 5").first).to_be_visible()
    page.get_by_text("Снять с учёта").click()
    page.get_by_role("button", name="Листа здесь больше нет").click()
    expect(page.get_by_text("Размещено 0 из 5").first).to_be_visible()
    assert Placement.objects.count() == 1
