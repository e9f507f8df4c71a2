"""Builds weeks in few words. The week under test is 9-15 November 2026, Moscow time, unless a test says otherwise."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitoring import uniqueness
from monitoring.facts import Conversation, Exemption, Kind, PostFact, ProfileFact, Question, WeekFacts

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 9, tzinfo=MOSCOW)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAME = "Муниципальное бюджетное общеобразовательное учреждение «Гимназия № 12 имени Габдуллы Тукая»"
ABOUT = " Учим на русском и татарском, готовим к олимпиадам, открыты для ребят и родителей с 1962 года."


def at(text: str, week: int = 0) -> datetime:
    """Read «Tue 10:00» or «Sun 23:59:59» as a moment of the week that lies so many weeks from the one under test."""
    day, _, clock = text.partition(" ")
    hours, minutes, seconds = (*map(int, (clock or "12:00").split(":")), 0)[:3]
    moment = MONDAY + timedelta(weeks=week, days=DAYS.index(day), hours=hours, minutes=minutes, seconds=seconds)
    return moment.astimezone(UTC)


def post(date: datetime, id: int = 1, **facts) -> PostFact:
    return PostFact(**{"id": id, "date": date, "text_length": 100, "media": True, **facts})


def posts(*moments: str | datetime, **facts) -> tuple[PostFact, ...]:
    dates = (at(moment) if isinstance(moment, str) else moment for moment in moments)
    return tuple(post(date, id, **facts) for id, date in enumerate(dates, start=1))


def profile(**facts) -> ProfileFact:
    shown = {
        "collected_at": at("Mon 02:00", 1),
        "wall": 1,
        "cover_set": True,
        "cover_width": 1590,
        "avatar_set": True,
        "avatar_side": 400,
        "description": NAME + ABOUT,
    }
    return ProfileFact(**{**shown, **facts})


def week(wall: Iterable[PostFact] = (), shift: int = 0, **facts) -> WeekFacts:
    """Return a closed week of a flagship in good order; ``running`` tells until when a running one is known."""
    starts = MONDAY + timedelta(weeks=shift)
    known = {
        "starts": starts,
        "ends": starts + timedelta(weeks=1),
        "seen_at": facts.pop("running", None) or (starts + timedelta(weeks=1, hours=2)).astimezone(UTC),
        "category": "flagship",
        "full_name": NAME,
        "state_mark": True,
        "profile": profile(),
        "conversation": Conversation(at("Tue 02:00", shift + 1)),
        "posts": tuple(wall),
    }
    return WeekFacts(**{**known, **facts})


def question(asked: str, answered: str | datetime | None = None, id: int = 1, **facts) -> Question:
    """Return a question asked at «Sun 20:00» of the week under test, and answered then, or never."""
    answer = at(answered) if isinstance(answered, str) else answered
    return Question(**{"id": id, "post": 100 + id, "asked_at": at(asked), "answered_at": answer, **facts})


def talk(*questions: Question, seen: datetime | None = None, unread: int = 0) -> Conversation:
    """Return what readers asked, known up to Tuesday night after the week under test."""
    return Conversation(seen or at("Tue 02:00", 1), questions, unread)


def exempt(starts: datetime, ends: datetime, *rules: str, reason: str = "Каникулы") -> Exemption:
    return Exemption(starts, ends, reason, rules)


STEADY = ("Mon 10:00", "Tue 10:00", "Thu 10:00", "Fri 10:00", "Sun 10:00")
REPOST, AD, VISITOR, FUTURE, DELETED = Kind.REPOST, Kind.AD, Kind.VISITOR, Kind.FUTURE, Kind.DELETED


def written(id: int, date: datetime, text: str, attachment: tuple[str, int, int] | None = None) -> tuple:
    """Return a community post as its wall shows it, to be told apart by ``duplicates``."""
    return id, date, text, attachment


def duplicates(wall: Iterable[tuple], since: datetime | None = None) -> dict[int, uniqueness.Repeat]:
    """Find what repeats what as the portal does: prints first, then the texts that they leave open."""
    texts = {id: text for id, _, text, _ in wall}
    prints = {id: uniqueness.prints(text) for id, text in texts.items()}
    candidates = [
        uniqueness.Candidate(id, date, prints[id].fingerprint, prints[id].sketch, attachment)
        for id, date, _, attachment in wall
    ]
    found = uniqueness.near(candidates, since)
    return uniqueness.settle(found, {id: texts[id] for id in uniqueness.texts_needed(found)})
