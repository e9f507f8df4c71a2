"""More visitors at once than the web server has threads: they wait for each other, and not PostgreSQL for them."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.conf import settings
from django.db import connection

from stack.commands import WEB
from stack.folder import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]

VISITORS, VISITS = 64, 640
THREADS = 16
PATIENCE = 60


@pytest.fixture
def portal(tmp_path) -> Iterator[str]:
    """The web server of production on the test's database; its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    with (tmp_path / "web.log").open("wb") as log:
        web = subprocess.Popen(
            WEB.words(), cwd=ROOT, env=environment(site, port), stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for(site, tmp_path / "web.log")
        yield site
    finally:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()


def environment(site: str, port: int) -> dict[str, str]:
    database = connection.settings_dict
    server = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    address = {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(port), "SITE_URL": site}
    servers = {"DATABASE_URL": f"{server}/{database['NAME']}", "REDIS_URL": settings.REDIS_URL}
    return {**os.environ, **address, **servers, "SECRET_KEY": "drill"}


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


def test_a_crowd_holds_no_more_connections_than_the_server_has_threads(portal):
    with ThreadPoolExecutor(VISITORS) as visitors:
        statuses = list(visitors.map(ask_in_vain, [f"{portal}/api/v1/publics"] * VISITS))
    assert set(statuses) == {401}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        (held,) = cursor.fetchone()
    # One is the test's own.
    assert 1 < held <= THREADS + 1
