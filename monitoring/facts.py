"""What is known of a public's week when it is judged. Pure: no Django, clock, network or database.

Everything here is immutable, serialisable and complete: a verdict is a function of these facts and a rule set.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

Found = TypeVar("Found")


class kept(Generic[Found]):
    """Work a property out once: functools.cached_property without the lock that it takes before Python 3.12.

    A region is tens of thousands of weeks, and a tenth of a verdict's time went into that lock.
    """

    def __init__(self, work_out: Callable[[Any], Found]) -> None:
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, one: Any, _owner: type | None = None) -> Found:
        # Not a data descriptor: from now on the value is found in the object itself.
        found = one.__dict__[self._name] = self._work_out(one)
        return found


class Kind(StrEnum):
    """What a post on the wall is. Only COMMUNITY posts are publications in the letter's sense."""

    COMMUNITY = "community"
    REPOST = "repost"
    AD = "ad"
    VISITOR = "visitor"
    FUTURE = "future"
    DELETED = "deleted"


class NotUnique(StrEnum):
    """Why a community post is not the public's own unique one."""

    DUPLICATE = "duplicate"
    SHARED = "shared"


class Unreachable(StrEnum):
    """Why a public cannot be read."""

    NOT_FOUND = "not_found"
    DELETED = "deleted"
    BLOCKED = "blocked"
    PRIVATE = "private"
    WALL_CLOSED = "wall_closed"


@dataclass(frozen=True)
class PostFact:
    """One post on the public's wall.

    ``text_length``: characters of its text without the white space around it.
    ``reader_commented``: somebody who is not the community has commented on it.
    """

    id: int
    date: datetime
    kind: Kind = Kind.COMMUNITY
    text_length: int = 0
    media: bool = False
    # Why it is not unique, and the address of the post that keeps the text.
    not_unique: NotUnique | None = None
    original: str = ""
    # An earlier post with nearly the same text and another picture: it counts, a person looks.
    suspected: str = ""
    # Whether the reading account may comment; only user tokens tell, None is unknown.
    can_comment: bool | None = None
    reader_commented: bool = False
    # When a reading found that it had gone.
    deleted_at: datetime | None = None

    @property
    def is_publication(self) -> bool:
        return self.kind is Kind.COMMUNITY

    @property
    def counts(self) -> bool:
        """Tell whether it is an own unique post."""
        return self.kind is Kind.COMMUNITY and self.not_unique is None


@dataclass(frozen=True)
class ProfileFact:
    """A public's appearance. None is «VK did not tell», never «no».

    ``cover_mark``, ``avatar_mark``: what a person said of that very picture (pixels, off_topic, good); None: nothing.
    """

    collected_at: datetime
    wall: int | None = None
    cover_set: bool | None = None
    cover_width: int | None = None
    avatar_set: bool | None = None
    avatar_side: int | None = None
    description: str | None = None
    cover_mark: str | None = None
    avatar_mark: str | None = None


@dataclass(frozen=True)
class Exemption:
    """A period in which the named rules (all, if none is named) do not bind."""

    starts: datetime
    ends: datetime
    reason: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a reader asked: a comment's number, the post that it stands under, when the community first answered."""

    id: int
    post: int
    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Conversation:
    """The questions that readers asked in the week.

    ``seen_at``: up to when answers are known. ``unread``: how many posts have comments that VK would not show.
    """

    seen_at: datetime
    questions: tuple[Question, ...] = ()
    unread: int = 0


@dataclass(frozen=True)
class Duty:
    """A mandatory post whose period ends in the week. ``post``: its number on this wall, None if it is not there."""

    id: int
    title: str
    due: datetime
    post: int | None = None


@dataclass(frozen=True)
class WeekFacts:
    """All that the rules may look at.

    ``starts``, ``ends``: the week's bounds, aware and in the region's time zone (a frozen week keeps the zone).
    ``posts``: every post known of the 28 days before the week's end, and the last community post before them,
    in any order. ``seen_at``: when VK last answered about the wall, with posts or with why it cannot be read;
    before ``ends`` the week still runs. ``seen_at`` None: nothing of the week was seen, ``missing`` says why.
    ``conversation`` None: comments were not read. It may be known to a later moment than the rest: answers have a day.
    """

    starts: datetime
    ends: datetime
    seen_at: datetime | None
    category: str
    full_name: str = ""
    state_mark: bool | None = None
    cabinet: bool | None = None
    unreachable: Unreachable | None = None
    profile: ProfileFact | None = None
    posts: tuple[PostFact, ...] = ()
    conversation: Conversation | None = None
    duties: tuple[Duty, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    missing: str = ""

    @kept
    def ordinary(self) -> bool:
        """Tell whether it was seen, has a category and no exemption, as nearly every week."""
        return self.seen_at is not None and not self.exemptions and self.category != UNSET

    @kept
    def runs(self) -> bool:
        """Tell whether the week was still running when its wall was read."""
        return self.seen_at is not None and self.seen_at < self.bounds[1]

    @kept
    def bounds(self) -> tuple[datetime, datetime]:
        """Return the week's bounds in UTC, in which posts are dated too: moments of one zone compare at once."""
        return self.starts.astimezone(UTC), self.ends.astimezone(UTC)

    @kept
    def horizon(self) -> datetime:
        """Return the moment up to which the week is known."""
        ends = self.bounds[1]
        return min(self.seen_at.astimezone(UTC), ends) if self.seen_at else ends

    @kept
    def days(self) -> tuple[datetime, ...]:
        """Return the eight midnights that bound the region's seven days.

        Counted on the region's calendar: where clocks are moved, a day of the week has 23 or 25 hours.
        """
        return tuple((self.starts + timedelta(days=day)).astimezone(UTC) for day in range(8))

    @kept
    def publications(self) -> tuple[PostFact, ...]:
        """Return the community posts up to the horizon, oldest first, those before the week included."""
        horizon, own = self.horizon, Kind.COMMUNITY
        if horizon < self.bounds[1]:
            known = [post for post in self.posts if post.kind is own and post.date <= horizon]
        else:
            known = [post for post in self.posts if post.kind is own and post.date < horizon]
        # By date, among equals by number: two sorts by one thing each are quicker than one by pairs.
        known.sort(key=_id)
        known.sort(key=_date)
        return tuple(known)

    @kept
    def in_week(self) -> tuple[PostFact, ...]:
        """Return the week's community posts, oldest first."""
        return self.publications[bisect_left(self.publications, self.bounds[0], key=_date) :]

    @kept
    def counting(self) -> tuple[PostFact, ...]:
        """Return the week's own unique posts, oldest first."""
        return tuple([post for post in self.in_week if post.not_unique is None])

    def published_within(self, days: int) -> bool:
        """Tell whether the public has published in so many days before the horizon."""
        return bool(self.publications) and self.publications[-1].date >= self.horizon - timedelta(days=days)


_date, _id = attrgetter("date"), attrgetter("id")


# The category of a public of which nobody has told one yet.
UNSET = "unset"


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 — no password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Verdict(NamedTuple):
    """One rule's answer for one week.

    ``reason`` names the sentence (monitoring/wording/ puts it into the reader's language with ``figures``);
    ``evidence`` holds ids of posts on the public's wall.
    """

    outcome: Outcome
    reason: str
    value: float | int | str | None = None
    threshold: float | int | str | None = None
    figures: Mapping[str, float | int | str] = MappingProxyType({})
    evidence: tuple[int, ...] = ()
