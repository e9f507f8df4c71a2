"""«Сводка» and «Аудиты» in a real browser: accessible, quiet, alive, and working without JavaScript."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from monitoring.models import Batch, Miss, Run

from .conftest import (
    BEFORE,
    LAST,
    NOW,
    RUNNING,
    audit,
    browse,
    change,
    district,
    institution,
    judged,
    person,
    public,
    seen,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"desk": 1440, "phone": 390}


@pytest.fixture
def region(db) -> Run:
    """A few publics in every status, an audit that found something, and one under way."""
    run = audit("partial", night=NOW.date())
    for place in range(8):
        of = district(("Арский район", "Буинский район")[place % 2])
        one = public(f"Школа № {place}", of, ("flagship", "active", "card", "unset")[place % 4])
        seen(one)
        for week in (BEFORE, LAST, RUNNING):
            judged(one, week, posts=place, cover_width=900 if place == 5 else 1920)
        change(run, one, ("fell_behind", "mended")[place % 2])
    institution("Школа без паблика")
    Miss.objects.create(run=run, public=one, reason="Transient")
    return run


@pytest.fixture
def going(region) -> Run:
    run = audit("under_way", started_at=NOW - timedelta(minutes=2), publics_total=8)
    for place in range(2):
        Batch.objects.create(run=run, step=Batch.Step.WALLS, position=place, public_ids=[1, 2, 3, 4])
    run.batches.filter(position=0).update(done_at=NOW - timedelta(minutes=1))
    return run


@pytest.fixture
def open_page(new_context, live_server, assets):
    """Return a function that opens an address as a specialist; what the browser complains of fails the test."""
    complaints: list[str] = []

    def opened(address: str, **options):
        context = new_context(base_url=live_server.url, **options)
        session = browse(person("specialist")).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda one: None if one.url.startswith(live_server.url) else complaints.append(one.url))
        assert page.goto(address).status == 200
        return page

    yield opened
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_pages_have_no_barrier_and_do_not_scroll_sideways(going, region, open_page, width, scheme):
    page = open_page("/overview/", viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in (
        "/overview/",
        f"/overview/?week={RUNNING}",
        "/audits/",
        f"/audits/{region.pk}/?show=missed",
        f"/audits/{going.pk}/",
    ):
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_empty_pages_have_no_barrier(db, open_page, width):
    page = open_page("/overview/", viewport={"width": width, "height": 900})
    for address in ("/overview/", "/audits/"):
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], address


def test_the_bar_moves_by_itself_and_the_runs_page_is_renewed_at_its_end(going, open_page):
    page = open_page(f"/audits/{going.pk}/")
    expect(page.locator("#run-progress")).to_contain_text("собрано 4 из 8 пабликов")
    going.batches.update(done_at=NOW)
    expect(page.locator("#run-progress")).to_contain_text("собрано 8 из 8 пабликов")
    Run.objects.filter(pk=going.pk).update(state=Run.State.COMPLETE, finished_at=NOW)
    expect(page.locator("#run-progress")).to_have_count(0)
    expect(page.locator(".page-meta")).to_contain_text("Завершён")


def test_on_the_overview_the_end_is_told_and_nothing_jumps(going, open_page):
    page = open_page("/overview/?sort=name")
    Run.objects.filter(pk=going.pk).update(state=Run.State.COMPLETE, finished_at=NOW)
    link = page.get_by_role("link", name="Показать новые данные")
    expect(link).to_have_attribute("href", "/overview/?sort=name")


def test_districts_are_sorted_in_place_and_the_address_remembers(region, open_page):
    page = open_page("/overview/")
    page.get_by_role("link", name="Пабликов").click()
    expect(page.locator("#districts [aria-sort=descending]")).to_contain_text("Пабликов")
    assert page.url.endswith("?sort=-publics")
    page.go_back()
    expect(page.locator("#districts [aria-sort=ascending]")).to_contain_text("Соответствуют")


def test_a_run_is_stopped_and_resumed_with_the_keyboard(going, open_page):
    page = open_page(f"/audits/{going.pk}/")
    page.get_by_role("button", name="Остановить").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Аудит остановлен")
    going.refresh_from_db()
    assert going.state == Run.State.STOPPED


def test_without_javascript_all_of_it_works(going, open_page):
    page = open_page("/overview/", java_script_enabled=False)
    expect(page.locator("#run-progress")).to_contain_text("собрано 4 из 8 пабликов")
    page.get_by_role("combobox", name="Категория").select_option("card")
    page.get_by_role("button", name="Показать").click()
    expect(page.locator("#districts tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Исправить").click()
    expect(page.locator("#districts [aria-sort=descending]")).to_contain_text("Исправить")
    assert "category=card" in page.url
    expect(page.get_by_role("button", name="Печать")).to_be_hidden()
