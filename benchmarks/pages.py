"""The ministry's pages on a generated region: server time, queries, bytes; a first visit; fifty people; a large file.

``python -m benchmarks.pages build PUBLICS`` fills an empty, migrated database; ``… measure`` looks at its pages,
``… people`` lets fifty people click at once on the web server of production, ``… xlsx`` writes the table of a week.
Baselines of the same run: a page that asks the database for nothing but the reader (``/audits/keys/``), and for each
page the time that PostgreSQL itself needs for its queries.
"""

import gzip
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from urllib.parse import urljoin

import brotli
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as SECOND_FACTOR  # noqa: E402
from django.conf import settings  # noqa: E402 — all that follows needs settings
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks import region_rows  # noqa: E402
from gospublics.collector import spare_the_collector  # noqa: E402
from monitoring import clock  # noqa: E402
from monitoring.api import tokens  # noqa: E402
from monitoring.models import ApiToken  # noqa: E402
from registry.accounts import second_factor  # noqa: E402
from registry.models import District, Institution, Membership, Public, User  # noqa: E402
from stack.commands import WEB  # noqa: E402

PORT = 8790
ROUNDS = 30
PEOPLE, SECONDS = 50, 40
THINKING = (1.0, 3.0)  # seconds between two clicks of a person who is in a hurry
MOST_ROWS = 50_000
BASELINE = "a page without data"
COLUMNS = ("page", "p50 ms", "p95 ms", "processor, ms", "PostgreSQL, ms", "queries", "KB", "KB packed")
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


@dataclass(frozen=True)
class Figure:
    """Milliseconds of the server for a page, queries, and the page's bytes.

    ``processor``: what the server's own thread computed of them (median), which others on the machine hardly change.
    """

    name: str
    p50: float
    p95: float
    processor: float
    database: float
    queries: int
    bytes: int
    packed: int

    def row(self) -> str:
        told = (self.p50, self.p95, self.processor, self.database)
        sizes = f"{self.bytes / 1024:.0f} | {self.packed / 1024:.0f}"
        return f"| {self.name} | " + " | ".join(f"{one:.0f}" for one in told) + f" | {self.queries} | {sizes} |"


def addresses() -> dict[str, Callable[[int], str]]:
    """Return {page's name: address of its n-th visit}. The district is the largest one."""
    largest = max(range(region_rows.DISTRICTS), key=lambda place: (place % 4, -place)) + 1000
    last = region_rows.weeks()[-2]
    opened = min(region_rows.WATCHED, Public.objects.count())
    return {
        BASELINE: lambda n: "/audits/keys/",
        "Сводка": lambda n: "/overview/",
        "Сводка, running week": lambda n: f"/overview/?week={last.shift(1)}",
        "Районы": lambda n: "/districts/",
        "Район": lambda n: f"/districts/{largest}/",
        "Район, page 3": lambda n: f"/districts/{largest}/?page=3",
        "Район, rule": lambda n: f"/districts/{largest}/?rule=posts",
        "Район, search": lambda n: f"/districts/{largest}/?q={n + 1}",
        "Паблики": lambda n: "/publics/",
        "Паблики, status": lambda n: "/publics/?status=issues",
        "Паблики, rule": lambda n: "/publics/?rule=cover",
        "Паблики, by name": lambda n: "/publics/?sort=name",
        "Паблики, link": lambda n: f"/publics/?q=vk.com/institution{n + 1}",
        "Паблик": lambda n: f"/publics/{n % opened + 1}/",
        "Паблик, what changed": lambda n: f"/publics/{n % opened + 1}/history/",
        "Аудиты": lambda n: "/audits/",
        "Аудит": lambda n: "/audits/30/",
        "Аудит, not collected": lambda n: "/audits/30/?show=missed",
        "Методика": lambda n: "/methodology/",
        "Сводка, two weeks": lambda n: f"/overview/?with={last.shift(-4)}",
        "Район, two weeks": lambda n: f"/districts/{largest}/?with={last.shift(-4)}",
        "Паблик, two weeks": lambda n: f"/publics/{n % opened + 1}/?with={last.shift(-4)}",
        "Мой паблик": lambda n: f"/my/{n % opened + 1}/",
        "Вопросы района": lambda n: f"/districts/{largest}/questions/",
        "Обязательные посты": lambda n: "/mandatory/",
        "Обязательный пост": lambda n: "/mandatory/1/",
        "Реестр": lambda n: "/registry/",
        "Реестр, search": lambda n: f"/registry/?q={n + 1}",
        "Организация": lambda n: f"/registry/{n % opened + 1}/",
        "QR-листы": lambda n: "/qr/",
        "QR-листы, places": lambda n: "/qr/placements/",
        "Обложки и аватары": lambda n: "/pictures/",
        "Наборы правил": lambda n: "/rules/",
        "Исключения": lambda n: "/exemptions/",
    }


