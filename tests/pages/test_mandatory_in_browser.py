"""Mandatory posts in a real browser: barriers, sideways scrolling, entered without scripts, narrowed with them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from monitoring import tasks
from monitoring.models import Campaign, MandatoryPost, MandatorySearch

from .conftest import RUNNING, browse, person
from .mandated import FORUM, asked
from .test_mandatory import region  # noqa: F401 — a fixture
from .test_ministry_pages_in_browser import open_page  # noqa: F401 — a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def pages(region) -> dict[str, str]:  # noqa: F811
    """Return {page: address} of mandatory posts over, under way and being searched for."""
    row = asked(RUNNING.monday, RUNNING.sunday, title="Идёт сейчас")
    MandatorySearch.objects.create(mandatory=row, public_ids=[1, 2, 3], started_at=row.created_at)
    return {
        "list": "/mandatory/",
        "over": f"/mandatory/{region['row'].pk}/",
        "searching": f"/mandatory/{row.pk}/",
        "nothing found": f"/mandatory/{row.pk}/?q=нет+такой",
        "campaign": f"/mandatory/campaigns/{Campaign.objects.get().pk}/",
        "new": "/mandatory/new/",
        "edit": f"/mandatory/{row.pk}/edit/",
    }


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(pages, new_context, live_server, assets, width, scheme):
    context = new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme)
    session = browse(person("specialist")).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    for name, address in pages.items():
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_one_is_entered_and_found_without_javascript(region, open_page):  # noqa: F811
    page = open_page("/mandatory/new/", java_script_enabled=False)
    page.get_by_label("Название").fill("Форум учителей")
    page.get_by_label("Первый день").fill("2026-11-09")
    page.get_by_label("Последний день").fill("2026-11-22")
    page.get_by_label("Что искать").fill(FORUM)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".meter-head")).to_contain_text("Ищем среди собранных постов: 0 из 6")
    tasks.search_mandatory(MandatorySearch.objects.get().pk)
    page.get_by_role("link", name="Обновить страницу").click()
    row = MandatoryPost.objects.get(title="Форум учителей")
    school = page.locator("tr", has_text="Школа № 1")
    expect(school.get_by_role("link", name="10 ноября 2026")).to_have_attribute("href", "https://vk.com/wall-900001_5")
    assert row.campaign is None


def test_the_matrix_is_narrowed_as_it_is_chosen(region, open_page):  # noqa: F811
    page = open_page(f"/mandatory/{region['row'].pk}/")
    expect(page.locator("#matrix tbody tr")).to_have_count(5)
    page.get_by_label("Кто", exact=True).select_option("done")
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    page.wait_for_url("**state=done**")
    page.get_by_role("link", name="Кто: снять отбор").click()
    expect(page.locator("#matrix tbody tr")).to_have_count(5)


def test_the_scope_s_list_appears_with_its_choice(region, open_page):  # noqa: F811
    page = open_page("/mandatory/new/")
    expect(page.get_by_label("флагманский")).to_be_hidden()
    page.get_by_label("Категории пабликов", exact=True).check()
    expect(page.get_by_label("флагманский")).to_be_visible()
