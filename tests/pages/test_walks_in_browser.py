"""The ministry's main walks in a browser: at every width, by keyboard alone, dark, without scripts, on paper."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from monitoring.models import Batch, Comment, Run
from qrcodes.models import PlacementQuota

from .conftest import (
    LAST,
    NOW,
    RUNNING,
    audit,
    browse,
    change,
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
WIDTHS = (360, 768, 1440)
PAGES = (
    "/overview/",
    "/overview/?week=2026-W47",
    "/districts/",
    "/districts/{district}/",
    "/districts/{district}/?rule=posts&q=нет такой",
    "/districts/{district}/?with=2026-W45",
    "/districts/?sort=-sheets",
    "/districts/{district}/questions/",
    "/publics/",
    "/publics/{public}/",
    "/publics/{public}/?week=2026-W47",
    "/publics/{public}/?with=2026-W45",
    "/publics/{public}/history/",
    "/audits/",
    "/audits/{run}/",
    "/audits/keys/",
    "/methodology/",
    "/exemptions/",
    "/rules/",
    "/pictures/",
)
EMPTY = [address for address in PAGES if "{" not in address]


@pytest.fixture
def places(assets) -> dict[str, int]:
    """A district with every status; a public with a silent week, posts that do not count, a question that waits."""
    one = public("Гимназия № 12")
    seen(one, description="О школе", members_count=4812)
    frozen(one, post(5, 90), post(6, 100))
    judged(one, RUNNING, posts=1)
    for back in range(1, 12):
        judged(one, LAST.shift(-back), posts=back % 6)
    compliant(public("Лицей")), with_issues(public("Школа № 2")), with_remarks(public("Звёздочка"))
    without_data(public("Школа № 3"))
    institution("Музей", type="culture")
    Comment.objects.create(
        public=one, post=5, vk_id=7, thread=7, author="reader", asks=True, date=NOW - timedelta(hours=9)
    )
    PlacementQuota.objects.get_or_create(type="school", defaults={"places": 5})
    run = audit(night=NOW.date())
    change(run, one)
    return {"district": district().pk, "public": one.pk, "run": run.pk}


def enter(page: Page, live_server, role: str = "specialist") -> None:
    page.context.add_cookies(cookies(live_server, role))


def cookies(live_server, role: str = "specialist") -> list[Any]:
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": browse(person(role)).cookies[name].value, "url": live_server.url}]


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_region_to_a_post_in_three_clicks(page, guard, live_server, places, width):
    enter(page, live_server, "observer")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/overview/")
    page.locator("main").get_by_role("link", name="Арский район").first.click()
    page.get_by_role("link", name="Гимназия № 12").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Гимназия № 12")
    link = page.locator("main a[href*='vk.com/wall-']").first
    expect(link).to_be_visible()
    assert "noopener" in str(link.get_attribute("rel"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_narrowed_list_is_shared_sorted_and_taken_as_a_file(page, guard, browser: Browser, live_server, places):
    enter(page, live_server)
    page.goto(f"{live_server.url}/districts/{places['district']}/")
    page.get_by_label("Статус", exact=True).select_option("issues")
    expect(page.get_by_role("row", name="Лицей")).to_have_count(0)
    page.get_by_role("link", name="Организация и паблик").click()
    expect(page.get_by_role("columnheader", name="Организация и паблик")).to_have_attribute("aria-sort", "ascending")
    names = page.locator("tbody th a").all_inner_texts()
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(StringIO(Path(taken.value.path()).read_text("utf-8-sig")), delimiter=";"))[1:]
    assert len(names) == 2
    assert [name in row[2] for name, row in zip(names, rows, strict=True)] == [True, True]
    with browser.new_context(locale="ru-RU") as other:
        guard.watch(other)
        other.add_cookies(cookies(live_server, "observer"))
        theirs = other.new_page()
        theirs.goto(page.url)
        assert theirs.locator("tbody th a").all_inner_texts() == names


def test_paper_has_the_rows_and_no_controls(page, guard, live_server, places):
    enter(page, live_server)
    page.goto(f"{live_server.url}/districts/{places['district']}/", wait_until="networkidle")
    sheets = pypdf.PdfReader(BytesIO(page.pdf(format="A4", landscape=True, prefer_css_page_size=True))).pages
    told = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    assert "Гимназия № 12" in told
    assert "Школа № 2" in told
    assert "CSV" not in told
    assert "Показать" not in told


def test_the_keyboard_alone_leads_to_a_public(page, guard, live_server, places):
    enter(page, live_server)
    page.goto(f"{live_server.url}/overview/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, "Арский район")
    page.keyboard.press("Enter")
    page.wait_for_url("**/districts/**")
    reach(page, "Гимназия № 12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Гимназия № 12")


def reach(page: Page, name: str) -> None:
    """Press Tab until the link has the focus; whoever cannot be reached so fails the test."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == name:
            return
    raise AssertionError(f"Tab does not come to «{name}»")


def test_a_run_is_watched_until_it_ends(page, guard, live_server, places):
    run = audit("under_way", started_at=NOW - timedelta(minutes=9))
    for place in (1, 2):
        Batch.objects.create(run=run, step=Batch.Step.WALLS, position=place, public_ids=[places["public"]])
    enter(page, live_server)
    page.goto(f"{live_server.url}/audits/{run.pk}/")
    expect(page.locator("#run-progress")).to_contain_text("собрано 0 из 3")
    run.batches.filter(position=1).update(done_at=NOW)
    expect(page.locator("#run-progress")).to_contain_text("собрано 1 из 3")
    run.batches.update(done_at=NOW)
    Run.objects.filter(pk=run.pk).update(state="complete", finished_at=NOW)
    expect(page.locator("#run-progress[hx-get]")).to_have_count(0)


def test_the_walk_needs_no_scripts(browser: Browser, guard, live_server, places):
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        guard.watch(context)
        context.add_cookies(cookies(live_server))
        page = context.new_page()
        page.goto(f"{live_server.url}/overview/")
        page.get_by_label("Сравнить с неделей").select_option(str(LAST.shift(-3)))
        page.get_by_role("button", name="Сравнить").click()
        expect(page.get_by_text("Сравниваем с неделей")).to_contain_text("19–25 октября")
        page.locator("main").get_by_role("link", name="Арский район").first.click()
        page.get_by_role("link", name="Вопросы без ответа").click()
        page.get_by_role("link", name="Гимназия № 12").click()
        expect(page.get_by_role("img", name="9–15 ноября: засчитано 2")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_an_accessibility_violation(page, guard, live_server, places, address):
    enter(page, live_server)
    examine(page, live_server.url + address.format(**places))


@pytest.mark.parametrize("address", EMPTY)
def test_nor_has_an_empty_one(page, guard, live_server, assets, address):
    cache.clear()
    enter(page, live_server)
    examine(page, live_server.url + address)


def examine(page: Page, url: str) -> None:
    page.goto(url, wait_until="networkidle")
    page.emulate_media(reduced_motion="reduce")
    for width, scheme in product((360, 1440), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(page)
        assert report.violations_count == 0, f"{width} {scheme}: {report.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} {scheme}"
