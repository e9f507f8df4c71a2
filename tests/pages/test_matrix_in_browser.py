"""«Район», «Паблики», «Районы», «Паблик» in a browser: for everyone's eyes, hands and settings."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from monitoring.facts import Unreachable
from qrcodes.models import PlacementQuota

from .conftest import (
    RUNNING,
    browse,
    compliant,
    district,
    institution,
    judged,
    person,
    public,
    seen,
    with_issues,
    with_remarks,
    without_data,
)
from .test_public import frozen, post

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/districts/", "/districts/{district}/", "/publics/", "/publics/{public}/", "/publics/{bare}/"]


@pytest.fixture
def places(db) -> dict[str, int]:
    """A district with every status, and a public whose week has a silence and posts that do not count."""
    one = public("Гимназия № 12")
    seen(one, description="О школе", members_count=4812)
    frozen(one, post(5, 90), post(6, 100))
    judged(one, RUNNING, posts=1)
    compliant(public("Колледж имени Габдуллы Тукая и его учеников, село Верхнесарсазское", screen_name="v" * 32))
    compliant(public("Лицей")), with_issues(public("Школа № 2")), with_remarks(public("Звёздочка"))
    without_data(public("Школа № 3"))
    # Seven of its rules say «нет категории»: the widest row there is.
    compliant(public("Спортивная школа", category="unset"), state_mark=False)
    institution("Музей", type="culture"), institution("Филиал гимназии", shares=one)
    # Not left to the migration: a flush between two browser tests may have taken its rows.
    PlacementQuota.objects.get_or_create(type="school", defaults={"places": 5})
    return {"district": district().pk, "public": one.pk, "bare": public("Новая школа").pk}


@pytest.fixture
def cookies(live_server) -> list[Any]:
    client = browse(person("specialist"))
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@pytest.fixture
def complaints(page: Page, cookies, live_server) -> list[str]:
    """What the browser finds wrong: script errors, refused content, requests to another host."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            found.append(request.url)

    page.context.add_cookies(cookies)
    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", watch)
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_asks_nobody_else_and_never_scrolls_sideways(
    page, complaints, live_server, places, address
):
    page.goto(live_server.url + address.format(**places), wait_until="networkidle")
    for width, scheme in product((390, 1440), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(page)
        assert report.violations_count == 0, f"{width} {scheme}: {report.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("query", ["", "?with=2026-W45"])
def test_the_matrix_of_a_district_fits_a_screen_of_1440(page, complaints, live_server, places, query, language):
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    judged(public("Закрытая"), posts=0, unreachable=Unreachable.BLOCKED)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/districts/{places['district']}/{query}")
    spare = page.locator(".frame-matrix").evaluate("frame => frame.clientWidth - frame.firstElementChild.offsetWidth")
    assert spare >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_choice_narrows_the_rows_at_once_and_keeps_focus_address_and_files_in_step(
    page, complaints, live_server, places
):
    page.goto(f"{live_server.url}/districts/{places['district']}/")
    page.get_by_label("Статус", exact=True).focus()
    page.get_by_label("Статус", exact=True).select_option("issues")
    expect(page.get_by_role("row", name="Школа № 2")).to_be_visible()
    expect(page.get_by_role("row", name="Лицей")).to_have_count(0)
    expect(page.get_by_label("Статус", exact=True)).to_be_focused()
    assert "status=issues" in page.url
    assert "status=issues" in page.get_by_role("link", name="CSV").get_attribute("href")
    page.go_back()
    expect(page.get_by_role("row", name="Лицей")).to_be_visible()
    assert complaints == []


def test_without_scripts_the_form_has_its_button(browser: Browser, live_server, places, cookies):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{live_server.url}/districts/{places['district']}/")
        page.get_by_label("Название, ссылка, ОГРН").last.fill("лицей")
        page.get_by_role("button", name="Показать").click()
        expect(page.get_by_role("row", name="Лицей")).to_be_visible()
        expect(page.get_by_role("row", name="Школа № 2")).to_have_count(0)
        page.goto(f"{live_server.url}/publics/{places['public']}/")
        expect(page.get_by_role("link", name="QR-лист для печати")).to_be_visible()
        expect(page.get_by_role("img", name="9–15 ноября: засчитано 2")).to_be_visible()


def test_the_way_from_the_district_to_a_public_and_its_other_week_needs_no_mouse(
    page, complaints, live_server, places
):
    page.goto(f"{live_server.url}/districts/{places['district']}/")
    page.get_by_role("link", name="Гимназия № 12").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Гимназия № 12")
    page.get_by_role("link", name="Неделей позже").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Неделя ещё идёт: балл появится после воскресенья.")).to_be_visible()
    assert complaints == []


def test_the_quota_of_sheets_arrives_beside_the_verdicts(page, complaints, live_server, places):
    page.goto(f"{live_server.url}/publics/{places['public']}/")
    expect(page.get_by_text("Размещено 0 из 5").first).to_be_visible()
    assert complaints == []


def test_a_phone_shows_of_each_row_what_is_not_passed(page, complaints, live_server, places):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}/districts/{places['district']}/")
    row = page.get_by_role("row", name="Школа № 2")
    expect(row.get_by_text("посты:")).to_be_visible()
    expect(row.get_by_text("обложка:")).to_be_hidden()


def test_paper_has_the_head_of_the_table_and_no_controls(page, complaints, live_server, places):
    page.goto(f"{live_server.url}/districts/{places['district']}/")
    page.emulate_media(media="print")
    expect(page.get_by_text("неделя 9–15 ноября · данные на")).to_be_visible()
    expect(page.get_by_role("link", name="CSV")).to_be_hidden()
    expect(page.get_by_label("Статус", exact=True)).to_be_hidden()
    expect(page.get_by_role("list", name="Обозначения")).to_be_visible()
