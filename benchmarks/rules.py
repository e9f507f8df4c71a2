"""The rulebook's cost in CPU seconds of one core: verdicts, prints of posts, a week of a whole region recomputed.

Baselines of the same run: reading the same facts from JSON, hashing the same texts, and writing the same summary rows
without judging anything. CPU seconds are compared, for a shared machine stretches the clock on the wall.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from random import Random
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo import texts
from monitoring import facts_json
from monitoring.facts import Conversation, PostFact, ProfileFact, Question, WeekFacts
from monitoring.rules import LETTER, assess
from monitoring.uniqueness import prints

ZONE = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 9, tzinfo=ZONE)
PUBLICS = 3_500
WEEKS = 5
POSTS = 10_000
ROUNDS = 3
PORTION = 100


@dataclass(frozen=True)
class Figure:
    """``speed``: pieces a CPU second; ``baseline``: of the baseline. ``note``: what else was measured."""

    name: str
    pieces: str
    speed: float
    baseline: float
    note: str = ""

    def row(self) -> str:
        told = (self.name, f"{self.speed:,.0f} {self.pieces}/s", f"{self.speed / self.baseline:.2f}", self.note)
        return f"| {' | '.join(told)} |".replace(",", " ")


def measure() -> Iterator[Figure]:
    """Yield what each part of the rulebook costs."""
    yield verdicts()
    yield fingerprints()
    yield recompute()


def verdicts() -> Figure:
    """Judge publics' weeks from facts in memory, a portion at a time as they come from the database.

    An audit judges the weeks of a public one after the other. Facts remember what was worked out from them, so each
    round needs new ones.
    """
    frozen = [json.dumps(facts_json.to_json(week)) for number in range(PUBLICS) for week in weeks_of(number)]
    bare = _best(lambda: [json.loads(one) for one in frozen])
    judged = min(_judging(frozen) for _ in range(ROUNDS))
    return Figure("verdicts from facts", "public-weeks", len(frozen) / judged, len(frozen) / bare)


def fingerprints() -> Figure:
    """Compute what is kept of posts' texts."""
    said = list(_texts(POSTS))
    ours = _best(lambda: [prints(text) for text in said])
    bare = _best(lambda: [blake2b(text.encode()).hexdigest() for text in said])
    mean = sum(map(len, said)) // len(said)
    return Figure("fingerprints", "posts", POSTS / ours, POSTS / bare, f"{mean} characters a post")


def recompute() -> Figure:
    """Recompute a week of a region with its database, in a database of its own."""
    database = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return _recompute()
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def _recompute() -> Figure:
    from monitoring import judging
    from monitoring.models import WeekSummary
    from monitoring.weeks import Week

    week = Week(MONDAY.date())
    _freeze(week)
    judging.recompute(week)
    with CaptureQueriesContext(connection) as queries:
        began, used = time.perf_counter(), _seconds(lambda: judging.recompute(week))
        passed = time.perf_counter() - began
    rows = list(WeekSummary.objects.filter(week=week.monday))
    for row in rows:
        row.pk = None
    bare = _best(lambda: judging._write(rows))
    note = f"{PUBLICS} publics in {used:.2f} s of CPU, {passed:.2f} s on the clock, {len(queries)} queries"
    return Figure("recompute", "publics", PUBLICS / used, PUBLICS / bare, note)


def weeks_of(number: int) -> Iterator[WeekFacts]:
    """Yield the facts of a public's last weeks: three or four posts a week, four weeks in view."""
    dice = Random(number)
    name = f"Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № {number} имени Габдуллы Тукая»"
    about = f"Официальная страница. {name}. " + texts.own(dice, "school", f"Школа № {number}", 1)
    posts = [_post(id, dice) for id in range(1, 7 * (WEEKS + 4) // 2)]
    for back in range(WEEKS):
        starts = MONDAY - timedelta(weeks=back)
        ends = starts + timedelta(weeks=1)
        seen_at = (ends + timedelta(hours=26)).astimezone(UTC)
        asked = [post.date + timedelta(hours=2) for post in posts[::9] if starts <= post.date < ends]
        yield WeekFacts(
            starts=starts,
            ends=ends,
            seen_at=seen_at,
            category=dice.choice(("flagship", "active", "active", "active", "card")),
            full_name=name,
            state_mark=True,
            profile=ProfileFact(seen_at, 1, True, 1590, True, 400, about),
            posts=tuple(post for post in posts if ends - timedelta(days=28) <= post.date < ends),
            conversation=Conversation(seen_at, tuple(Question(1, 1, at, at + timedelta(hours=3)) for at in asked)),
        )


def _post(id: int, dice: Random) -> PostFact:
    date = MONDAY + timedelta(weeks=1) - timedelta(hours=48 * id - dice.randrange(20))
    return PostFact(id, date.astimezone(UTC), text_length=dice.randrange(900), media=dice.random() < 0.9)


def _texts(count: int) -> Iterator[str]:
    dice = Random(1871)
    for place in range(count):
        parts = (texts.own(dice, "school", "Школа № 5", place + step) for step in range(dice.choice((1, 1, 2, 4))))
        yield "\n".join(parts) + " #школа https://vk.com/wall-1_2 🎉"


def _freeze(week) -> None:
    from monitoring.models import FrozenWeek, RuleSet
    from registry.models import District, Institution, Public

    district, rule_set = District.objects.create(name="Измеренный"), RuleSet.objects.get()
    schools = Institution.objects.bulk_create(
        Institution(full_name=f"Школа № {number}", short_name=f"Школа № {number}", district=district)
        for number in range(PUBLICS)
    )
    publics = Public.objects.bulk_create(
        Public(vk_id=number + 1, screen_name=f"school{number}", institution=school, category="active")
        for number, school in enumerate(schools)
    )
    now = MONDAY + timedelta(days=9)
    FrozenWeek.objects.bulk_create(
        FrozenWeek(
            public=public,
            week=week.monday,
            facts=facts_json.to_json(next(weeks_of(number))),
            rule_set=rule_set,
            frozen_at=now,
            completed_at=now,
        )
        for number, public in enumerate(publics)
    )


def _judging(frozen: list[str]) -> float:
    used = 0.0
    for start in range(0, len(frozen), PORTION):
        portion = [facts_json.from_json(json.loads(one)) for one in frozen[start : start + PORTION]]
        used += _seconds(partial(_assess, portion))
    return used


def _assess(weeks: list[WeekFacts]) -> None:
    for week in weeks:
        assess(week, LETTER)


def _best(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
