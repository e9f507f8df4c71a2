"""Rule sets, exemptions, verdicts by hand and the methodology in a real browser, with and without scripts."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from monitoring import tasks
from monitoring.models import Exemption, ManualVerdict, Reassessment, RuleSet, WhatIf

from .conftest import LAST, browse, person, public, seen
from .deciding import exempted, frozen, region
from .test_ministry_pages_in_browser import open_page  # noqa: F401 — a fixture
from .test_rule_sets import form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def decided(db) -> dict[str, str]:
    """Return {page: address} of everything that people decided in a small region."""
    region(8)
    late = public("Школа с решением")
    seen(late)
    frozen(late, posts=1)
    client = browse(person("specialist"))
    path = f"/publics/{late.pk}/verdicts/posts/?week={LAST}"
    client.post(path, {"outcome": "warn", "reason": "Проверено", "term": "week"})
    client.post("/rules/new/", form(posts__active__least="4"))
    counted = WhatIf.objects.get()
    tasks.foresee(counted.pk)
    client.post("/rules/new/", form(name="Считается"))
    one = exempted(date(2026, 11, 16), date(2026, 12, 31), scope="districts", districts=[1])
    return {
        "methodology": "/methodology/",
        "rule sets": "/rules/",
        "rule set": f"/rules/{RuleSet.objects.get().pk}/",
        "form": "/rules/new/",
        "counted": f"/rules/drafts/{counted.pk}/",
        "counting": f"/rules/drafts/{WhatIf.objects.latest('pk').pk}/",
        "exemptions": "/exemptions/",
        "exemption": f"/exemptions/{one.pk}/",
        "exemption form": f"/exemptions/{one.pk}/edit/",
        "exemption end": f"/exemptions/{one.pk}/end/",
        "verdict": path,
        "public": f"/publics/{late.pk}/?week={LAST}",
    }


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_pages_have_no_barrier(decided, new_context, live_server, assets, width, scheme):
    """Out of earshot of ``open_page``: an audit of a long page makes Chromium say that its font is not used."""
    context = new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme)
    session = browse(person("specialist")).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    for name, address in decided.items():
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], name


def test_the_pages_do_not_scroll_sideways_and_ask_for_nothing_strange(decided, open_page):  # noqa: F811
    page = open_page("/rules/", viewport={"width": 390, "height": 900})
    for name, address in decided.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_rule_set_is_drafted_counted_and_saved(open_page):  # noqa: F811
    region(8)
    page = open_page("/rules/")
    page.get_by_role("link", name="Новая редакция").click()
    page.get_by_label("Название").fill("Строже с декабря")
    page.get_by_label("Решение министерства").fill("Приказ № 12 от 19.11.2026")
    page.get_by_label("Действует с понедельника").fill("2026-11-30")
    page.get_by_label("Собственные посты, активный: Собственных постов в неделю").fill("6")
    page.get_by_role("button", name="Посчитать, что изменится").click()
    expect(page.locator("#what-if")).to_contain_text("Считаем: 0 из 8")
    tasks.foresee(WhatIf.objects.get().pk)
    expect(page.locator(".foreseen")).to_contain_text("бы ещё")
    page.get_by_role("button", name="Сохранить редакцию").click()
    expect(page.get_by_role("status")).to_contain_text("Она действует с 30 ноября 2026")
    assert RuleSet.objects.latest("pk").values["rules"]["posts"]["active"]["least"] == 6


def test_the_scope_s_list_appears_with_its_choice(open_page):  # noqa: F811
    public()
    page = open_page("/exemptions/new/")
    expect(page.get_by_label("Арский район")).to_be_hidden()
    page.get_by_label("Районы", exact=True).check()
    expect(page.get_by_label("Арский район")).to_be_visible()
    page.get_by_label("Отдельные паблики").check()
    expect(page.get_by_label("Арский район")).to_be_hidden()
    expect(page.locator("textarea")).to_be_visible()


def test_an_exemption_is_made_without_javascript(open_page):  # noqa: F811
    one = public()
    frozen(one, posts=1)
    page = open_page("/exemptions/new/", java_script_enabled=False)
    page.get_by_label("Причина").fill("Карантин")
    page.get_by_label("Первый день").fill("2026-11-09")
    page.get_by_label("Последний день").fill("2026-11-15")
    page.get_by_label("Отдельные паблики").check()
    page.locator("textarea").fill(one.url)
    page.get_by_role("button", name="Дальше: что пересчитать").click()
    assert not Exemption.objects.exists()
    page.get_by_label("Пересчитать и закрытые").check()
    page.get_by_role("button", name="Сохранить и пересчитать").click()
    expect(page.locator(".meter-head")).to_contain_text("Пересчитываем: 0 из 1")
    tasks.reassess(Reassessment.objects.get().pk)
    page.get_by_role("link", name="Обновить страницу").click()
    expect(page.get_by_text("Готово, пересчитано")).to_be_visible()


def test_a_verdict_is_set_and_taken_back_with_the_keyboard(open_page):  # noqa: F811
    one = public()
    frozen(one, posts=1)
    page = open_page(f"/publics/{one.pk}/?week={LAST}")
    page.locator("tr", has_text="Собственные посты").get_by_role("link", name="Вердикт вручную").focus()
    page.keyboard.press("Enter")
    page.get_by_label("замечание").focus()
    page.keyboard.press("Space")
    page.get_by_label("Почему").fill("Посты вышли у филиала")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Поставить вердикт").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".by-hand").first).to_contain_text("Правила посчитали: не выполнено")
    page.locator("tr", has_text="Собственные посты").get_by_role("link", name="Вердикт вручную").click()
    page.get_by_role("button", name="Отозвать").click()
    expect(page.get_by_role("status")).to_contain_text("Вердикт отозван")
    assert not ManualVerdict.objects.standing().exists()


def test_the_methodology_prints_without_controls(open_page):  # noqa: F811
    page = open_page("/methodology/")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Печать")).to_be_hidden()
    expect(page.locator(".contents")).to_be_hidden()
    expect(page.get_by_role("heading", name="Собственные посты")).to_be_visible()
