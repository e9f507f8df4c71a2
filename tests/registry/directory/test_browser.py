"""The registry in a browser: found while it is typed, changed in place, whole without scripts."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from registry.checking import steps
from registry.models import Contact, District, Institution, LinkFinding, Public
from tests.registry.directory.people import institution, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def assets() -> None:
    call_command("build_assets", verbosity=0)


@pytest.fixture
def cookies(live_server) -> list[Any]:
    name = configured.SESSION_COOKIE_NAME
    client = signed_in("specialist", "specialist@example.org")
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@pytest.fixture
def complaints(page: Page, cookies) -> list[str]:
    """What the browser finds wrong with scripts, styles and refused content."""
    found: list[str] = []
    page.context.add_cookies(cookies)
    page.on("console", lambda said: found.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def region(live_server) -> dict[str, Institution]:
    """Some schools with publics, two that may be one, one without a public."""
    arsk = District.objects.create(name="Арский", genitive="Арского муниципального района")
    made = {
        name: institution(name, arsk, full_name=f"Муниципальное бюджетное общеобразовательное учреждение «{name}»")
        for name in ("Деушевская средняя школа", "Детский сад «Җиләк»", "Гимназия № 1", "Лицей № 5")
    }
    institution("Лицей №5", arsk, full_name=made["Лицей № 5"].full_name)
    for number, one in enumerate(list(made.values())[:3], start=101):
        Public.objects.create(vk_id=number, screen_name=f"school{number}", institution=one, category="active")
    Contact.objects.create(institution=made["Гимназия № 1"], name="Гөлнара Хәбибуллина", email="gimn1@example.org")
    check = steps.begin(None, timezone.now())
    for public, kind in zip(Public.objects.all(), ("renamed", "taken", "deleted"), strict=True):
        LinkFinding.objects.create(of=check, public=public, kind=kind, was=public.screen_name, now="user")
    return made


def is_good(page: Page) -> None:
    """Check the page as it stands: accessible, and never wider than the screen."""
    for width, scheme in product((390, 1440), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(page)
        assert report.violations_count == 0, f"{page.url} {width} {scheme}: {report.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} {width}"


def addresses(region: dict[str, Institution]) -> Iterator[str]:
    one, other = region["Гимназия № 1"].pk, region["Лицей № 5"].pk
    yield from ("", "?q=небывалое", "new/", "doubles/", "districts/", "links/", "categories/", f"{one}/merge/?q=лицей")
    yield from (f"{one}/", f"{one}/edit/", f"{one}/contact/", f"{one}/publics/", f"{one}/merge/?with={other}")
    yield f"publics/{Public.objects.latest('pk').pk}/"


def test_every_page_is_good_for_every_screen(page, complaints, live_server, region):
    for address in addresses(region):
        page.goto(f"{live_server.url}/registry/{address}")
        is_good(page)
    assert complaints == []


def test_the_table_narrows_while_a_name_is_typed_and_keeps_the_keyboard(page, complaints, live_server, region):
    page.goto(f"{live_server.url}/registry/")
    search = page.get_by_label("Название, ссылка, ОГРН")
    search.press_sequentially("жиләк")
    expect(page.get_by_text("Найдено: 1.")).to_be_visible()
    expect(page.get_by_role("link", name="Детский сад «Җиләк»")).to_be_visible()
    expect(search).to_be_focused()
    assert "q=" in page.url
    assert complaints == []


def test_facts_are_changed_in_place(page, complaints, live_server, region):
    one = region["Гимназия № 1"]
    page.goto(f"{live_server.url}/registry/{one.pk}/")
    page.get_by_role("link", name="Изменить сведения").click()
    page.get_by_label("ОГРН", exact=True).fill("123")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("В ОГРН должно быть 13 цифр.")).to_be_visible()
    page.get_by_label("ОГРН", exact=True).fill("1021602830370")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сведения сохранены.")).to_be_visible()
    one.refresh_from_db()
    assert one.ogrn == "1021602830370"
    assert complaints == []


def test_everything_works_without_scripts(browser: Browser, cookies, live_server, region):
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}/registry/")
    page.get_by_label("Название, ссылка, ОГРН").fill("гимназия")
    page.get_by_role("button", name="Показать").click()
    page.get_by_role("link", name="Гимназия № 1").click()
    page.get_by_role("link", name="Изменить сведения").click()
    page.get_by_label("Краткое название").fill("Гимназия имени Тукая")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", name="Гимназия имени Тукая")).to_be_visible()
    context.close()
