"""More visitors at once than the web server has threads: they wait for each other, and not PostgreSQL for them."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.db import connection

from stack.commands import WEB
from stack.folder import ROOT
from tests.drills.house import on_the_tests_servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]

VISITORS, VISITS = 64, 640
THREADS = 16
SHORT, LONG = 5, 120  # seconds
PATIENCE = 60


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[[int], str]]:
    """Return a function that starts the web server of production on the test's database and tells its address.

    It is told after how many idle seconds the server lets a thread go.
    """
    log = tmp_path / "web.log"
    with ExitStack() as stack:

        def start(idle: int) -> str:
            with closing(socket.create_server(("127.0.0.1", 0))) as free:
                port = free.getsockname()[1]
            site = f"http://127.0.0.1:{port}"
            with log.open("wb") as file:
                streams = {"stdout": file, "stderr": file, "start_new_session": True}
                web = subprocess.Popen(WEB.words(), cwd=ROOT, env=environment(site, port, idle), **streams)
            stack.callback(end, web)
            wait_for(site, log)
            return site

        yield start


def end(web: subprocess.Popen) -> None:
    os.killpg(web.pid, signal.SIGKILL)
    web.wait()


def environment(site: str, port: int, idle: int) -> dict[str, str]:
    threads = {"GRANIAN_BLOCKING_THREADS_IDLE_TIMEOUT": str(idle)}
    return on_the_tests_servers(GRANIAN_HOST="127.0.0.1", GRANIAN_PORT=str(port), SITE_URL=site, **threads)


def wait_for(site: str, log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while not answers(site):
        assert time.monotonic() < ends, log.read_text(errors="replace")
        time.sleep(0.2)


def answers(site: str) -> bool:
    try:
        return visit(f"{site}/health/") == 200
    except OSError:
        return False


def visit(address: str | urllib.request.Request) -> int:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
        answer.read()
        return answer.status


def ask_in_vain(address: str) -> int:
    """Ask the API with a token that it has to look up; return the status of the answer."""
    asked = urllib.request.Request(address, headers={"Authorization": "Bearer gp_nobodys"})  # noqa: S310
    try:
        return visit(asked)
    except HTTPError as refused:
        refused.close()
        return refused.code


def crowd(site: str) -> None:
    with ThreadPoolExecutor(VISITORS) as visitors:
        statuses = set(visitors.map(ask_in_vain, [f"{site}/api/v1/publics"] * VISITS))
    assert statuses == {401}


def connections() -> set[int]:
    """Return the database's connections, by their processes in PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


@pytest.fixture
def held() -> Callable[[], int]:
    """Return a function that counts the server's connections: those that were not there before it, of other tests."""
    before = connections()
    return lambda: len(connections() - before)


def falls_to(most: int, held: Callable[[], int], seconds: int) -> bool:
    """Wait for PostgreSQL to end what was closed; tell whether there are no more than so many then."""
    ends = time.monotonic() + seconds
    while (now := held()) > most and time.monotonic() < ends:
        time.sleep(0.2)
    return now <= most


def test_a_crowd_holds_no_more_connections_than_the_server_has_threads(held, serve):
    crowd(serve(LONG))
    assert held() > 1
    assert falls_to(THREADS, held, SHORT)


def test_threads_that_end_leave_no_connections(held, serve):
    site = serve(SHORT)
    for _ in range(2):
        crowd(site)
        assert falls_to(1, held, PATIENCE)
