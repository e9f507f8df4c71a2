"""«Обложки и аватары» in a browser: marking with a keyboard, taking back, and the page for everyone's eyes."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from monitoring.models import Picture

from .conftest import browse, person, public
from .test_pictures import shows, suspect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sheet(db, assets, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    suspect(public("Гимназия № 12"), figure=8)
    suspect(public("Школа № 2"), "avatar")
    shows(public("Колледж имени Габдуллы Тукая и его учеников, село Верхнесарсазское"))
    shows(public("Лицей"), state="gone")


@pytest.fixture
def cookies(live_server) -> list[Any]:
    client = browse(person("specialist"))
    name = django_settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@pytest.fixture
def complaints(page: Page, cookies) -> list[str]:
    """What the browser finds wrong: script errors, refused content, pictures that do not come."""
    found: list[str] = []
    page.context.add_cookies(cookies)

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def marks() -> list[str]:
    return sorted(Picture.objects.values_list("mark", flat=True))


def test_the_sheet_is_accessible_and_never_scrolls_sideways(page, complaints, live_server):
    page.goto(f"{live_server.url}/pictures/")
    page.get_by_role("group", name="Отметка: Гимназия № 12").get_by_role("button", name="пикселы").click()
    expect(page.get_by_text("Анна Петрова").last).to_be_visible()
    for width, scheme in product((360, 1440), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(page)
        assert report.violations_count == 0, f"{width} {scheme}: {report.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


def test_a_mark_needs_no_mouse_and_keeps_the_focus_where_it_was(page, complaints, live_server):
    page.goto(f"{live_server.url}/pictures/?mark=unmarked")
    group = page.get_by_role("group", name="Отметка: Гимназия № 12")
    group.get_by_role("button", name="пикселы").focus()
    page.keyboard.press("Enter")
    chosen = group.get_by_role("button", name="пикселы")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_be_focused()
    assert page.url.endswith("?mark=unmarked")
    assert marks() == ["", "", "pixels"]
    page.get_by_role("button", name="Отменить").focus()
    page.keyboard.press("Enter")
    expect(group.get_by_role("button", name="пикселы")).to_have_attribute("aria-pressed", "false")
    assert marks() == ["", "", ""]
    assert complaints == []


def test_a_whole_page_is_good_and_is_taken_back(page, complaints, live_server):
    page.goto(f"{live_server.url}/pictures/")
    page.get_by_role("button", name="Все без отметки на этой странице хорошие").click()
    page.wait_for_url("**deed=**")
    assert marks() == ["good", "good", "good"]
    page.locator(".undo-note").get_by_role("button", name="Отменить").click()
    page.wait_for_url(lambda url: "deed" not in url)
    assert marks() == ["", "", ""]
    assert complaints == []


def test_without_scripts_marks_and_filters_work(browser: Browser, live_server, cookies):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{live_server.url}/pictures/")
        page.get_by_label("Вид", exact=True).select_option("avatar")
        page.get_by_role("button", name="Показать").click()
        expect(page.get_by_role("listitem").filter(has_text="Школа № 2")).to_be_visible()
        expect(page.get_by_text("Гимназия № 12")).to_have_count(0)
        page.get_by_role("button", name="не по теме").click()
        assert "kind=avatar" in page.url
        page.locator(".undo-note").get_by_role("button", name="Отменить").click()
        assert marks() == ["", "", ""]


def test_pictures_arrive_only_when_they_are_looked_at(page, complaints, live_server):
    for number in range(40):
        shows(public(f"Школа далеко внизу {number}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{live_server.url}/pictures/", wait_until="networkidle")
    assert 0 < sum(url.endswith(".webp") for url in asked) < page.locator("img").count()
