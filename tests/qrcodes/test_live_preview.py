"""The sheet's page in a browser: the preview follows what is typed, and nothing depends on scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from qrcodes.models import PlacementQuota

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def public(make_public):
    # The test before has emptied every table, those that migrations filled too.
    PlacementQuota.objects.get_or_create(type="school", defaults={"places": 5})
    return make_public(placed=3)


@pytest.fixture
def address(live_server, public) -> str:
    return live_server.url + reverse("qrcodes:sheet", args=[public.pk])


@pytest.fixture
def signed_in(make_user, public, live_server) -> list[dict]:
    client = Client()
    client.force_login(make_user("school_admin", institution=public.institution))
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@pytest.fixture
def sheet_page(page: Page, address, signed_in) -> Page:
    page.context.add_cookies(signed_in)
    page.goto(address)
    return page


def test_the_preview_follows_the_title_as_it_is_typed(sheet_page):
    sheet_page.locator("#id_title").fill("Лицей № 7")
    expect(sheet_page.get_by_role("img", name="Лист: Лицей № 7")).to_be_visible()
    assert sheet_page.input_value("#id_title") == "Лицей № 7"


def test_the_language_changes_the_suggestions_and_keeps_what_was_typed(sheet_page):
    sheet_page.locator("#id_title").fill("Лицей № 7")
    sheet_page.get_by_text("Татарча").click()
    expect(sheet_page.locator("#id_call")).to_have_value("Язылыгыз һәм яңалыклардан хәбәрдар булыгыз")
    expect(sheet_page.locator("#id_title")).to_have_value("Лицей № 7")


def test_the_copies_are_filled_from_the_quota(sheet_page):
    expect(sheet_page.locator("#id_copies")).to_have_value("2")


def test_a_wrong_number_of_copies_is_told_while_typing(sheet_page):
    sheet_page.locator("#id_copies").fill("99")
    expect(sheet_page.locator("#copies-note")).to_contain_text("от 1 до 50")


def test_the_button_downloads_what_the_form_says(sheet_page):
    sheet_page.locator("#id_title").fill("Лицей № 7")
    with sheet_page.expect_download() as download:
        sheet_page.locator("#qr-download").click()
    assert download.value.suggested_filename == "QR-лист, Лицей № 7.pdf"


def test_a_smaller_size_shows_two_sheets_and_counts_pages(sheet_page):
    sheet_page.locator("#id_copies").fill("5")
    sheet_page.get_by_label("2 на А4").check()
    expect(sheet_page.locator("#qr-preview")).to_contain_text("читается с 0,8 м")
    expect(sheet_page.locator("#copies-note")).to_contain_text("после разрезания 6 листов")
    expect(sheet_page.locator("#qr-download")).to_contain_text("6 листов")


def test_both_languages_ask_for_the_second_title_and_show_it(sheet_page):
    sheet_page.get_by_text("Оба", exact=True).click()
    sheet_page.get_by_label("Название по-татарски").fill("2 нче Апас мәктәбе")
    expect(sheet_page.get_by_role("img", name="Апастовская школа № 2 / 2 нче Апас мәктәбе")).to_be_visible()


def test_everything_comes_in_one_zip(sheet_page):
    with sheet_page.expect_download() as download:
        sheet_page.get_by_role("button", name="Всё в ZIP").click()
    assert download.value.suggested_filename == "QR-лист, Апастовская школа № 2.zip"


def test_the_page_works_without_scripts(browser: Browser, address, signed_in):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        context.add_cookies(signed_in)
        page = context.new_page()
        page.goto(address)
        page.locator("#id_title").fill("Лицей № 7")
        page.get_by_role("button", name="Показать лист").click()
        expect(page.get_by_role("img", name="Лист: Лицей № 7")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_never_scrolls_sideways(sheet_page, width, scheme):
    sheet_page.set_viewport_size({"width": width, "height": 900})
    sheet_page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sheet_page.reload()
    report = Axe().run(sheet_page)
    assert report.violations_count == 0, report.generate_report()
    assert sheet_page.evaluate("document.documentElement.scrollWidth") <= width


# --- «Запомнить текст» ----------------------------------------------------------------------------
def test_what_stands_in_the_fields_is_remembered_at_once(sheet_page, address):
    sheet_page.locator("#id_title").fill("Лицей № 7")
    sheet_page.get_by_role("button", name="Запомнить текст").click()
    expect(sheet_page.get_by_text("Текст листа запомнен.")).to_be_visible()
    sheet_page.goto(address)
    expect(sheet_page.get_by_role("img", name="Лист: Лицей № 7")).to_be_visible()


def test_words_are_remembered_and_taken_back_without_scripts(browser: Browser, address, signed_in):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        context.add_cookies(signed_in)
        page = context.new_page()
        page.goto(address)
        page.locator("#id_title").fill("Лицей № 7")
        page.get_by_role("button", name="Запомнить текст").click()
        expect(page.get_by_role("img", name="Лист: Лицей № 7")).to_be_visible()
        page.get_by_role("button", name="Вернуть обычный текст").click()
        expect(page.get_by_role("img", name="Лист: Апастовская школа № 2")).to_be_visible()
        page.get_by_role("link", name="Лицей № 7").first.click()
        expect(page.get_by_role("img", name="Лист: Лицей № 7")).to_be_visible()


@pytest.mark.parametrize("button", ["Запомнить текст", "Скачать PDF"])
def test_a_button_that_has_the_focus_before_the_preview_is_there_does_nothing_yet(sheet_page, button):
    asked = []
    sheet_page.on("request", lambda request: asked.append((request.method, request.url.split("?"))))
    sheet_page.locator("#id_title").fill("Лицей № 7")
    sheet_page.get_by_role("button", name=button).focus()
    expect(sheet_page.get_by_role("img", name="Лист: Лицей № 7")).to_be_visible()
    assert {method for method, _url in asked} == {"GET"}
    assert not any(path.endswith(".pdf") or "csrf" in str(query) for _method, (path, *query) in asked)
    assert "csrf" not in sheet_page.url


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_of_remembered_words_is_accessible(sheet_page, address, width):
    sheet_page.set_viewport_size({"width": width, "height": 900})
    sheet_page.locator("#id_title").fill("Лицей № 7")
    sheet_page.get_by_role("button", name="Запомнить текст").click()
    expect(sheet_page.get_by_role("heading", name="История текста")).to_be_visible()
    report = Axe().run(sheet_page)
    assert report.violations_count == 0, report.generate_report()
    assert sheet_page.evaluate("document.documentElement.scrollWidth") <= width
