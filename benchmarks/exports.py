"""Fifty thousand rows as XLSX and CSV: seconds, own processor time, memory, beside a bare writing of cells.

Run in an empty, migrated database: `make exec CMD="python -m benchmarks.exports 5000 50000"`. The baseline writes as
many cells of the same kinds by xlsxwriter alone, without a database and without a word of ours.
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile

import django
import xlsxwriter

django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.rules import MONDAY, ZONE  # noqa: E402
from monitoring import exporting, facts_json  # noqa: E402
from monitoring.facts import Conversation, PostFact, ProfileFact, WeekFacts  # noqa: E402
from monitoring.models import WeekSummary  # noqa: E402
from monitoring.queries.matrix import matrix, ordered, read  # noqa: E402
from monitoring.rules import LETTER, assess  # noqa: E402
from monitoring.weeks import Week  # noqa: E402
from registry.models import District, Institution, Public  # noqa: E402

WEEK = Week(MONDAY.date())
CHUNK = 5000
KINDS = 40


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [5000, 50_000]
    with transaction.atomic():
        for size in sizes:
            fill(size)
            measure(size)
        transaction.set_rollback(True)


def measure(size: int) -> None:
    clock, bare = timed(lambda: bare_xlsx(size))
    print(f"{size} rows: bare xlsxwriter {clock:.1f} s, of the processor {bare:.1f} s")
    for kind in exporting.FORMATS:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        clock, own = timed(partial(write, kind))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        cost = f"{clock:.1f} s, of the processor {own:.1f} s, {own / bare:.2f} of bare"
        print(f"{size} rows: {kind} {cost}, memory {before} -> {after} MB")


def write(kind: str) -> None:
    with TemporaryFile() as file:
        exporting.write(read(ordered(matrix(Institution.objects.present(), WEEK), "-status")), kind, file)


def bare_xlsx(size: int) -> None:
    with TemporaryFile() as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for place in range(size):
            for column in range(8):
                sheet.write_number(place, column, column)
            for column in range(8, 17):
                sheet.write_string(place, column, "Школа № 1, не хватает 2 постов")


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds on the clock and those of this process's own processor time."""
    clock, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - own


def fill(size: int) -> None:
    """Add publics up to the size, with a judged week each: forty kinds of weeks, good and bad."""
    district = District.objects.get_or_create(name="Арский район")[0]
    kinds = [judged(kind) for kind in range(KINDS)]
    for start in range(Public.objects.count(), size, CHUNK):
        numbers = range(start, min(start + CHUNK, size))
        institutions = Institution.objects.bulk_create(
            Institution(short_name=f"Школа № {n}", full_name=f"МБОУ «Школа № {n}»", type="school", district=district)
            for n in numbers
        )
        publics = Public.objects.bulk_create(
            Public(vk_id=1_000_000 + n, screen_name=f"school{n}", institution=of, category="active")
            for n, of in zip(numbers, institutions, strict=True)
        )
        WeekSummary.objects.bulk_create(
            WeekSummary(public=public, **kinds[n % KINDS]) for n, public in zip(numbers, publics, strict=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def judged(kind: int) -> dict:
    """Return the fields of a judged week: posts, cover, comments and silences differ with the kind."""
    seen = MONDAY + timedelta(days=7, hours=2)
    posts = tuple(
        PostFact(id=n, date=MONDAY + timedelta(hours=10 + 30 * n), text_length=200, media=n % 3 > 0)
        for n in range(kind % 6)
    )
    profile = ProfileFact(
        seen, 1 + kind % 3, bool(kind % 7), 900 + 100 * (kind % 10), True, 100 * (kind % 8), "МБОУ. " * (kind % 20)
    )
    facts = WeekFacts(
        MONDAY.replace(tzinfo=ZONE), MONDAY + timedelta(days=7), seen, "active", "МБОУ «Школа»", bool(kind % 5),
        profile=profile, posts=posts, conversation=Conversation(seen),
    )  # fmt: skip
    one = assess(facts, LETTER)
    return {
        "week": WEEK.monday,
        "closed": True,
        "status": one.status,
        "score": one.score,
        "category": "active",
        "verdicts": {rule: facts_json.verdict_to_json(verdict) for rule, verdict in one.verdicts.items()},
        "counted": one.counted,
        "quota": one.quota,
        "seen_at": seen,
        "judged_at": seen,
    }


if __name__ == "__main__":
    main()
