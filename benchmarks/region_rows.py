"""A region of many publics × 26 weeks, written by COPY: what the pages' benchmark looks at.

The same size gives the same rows. Verdicts are the real rules' over a few hundred invented weeks, dealt out to the
publics; posts and frozen facts are there for the first ``WATCHED`` publics only, which pages open one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, cast

from django.db import connection

from benchmarks import rules
from benchmarks.copying import PORTION, cell, copy, copy_text
from monitoring import clock, facts_json, judging, tallying
from monitoring.facts import Conversation, ProfileFact, WeekFacts
from monitoring.models import (
    Appeal,
    Batch,
    Change,
    FrozenWeek,
    MandatoryPost,
    Miss,
    Post,
    Profile,
    Publication,
    RuleSet,
    Run,
    WeekSummary,
)
from monitoring.rules import LETTER, assess
from monitoring.weeks import Week
from registry.models import Category, District, Institution, InstitutionType, Membership, Public, User

WEEKS = 26
DISTRICTS = 45
WATCHED = 40
FIRST_PUBLICATION = 1_000_000  # beyond the numbers of the watched publics' posts
WITHOUT_PUBLIC = 33  # one institution in so many has none
FLAGSHIP, ACTIVE, CARD, UNSET = Category.FLAGSHIP, Category.ACTIVE, Category.CARD, Category.UNSET
CATEGORIES = (FLAGSHIP, *[ACTIVE] * 11, *[CARD] * 7, UNSET)
TYPES = (*["school"] * 9, *["kindergarten"] * 8, "college", "additional_education", "culture")
EPOCH = datetime(2020, 1, 1, tzinfo=rules.ZONE)
FIRST_VK_ID = 100_000_000
# One institution in so many has an administrator, and one public in so many appeals against a verdict.
KEPT, DISPUTED = 10, 50
FILLED = (
    *(District, Institution, Public, Profile, WeekSummary, FrozenWeek, Post, Run, Batch, Change, Miss),
    *(User, Membership, Appeal),
)
Row = Sequence[Any]


def build(publics: int) -> None:
    """Fill an empty, migrated database. Triggers rest meanwhile: what they keep is rebuilt afterwards by its owner."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _registry(publics)
        _weeks(publics)
        _posts(publics)
        _runs(publics)
        _mandatory(publics)
        _people(publics)
        cursor.execute("SET session_replication_role = DEFAULT")
        for model in FILLED:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608
        tallying.rebuild()
        cursor.execute("VACUUM ANALYZE")


def weeks() -> list[Week]:
    """Return the region's weeks, the running one last."""
    running = clock.week_of(clock.now())
    return [running.shift(-back) for back in reversed(range(WEEKS))]


def district_of(number: int) -> int:
    """Return the district's place: some are four times as large as others."""
    return Random(number * 7).choices(range(DISTRICTS), [1 + place % 4 for place in range(DISTRICTS)])[0]


def category_of(number: int) -> str:
    return CATEGORIES[number * 2_654_435_761 % len(CATEGORIES)]


# --- who there is -----------------------------------------------------------------------------------
def _registry(publics: int) -> None:
    first = 1000
    copy(
        District,
        (
            {
                "id": first + n,
                "name": f"{_name(n)} район",
                "genitive": "",
                "name_tt": "",
                "kind": "municipal_district",
                "sort_key": f"{n:04}",
            }
            for n in range(DISTRICTS)
        ),
    )
    bare = publics // WITHOUT_PUBLIC
    copy(Institution, (_institution(number, first) for number in range(1, publics + bare + 1)))
    copy(Public, (_public(number) for number in range(1, publics + 1)))
    copy(Profile, (_profile(number) for number in range(1, publics + 1)))


def _name(number: int) -> str:
    syllables = ("Ар", "Бу", "Вы", "Ге", "Ду", "Ел", "За", "Ик", "Ка", "Ла", "Ма", "Ну", "Ом", "Пе", "Ря", "Са")
    return f"{syllables[number % 16]}{('ский', 'инский', 'овский')[number // 16]}".replace("Ик", "Икск")


def _institution(number: int, first: int) -> dict:
    kind = TYPES[number * 40_503 % len(TYPES)]
    label = str(InstitutionType(kind).label)
    name = f"{label} № {number}"
    return {
        "id": number,
        "full_name": f"Муниципальное бюджетное учреждение «{name} имени Габдуллы Тукая»",
        "short_name": name,
        "type": kind,
        "ogrn": f"{1_000_000_000_000 + number}",
        "district_id": first + district_of(number),
        "archived_at": None,
        "qr_placed": number % 4,
        "qr_places": number % 5 or None,
        "sort_key": f"{label} {number:07}",
    }  # fmt: skip


