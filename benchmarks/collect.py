"""How near to VK's own limit a quiet night comes: as few calls as there can be, as fast as they are allowed.

Night: the audit itself, in one process and in two, over walls that were read before and have nothing new. Beside it,
on 300 walls of the same VK: ``vk_api`` in a loop and its ``VkRequestsPool``.

``python -m benchmarks collect [--fill N] [ROW …] [--compare N]``: single rows, in a database filled before; a row is
told as ``service:3500:1`` (kind, publics, processes) or ``service:3500:1:15``, with the calls VK allows a second.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import jconfig
import requests
import vk_api
from django.db import connections, transaction
from django.test.utils import override_settings
from requests.adapters import HTTPAdapter

from benchmarks import local_vk
from monitoring import audits, clock, planning
from monitoring.models import Batch, Post, Run
from registry.models import Category, District, Institution, Public
from vk.door import Door, Wall, WallRequest

LATENCY = 0.25
SERVICE = ("service-1", "service-2", "service-3")
# Service tokens at VK's three calls a second would take 20 minutes for each row of the table.
QUICK = 15
REAL = 3


@dataclass(frozen=True)
class Night:
    """What is measured. ``rps``: what the local VK allows a token, and the portal keeps to."""

    name: str
    publics: int
    service: tuple[str, ...]
    user: tuple[str, ...]
    rps: int
    processes: int

    @property
    def least(self) -> int:
        """Return the fewest requests that can do it."""
        walls = ceil(self.publics / 25) if self.user else self.publics
        return ceil(self.publics / 500) + walls

    def environment(self, url: str) -> dict[str, str]:
        return {
            **os.environ,
            "VK_API_URL": url,
            "VK_SERVICE_TOKENS": ",".join(self.service),
            "VK_USER_TOKENS": ",".join(self.user),
            "VK_SERVICE_RPS": str(self.rps),
            "VK_USER_RPS": str(self.rps),
            "VK_DAILY_WALL_GET": "1000000",
            # In flight at 250 ms: a quarter of the calls of a second.
            "VK_CONNECTIONS": str(max(6, self.rps // 2)),
            "LOG_LEVEL": "ERROR",
        }


KINDS = {
    "service": ("service token", SERVICE[:1], (), QUICK),
    "services": ("three service tokens", SERVICE, (), QUICK),
    "user": ("user token", (), ("user-1",), REAL),
}


def told(row: str) -> Night:
    """Read a row of the command line."""
    kind, publics, processes, *rps = row.split(":")
    name, service, user, usual = KINDS[kind]
    return Night(name, int(publics), service, user, int(rps[0]) if rps else usual, int(processes))


def report(publics: int = 3500, many: int = 20_000, compared: int = 300) -> None:
    """Print the tables. The database must be an empty one of the portal's: rows of invented publics stay in it."""
    assert not Public.objects.exists(), "замеру нужна пустая база"
    until = int(time.time())
    fill(many, until)
    sizes = (("service", publics), ("services", publics), ("user", publics), ("user", many))
    table([told(f"{kind}:{size}:{processes}") for processes in (1, 2) for kind, size in sizes], until)
    compare(compared, until)


