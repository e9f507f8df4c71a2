"""Lists in a browser: the first hour of a ministry, for everyone's eyes, hands and settings."""

import os
import threading
import time
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from demo import component
from demo.server import LocalVK
from registry.imports import steps
from registry.models import District, Import, Institution, Pattern, Public
from tests.registry.people import person
from tests.registry.tables import csv

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
# The registry of a region: LIST_ROWS=3500, some minutes.
ROWS = int(os.environ.get("LIST_ROWS", "60"))
HEADER = ["Организация", "Тип", "Район", "Категория", "Ссылка"]


@pytest.fixture(scope="module", autouse=True)
def assets() -> None:
    call_command("build_assets", verbosity=0)


@pytest.fixture(autouse=True)
def local_vk(settings):
    settings.VK_SERVICE_RPS, settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = 1000, ["service-1"], []
    with LocalVK(component.world(ROWS)) as vk:
        settings.VK_API_URL = vk.url
        yield vk


@pytest.fixture(autouse=True)
def worker(live_server):
    """Play the worker and its beat: take whatever waits, until the test is over."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            for pk in Import.objects.claimable(timezone.now()).values_list("pk", flat=True):
                steps.work(pk)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.fixture
def cookies(live_server) -> list[Any]:
    client = Client()
    client.force_login(person("specialist"))
    name = configured.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@pytest.fixture
def complaints(page: Page, cookies, live_server) -> list[str]:
    """What the browser finds wrong: script errors, refused content, requests to another host."""
    found: list[str] = []
    page.context.add_cookies(cookies)
    page.on("console", lambda said: found.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda asked: found.append(asked.url) if _is_foreign(asked.url, live_server.url) else None)
    return found


def _is_foreign(url: str, own: str) -> bool:
    return not url.startswith((own, "data:"))


def districts() -> None:
    District.objects.bulk_create(District(name=name) for name in component.districts())


def send(page: Page, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    page.get_by_label("Файл списка").set_input_files(file)
    page.get_by_role("button", name="Загрузить и проверить").click()


def is_good(page: Page, *schemes: str) -> None:
    """Check the page as it stands: accessible, and never wider than the screen."""
    for width, scheme in product((390, 1440), schemes or ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(page)
        assert report.violations_count == 0, f"{width} {scheme}: {report.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


class Hand:
    """A person's clicks, counted: one for a link or a button, two for a choice in a list, two for a file."""

    def __init__(self, page: Page):
        self.page, self.clicks = page, 0

    def press(self, name: str) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()

    def choose(self, label: str, value: str) -> None:
        self.clicks += 2
        self.page.get_by_label(label, exact=True).select_option(value)

    def give(self, file: Path) -> None:
        self.clicks += 2
        self.page.get_by_label("Файл списка").set_input_files(file)

    def wait(self, role: Literal["heading", "link", "button"], name: str) -> None:
        """Wait as long as the worker may take with a list of this length."""
        expect(self.page.get_by_role(role, name=name)).to_be_visible(timeout=20_000 + 100 * ROWS)


def test_the_export_of_the_component_is_in_typed_placed_and_given_categories(
    page, complaints, live_server, tmp_path, record_property
):
    """As long as a region's with LIST_ROWS=3500. All are cards, schools are active, the rest is as suggested."""
    districts()
    schools, publics = ROWS // 2, ROWS - len(range(0, ROWS, component.WITHOUT_PUBLIC))
    (file := tmp_path / "Выгрузка.xlsx").write_bytes(component.workbook(ROWS))
    hand, began = Hand(page), time.monotonic()
    page.goto(f"{live_server.url}/overview/")
    hand.press("Реестр")
    hand.press("Загрузить список")
    hand.give(file)
    hand.press("Загрузить и проверить")
    hand.wait("button", f"Подтвердить предложенное: {spaced(ROWS)}")
    is_good(page)
    hand.choose("Задать категорию", "card")
    hand.press("Задать")
    hand.wait("button", f"Подтвердить предложенное: {spaced(ROWS)}")
    hand.choose("Предложен тип", "school")
    hand.press("Показать")
    hand.wait("button", f"Подтвердить предложенное: {spaced(schools)}")
    hand.choose("Задать категорию", "active")
    hand.press("Задать")
    hand.wait("button", f"Подтвердить предложенное: {spaced(schools)}")
    hand.press("Сбросить")
    hand.press(f"Подтвердить предложенное: {spaced(ROWS)}")
    hand.wait("link", f"Добавятся {spaced(ROWS)}")
    hand.press("Записать")
    hand.wait("heading", "Список записан")
    record_property("seconds", round(time.monotonic() - began))
    assert hand.clicks == 17
    assert (Institution.objects.count(), Public.objects.count()) == (ROWS, publics)
    told = Public.objects.values_list("institution__type", "category").distinct()
    assert set(told) == {("school", "active"), ("kindergarten", "card"), ("additional_education", "card")}
    assert complaints == []


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def test_a_list_that_was_written_is_undone_in_two_clicks(page, complaints, live_server, tmp_path):
    District.objects.create(name="Арский")
    page.goto(f"{live_server.url}/registry/imports/")
    send(page, tmp_path / "список.csv", csv(HEADER, ["Школа 1", "Школа", "Арский", "", "нет"]))
    page.get_by_role("button", name="Записать 1 строку").click(timeout=20_000)
    expect(page.get_by_role("heading", name="Список записан")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_role("heading", name="Проверьте, что вернётся")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_role("heading", name="Загрузка отменена")).to_be_visible(timeout=20_000)
    assert not Institution.objects.exists()
    assert complaints == []


