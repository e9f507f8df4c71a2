"""Search as you type over many institutions: the server's time for every keystroke, and the way that PostgreSQL goes.

``python -m benchmarks.search [ROWS]`` fills an empty, migrated database and types. Baselines of the same run: the page
without a search, and what PostgreSQL needs for the same condition with its indexes forbidden.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from django.conf import settings  # noqa: E402 — all that follows needs settings
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from demo import component  # noqa: E402
from registry import searching  # noqa: E402
from registry.models import District, Institution, InstitutionType, Membership, Public, User  # noqa: E402

ROWS = 50_000
PORTION = 5_000
ROUNDS = 3
ADDRESS = "/registry/"
TYPED = (
    "гимназия № 4322",
    "детский сад солнышко",
    "основная верхнее-7804",
    "4322 гимназ",
    component.ogrn(4322),
    "vk.com/club995004323",
    "гимнозия 4322",  # a slip: nothing holds it literally
)
FORBIDDEN = "SET enable_bitmapscan = off; SET enable_indexscan = off; SET enable_indexonlyscan = off"


def build(count: int) -> None:
    """Write institutions and their publics. Triggers rest: the history of so many is not what is measured."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        places = District.objects.bulk_create(District(name=name) for name in component.districts())
        for start in range(0, count, PORTION):
            made = Institution.objects.bulk_create(_institution(n, places) for n in range(start, start + PORTION))
            Public.objects.bulk_create(_public(start + n, one) for n, one in enumerate(made))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _institution(number: int, places: list[District]) -> Institution:
    name = component.NAMES[number % len(component.NAMES)].format(n=number)
    told = {"type": InstitutionType.SCHOOL, "ogrn": component.ogrn(number), "district": places[number % len(places)]}
    return Institution(full_name=name, short_name=name, **told)


def _public(number: int, of: Institution) -> Public:
    id = component.FIRST_ID + number
    return Public(vk_id=id, screen_name=f"club{id}", institution=of)


def keystrokes(text: str) -> Iterator[str]:
    return (text[:end] for end in range(1, len(text) + 1) if not text[:end].endswith(" "))


def timed(client: Client, text: str) -> float:
    """Return the milliseconds of the best of some rounds; the page is what htmx would get."""
    return min(_once(client, text) for _ in range(ROUNDS))


def _once(client: Client, text: str) -> float:
    began = time.perf_counter()
    answer = client.get(ADDRESS, {"q": text}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    return (time.perf_counter() - began) * 1000


def explained(text: str, settled: str = "") -> tuple[float, bool]:
    """Return PostgreSQL's milliseconds for what the search finds, and whether it went by the trigram index."""
    with connection.cursor() as cursor:
        cursor.execute(settled or "SELECT 1")
        found = searching.found(Institution.objects.present(), text)
        plan = found.explain(analyze=True)
        cursor.execute("RESET enable_bitmapscan; RESET enable_indexscan; RESET enable_indexonlyscan")
    took = float(plan.rsplit("Execution Time: ", 1)[1].split()[0])
    return took, "_searched" in plan  # the name of an index: of institutions' names, or of publics' addresses


def report(count: int) -> None:
    client = _specialist()
    print(f"{count} institutions; the page without a search: {timed(client, ''):.0f} ms")
    print("| typed | keystrokes | p50 ms | worst ms | at | PostgreSQL, ms | trigram index | without indexes, ms |")
    print("|---|---|---|---|---|---|---|---|")
    for text in TYPED:
        took = {typed: timed(client, typed) for typed in keystrokes(text)}
        worst = max(took, key=lambda typed: took[typed])
        database, by_index = explained(text)
        bare, _never = explained(text, FORBIDDEN)
        told = f"{statistics.median(took.values()):.0f} | {took[worst]:.0f} | «{worst}» | {database:.1f}"
        print(f"| {text} | {len(took)} | {told} | {'yes' if by_index else 'no'} | {bare:.1f} |")


def _specialist() -> Client:
    settings.DEMO_DATA, settings.COSTLY = True, {}  # neither a second factor nor a limit a minute
    settings.ALLOWED_HOSTS = ["*"]
    user = User.objects.create_user("search@example.org", name="Поиск")
    Membership.objects.create(user=user, role="specialist")
    client = Client()
    client.force_login(user)
    return client


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    build(size)
    report(size)
