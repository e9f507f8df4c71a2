"""A worker killed in the middle of counting a draft leaves no half, and the next one counts everybody once."""

import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from monitoring import clock, facts_json, foreseeing, portions, tasks
from monitoring.facts import WeekFacts
from monitoring.models import FrozenWeek, RuleSet, WhatIf
from registry.models import District, Institution, Public, User
from tests.drills.house import on_the_tests_servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]

ROOT = Path(__file__).resolve().parents[2]
PUBLICS = portions.PORTION + 50
PATIENCE = 60


@pytest.fixture
def draft(transactional_db) -> WhatIf:
    """A draft that asks for one post a week of publics that had none."""
    week = clock.week_of(clock.now()).shift(-1)
    starts, ends = week.starts(clock.zone()), week.ends(clock.zone())
    facts = facts_json.to_json(WeekFacts(starts, ends, ends + timedelta(hours=2), "card"))
    letter = RuleSet.objects.get()
    district = District.objects.create(name="Заречный")
    school = Institution.objects.create(full_name="Школа", short_name="Школа", district=district)
    for vk_id in range(1, PUBLICS + 1):
        public = Public.objects.create(vk_id=vk_id, screen_name=f"club{vk_id}", institution=school, category="card")
        FrozenWeek.objects.create(
            public=public, week=week.monday, facts=facts, rule_set=letter, frozen_at=ends + timedelta(hours=3)
        )
    letter.values["rules"]["posts"]["card"] = {"severity": "fail", "least": 1}
    letter.valid_from = clock.next_monday()
    return foreseeing.draft(letter, User.objects.create_user("anna@example.org"))


def start(what_if: WhatIf) -> subprocess.Popen:
    """Start a process that does what a Celery worker does with the message."""
    code = f"from monitoring.tasks import foresee; foresee({what_if.pk})"
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    return subprocess.Popen(command, cwd=ROOT, env=on_the_tests_servers())


def until(holds) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        threading.Event().wait(0.1)


def waits_for_the_lines() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE relation = 'monitoring_whatifline'::regclass AND NOT granted"
        )
        return cursor.fetchone()[0] > 0


def test_a_count_whose_worker_is_killed_is_completed_by_the_next(draft):
    with transaction.atomic():
        # The worker has counted its first portion and waits to write it down: it is killed exactly there.
        connection.cursor().execute("LOCK TABLE monitoring_whatifline IN ACCESS EXCLUSIVE MODE")
        worker = start(draft)
        until(waits_for_the_lines)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    draft.refresh_from_db()
    assert (draft.done, draft.counts) == (0, {})

    def finished() -> bool:
        # PostgreSQL lets go of the dead worker's row when it notices; until then another one finds it locked.
        for pk in portions.unfinished(WhatIf):
            tasks.foresee(pk)
        draft.refresh_from_db()
        return not draft.under_way

    until(finished)
    assert draft.done == PUBLICS
    assert draft.counts["card"]["posts"] == {"now": {"not_applicable": PUBLICS}, "then": {"fail": PUBLICS}}
    assert draft.lines.count() == PUBLICS