def of_observers() -> dict[str, Callable[[int], str]]:
    """Return addresses like ``addresses``: pages that list what people wrote and wish."""
    return {
        "Обращения": lambda n: "/appeals/",
        "Обращения, page 3": lambda n: "/appeals/?page=3",
        "Письма": lambda n: "/account/letters/",
    }


def of_specialists() -> dict[str, Callable[[int], str]]:
    return {
        "Пользователи": lambda n: "/people/",
        "Пользователи, search": lambda n: f"/people/?q=admin{n + 1}",
    }


def of_programs() -> dict[str, Callable[[int], str]]:
    """Return the API's addresses; a hundred items an answer, as when nothing is asked for."""
    last, first = region_rows.weeks()[-2], region_rows.FIRST_VK_ID
    opened = min(region_rows.WATCHED, Public.objects.count())
    return {
        "API, publics": lambda n: "/api/v1/publics",
        "API, public": lambda n: f"/api/v1/publics/{first + n % opened + 1}",
        "API, weeks": lambda n: f"/api/v1/weeks?week={last}",
        "API, verdicts": lambda n: f"/api/v1/verdicts?week={last}",
        "API, verdicts that fail": lambda n: f"/api/v1/verdicts?week={last}&rule=posts&outcome=fail",
        "API, ledger": lambda n: f"/api/v1/publics/{first + n % opened + 1}/weeks/{last}/ledger",
    }


def measure() -> Iterator[Figure]:
    observer, specialist = _signed_in(person()), _signed_in(person("specialist"))
    for client, pages in (
        (observer, addresses()),
        (observer, of_observers()),
        (specialist, of_specialists()),
        (_program(), of_programs()),
    ):
        for name, address in pages.items():
            yield _page(client, name, address)


def _signed_in(user: User) -> Client:
    """Return a browser of a person who has given the second factor too."""
    client = Client()
    client.force_login(user)
    session = client.session
    session.update({SECOND_FACTOR: [{"method": second_factor.METHOD}], f"{SECOND_FACTOR}_user": str(user.pk)})
    session.save()
    return client


def _program() -> Client:
    """Return a program with a token of the observer's; those of earlier runs go."""
    user = person()
    ApiToken.objects.filter(user=user).delete()
    return Client(headers={"Authorization": f"Bearer {tokens.make(user, 'benchmark', 1, clock.now())[1]}"})


