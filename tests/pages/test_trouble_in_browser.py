"""Whatever becomes of an htmx request, a person sees it: in the error page's words, on the page that is open."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Locator, Page, expect

from monitoring.models import Batch, Sighting

from .conftest import NOW, audit, browse, person, public
from .test_pictures import suspect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(page: Page, assets, live_server, settings, tmp_path) -> Page:
    """A specialist's contact sheet, on which every mark is a form that htmx sends."""
    settings.MEDIA_ROOT = tmp_path
    suspect(public("Гимназия № 12"))
    return opened(page, live_server, "/pictures/")


def opened(page: Page, live_server, address: str) -> Page:
    name = django_settings.SESSION_COOKIE_NAME
    cookie: Any = {"name": name, "value": browse(person("specialist")).cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(live_server.url + address)
    return page


def mark(page: Page) -> None:
    page.get_by_role("button", name="пикселы").click()


def alert(page: Page) -> Locator:
    return page.get_by_role("alert")


def test_a_form_that_comes_too_often_is_told_to_wait(page, assets, live_server, settings, tmp_path):
    settings.COSTLY = {**settings.COSTLY, "check": "0/m/user"}
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG")
    opened(page, live_server, "/qr/check/")
    page.locator("input[name=photo]").set_input_files(photo)
    expect(alert(page)).to_contain_text("Подождите минуту")
    expect(alert(page)).to_contain_text("Ничего не потеряно: повторите через минуту.")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Подождите")


def test_a_search_that_comes_too_often_keeps_what_was_typed(page, assets, live_server, settings):
    settings.COSTLY = {**settings.COSTLY, "search": "0/m/user"}
    public()
    opened(page, live_server, "/registry/")
    page.locator("#filter-q").press_sequentially("школа")
    expect(alert(page)).to_contain_text("повторите через минуту")
    expect(page.locator("#filter-q")).to_have_value("школа")


def test_a_form_that_is_out_of_date(sheet):
    sheet.context.clear_cookies(name=django_settings.CSRF_COOKIE_NAME)
    mark(sheet)
    expect(alert(sheet)).to_contain_text("Форма устарела")
    expect(alert(sheet)).to_contain_text("обновите страницу")


def test_a_thing_that_is_gone(sheet):
    Sighting.objects.all().delete()
    mark(sheet)
    expect(alert(sheet)).to_contain_text("Такой страницы нет")


def test_a_person_whose_session_has_ended(sheet):
    sheet.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    mark(sheet)
    expect(alert(sheet)).to_contain_text("Вы вышли из портала")
    expect(sheet.get_by_role("button", name="пикселы")).to_be_visible()


def test_a_proxy_that_answers_in_the_portal_s_place(sheet):
    sheet.route("**/mark/", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    mark(sheet)
    expect(alert(sheet)).to_contain_text("Портал не ответил")


def test_no_connection_and_then_again_one(sheet):
    sheet.context.set_offline(True)
    mark(sheet)
    expect(alert(sheet)).to_contain_text("Нет связи с порталом")
    sheet.context.set_offline(False)
    mark(sheet)
    expect(sheet.get_by_text("Анна Петрова").last).to_be_visible()
    expect(alert(sheet)).to_be_hidden()


def test_it_can_be_closed_and_comes_again_when_asked_again(sheet):
    sheet.context.set_offline(True)
    mark(sheet)
    alert(sheet).get_by_role("button", name="Закрыть").click()
    expect(alert(sheet)).to_be_hidden()
    mark(sheet)
    expect(alert(sheet)).to_be_visible()


def test_what_asks_by_itself_says_it_once(page, assets, live_server):
    opened(page, live_server, f"/audits/{audit('under_way').pk}/")
    page.context.set_offline(True)
    alert(page).get_by_role("button", name="Закрыть").click()
    with page.expect_event("requestfailed"):
        pass
    expect(alert(page)).to_be_hidden()


def test_the_message_has_no_barrier(sheet):
    sheet.route("**/mark/", lambda route: route.fulfill(status=500, body=""))
    mark(sheet)
    expect(alert(sheet)).to_be_visible()
    for width, scheme in product((360, 1440), ("light", "dark")):
        sheet.set_viewport_size({"width": width, "height": 900})
        sheet.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(sheet)
        assert report.violations_count == 0, f"{width} {scheme}: {report.generate_report()}"
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width


def test_who_was_signed_out_while_watching_is_told_and_the_page_asks_no_more(page, assets, live_server):
    run = audit("under_way", started_at=NOW, publics_total=8)
    Batch.objects.create(run=run, step=Batch.Step.WALLS, position=0, public_ids=[1, 2, 3, 4])
    opened(page, live_server, "/overview/")
    expect(page.locator("#run-progress")).to_have_count(1)
    page.context.clear_cookies()
    expect(alert(page)).to_contain_text("Вы вышли из портала")
    expect(page.locator("#run-progress")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Сводка")
