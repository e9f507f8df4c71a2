"""After a night full of faults no token stands in a log, a page, a row or a message."""

import io
import logging

import pytest
import redis
from django.apps import apps
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from demo.faults import Fault, error
from demo.world import Token
from monitoring import clock, tasks
from monitoring.models import Miss, Run
from registry.models import Membership, Role, User
from vk.models import Rest

from .test_audit import regular

pytestmark = pytest.mark.django_db

# Spelt in halves, so that this file is not what a search for it finds.
SERVICE = "vk1.a." + "service-token-never-to-be-seen"
USER = "vk1.a." + "user-token-never-to-be-seen"


@pytest.fixture
def restless_night(school, audit, local_vk, world, settings):
    """Run audits in which each kind of fault strikes, VK's message quoting the token among them."""
    world.tokens |= {SERVICE: Token.SERVICE, USER: Token.USER}
    for place in range(4):
        school(900001 + place, posts=regular(place * 100 + 1))
    settings.VK_USER_TOKENS, settings.VK_SERVICE_TOKENS = [USER], [SERVICE]
    quoting = [error(code, f"refused: access_token={USER} and {SERVICE}") for code in (10, 15, 5, 29)]
    for fault in [Fault("http"), Fault("not_json"), Fault("close"), error(14), *quoting]:
        fault.times = 8 if fault.code == 10 and fault.kind == "error" else 2
        local_vk.faults[:] = [fault]
        Rest.objects.update(over_at=clock.now())
        audit()


@pytest.fixture
def log(monkeypatch):
    """Let every library say all that it has to say, through the handler that production has; return what it wrote."""
    root = logging.getLogger()
    console = next(handler for handler in root.handlers if handler.name == "console")
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)
    monkeypatch.setattr(root, "level", logging.DEBUG)
    return written


def seen(text: str) -> list[str]:
    return [token for token in (SERVICE, USER) if token in text]


def test_no_token_is_in_the_logs(log, restless_night):
    assert "отдыхает" in log.getvalue()
    assert seen(log.getvalue()) == []


def test_no_token_is_in_the_database(restless_night):
    assert Miss.objects.filter(detail__contains="refused").exists()
    rows = [repr(list(model.objects.values())) for model in apps.get_models()]
    assert Run.objects.exists()
    assert seen("".join(rows)) == []


def test_no_token_is_in_a_message_to_the_workers(restless_night, school):
    tasks.announce_run(Run.objects.first())
    with redis.Redis.from_url(configured.REDIS_URL) as client:
        messages = b"".join(client.lrange("celery", 0, -1)).decode()
    assert "monitoring.tasks.work" in messages
    assert seen(messages) == []


def test_no_token_is_on_a_page(restless_night):
    person = User.objects.create_user("specialist@example.org", "x")
    Membership.objects.create(user=person, role=Role.SPECIALIST)
    client = Client()
    client.force_login(person)
    run = Run.objects.filter(misses__isnull=False).first()
    pages = [reverse("monitoring:runs"), reverse("monitoring:run", args=[run.pk]), reverse("monitoring:overview")]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert seen("".join(answer.content.decode() for answer in answers)) == []
