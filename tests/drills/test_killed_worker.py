"""A worker killed in the middle of an audit costs its lease, and nothing else."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from demo.server import LocalVK
from demo.world import World, community, photo, post
from monitoring import clock, planning, tasks
from monitoring.models import Post, Run, WeekSummary
from registry.models import District, Institution, Public
from tests.drills.house import on_the_tests_servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill, pytest.mark.xdist_group("killed worker")]

ROOT = Path(__file__).resolve().parents[2]
PUBLICS = 60
POSTS = 8
PATIENCE = 90
# Spelt in halves: this file is one of those in which a leaked token is looked for.
TOKEN = "vk1.a." + "never-to-be-seen-0123456789"


@pytest.fixture
def local_vk():
    now = int(time.time())
    world = World(
        community(vk_id, posts=[_post(vk_id, place, now) for place in range(POSTS)])
        for vk_id in range(900001, 900001 + PUBLICS)
    )
    world.tokens[TOKEN] = world.tokens["service-1"]
    with LocalVK(world, latency=0.02) as vk:
        yield vk


def _post(vk_id: int, place: int, now: int):
    return post(place + 1, now - place * 86_400, f"Новость {vk_id} номер {place}", photo(place))


@pytest.fixture
def run(local_vk):
    district = District.objects.create(name="Заречный")
    for vk_id in range(900001, 900001 + PUBLICS):
        school = Institution.objects.create(full_name=f"Школа {vk_id}", short_name=f"Школа {vk_id}", district=district)
        Public.objects.create(vk_id=vk_id, screen_name=f"club{vk_id}", institution=school, category="active")
    return planning.plan(planning.reading_order(), clock.now())


@pytest.fixture
def start_worker(local_vk, tmp_path):
    """Return a function that starts a Celery worker on the test's servers; all are gone after the test."""
    workers = []

    def start() -> subprocess.Popen:
        environment = on_the_tests_servers(
            VK_API_URL=local_vk.url,
            VK_SERVICE_TOKENS=TOKEN,
            VK_USER_TOKENS="",
            VK_SERVICE_RPS="200",
            AUDIT_LEASE_SECONDS="2",
            LOG_LEVEL="DEBUG",
        )
        log = (tmp_path / f"worker-{len(workers)}.log").open("wb")
        command = [sys.executable, "-m", "celery", "--app", "gospublics", "worker", "--concurrency", "2"]
        worker = subprocess.Popen(
            [*command, "--loglevel", "DEBUG"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
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


def _announce_until_finished(run: Run) -> None:
    """Play beat: say that there is work until there is none."""
    ends = time.monotonic() + PATIENCE
    while run.under_way and time.monotonic() < ends:
        tasks.announce()
        threading.Event().wait(0.5)
        run.refresh_from_db()


def test_a_run_whose_worker_is_killed_is_completed_by_the_next(local_vk, run, start_worker, tmp_path):
    in_the_middle = threading.Event()
    local_vk.world.before_call = lambda *_: in_the_middle.set() if local_vk.count("wall.get") > PUBLICS // 3 else None

    first = start_worker()
    tasks.announce_run(run)
    assert in_the_middle.wait(PATIENCE), _tail(tmp_path)
    _kill(first)
    run.refresh_from_db()
    assert run.under_way

    start_worker()
    _announce_until_finished(run)

    assert run.state == Run.State.COMPLETE, _tail(tmp_path)
    posts = Counter(Post.objects.values_list("public__vk_id", flat=True))
    assert posts == dict.fromkeys(range(900001, 900001 + PUBLICS), POSTS)
    assert WeekSummary.objects.exclude(status="no_data").values("public").distinct().count() == PUBLICS
    assert not run.misses.exists()
    assert TOKEN not in "".join(path.read_text(errors="replace") for path in tmp_path.glob("*.log"))


def _tail(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace")[-3000:] for path in folder.glob("*.log"))