def table(nights: Iterable[Night], until: int) -> None:
    print(
        "| night | publics | processes | requests | ÷ least | rate allowed | share used | error 6 | seconds | load |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for night in nights:
        print(row(night, measure(night, until)), flush=True)


def fill(publics: int, until: int) -> None:
    """Put the publics into the registry and read them once, as fast as the machine can."""
    _register(publics)
    with local_vk.serving(publics, until, None, 0) as url:
        night = Night("", publics, (), ("user-1",), 5000, 1)
        _run(planning.plan(planning.reading_order(), clock.now()), night, url, Batch.Step.VERDICTS)


def measure(night: Night, until: int) -> dict:
    """Let the audit read the walls; return what the local VK has seen of it."""
    ids = list(Public.objects.order_by("pk").values_list("pk", flat=True)[: night.publics])
    with local_vk.serving(night.publics, until, night.rps, LATENCY) as url:
        _run(planning.plan(ids, clock.now()), night, url, Batch.Step.WALLS)
        return local_vk.state(url)


def row(night: Night, seen: dict) -> str:
    calls, slow = sum(seen["tokens"].values()), seen["errors"].get("6", 0)
    seconds = seen["span"][1] - seen["span"][0]
    tokens = len(night.service) + len(night.user)
    share = (calls - slow) / (tokens * (night.rps * seconds + 1))
    figures = [
        f"{night.name}",
        f"{night.publics}",
        f"{night.processes}",
        f"{calls}",
        f"{calls / night.least:.3f}",
        f"{tokens} × {night.rps}/s",
        f"{share:.3f}",
        f"{slow}",
        f"{seconds:.0f}",
        f"{os.getloadavg()[0]:.1f}",
    ]
    return f"| {' | '.join(figures)} |"


@transaction.atomic
def _register(publics: int) -> None:
    district = District.objects.create(name="Замер")
    ids = range(local_vk.FIRST, local_vk.FIRST + publics)
    schools = Institution.objects.bulk_create(
        [
            Institution(full_name=f"Школа № {vk_id}", short_name=f"Школа № {vk_id}", type="school", district=district)
            for vk_id in ids
        ],
        batch_size=2000,
    )
    Public.objects.bulk_create(
        [
            Public(vk_id=vk_id, screen_name=f"club{vk_id}", institution=school, category=Category.ACTIVE)
            for vk_id, school in zip(ids, schools, strict=True)
        ],
        batch_size=2000,
    )


def _run(run: Run, night: Night, url: str, last: Batch.Step) -> None:
    """Let processes work on the run until the step is done; then stop it."""
    command = [sys.executable, "manage.py", "audit"]
    # Each will say that the run was stopped before its end.
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": night.environment(url)}
    workers = [subprocess.Popen(command, **quiet) for _ in range(night.processes)]  # type: ignore[call-overload]  # noqa: S603
    while any(worker.poll() is None for worker in workers) and run.batches.undone().filter(step__lte=last).exists():
        threading.Event().wait(0.5)
    audits.stop(run)
    for worker in workers:
        worker.communicate()
    assert not run.batches.undone().filter(step__lte=last).exists(), "аудит прервался"
    assert not run.misses.exists(), run.misses.first()


# --- beside it ------------------------------------------------------------------------------------
def compare(walls: int, until: int) -> None:
    print(f"\n| {walls} walls, 3 requests/s | requests | seconds | walls/s | × vk_api |\n|---|---|---|---|---|")
    ids = range(local_vk.FIRST, local_vk.FIRST + walls)
    ways = {
        "vk_api in a loop": lambda url: _loop(url, ids),
        "our door, service token": lambda url: _door(url, ids, service=["service-1"]),
        "VkRequestsPool": lambda url: _pool(url, ids),
        "our door, user token": lambda url: _door(url, ids, user=["user-1"]),
    }
    first = 0.0
    for name, read in ways.items():
        with local_vk.serving(walls, until, REAL, LATENCY) as url:
            began = time.perf_counter()
            read(url)
            seconds = time.perf_counter() - began
            first = first or seconds
            calls = sum(local_vk.state(url)["tokens"].values())
        print(f"| {name} | {calls} | {seconds:.1f} | {walls / seconds:.2f} | {first / seconds:.2f} |", flush=True)


def _loop(url: str, ids: range) -> None:
    vk = _bare("service-1", url)
    for vk_id in ids:
        vk.method("wall.get", {"owner_id": -vk_id, "count": 20})


def _pool(url: str, ids: range) -> None:
    with vk_api.VkRequestsPool(_bare("user-1", url)) as pool:
        asked = [pool.method("wall.get", {"owner_id": -vk_id, "count": 20}) for vk_id in ids]
    assert all(one.ok for one in asked)


def _bare(token: str, url: str) -> vk_api.VkApi:
    class Local(HTTPAdapter):
        def send(self, request, *args, **options):
            request.url = url + request.path_url
            return super().send(request, *args, **options)

    http = requests.Session()
    http.mount("https://api.vk.ru/", Local())
    return vk_api.VkApi(token=token, session=http, api_version="5.199", config=jconfig.MemoryConfig)


def _door(url: str, ids: range, service: list[str] | None = None, user: list[str] | None = None) -> None:
    tokens = {"VK_SERVICE_TOKENS": service or [], "VK_USER_TOKENS": user or []}
    pace = {"VK_SERVICE_RPS": REAL, "VK_USER_RPS": REAL, "VK_DAILY_WALL_GET": 10**6}
    with override_settings(VK_API_URL=url, **tokens, **pace), Door.from_settings() as door:
        walls = door.walls(WallRequest(vk_id, int(time.time()) - 86_400, page=20) for vk_id in ids)
    assert all(isinstance(wall, Wall) for wall in walls.values())
    connections.close_all()


def main(words: list[str]) -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks collect")
    options.add_argument("rows", nargs="*", type=told)
    options.add_argument("--fill", type=int, default=0, metavar="PUBLICS")
    options.add_argument("--compare", type=int, default=0, metavar="WALLS")
    asked = options.parse_args(words)
    if asked.fill:
        fill(asked.fill, int(time.time()))
    if asked.rows:
        table(asked.rows, _filled_until())
    if asked.compare:
        compare(asked.compare, _filled_until())


def _filled_until() -> int:
    """Return the moment of the newest posts: the walls must be those that the database was filled from."""
    newest = Post.objects.filter(public__vk_id=local_vk.FIRST).latest("date").date
    return int(newest.timestamp()) + local_vk.FIRST % local_vk.SHIFT