def _public(number: int) -> dict:
    return {
        "id": number,
        "vk_id": FIRST_VK_ID + number,
        "screen_name": f"institution{number}",
        "institution_id": number,
        "category": category_of(number),
        "cabinet": _has_cabinet(number),
        "state_mark": True,
        "unreachable": "",
        "archived_at": None,
        "created_at": EPOCH,
    }


def _has_cabinet(number: int) -> bool:
    return number % 3 != 0


def _profile(number: int) -> dict:
    seen = clock.now() - timedelta(hours=3, seconds=number % 7200) - timedelta(days=3 * (number % 97 == 0))
    return {
        "id": number,
        "public_id": number,
        "collected_at": seen,
        "seen_at": seen,
        "gone": "",
        "wall_refused": "",
        "name": f"Паблик {number}",
        "screen_name": f"institution{number}",
        "description": "Официальная страница.",
        "wall": 1,
        "cover_set": True,
        "cover_url": "",
        "cover_width": 1590,
        "avatar_set": True,
        "avatar_url": "",
        "avatar_side": 400,
        "members_count": 500 + number % 3000,
        "wall_depth": 10,
        "post_weight": 1.0,
    }


# --- what their weeks came to -----------------------------------------------------------------------
def _weeks(publics: int) -> None:
    """Deal out the verdicts of invented weeks: of a category's publics each fifth has issues."""
    id, now = 0, clock.now()
    for week in weeks():
        dealt = _summaries(week, now)
        lines = _lines(week, publics, dealt, id)
        names = ["id", "public_id", "week", *judging.SUMMARY]
        while chunk := "".join(islice(lines, PORTION)):
            copy_text(WeekSummary, names, chunk)
        id += publics


def _lines(week: Week, publics: int, dealt: dict[str, list[str]], id: int) -> Iterator[str]:
    dice = Random(week.monday.toordinal())
    for number in range(1, publics + 1):
        mine = dealt[category_of(number)]
        yield f"{id + number}\t{number}\t{week.monday}\t{mine[dice.randrange(len(mine))]}\n"


def _summaries(week: Week, now: datetime) -> dict[str, list[str]]:
    """Return for each category rows of verdicts as COPY writes them."""
    dealt: dict[str, list[str]] = {}
    for category in Category.values:
        rows = [judging._summary(0, week, one, assess(one, LETTER), now) for one in _facts(week, category, now)]
        dealt[category] = ["\t".join(cell(getattr(row, name)) for name in judging.SUMMARY) for row in rows]
    return dealt


def _facts(week: Week, category: str, now: datetime, count: int = 60) -> Iterator[WeekFacts]:
    """Yield weeks of publics of a category: most in good order, some with too few posts, no cover, no data."""
    shift = week.starts(rules.ZONE) - rules.MONDAY
    for number in range(count):
        one = next(iter(rules.weeks_of(number)))
        dice = Random(number * 31 + week.monday.toordinal())
        posts = tuple(replace(post, date=post.date + shift) for post in one.posts)
        if number % 5 == 0:
            posts = posts[dice.choice((3, 4, 6)) :]
        profile = replace(cast(ProfileFact, one.profile), collected_at=now)
        if number % 7 == 0:
            profile = replace(profile, cover_width=900)
        if number % 29 == 0:
            profile = replace(profile, avatar_set=False)
        starts, ends = one.starts + shift, one.ends + shift
        seen = min(ends + timedelta(hours=26), now)
        posts = tuple(post for post in posts if post.date <= now)
        talk = Conversation(seen, ())
        yield replace(
            one, starts=starts, ends=ends, seen_at=None if number == 1 else seen, category=category, posts=posts,
            profile=profile, conversation=talk, missing="Transient" if number == 1 else "",
        )  # fmt: skip


# --- what one public's page shows -------------------------------------------------------------------
def _posts(publics: int) -> None:
    rows, id = [], 0
    for number in range(1, min(WATCHED, publics) + 1):
        for week in weeks():
            for place in range(1 + number % 5):
                at = week.starts(rules.ZONE) + timedelta(hours=10 + 31 * place)
                if at < clock.now():
                    rows.append(_post(id := id + 1, number, at))
    copy(Post, rows)
    copy(FrozenWeek, _frozen(publics))


def _post(id: int, public: int, at: datetime) -> dict:
    return {
        "id": id, "public_id": public, "vk_id": id, "date": at, "from_community": True, "is_repost": False,
        "is_ad": False, "text": "Сегодня в школе праздник. " * 12, "text_length": 300,
        "attachments": [{"type": "photo", "owner": -public, "id": id}], "media": True, "comments_read": 0,
        "reader_commented": False, "comments_unread": False, "fingerprint": "", "shareable": False, "sketch": b"",
        "likeness": "", "first_seen_at": at,
    }  # fmt: skip


