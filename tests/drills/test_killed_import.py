"""A worker killed in the middle of writing a list: all of it or nothing, and the next worker finishes."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from demo import component
from demo.server import LocalVK
from registry import tasks
from registry.imports import choosing, keeping, steps
from registry.models import District, Import, Institution, Public
from tests.drills.house import on_the_tests_servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill, pytest.mark.xdist_group("killed import")]

ROOT = Path(__file__).resolve().parents[2]
ROWS = 600
PATIENCE = 60
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
State = Import.State


@pytest.fixture
def local_vk(settings):
    settings.VK_SERVICE_RPS, settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = 1000, ["service-1"], []
    with LocalVK(component.world(ROWS)) as vk:
        settings.VK_API_URL = vk.url
        yield vk


@pytest.fixture
def ready(local_vk) -> Import:
    """A list that only waits for its button, all suggestions confirmed."""
    District.objects.bulk_create(District(name=name) for name in component.districts())
    one = keeping.receive(component.workbook(ROWS), "Выгрузка.xlsx", timezone.now())
    steps.work(one.pk)
    choosing.confirm(one.rows.all())
    one.refresh_from_db()
    choosing.decide_again(one)
    steps.work(one.pk)
    one.refresh_from_db()
    assert one.counts == {"added": ROWS}
    return one


@pytest.fixture
def start_worker(tmp_path):
    """Return a function that starts a Celery worker on the test's servers; all are gone after the test."""
    workers: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        environment = on_the_tests_servers(IMPORT_LEASE_SECONDS="2")
        command = [sys.executable, "-m", "celery", "--app", "gospublics", "worker", "--concurrency", "1"]
        with (tmp_path / f"worker-{len(workers)}.log").open("wb") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        _kill(worker)


def _kill(worker: subprocess.Popen) -> None:
    try:
        os.killpg(worker.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        worker.wait()


def _wait_until(met, what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < ends, what
        threading.Event().wait(0.2)


def test_a_list_whose_worker_is_killed_while_writing_is_written_once_and_whole(ready, start_worker):
    # Another import holds the lock, so that the worker is caught inside its transaction and nowhere else.
    holding, released = threading.Event(), threading.Event()
    thread = threading.Thread(target=_hold_the_lock, args=(holding, released))
    thread.start()
    assert holding.wait(PATIENCE)
    first = start_worker()
    steps.enter(ready, State.WRITING)
    tasks.work_on_import.delay(ready.pk)
    _wait_until(_somebody_waits, "the worker never came to the registry's lock")
    _kill(first)
    released.set()
    thread.join()
    assert (Institution.objects.count(), Public.objects.count()) == (0, 0)

    start_worker()
    _wait_until(lambda: _announced(ready).state == State.DONE, "the second worker never finished")
    assert (Institution.objects.count(), Public.objects.count()) == (ROWS, ROWS - ROWS // component.WITHOUT_PUBLIC)


def _hold_the_lock(holding: threading.Event, released: threading.Event) -> None:
    try:
        with transaction.atomic():
            list(District.objects.select_for_update())
            holding.set()
            released.wait(PATIENCE)
    finally:
        connection.close()


def test_a_file_that_is_read_for_too_long_is_refused_with_its_reason(start_worker, tmp_path):
    holding, released = threading.Event(), threading.Event()
    thread = threading.Thread(target=_let_no_row_be_written, args=(holding, released))
    thread.start()
    assert holding.wait(PATIENCE)
    start_worker()
    one = keeping.receive(component.workbook(40), "список.xlsx", timezone.now())
    tasks.work_on_import.apply_async([one.pk], soft_time_limit=2)
    log = tmp_path / "worker-0.log"
    _wait_until(lambda: "Soft time limit" in log.read_text(), "the worker was never told to stop")
    released.set()
    thread.join()
    _wait_until(lambda: _announced(one).state == State.REFUSED, "the file was never refused")
    assert "читается слишком долго" in one.trouble


def _let_no_row_be_written(holding: threading.Event, released: threading.Event) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE registry_importrow IN SHARE MODE")
            holding.set()
            released.wait(PATIENCE)
    finally:
        connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def _announced(one: Import) -> Import:
    tasks.announce_imports()
    one.refresh_from_db()
    return one


def test_two_lists_at_once_do_not_write_one_school_twice(local_vk, start_worker):
    District.objects.bulk_create(District(name=name) for name in component.districts())
    data, lists = component.workbook(40), []
    for name in ("один.xlsx", "два.xlsx"):
        one = keeping.receive(data, name, timezone.now())
        steps.work(one.pk)
        choosing.confirm(one.rows.all())
        one.refresh_from_db()
        choosing.decide_again(one)
        steps.work(one.pk)
        one.refresh_from_db()
        steps.enter(one, State.WRITING)
        lists.append(one)
    for _ in lists:
        start_worker()
    _wait_until(lambda: not any(_announced(one).working for one in lists), "the lists were never finished")
    assert sorted(one.state for one in lists) == [State.DONE, State.READY]
    assert (Institution.objects.count(), Public.objects.count()) == (40, 38)
    [second] = [one for one in lists if one.state == State.READY]
    assert (second.renewed, second.counts) == (True, {"unchanged": 40})
