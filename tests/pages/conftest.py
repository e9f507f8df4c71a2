"""A registry and its judged weeks, made without VK: verdicts come from the real rules over invented facts.

It is Friday 20 November 2026, 07:41 in Moscow: 2026-W47 runs, 2026-W46 is the last closed week.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from monitoring import judging
from monitoring.facts import Conversation, PostFact, ProfileFact, WeekFacts
from monitoring.models import Change, Profile, Run, WeekSummary
from monitoring.rules import LETTER, assess
from monitoring.weeks import Week
from registry.models import District, Institution, Membership, Public, User

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 20, 7, 41, tzinfo=MOSCOW)
RUNNING, LAST, BEFORE = (Week.parse(f"2026-W{number}") for number in (47, 46, 45))
ABOUT = ". Учим на русском и татарском, готовим к олимпиадам, открыты для ребят и родителей с 1962 года."


@pytest.fixture(autouse=True)
def clock_at_friday():
    with time_machine.travel(NOW) as traveller:
        yield traveller


# --- who looks ------------------------------------------------------------------------------------
def person(role: str = "", **place) -> User:
    """Make a person with a role: specialist, observer, district_officer (district=…), school_admin (institution=…)."""
    user = User.objects.create_user(f"{role or 'nobody'}{User.objects.count()}@example.org", name="Анна Петрова")
    if role:
        Membership.objects.create(user=user, role=role, **place)
    return user


def browse(user: User) -> Client:
    """Return a browser in which the person has signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def specialist(db) -> Client:
    return browse(person("specialist"))


@pytest.fixture
def observer(db) -> Client:
    return browse(person("observer"))


# --- who is watched -------------------------------------------------------------------------------
def district(name: str = "Арский район") -> District:
    return District.objects.get_or_create(name=name)[0]


def institution(name: str = "Школа № 1", of: District | None = None, **fields) -> Institution:
    fields = {"full_name": f"Муниципальное учреждение «{name}»", "type": "school", **fields}
    return Institution.objects.create(short_name=name, district=of or district(), **fields)


def public(name: str = "Школа № 1", of: District | None = None, category: str = "active", **fields) -> Public:
    """Make an institution and its public; ids count up from 900001."""
    number = 900001 + Public.objects.count()
    fields = {"vk_id": number, "screen_name": f"school{number}", **fields}
    return Public.objects.create(institution=institution(name, of), category=category, **fields)


# --- what was seen --------------------------------------------------------------------------------
def facts(of: Public, week: Week = LAST, posts: int = 5, **changes) -> WeekFacts:
    """Return a week in good order: so many posts a day and a half apart, cover, avatar, description.

    ``changes``: fields of WeekFacts, or of its profile (cover_width, description, …).
    """
    starts = week.starts(MOSCOW)
    seen = min(week.ends(MOSCOW) + timedelta(hours=2), NOW - timedelta(minutes=30))
    appearance: dict[str, Any] = {
        "wall": 1,
        "cover_set": True,
        "cover_width": 1920,
        "avatar_set": True,
        "avatar_side": 800,
    }
    appearance["description"] = of.institution.full_name + ABOUT
    appearance |= {name: changes.pop(name) for name in list(changes) if name in appearance}
    moments = [starts + timedelta(hours=10 + 33 * place) for place in range(-3, posts)]
    wall = [PostFact(id=900 + place, date=at, text_length=200, media=True) for place, at in enumerate(moments)]
    known: dict[str, Any] = {
        "starts": starts,
        "ends": week.ends(MOSCOW),
        "seen_at": seen,
        "category": of.category,
        "full_name": of.institution.full_name,
        "profile": ProfileFact(collected_at=seen, **appearance),
        "posts": tuple(wall) if posts else (),
        "conversation": Conversation(seen),
        "state_mark": True,
    }
    return WeekFacts(**{**known, **changes})


def judged(of: Public, week: Week = LAST, posts: int = 5, **changes) -> WeekSummary:
    """Judge such a week (see ``facts``) by the real rules and keep its summary row."""
    known = facts(of, week, posts, **changes)
    row = judging._summary(of.pk, week, known, assess(known, LETTER), NOW - timedelta(minutes=20))
    row.save()
    return row


def compliant(of: Public, week: Week = LAST, **changes) -> WeekSummary:
    return judged(of, week, **changes)


def with_issues(of: Public, week: Week = LAST, **changes) -> WeekSummary:
    """One post, where three or five are asked for."""
    return judged(of, week, posts=1, **changes)


def with_remarks(of: Public, week: Week = LAST, **changes) -> WeekSummary:
    return judged(of, week, cover_width=900, **changes)


def without_data(of: Public, week: Week = LAST) -> WeekSummary:
    return judged(of, week, posts=0, seen_at=None, profile=None, missing="Transient")


def seen(of: Public, at: datetime = NOW - timedelta(hours=3), **fields) -> Profile:
    fields = {"name": of.institution.short_name, "screen_name": of.screen_name, **fields}
    return Profile.objects.create(public=of, collected_at=at, seen_at=at, **fields)


def audit(state: str = "complete", **fields) -> Run:
    started = fields.pop("started_at", NOW - timedelta(hours=5, minutes=41))
    finished = None if state in ("under_way", "stopped") else started + timedelta(minutes=97)
    fields = {"first_week": LAST.shift(-3).monday, "finished_at": finished, "publics_total": 3, **fields}
    return Run.objects.create(state=state, started_at=started, **fields)


def change(run: Run, of: Public, kind: str = "fell_behind", rule: str = "posts", **detail) -> Change:
    """Note a change; a verdict of the rule stands behind it unless ``detail`` tells another."""
    verdict = WeekSummary.objects.filter(public=of).order_by("-week").first()
    known = detail or (verdict.verdicts[rule] if verdict else {})
    return Change.objects.create(run=run, public=of, kind=kind, rule="" if kind == "renamed" else rule, detail=known)


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    """Return a function that opens a page and tells how many queries it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count


# --- a small region -----------------------------------------------------------------------------
@pytest.fixture
def reader(db) -> User:
    return person("observer")


@pytest.fixture
def region(db) -> dict:
    """Two districts: in Arsk one complies and one does not, in Buinsk one has a remark and one has no data."""
    arsk, buinsk = district("Арский район"), district("Буинский район")
    good, bad = public("Школа № 1", arsk, "flagship"), public("Школа № 2", arsk)
    small, silent = public("Лицей № 3", buinsk, "card"), public("Гимназия № 4", buinsk)
    for one in (good, bad, small, silent):
        seen(one)
    compliant(good)
    with_issues(bad)
    with_remarks(small)
    without_data(silent)
    return {"good": good, "bad": bad, "small": small, "silent": silent, "arsk": arsk, "buinsk": buinsk}


def text(client: Client, address: str) -> str:
    """Return a page's HTML with every kind of space made one."""
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


# --- the browser ----------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def base_url() -> None:
    """Stand in for pytest-playwright's own, which pytest 9 warns of: tests ask the live server for its address."""


@pytest.fixture(scope="session")
def assets() -> None:
    """Make the font that pages ask for."""
    call_command("build_assets", verbosity=0)
