"""The ledger with its choice, in a browser: for everyone's eyes and hands."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from monitoring.facts import Conversation, Question
from monitoring.models import Resemblance

from .conftest import MOSCOW, RUNNING, browse, judged, person, public, seen
from .test_public import wrote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(page: Page, live_server) -> Any:
    """Return a public with a suspected pair and an open question; a specialist has signed in."""
    one, monday = public(), RUNNING.starts(MOSCOW)
    asked = Question(70, 5, monday + timedelta(hours=30))
    seen(one)
    judged(one, RUNNING, posts=1, conversation=Conversation(monday + timedelta(days=3), (asked,)), state_mark=False)
    wrote(one, 3, monday + timedelta(hours=10), "Поздравляем Айгуль Сафину с победой на олимпиаде")
    wrote(one, 5, monday + timedelta(hours=30), "Поздравляем Тимура Ганиева", repeats=3, likeness="suspected")
    client = browse(person("specialist"))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return one


@pytest.mark.parametrize("width", [1440, 360])
def test_a_specialist_settles_a_pair_by_keyboard(page: Page, live_server, assets, pair, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/publics/{pair.pk}/?week={RUNNING}")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Разные посты").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Решение записано")).to_be_visible()
    expect(page.get_by_role("button", name="Разные посты")).to_have_attribute("aria-pressed", "true")
    assert not Resemblance.objects.get().same
    assert Axe().run(page).response["violations"] == []