def _frozen(publics: int) -> Iterator[dict]:
    id, now, rule_set = 0, clock.now(), RuleSet.objects.get().pk
    for week in weeks()[:-1]:
        facts = list(_facts(week, ACTIVE, now, WATCHED))
        for number in range(1, min(WATCHED, publics) + 1):
            one = facts[number - 1]
            copies = {str(post.id): {"text": "Праздник. " * 30, "attachments": []} for post in one.posts}
            yield {
                "id": (id := id + 1), "public_id": number, "week": week.monday, "facts": facts_json.to_json(one),
                "rule_set_id": rule_set, "copies": copies, "frozen_at": now, "completed_at": now,
            }  # fmt: skip


# --- audits -----------------------------------------------------------------------------------------
def _runs(publics: int) -> None:
    """Write thirty nights; the last one with its batches, changes (a public in fifty) and misses (one in 400)."""
    tonight = clock.now().replace(hour=1, minute=0)
    nights = [tonight - timedelta(days=back) for back in reversed(range(30))]
    first = weeks()[-5].monday
    copy(
        Run,
        (
            {
                "id": n,
                "night": at.date(),
                "state": "complete",
                "started_at": at,
                "finished_at": at + timedelta(hours=3),
                "first_week": first,
                "publics_total": publics,
                "posts_new": publics // 2,
                "posts_unreadable": 0,
                "calls": publics,
            }
            for n, at in enumerate(nights, 1)
        ),
    )
    portions = [range(start, min(start + 100, publics + 1)) for start in range(1, publics + 1, 100)]
    copy(
        Batch,
        (
            {
                "id": (step - 1) * len(portions) + place + 1,
                "run_id": 30,
                "step": step,
                "position": place,
                "public_ids": list(mine),
                "attempts": 1,
                "done_at": tonight + timedelta(hours=step),
            }
            for step in (1, 2, 3)
            for place, mine in enumerate(portions)
        ),
    )
    # Not the last week: on a Monday its answers are not in yet, and nothing of it fails.
    over = weeks()[-3]
    judged = [judging._summary(0, over, one, assess(one, LETTER), tonight) for one in _facts(over, ACTIVE, tonight)]
    detail = next(one.verdicts["posts"] for one in judged if "posts" in one.failed)
    kinds = ("fell_behind", "mended", "fell_behind", "mended", "unreachable")
    copy(
        Change,
        (
            {
                "id": n,
                "run_id": 30,
                "public_id": n * 50,
                "kind": kinds[n % 5],
                "rule": "reachable" if n % 5 == 4 else "posts",
                "detail": {} if n % 5 == 4 else detail,
            }
            for n in range(1, publics // 50 + 1)
        ),
    )
    copy(
        Miss,
        (
            {"id": n, "run_id": 30, "public_id": n * 400, "reason": "Transient", "detail": ""}
            for n in range(1, publics // 400 + 1)
        ),
    )


def _mandatory(publics: int) -> None:
    """Ask every public with a cabinet for a post of this week and of the last one: half of them have published it."""
    first = FIRST_PUBLICATION
    for week in weeks()[-2:]:
        told = {"way": "hashtags", "sample": "#форум", "scope": "holders", "created_at": clock.now()}
        asked = MandatoryPost.objects.create(title="Форум", first_day=week.monday, last_day=week.sunday, **told)
        ready = [number for number in range(1, publics + 1) if _has_cabinet(number) and number % 2]
        posts = dict(enumerate(ready, first))
        copy(Post, (_post(id, number, week.starts(rules.ZONE)) for id, number in posts.items()))
        found = ({"mandatory_id": asked.pk, "public_id": number, "post_id": id} for id, number in posts.items())
        copy(Publication, found)
        first += len(ready)


# --- people, and what they dispute ------------------------------------------------------------------
def _people(publics: int) -> None:
    """Write administrators of institutions, and their appeals: most decided, the latest ones wait."""
    kept = range(1, publics + 1, KEPT)
    copy(User, ({"id": n, "email": f"admin{n}@example.org", "created_at": EPOCH} for n in kept))
    places = ({"id": n, "user_id": n, "role": "school_admin", "institution_id": n} for n in kept)
    copy(Membership, places)
    copy(Appeal, (_appeal(number, n) for number, n in enumerate(range(1, publics + 1, DISPUTED), 1)))


def _appeal(number: int, public: int) -> dict:
    made, waits = clock.now() - timedelta(days=number % 90, minutes=number % 600), number % 90 < 5
    decided = {} if waits else {"state": "declined", "answer": "Не было.", "decided_at": made + timedelta(days=2)}
    told = {"rule": "posts", "week": weeks()[-3].monday, "outcome": "fail", "reason": "Пост вышел в воскресенье."}
    return {"id": number, "public_id": public, **told, "made_at": made, **decided}
