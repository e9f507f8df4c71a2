"""Readers' questions that nobody has answered yet: whose, where, for how long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitoring import clock, conversations
from monitoring.facts import Question
from monitoring.models import Comment
from registry.models import Public

from .public import Story

MOST = 500


@dataclass(frozen=True)
class Waiting:
    """A question that waits: when it was asked, its address on VK, how long it has been waiting, of which public.

    ``known_at``: in a week that is over nobody had answered up to then; what came later was not looked for. Else None.
    """

    asked_at: datetime
    url: str
    age: timedelta
    public: Public
    known_at: datetime | None = None


def of_week(story: Story) -> list[Waiting]:
    """Return the questions of the shown week without an answer, the oldest first. No query."""
    facts = story.facts
    if facts is None or facts.conversation is None:
        return []
    talk = facts.conversation
    return _waiting({story.public: talk.questions}, talk.seen_at if facts.ends <= clock.now() else None)


def of_district(user, district) -> list[Waiting]:
    """Return what waits at the publics of a district, the oldest first: of weeks still open. Four queries at most."""
    asked = Comment.objects.visible_to(user).filter(asks=True).exclude(author="")
    asked = asked.filter(public__institution__district=district, public__institution__archived_at=None)
    days = dict(asked.filter(public__archived_at=None).order_by("-date").values_list("public", "date")[:MOST])
    publics = Public.objects.select_related("institution").in_bulk(days)
    running = clock.week_of(clock.now())
    since = min((clock.week_of(day) for day in days.values()), default=running)
    weeks = [running.shift(-back) for back in range((running.monday - since.monday).days // 7 + 1)]
    heard = conversations.heard(dict.fromkeys(publics, weeks))
    told: dict[Public, list[Question]] = {}
    for (public, _), one in heard.items():
        told.setdefault(publics[public], []).extend(one.questions)
    return _waiting(told)


def _waiting(questions: Mapping[Public, Iterable[Question]], known_at: datetime | None = None) -> list[Waiting]:
    until = known_at or clock.now()
    rows = [
        Waiting(one.asked_at, _address(public, one), max(until - one.asked_at, timedelta()), public, known_at)
        for public, mine in questions.items()
        for one in mine
        if one.answered_at is None
    ]
    return sorted(rows, key=lambda row: (row.asked_at, row.url))


def _address(public: Public, one: Question) -> str:
    return f"https://vk.com/wall-{public.vk_id}_{one.post}?reply={one.id}"
