"""Appeals and letters in a real browser: no barrier, nothing beside the screen, the whole way without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from monitoring.models import Appeal
from registry.models import Public, User

from .conftest import LAST, NOW, browse, person, public, seen
from .deciding import frozen, verdict
from .test_appeals import REASON, appealed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def late(db) -> Public:
    one = public("Школа с постом")
    seen(one)
    frozen(one, posts=1)
    return one


@pytest.fixture
def enter(new_context, live_server, assets):
    """Return a function that opens an address as a person."""

    def entered(user: User, address: str, **how) -> Page:
        context = new_context(base_url=live_server.url, **how)
        session = browse(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        return page

    return entered


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
@pytest.mark.parametrize("role", ["specialist", "district_officer", "school_admin"])
def test_the_pages_have_no_barrier_and_keep_within_the_screen(late, enter, role, width, scheme):
    places = {
        "district_officer": {"district": late.institution.district},
        "school_admin": {"institution": late.institution},
    }
    waiting = appealed(late, post=f"https://vk.com/wall-{late.vk_id}_7", comment="Видели сами", commented_at=NOW)
    decided = appealed(late, rule="cover", state="declined", answer="Это репост", decided_at=NOW)
    size = {"width": width, "height": 900}
    page = enter(person(role, **places.get(role, {})), "/appeals/", viewport=size, color_scheme=scheme)
    pages = ["/appeals/", f"/appeals/{waiting.pk}/", f"/appeals/{decided.pk}/", "/account/letters/"]
    for address in [*pages, f"/publics/{late.pk}/?week={LAST}", f"/publics/{late.pk}/verdicts/posts/?week={LAST}"]:
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_from_the_warning_to_the_answer_without_scripts(late, enter):
    plain = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
    school = enter(person("school_admin", institution=late.institution), f"/publics/{late.pk}/?week={LAST}", **plain)
    school.get_by_role("link", name="Не согласны?").first.click()
    school.get_by_label("Почему вы не согласны").fill(REASON)
    school.get_by_role("button", name="Отправить обращение").click()
    expect(school.get_by_text("Обращение отправлено")).to_be_visible()
    ministry = enter(person("specialist"), "/appeals/?state=waiting", **plain)
    ministry.get_by_role("link", name="Школа с постом").click()
    ministry.get_by_label("принять: «выполнено»").check()
    ministry.get_by_label("Почему", exact=True).fill("Пост засчитан")
    ministry.get_by_role("button", name="Ответить").click()
    expect(ministry.get_by_text("Пост засчитан").first).to_be_visible()
    rule = Appeal.objects.get(state="accepted").rule
    assert verdict(late, rule)["outcome"] == "pass"
