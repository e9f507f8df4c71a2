"""Servers of their own for the drills that kill them, and workers as they run in production.

PostgreSQL and Valkey are the embedded ones of `stack`, started as plain processes, so that a drill may kill
each by itself; the launcher would rightly stop everything when one of its children dies.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2
import redis
from celery import Celery
from django.conf import settings
from django.db import connection

from stack import postgres, valkey
from stack.checks import NEUTRAL
from stack.commands import BEAT, WORKER
from stack.folder import ROOT, Folder

PATIENCE = 120  # seconds after which a drill is lost
PAUSE = 0.2


class Server:
    """A process that can be killed and started again at the same address."""

    def __init__(self, start: Callable[[], "subprocess.Popen[bytes]"], answers: Callable[[], bool]) -> None:
        self._start, self._answers = start, answers
        self.start()

    def start(self) -> None:
        self.process = self._start()
        wait_until(self._answers, "the server answers")

    def kill(self) -> None:
        kill(self.process)


class House:
    """A folder with a PostgreSQL, a Valkey and one database per night, copied from a prepared one."""

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self.logs = self.folder / "logs"
        self.postgres = self._postgres()
        self.valkey = Server(self._valkey, lambda: valkey.answers(self.redis_url))

    @property
    def database_server(self) -> str:
        port = self.folder.state["port of PostgreSQL"]
        return f"postgres://postgres:{self.folder.secret('database password')}@127.0.0.1:{port}"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.folder.secret('queue password')}@127.0.0.1:{self.folder.state['port of Valkey']}/0"

    def sql(self, text: str, database: str = "postgres") -> list[tuple]:
        connection = psycopg2.connect(f"{self.database_server}/{database}")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def lose_valkey_data(self) -> None:
        """Kill Valkey -9 and remove what it had written."""
        self.valkey.kill()
        shutil.rmtree(self.folder / "valkey")
        (self.folder / "valkey").mkdir()

    def restart_postgres(self) -> None:
        postgres.end_orphan(postgres.data_folder(self.folder))
        self.postgres.start()

    def close(self) -> None:
        for server in (self.valkey, self.postgres):
            server.kill()
        postgres.remove_data(self.folder)

    def _postgres(self) -> Server:
        binaries, data = postgres.reachable_binaries(), postgres.data_folder(self.folder)
        postgres.make_cluster(self.folder, data, binaries)
        self.folder.port("PostgreSQL")

        def start() -> "subprocess.Popen[bytes]":
            port = self.folder.state["port of PostgreSQL"]
            options = ["-c", f"port={port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
            command = [str(binaries / "postgres"), "-D", str(data), *options]
            return self._popen("postgres", command, dict(os.environ), cwd=data, **postgres.as_nobody())

        return Server(start, lambda: postgres.answers(f"{self.database_server}/postgres"))

    def _valkey(self) -> "subprocess.Popen[bytes]":
        port = self.folder.state.get("port of Valkey") or self.folder.port("Valkey")
        text = valkey.CONFIGURATION.format(port=port, password=self.folder.secret("queue password"), durable="yes")
        file = self.folder / "valkey" / "valkey.conf"
        file.write_text(text)
        return self._popen("valkey", [str(valkey.binary()), file.name], dict(os.environ), cwd=file.parent)

    def _popen(self, name: str, command: list[str], environment: dict[str, str], **options: Any):
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True, **{"cwd": ROOT} | options
            )


class Night:
    """One audit in a fresh copy of the prepared database, with the workers that a drill starts."""

    def __init__(self, house: House, name: str, vk_url: str, **environment: str) -> None:
        house.sql(f'CREATE DATABASE "{name}" TEMPLATE prepared')
        self.house, self.name = house, name
        self.environment = portal_environment(house, name, vk_url) | environment
        self.processes: list[subprocess.Popen[bytes]] = []
        with redis.Redis.from_url(house.redis_url) as client:
            client.flushall()

    def manage(self, *words: str) -> str:
        return manage(self.environment, *words)

    def worker(self) -> "subprocess.Popen[bytes]":
        return self._started("worker", [*WORKER.words(), "--concurrency", "2"])

    def beat(self, schedule: Path) -> "subprocess.Popen[bytes]":
        words = BEAT.words(data="unused")
        return self._started("beat", [*words[:-1], str(schedule)])

    def begin(self) -> None:
        """Plan the audit and announce it, without waiting for its end."""
        self.manage("start_audit")

    def finish(self) -> str:
        """Play beat until the run is over; return its state."""
        wait_until(self._over, f"the run is over; see {self.house.logs}", pause=1)
        self.end()
        return self.sql("SELECT state FROM monitoring_run ORDER BY id DESC LIMIT 1")[0][0]

    def sql(self, text: str) -> list[tuple]:
        return self.house.sql(text, self.name)

    def posts(self) -> list[tuple]:
        return self.sql(POSTS)

    def verdicts(self) -> list[tuple]:
        """Return (vk id, week, status, verdicts) of the closed weeks."""
        return self.sql(VERDICTS)

    def misses(self) -> dict[int, str]:
        return dict(self.sql(MISSES))

    def end(self) -> None:
        """Send the workers home: they would take the messages of the next night."""
        for process in self.processes:
            kill(process)

    def close(self) -> None:
        self.end()
        self.house.sql(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def log(self) -> str:
        files = sorted(self.house.logs.glob(f"{self.name}-*.log"))
        return "\n".join(file.read_text(errors="replace") for file in files)

    def _started(self, kind: str, command: list[str]) -> "subprocess.Popen[bytes]":
        name = f"{self.name}-{kind}-{len(self.processes)}"
        self.processes.append(self.house._popen(name, command, self.environment))
        return self.processes[-1]

    def _over(self) -> bool:
        with suppress(psycopg2.OperationalError):  # it may be the drill that PostgreSQL is away
            under_way = self.sql("SELECT 1 FROM monitoring_run WHERE state = 'under_way'")
            begun = self.sql("SELECT 1 FROM monitoring_run")
            announce(self.house.redis_url)
            return bool(begun) and not under_way
        return False


POSTS = """
    SELECT public.vk_id, post.vk_id, post.text, post.deleted_at FROM monitoring_post post
    JOIN registry_public public ON public.id = post.public_id ORDER BY 1, 2
