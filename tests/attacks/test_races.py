"""The same form sent by many hands in one moment: one of them counts, and none of them breaks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from monitoring.api import tokens
from monitoring.models import ApiToken, Appeal, Check, DigestWish, FileOrder, ManualVerdict
from qrcodes.models import Book, Inspection, Placement
from tests.access.table import DISTRICT, SCHOOL, SPECIALIST
from tests.access.test_matrix import browser
from tests.access.world import OWN, World, appeal
from tests.pages.conftest import LAST, NOW, with_issues

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def at_once(client: Client, *forms: tuple[str, dict]) -> list[int]:
    """Send forms in the same moment, each from a browser of the same session; return their statuses."""
    ready = Barrier(len(forms))

    def send(form: tuple[str, dict]) -> int:
        one = Client()
        one.cookies = client.cookies
        ready.wait()
        try:
            return one.post(*form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def placed(world: World) -> tuple[str, dict]:
    told = {"key": uuid4(), "zone": "", "words": "у двери", "placed_on": "2026-11-09"}
    return reverse("qrcodes:placement", args=[world.publics[OWN].institution_id]), told


def visited(world: World) -> tuple[str, dict]:
    return reverse("qrcodes:inspect", args=[world.publics[OWN].institution_id]), {"key": uuid4(), "note": "Был."}


def disputed(world: World) -> tuple[str, dict]:
    of = world.publics[OWN]
    of.weeks.all().delete()
    with_issues(of)
    address = reverse("monitoring:appeal_new", args=[of.pk, "posts"])
    return f"{address}?week={LAST}", {"reason": "Пост был", "post": ""}


def checked(world: World) -> tuple[str, dict]:
    return reverse("monitoring:check", args=[world.publics[OWN].pk]), {}


def wished(world: World) -> tuple[str, dict]:
    return reverse("monitoring:letters"), {"digest": "1"}


def ordered(world: World) -> tuple[str, dict]:
    return reverse("qrcodes:books"), {"kind": "pdf", "publics": [world.publics[OWN].pk]}


@pytest.mark.parametrize(
    ("form", "role", "kept"),
    [
        (placed, SCHOOL, Placement),
        (visited, SPECIALIST, Inspection),
        (disputed, SCHOOL, Appeal),
        (checked, SCHOOL, Check),
        (wished, SCHOOL, DigestWish),
        (ordered, DISTRICT, Book),
    ],
)
def test_a_form_sent_many_times_at_once_is_kept_once(form: Callable, role, kept, world):
    told = form(world)
    assert at_once(browser(world, role), *[told] * HANDS) == [302] * HANDS
    assert kept.objects.count() == 1


def test_an_appeal_is_decided_once_whoever_is_quicker(world):
    of = world.publics[OWN]
    of.weeks.all().delete()
    with_issues(of)
    one = Appeal.objects.get(**appeal(world, OWN, SCHOOL))
    address = reverse("monitoring:appeal_decide", args=[one.pk])
    forms = [
        (address, {"decision": said, "answer": said}) for said in ("pass", "decline", "not_applicable", "decline")
    ]
    assert at_once(browser(world, SPECIALIST), *forms) == [302] * HANDS
    one.refresh_from_db()
    assert ManualVerdict.objects.count() == (one.state == "accepted")
    assert one.answer in ("pass", "decline", "not_applicable")


def test_nobody_gets_more_tokens_than_there_may_be(world):
    owner = world.people[SCHOOL]
    for number in range(tokens.MOST - 1):
        tokens.make(owner, f"отчёт {number}", 30, NOW)
    form = (reverse("monitoring:api"), {"name": "ещё", "days": 30})
    assert at_once(browser(world, SCHOOL), *[form] * HANDS) == [200] * HANDS
    assert ApiToken.objects.count() == tokens.MOST


def test_of_files_ordered_at_once_one_is_made(world, settings):
    settings.EXPORT_AT_ONCE_ROWS = 0
    client = browser(world, DISTRICT)
    address = reverse("monitoring:publics_export", args=["csv"])
    with ThreadPoolExecutor(HANDS) as pool:
        found = list(pool.map(lambda _: _asked(client, address), range(HANDS)))
    assert found == [302] * HANDS
    assert FileOrder.objects.count() == 1


def _asked(client: Client, address: str) -> int:
    one = Client()
    one.cookies = client.cookies
    try:
        return one.get(address).status_code
    finally:
        connection.close()
