"""«Печать для района» in a browser: counted while one chooses, watched while it is made, without scripts too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from qrcodes import printing
from qrcodes.models import Book

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def signed_in(make_user, make_public, live_server) -> list[dict]:
    make_public("Школа № 2"), make_public("Школа № 3", placed=3), make_public("Детский сад № 1", "kindergarten")
    make_public("Закрытая школа", unreachable="private")
    client = Client()
    client.force_login(make_user())
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@pytest.fixture
def books(page: Page, live_server, signed_in) -> Page:
    page.context.add_cookies(signed_in)
    page.goto(f"{live_server.url}/qr/books/")
    return page


def test_the_count_follows_the_choice(books):
    expect(books.locator("#book-summary h2")).to_have_text("3 листа, 3 паблика")
    books.get_by_label("Детский сад").check()
    expect(books.locator("#book-summary h2")).to_have_text("1 лист, 1 паблик")
    books.get_by_label("Детский сад").uncheck()
    books.get_by_text("Сколько не хватает до нормы").click()
    expect(books.locator("#book-summary h2")).to_have_text("12 листов, 3 паблика")


def test_a_book_is_ordered_watched_and_taken(books):
    books.get_by_text("ZIP с папками").click()
    books.get_by_role("button", name="Собрать ZIP").click()
    expect(books.locator("#book")).to_contain_text("Готово 0 из 3")
    printing.make(Book.objects.get().pk)
    with books.expect_download() as download:
        books.get_by_role("link", name="Скачать").click()
    assert download.value.suggested_filename == "QR-листы, все районы.zip"


def test_a_book_is_ordered_and_watched_without_scripts(browser: Browser, live_server, signed_in):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        context.add_cookies(signed_in)
        page = context.new_page()
        page.goto(f"{live_server.url}/qr/books/")
        page.get_by_label("Детский сад").check()
        page.get_by_role("button", name="Показать, что получится").click()
        expect(page.locator("#book-summary h2")).to_have_text("1 лист, 1 паблик")
        page.get_by_role("button", name="Собрать PDF").click()
        printing.make(Book.objects.get().pk)
        page.get_by_role("link", name="Обновить страницу").click()
        expect(page.get_by_text("Готово: 1 паблик.")).to_be_visible()


def test_what_is_marked_in_the_list_is_printed(books, live_server):
    books.goto(f"{live_server.url}/qr/")
    books.get_by_label("Отметить: Школа № 3").check()
    books.get_by_role("button", name="Напечатать отмеченные").click()
    expect(books.locator("#book-summary h2")).to_have_text("1 лист, 1 паблик")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_never_scroll_sideways(books, live_server, width, scheme):
    books.set_viewport_size({"width": width, "height": 900})
    books.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    books.get_by_role("button", name="Собрать PDF").click()
    expect(books.locator("#book")).to_contain_text("Готово 0 из 3")
    book = books.url
    printing.make(Book.objects.get().pk)
    for address in (book, f"{live_server.url}/qr/books/", f"{live_server.url}/qr/"):
        books.goto(address)
        report = Axe().run(books)
        assert report.violations_count == 0, report.generate_report()
        assert books.evaluate("document.documentElement.scrollWidth") <= width