def test_rejected_rows_are_shown_and_taken_away_and_rows_are_answered_by_keyboard(
    page, complaints, live_server, tmp_path
):
    District.objects.create(name="Арский")
    rows = [["Школа 1", "Школа", "Арский", "", "ok.ru/school"], ["Детский сад", "", "Арский", "активный", "нет"]]
    page.goto(f"{live_server.url}/registry/imports/")
    send(page, tmp_path / "список.csv", csv(HEADER, *rows))
    expect(page.get_by_role("heading", name="Проверьте, что изменится")).to_be_visible(timeout=20_000)
    is_good(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Отклонённые, XLSX").click()
    assert download.value.suggested_filename == "список-исправить.xlsx"
    page.get_by_label("Отметить строку 3").focus()
    page.keyboard.press("Space")
    page.get_by_label("Только отмеченные").check()
    page.get_by_label("Задать тип").select_option("Культура")
    page.get_by_role("button", name="Задать", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Добавятся 1")).to_be_visible(timeout=20_000)
    assert complaints == []


def test_the_other_pages_of_lists_are_good_too(page, complaints, live_server, tmp_path):
    page.goto(f"{live_server.url}/registry/imports/")
    is_good(page)
    send(page, tmp_path / "список.csv", csv(["Кого ведём", "Где страница"], ["Школа", "нет"]))
    expect(page.get_by_role("heading", name="Какой столбец что значит")).to_be_visible(timeout=20_000)
    is_good(page)
    page.get_by_label("Что значит «Кого ведём»").select_option("Организация (полное название)")
    page.get_by_label("Что значит «Где страница»").select_option("Ссылка на паблик")
    page.get_by_role("button", name="Запомнить и прочитать файл").click()
    expect(page.get_by_role("heading", name="Проверьте, что изменится")).to_be_visible(timeout=20_000)
    for address in ("headings", "patterns", f"patterns/{Pattern.objects.first().pk}"):
        page.goto(f"{live_server.url}/registry/{address}/?name=Детский+сад")
        is_good(page)
    assert complaints == []


def test_everything_works_without_scripts(browser: Browser, cookies, live_server, tmp_path):
    District.objects.create(name="Арский")
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}/registry/imports/")
    send(page, tmp_path / "список.csv", csv(HEADER, ["Школа 1", "", "Арский", "", "нет"]))
    renew_until(page, page.get_by_role("heading", name="Проверьте, что изменится"))
    page.get_by_role("button", name="Подтвердить предложенное").click()
    renew_until(page, page.get_by_role("link", name="Добавятся 1"))
    page.get_by_role("button", name="Записать 1 строку").click()
    renew_until(page, page.get_by_role("heading", name="Список записан"))
    context.close()


def renew_until(page: Page, wanted: Locator) -> None:
    """Press «Обновить страницу» as often as a patient person would."""
    renew = page.get_by_role("link", name="Обновить страницу")
    for _ in range(300):
        expect(wanted.or_(renew).first).to_be_visible()
        if wanted.count():
            return
        renew.click()
    raise AssertionError("the worker never finished")
