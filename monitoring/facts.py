"""What is known of a public's week when it is judged. Pure: no Django, clock, network or database.

Everything here is immutable, serialisable and complete: a verdict is a function of these facts and a rule set.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
    """One post on the public's wall."""

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

    @property
    def is_publication(self) -> bool:
        return self.kind is Kind.COMMUNITY

    @property
    def counts(self) -> bool:
        """Tell whether it is an own unique post."""
        return self.is_publication and self.not_unique is None


@dataclass(frozen=True)
class ProfileFact:
    """A public's appearance. None is «VK did not tell», never «no»."""

    collected_at: datetime
    wall: int | None = None
    cover_set: bool | None = None
    cover_width: int | None = None
    avatar_set: bool | None = None
    avatar_side: int | None = None
    description: str | None = None


@dataclass(frozen=True)
class Exemption:
    """A period in which the named rules (all, if none is named) do not bind."""

    starts: datetime
    ends: datetime
    reason: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeekFacts:
    """All that the rules may look at.

    ``posts``: every post known of the 28 days before the week's end, and the last community post before them;
    oldest first. ``seen_at``: when the wall was last read; before ``ends`` the week still runs.
    ``seen_at`` None: nothing was collected, ``missing`` says why.
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
    exemptions: tuple[Exemption, ...] = ()
    missing: str = ""

    @property
    def runs(self) -> bool:
        """Tell whether the week was still running when its wall was read."""
        return self.seen_at is not None and self.seen_at < self.ends

    @property
    def horizon(self) -> datetime:
        """Return the moment up to which the week is known."""
        return min(self.seen_at or self.ends, self.ends)

    @property
    def publications(self) -> tuple[PostFact, ...]:
        """Return the community posts up to the horizon, oldest first, those before the week included."""
        return tuple(post for post in self.posts if post.is_publication and post.date < self.ends)

    @property
    def in_week(self) -> tuple[PostFact, ...]:
        """Return the week's community posts, oldest first."""
        return tuple(post for post in self.publications if post.date >= self.starts)


class Outcome(StrEnum):
    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


@dataclass(frozen=True)
class Verdict:
    """One rule's answer for one week.

    ``reason`` names the sentence (monitoring/wording.py puts it into the reader's language with ``figures``);
    ``evidence`` holds ids of posts on the public's wall.
    """

    outcome: Outcome
    reason: str
    value: float | int | str | None = None
    threshold: float | int | str | None = None
    figures: dict[str, float | int | str] = field(default_factory=dict)
    evidence: tuple[int, ...] = ()