"""
VERDICTS = """
    SELECT public.vk_id, summary.week, summary.status, summary.verdicts FROM monitoring_weeksummary summary
    JOIN registry_public public ON public.id = summary.public_id WHERE summary.closed ORDER BY 1, 2
"""
MISSES = """
    SELECT public.vk_id, miss.reason FROM monitoring_miss miss
    JOIN registry_public public ON public.id = miss.public_id
"""


def portal_environment(house: House, database: str, vk_url: str) -> dict[str, str]:
    return (
        os.environ
        | NEUTRAL
        | {
            "STACK_DIR": str(house.folder.path),
            "DATABASE_URL": f"{house.database_server}/{database}",
            "REDIS_URL": house.redis_url,
            "SECRET_KEY": "drill",
            "VK_API_URL": vk_url,
            "VK_SERVICE_TOKENS": "service-1",
            "VK_SERVICE_RPS": "100",
            "VK_USER_RPS": "100",
            "AUDIT_LEASE_SECONDS": "3",
        }
    )


def on_the_tests_servers(**more: str) -> dict[str, str]:
    """Return the environment of a process that works on this test's own database and queue."""
    told = connection.settings_dict
    address = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    return {**os.environ, "DATABASE_URL": address, "REDIS_URL": settings.REDIS_URL, "SECRET_KEY": "drill", **more}


def manage(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, json.dumps([*words, done.stdout, done.stderr], ensure_ascii=False, indent=1)
    return done.stdout


def announce(redis_url: str) -> None:
    """Say what beat says every minute."""
    with suppress(redis.ConnectionError, OSError), Celery(broker=redis_url).connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)
        Celery(broker=redis_url).send_task("monitoring.tasks.announce", connection=connection)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill -9 the process and all of its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(ready: Callable[[], bool], what: str, pause: float = PAUSE) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s in vain until {what}"
        time.sleep(pause)