def _page(client: Client, name: str, address: Callable[[int], str]) -> Figure:
    for n in range(3):
        client.get(address(n))
    times, own = [], []
    for n in range(ROUNDS):
        began, computed = time.perf_counter(), time.thread_time()
        answer = client.get(address(n))
        times.append(1000 * (time.perf_counter() - began))
        own.append(1000 * (time.thread_time() - computed))
        assert answer.status_code in (200, 302), (address(n), answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        body = client.get(address(0)).content
    times.sort()
    database = sum(1000 * float(one["time"]) for one in queries.captured_queries)
    packed = len(gzip.compress(body, 6))
    told = (statistics.median(times), times[int(0.95 * ROUNDS)], statistics.median(own), database)
    return Figure(name, *told, len(queries), len(body), packed)


def person(role: str = "observer") -> User:
    name = "benchmark" if role == "observer" else role
    user, _ = User.objects.get_or_create(email=f"{name}@example.org", defaults={"name": "Анна Петрова"})
    Membership.objects.get_or_create(user=user, role=role)
    return user


# --- on the wire ------------------------------------------------------------------------------------
class Server:
    """The portal as production serves it, on two cores."""

    def __enter__(self) -> str:
        command = [sys.executable, "-m", *WEB.words()]
        at = {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(PORT), "ALLOWED_HOSTS": "127.0.0.1", "DEBUG": "0"}
        self._process = subprocess.Popen([*command, *_workers()], env=os.environ | at)  # noqa: S603
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/"):
                    return f"http://127.0.0.1:{PORT}"
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the portal does not answer")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def _workers() -> list[str]:
    return [] if os.environ.get("GRANIAN_WORKERS") else ["--workers", "2"]


def _cookie() -> str:
    client = Client()
    client.force_login(person())
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _fetch(url: str, cookie: str) -> tuple[bytes, dict]:
    asked = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": "br, gzip"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        return answer.read(), dict(answer.headers)


def first_visit(site: str, path: str = "/overview/") -> tuple[int, int]:
    """Return the bytes on the wire of a page with all that it needs, and the number of files."""
    cookie = _cookie()
    body, headers = _fetch(site + path, cookie)
    total, page = len(body), _plain(body, headers)
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    for name in files:
        total += len(_fetch(urljoin(site, name), cookie)[0])
    return total, len(files)


def _plain(body: bytes, headers: dict) -> str:
    packing = {name.lower(): value for name, value in headers.items()}.get("content-encoding", "")
    return {"gzip": gzip.decompress, "br": brotli.decompress}.get(packing, bytes)(body).decode()


def people(site: str) -> tuple[list[float], int]:
    """Let people walk from the region to a district to a public; return milliseconds of each click, and errors.

    Each worker of the server has answered before, and nobody's first click falls into the same moment as all others'.
    """
    cookie = _cookie()
    for path in _way(random.Random(0)) * 4:
        _fetch(site + path, cookie)
    times: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=_walk, args=(site, n, until, times, errors)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(errors[:5]))
    return sorted(times), len(errors)


def _walk(site: str, number: int, until: float, times: list[float], errors: list[str]) -> None:
    dice = random.Random(number)
    time.sleep(dice.uniform(0, THINKING[1]))
    cookie = _cookie()
    connection.close()
    while time.monotonic() < until:
        for path in _way(dice):
            began = time.monotonic()
            try:
                _fetch(site + path, cookie)
                times.append(1000 * (time.monotonic() - began))
            except OSError as error:
                errors.append(f"{path}: {error}")
            time.sleep(dice.uniform(*THINKING))


def _way(dice: random.Random) -> list[str]:
    district = f"/districts/{1000 + dice.randrange(region_rows.DISTRICTS)}/"
    filters = dice.choice(("?status=issues", "?rule=posts", "?category=active", "?page=2"))
    return ["/overview/", district, district + filters, f"/publics/{dice.randrange(1, region_rows.WATCHED)}/"]


# --- a large file -----------------------------------------------------------------------------------
def xlsx(rows: int) -> tuple[float, float, float]:
    """Return seconds for so many rows of XLSX and the process's memory before and after, in MiB."""
    from monitoring import exporting
    from monitoring.queries.matrix import matrix, ordered, read

    week = region_rows.weeks()[-2]
    found = read(ordered(matrix(Institution.objects.present(), week), "-status"))
    before, began, file = _memory(), time.perf_counter(), BytesIO()
    exporting.write(islice(found, rows), "xlsx", file)
    return time.perf_counter() - began, before, _memory()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- telling it -------------------------------------------------------------------------------------
def main() -> None:
    deed, *more = sys.argv[1:]
    settings.ALLOWED_HOSTS, settings.API_CALLS_A_MINUTE = ["*"], 1_000_000
    print(f"{Public.objects.count()} publics, {District.objects.count()} districts; load {os.getloadavg()[0]:.1f}")
    match deed:
        case "build":
            region_rows.build(int(more[0]))
        case "measure":
            spare_the_collector()  # As the web server does.
            print(HEAD)
            for figure in measure():
                print(figure.row(), flush=True)
        case "people":
            with Server() as site:
                size, files = first_visit(site)
                print(f"first visit: {size / 1024:.0f} KB on the wire, {files} files")
                times, errors = people(site)
            p50, p95 = times[len(times) // 2], times[int(0.95 * len(times))]
            print(f"{PEOPLE} people, {len(times)} clicks: p50 {p50:.0f} ms, p95 {p95:.0f} ms, {errors} errors")
        case "xlsx":
            there = Institution.objects.present().count()
            for rows in sorted({min(int(one), there) for one in more or ("5000", str(MOST_ROWS))}):
                seconds, before, after = xlsx(rows)
                print(f"XLSX of {rows} rows: {seconds:.1f} s, peak memory {before:.0f} → {after:.0f} MiB")
    print(f"load afterwards: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
