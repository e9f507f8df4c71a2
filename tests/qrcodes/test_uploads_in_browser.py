"""Checking a code, VK's code and the quota table in a browser: on a desk, on a phone, with and without scripts."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from .pictures import code, encoded, photograph, poster

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def public(make_public):
    return make_public()


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


def check_of(public) -> str:
    return reverse("qrcodes:check_public", args=[public.pk])


def picture(*addresses: str) -> dict:
    return {
        "name": "IMG_1.jpg",
        "mimeType": "image/jpeg",
        "buffer": encoded(photograph(*map(code, addresses)), "JPEG"),
    }


def vk_file(public) -> dict:
    return {"name": "qr.png", "mimeType": "image/png", "buffer": encoded(poster(public.url))}


def assert_accessible(page: Page, width: int) -> None:
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_answer_comes_as_soon_as_a_file_is_chosen_and_takes_the_focus(open_as, public):
    page = open_as(check_of(public))
    page.get_by_label("Выбрать снимок или файл").set_input_files(picture(public.url))
    answer = page.get_by_role("heading", name="Код ведёт на этот паблик")
    expect(answer).to_be_focused()
    page.get_by_label("Выбрать снимок или файл").set_input_files(picture("https://vk.cc/abcd"))
    expect(page.get_by_role("heading", name="сокращённая ссылка")).to_be_focused()
    expect(answer).to_have_count(0)


def test_a_phone_offers_its_camera_and_a_desk_does_not(open_as, public):
    camera = open_as(check_of(public), **PHONE).get_by_label("Сфотографировать код")
    expect(camera).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(picture(public.url))
    expect(camera.page.get_by_role("heading", name="Код ведёт на этот паблик")).to_be_visible()
    expect(open_as(check_of(public)).get_by_label("Сфотографировать код")).to_be_hidden()


def test_a_useless_file_is_told_in_its_place(open_as, public):
    page = open_as(check_of(public))
    html = {"name": "code.png", "mimeType": "image/png", "buffer": b"<html>"}
    page.get_by_label("Выбрать снимок или файл").set_input_files(html)
    expect(page.get_by_role("alert")).to_contain_text("Это не JPEG, PNG или WEBP")


def test_everything_works_without_scripts(open_as, public):
    page = open_as(check_of(public), java_script_enabled=False, **PHONE)
    page.get_by_label("Выбрать снимок или файл").set_input_files(picture(public.url))
    page.get_by_role("button", name="Узнать, куда ведёт код").click()
    expect(page.get_by_role("heading", name="Код ведёт на этот паблик")).to_be_visible()
    page.get_by_role("link", name=public.institution.short_name).click()
    page.get_by_role("link", name="Загрузить код ВКонтакте").click()
    page.get_by_label("Файл qr.png или архив ВКонтакте").set_input_files(vk_file(public))
    page.get_by_role("button", name="Проверить и сохранить").click()
    expect(page.get_by_text("Код сохранён: он ведёт на этот паблик.")).to_be_visible()
    page.get_by_role("button", name="Убрать код").click()
    expect(page.get_by_text("Код убран.")).to_be_visible()


def test_the_kept_picture_is_really_shown(open_as, public):
    page = open_as(reverse("qrcodes:vk_code", args=[public.pk]))
    page.get_by_label("Файл qr.png или архив ВКонтакте").set_input_files(vk_file(public))
    page.get_by_role("button", name="Проверить и сохранить").click()
    shown = page.get_by_role("img", name=public.url)
    expect(shown).to_be_visible()
    assert shown.evaluate("one => one.decode().then(() => one.naturalWidth)") > 200


def test_a_quota_is_changed_by_keyboard_alone(open_as, db):
    page = open_as(reverse("qrcodes:quotas"))
    page.get_by_role("link", name="Школа", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Число мест").fill("7")
    page.get_by_label("Основание").press("Enter")
    expect(page.get_by_text("Норма сохранена.")).to_be_visible()
    expect(page.get_by_text("не менее 7 мест").first).to_be_visible()


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["390", "1440"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_never_scroll_sideways(open_as, public, live_server, window, scheme):
    width = window["viewport"]["width"]
    page = open_as(check_of(public), color_scheme=scheme, reduced_motion="reduce", **window)
    assert_accessible(page, width)
    field = page.get_by_label("Выбрать снимок или файл")
    field.set_input_files(picture(public.url, "https://" + "long" * 60 + ".example/" + "path" * 60))
    expect(page.get_by_role("heading", name="несколько кодов")).to_be_visible()
    assert_accessible(page, width)
    page.goto(live_server.url + reverse("qrcodes:vk_code", args=[public.pk]))
    page.get_by_label("Файл qr.png или архив ВКонтакте").set_input_files(vk_file(public))
    page.get_by_role("button", name="Проверить и сохранить").click()
    assert_accessible(page, width)
    for address in (reverse("qrcodes:quotas"), reverse("qrcodes:quota", args=["school"]), reverse("qrcodes:index")):
        page.goto(live_server.url + address)
        assert_accessible(page, width)


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["390", "1440"])
def test_mistakes_are_accessible_too(open_as, public, live_server, window):
    width = window["viewport"]["width"]
    page = open_as(reverse("qrcodes:vk_code", args=[public.pk]), **window)
    page.get_by_label("Файл qr.png или архив ВКонтакте").set_input_files(picture("https://vk.cc/abcd"))
    page.get_by_role("button", name="Проверить и сохранить").click()
    expect(page.get_by_role("alert")).to_contain_text("Код не взят.")
    assert_accessible(page, width)
    page.goto(live_server.url + reverse("qrcodes:quota", args=["school"]))
    page.get_by_label("Число мест").fill("0")
    page.get_by_label("Основание").fill("")
    page.get_by_role("button", name="Сохранить норму").click()
    expect(page.get_by_text("Укажите число мест от 1 до 200")).to_be_visible()
    assert_accessible(page, width)
