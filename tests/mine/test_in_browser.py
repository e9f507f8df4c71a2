"""A school admin on a phone: from the warning to the mended post, in a real browser, against a local VK."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from demo.server import LocalVK
from demo.world import World, comment, community, post
from monitoring import audits, checking, clock, planning, tasks
from monitoring.models import Check
from registry.models import Category, CategoryPeriod, Public
from tests.pages.conftest import assets, browse, institution, person, public
from vk.door import Door

__all__ = ["assets"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def wall(settings, db):
    """A school whose running week has no post yet, a question without an answer and a small avatar, read once."""
    name = "Апастовская школа № 2"
    of = institution(name)
    one = Public.objects.create(vk_id=900001, screen_name="school2", institution=of, category=Category.ACTIVE)
    long_ago = datetime(2020, 1, 1, tzinfo=MOSCOW)
    CategoryPeriod.objects.create(public=one, category=Category.ACTIVE, valid_from=long_ago)
    now = clock.now()
    asked = comment(5, now - timedelta(hours=3), "До скольки работает продлёнка?")
    earlier = [post(n, now - timedelta(days=9 + n, hours=1), f"Пост {n} о жизни школы") for n in range(1, 5)]
    recent = post(9, now - timedelta(days=8), "Экскурсия в музей", comments=[asked])
    place = community(900001, name, "school2", posts=[*earlier, recent], description=of.full_name + ". Учим. " * 20)
    world = World([place])
    with LocalVK(world) as vk:
        settings.VK_API_URL, settings.VK_TIMEOUT = vk.url, (5, 20)
        settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = ["service-1"], []
        settings.VK_SERVICE_RPS = 1000
        work(planning.plan([one.pk], clock.now()))
        yield one, place


def work(run) -> None:
    with Door.from_settings() as door:
        audits.work(run, door)


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Stand in for the worker that a message wakes: it does the work when the test lets it."""
    monkeypatch.setattr(tasks.begin_checks, "delay", lambda: None)


@pytest.fixture
def open_page(new_context, live_server, assets):
    """Return a function that opens an address as the person; what the browser complains of fails the test."""
    complaints: list[str] = []

    def opened(address: str, user, **options):
        context = new_context(**{"viewport": {"width": 390, "height": 844}, **options})
        cookie = browse(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        ours = (live_server.url, "data:")
        page.on("request", lambda asked: None if asked.url.startswith(ours) else complaints.append(asked.url))
        page.goto(f"{live_server.url}{address}")
        return page

    yield opened
    assert complaints == []


def clean(page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [360, 390])
def test_from_the_warning_to_the_mended_post(wall, open_page, width):
    one, place = wall
    admin = person("school_admin", institution=one.institution)
    page = open_page("/", admin, viewport={"width": width, "height": 800})
    expect(page.get_by_role("heading", name="Мой паблик")).to_be_visible()
    expect(page.get_by_role("heading", name="Ответьте на вопрос")).to_be_visible()
    expect(page.get_by_text("До скольки работает продлёнка?")).to_be_visible()
    expect(page.get_by_role("heading", name="Опубликуйте пост сегодня")).to_be_visible()
    fits(page)
    clean(page)

    # What the portal advised is done in VK.
    now = clock.now()
    place.add(
        *(post(20 + n, now - timedelta(minutes=9 - n), f"Новость {n}: о школе своими словами") for n in range(3))
    )
    place.posts[4].comments[0].replies.append(comment(6, now, "До 18:00, приходите.", from_id=-900001))
    page.get_by_role("button", name="Проверить сейчас").click()
    expect(page.get_by_text("Проверка начнётся через несколько секунд.")).to_be_visible()
    clean(page)
    work(checking.begin(clock.now()))
    expect(page.get_by_text("Паблик проверен в")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("heading", name="Опубликуйте пост сегодня")).to_have_count(0)
    expect(page.get_by_role("heading", name="Ответьте на вопрос")).to_have_count(0)
    clean(page)


def test_the_way_by_keyboard_alone(wall, open_page):
    one, _place = wall
    page = open_page("/", person("school_admin", institution=one.institution))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Проверить сейчас")
    for _ in range(12):
        if button.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Проверка начнётся")).to_be_visible()
    assert Check.objects.count() == 1


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"java_script_enabled": False}])
def test_the_page_in_the_dark_and_without_javascript(wall, open_page, options):
    one, _place = wall
    page = open_page("/", person("school_admin", institution=one.institution), **options)
    expect(page.get_by_role("link", name="Изменить текст")).to_be_visible()
    if options.get("java_script_enabled", True):
        clean(page)
        return
    page.get_by_role("button", name="Проверить сейчас").click()
    expect(page.get_by_role("link", name="Обновить страницу")).to_be_visible()
    work(checking.begin(clock.now()))
    page.get_by_role("link", name="Обновить страницу").click()
    expect(page.get_by_text("Паблик проверен в")).to_be_visible()


def test_the_desk_and_the_empty_states(wall, open_page):
    one, _place = wall
    page = open_page("/", person("school_admin", institution=one.institution), viewport={"width": 1440, "height": 900})
    fits(page)
    clean(page)
    fresh = public("Новая школа")
    page = open_page("/", person("school_admin", institution=fresh.institution))
    expect(page.get_by_text("Портал ещё не читал этот паблик")).to_be_visible()
    clean(page)
    page = open_page("/", person("school_admin", institution=institution("Без паблика")))
    expect(page.get_by_text("Создайте сообщество во ВКонтакте")).to_be_visible()
    clean(page)
