"""Two weeks side by side in a browser: chosen, sorted, sent on; with scripts and without, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import BEFORE, compliant, district, public, seen, with_issues, with_remarks
from .test_walks_in_browser import cookies, enter

pytestmark = pytest.mark.django_db(transaction=True)
EARLIER = BEFORE.shift(-3)
WEEK = "12–18\u00a0октября"


@pytest.fixture
def places(assets) -> dict[str, int]:
    """A public that got worse since a month ago, one that got better, one that stayed as it was."""
    worse, better, same = public("Школа № 2"), public("Гимназия № 12"), public("Звёздочка")
    compliant(worse, EARLIER), with_issues(worse)
    with_issues(better, EARLIER), compliant(better)
    with_remarks(same, EARLIER), with_remarks(same)
    seen(worse)
    return {"district": district().pk, "public": worse.pk}


def names(page: Page) -> list[str]:
    return page.locator("tbody th a").all_inner_texts()


def test_a_week_is_chosen_sorted_and_sent_on(page, guard, browser: Browser, live_server, places):
    enter(page, live_server)
    page.goto(f"{live_server.url}/districts/{places['district']}/")
    page.get_by_label("Сравнить с неделей").select_option(str(EARLIER))
    row = page.get_by_role("row", name="Школа № 2")
    expect(row.locator(".matrix-status")).to_contain_text("было Соответствует")
    expect(page.locator("#standing")).to_contain_text(f"Сравниваем с неделей {WEEK}")
    page.get_by_role("link", name="Организация и паблик").click()
    expect(page.get_by_role("columnheader", name="Организация и паблик")).to_have_attribute("aria-sort", "ascending")
    expect(row.locator(".matrix-status")).to_contain_text("было Соответствует")
    page.get_by_label("Статус", exact=True).select_option("issues")
    expect(page.get_by_role("row", name="Звёздочка")).to_have_count(0)
    assert f"with={EARLIER}" in page.url
    with browser.new_context(locale="ru-RU") as other:
        guard.watch(other)
        other.add_cookies(cookies(live_server, "observer"))
        theirs = other.new_page()
        theirs.goto(page.url)
        assert names(theirs) == names(page)
        assert theirs.locator("main").inner_text() == page.locator("main").inner_text()


def test_the_other_week_is_taken_back(page, guard, live_server, places):
    enter(page, live_server)
    page.goto(f"{live_server.url}/districts/{places['district']}/?with={EARLIER}")
    page.get_by_role("link", name="Сравнить с неделей: снять отбор").click()
    expect(page.get_by_text("было")).to_have_count(0)
    assert "with=" not in page.url


def test_without_scripts_from_the_region_to_a_public_in_two_weeks(browser: Browser, guard, live_server, places):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        guard.watch(context)
        context.add_cookies(cookies(live_server))
        page = context.new_page()
        page.goto(f"{live_server.url}/districts/{places['district']}/?sort=name")
        page.get_by_label("Сравнить с неделей").select_option(str(EARLIER))
        page.get_by_role("button", name="Показать").click()
        assert "sort=name" in page.url
        page.get_by_role("link", name="Школа № 2").click()
        table = page.get_by_role("table", name="Две недели рядом")
        expect(table.get_by_role("row", name="Собственные посты")).to_contain_text("хуже")
        page.get_by_label("Сравнить с неделей").select_option("")
        page.get_by_role("button", name="Сравнить").click()
        expect(table).to_have_count(0)
        assert page.url.endswith("#two-weeks")


def test_a_phone_shows_what_was_mended_and_is_sorted(page, guard, live_server, places):
    enter(page, live_server)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/districts/{places['district']}/?with={EARLIER}")
    row = page.get_by_role("row", name="Гимназия № 12")
    expect(row.get_by_text("посты:")).to_be_visible()
    expect(row.get_by_text("обложка:")).to_be_hidden()
    page.get_by_text("Порядок строк").click()
    page.get_by_role("list").get_by_role("link", name="Организация и паблик").click()
    page.wait_for_url("**sort=name**")
    assert names(page) == ["Гимназия № 12", "Звёздочка", "Школа № 2"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scripts", [True, False])
def test_districts_are_sorted_on_a_phone(browser: Browser, guard, live_server, places, scripts):
    with_issues(public("Буинская школа", district("Буинский район")))
    with browser.new_context(
        java_script_enabled=scripts, locale="ru-RU", viewport={"width": 390, "height": 844}
    ) as context:
        guard.watch(context)
        context.add_cookies(cookies(live_server))
        page = context.new_page()
        page.goto(f"{live_server.url}/districts/")
        expect(page.get_by_role("columnheader", name="QR размещены")).to_be_hidden()
        page.get_by_text("Порядок строк").click()
        page.get_by_role("list").get_by_role("link", name="QR размещены").click()
        head = page.get_by_role("columnheader", name="QR размещены")
        expect(head).to_be_visible()
        expect(head).to_have_attribute("aria-sort", "ascending")
        page.get_by_role("columnheader", name="Соответствуют").get_by_role("link").click()
        assert names(page)[0] == "Буинский район"
