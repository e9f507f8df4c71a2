"""What a reader meets in a real browser: nothing inaccessible, nothing foreign, nothing that complains."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from registry.models.accounts import Role

PAGES = {"signin": "/signin/", "password": "/password/", "kit": "/kit/", "not found": "/nothing/"}
WIDTHS = (1440, 390)

pytestmark = pytest.mark.django_db(transaction=True)


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def open_page(page, live_server, sign_in, person, name: str) -> None:
    if name != "signin":
        sign_in(person("anna@example.org", (Role.SPECIALIST, None), is_staff=True))
    page.goto(live_server.url + PAGES[name])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_barrier_and_keeps_to_its_own_host(page, live_server, sign_in, person, watch, name, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, live_server, sign_in, person, name)
    assert page.locator("h1").count() == 1
    assert violations(page) == []
    assert (watch.complaints, watch.foreign) == ([], [])


@pytest.mark.parametrize("width", [360, 800, 1024, 1440, 1920])
@pytest.mark.parametrize("name", ["signin", "kit"])
def test_page_never_scrolls_sideways(page, live_server, sign_in, person, name, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, live_server, sign_in, person, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_are_set_in_the_font_that_was_built(page, live_server):
    page.goto(f"{live_server.url}/signin/")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('600 15px Onest', 'Җиңү'))")


def test_a_person_signs_in_with_the_keyboard_alone(page, live_server, person):
    person("anna@example.org", (Role.OBSERVER, None))
    page.goto(f"{live_server.url}/signin/")
    page.keyboard.type("anna@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("по-настоящему-длинный")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Войти"
    page.keyboard.press("Enter")
    page.wait_for_url("**/overview/")


def test_the_first_tab_on_a_page_skips_to_its_content(page, live_server, sign_in, person):
    sign_in(person("anna@example.org", (Role.SPECIALIST, None), is_staff=True))
    page.goto(f"{live_server.url}/kit/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_menu_of_a_phone_opens_without_scripts(new_context, live_server, person, session_cookie):
    context = new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    context.add_cookies([session_cookie(person("anna@example.org", (Role.SPECIALIST, None), is_staff=True))])
    page = context.new_page()
    page.goto(f"{live_server.url}/kit/")
    page.get_by_text("Меню", exact=True).click()
    assert page.get_by_role("link", name="Районы").is_visible()
    assert page.get_by_role("button", name="Печать").count() == 0


def test_escape_closes_the_menu_and_returns_to_its_button(page, live_server, sign_in, person):
    sign_in(person("anna@example.org", (Role.SPECIALIST, None), is_staff=True))
    page.goto(f"{live_server.url}/kit/")
    page.get_by_text("Анна", exact=True).click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_print_shows_the_answer_and_none_of_the_controls(page, live_server, sign_in, person):
    sign_in(person("anna@example.org", (Role.SPECIALIST, None), is_staff=True))
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{live_server.url}/kit/")
    assert not page.locator(".masthead").is_visible()
    assert page.locator(".button:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
