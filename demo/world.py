"""Who lives in a local VK: communities, their walls, readers' comments, tokens. Plain data, no protocol.

A test builds a world, serves it, and changes it between two calls::

    world = World([community(900001, posts=[post(1, monday, "Праздник", photo(1))])])
    world.before_call = lambda method, params: ...  # sees every call, those inside execute too
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Token(StrEnum):
    """The kinds of token. VK decides by kind which methods may be called."""

    USER = "user"
    SERVICE = "service"
    COMMUNITY = "community"


# What a world accepts unless it is told otherwise.
TOKENS = {"user-1": Token.USER, "service-1": Token.SERVICE, "community-1": Token.COMMUNITY}


@dataclass(frozen=True)
class Refusal:
    """VK's «no»: an error code with its message, perhaps a subcode and further keys of the envelope."""

    code: int
    message: str
    subcode: int | None = None
    extra: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Grant:
    """What a person has allowed an application: who may use its refresh token, and how long each token lives."""

    access: str
    client: str = "app-1"
    device: str = "device-1"
    seconds: int = 3600


@dataclass(frozen=True)
class Attachment:
    """Something attached to a post. ``owner_id`` None means the wall's owner; ``body`` goes out as it is."""

    type: str
    id: int
    owner_id: int | None = None
    body: dict = field(default_factory=dict)


@dataclass
class Comment:
    """A comment under a post, with its thread. ``date`` in seconds of Unix time; a negative author is a community."""

    id: int
    date: int
    text: str = ""
    from_id: int = 777
    replies: list["Comment"] = field(default_factory=list)
    reply_to: int | None = None
    deleted: bool = False


@dataclass
class Post:
    """A post on a wall. ``date`` and ``edited`` in seconds of Unix time.

    ``owner_id`` and ``from_id`` None mean the community itself; ``can_comment`` None follows the community;
    ``views`` None leaves the key out, as VK does for old posts; ``extra`` is laid over the answer.
    """

    id: int
    date: int
    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    from_id: int | None = None
    owner_id: int | None = None
    signer_id: int | None = None
    copy_history: list["Post"] = field(default_factory=list)
    pinned: bool = False
    ad: bool = False
    post_type: str = "post"
    can_comment: bool | None = None
    comments: list[Comment] = field(default_factory=list)
    views: int | None = 120
    likes: int = 3
    reposts: int = 0
    edited: int | None = None
    extra: dict = field(default_factory=dict)

    @property
    def comments_count(self) -> int:
        """Return how many comments there are, replies counted too."""
        return sum(1 + len(comment.replies) for comment in self.comments)


# A wall, or what tells it for a moment (Unix time): the invented region's walls move with the clock.
Wall = list[Post] | Callable[[int], list[Post]]


@dataclass
class Community:
    """A community. The defaults are those of a public that has everything it should have.

    ``cover`` is its width and height, ``avatar`` its side in pixels; None means that there is none. ``cover_look``,
    ``avatar_look``: see demo.looks; another look is another picture at another address.
    ``government`` None leaves the state-mark keys out, as VK may do for strangers. ``wall``: VK's field (0 disabled,
    1 open, 2 limited, 3 closed). ``refusal`` overrides the answer that walls and comments would get.
    """

    id: int
    name: str
    screen_name: str
    type: str = "page"
    is_closed: int = 0
    deactivated: str | None = None
    wall: int = 1
    cover: tuple[int, int] | None = (1590, 400)
    avatar: int | None = 800
    cover_look: str = "sharp"
    avatar_look: str = "sharp"
    description: str = ""
    status: str = ""
    site: str = ""
    activity: str = "Образовательное учреждение"
    members: int | None = 500
    verified: bool = False
    government: bool | None = None
    refusal: Refusal | None = None
    posts: Wall = field(default_factory=list)
    extra: dict = field(default_factory=dict)

    def wall_at(self, now: int) -> list[Post]:
        """Return the wall in VK's order: the pinned post first, then the newest."""
        posts = self.posts(now) if callable(self.posts) else self.posts
        return sorted(posts, key=lambda post: (post.pinned, post.date, post.id), reverse=True)

    def post_at(self, post_id: int, now: int) -> Post | None:
        return next((post for post in self.wall_at(now) if post.id == post_id), None)

    def add(self, *posts: Post) -> None:
        """Put posts on the wall of a world that does not move by itself."""
        self._fixed().extend(posts)

    def remove(self, post_id: int) -> None:
        """Take a post off the wall."""
        self.posts = [post for post in self._fixed() if post.id != post_id]

    def _fixed(self) -> list[Post]:
        if callable(self.posts):
            raise TypeError("this wall is told by the clock: nothing can be put on it by hand")
        return self.posts


class World:
    """All that one local VK knows. Everything may be changed while it is being served.

    ``tokens`` maps a token to its kind. ``people`` maps screen names to ids of persons, for links that lead to one.
    ``token_refusals`` maps a token to the error that it gets instead of answers (expired, say).
    ``grants`` maps a refresh token to what VK ID gives for it, once.
    ``images`` is where its covers and avatars are served: a scheme and a host, told by whoever serves it.
    ``before_call(method, params)`` is called before every call, those inside ``execute`` included.
    """

    def __init__(
        self,
        communities: Iterable[Community] = (),
        tokens: dict[str, Token] | None = None,
        people: dict[str, int] | None = None,
    ):
        self.communities = {one.id: one for one in communities}
        self.tokens = dict(TOKENS) if tokens is None else dict(tokens)
        self.people = dict(people or {})
        self.images = "https://sun9-1.userapi.example"
        self.token_refusals: dict[str, Refusal] = {}
        self.grants: dict[str, Grant] = {}
        self.before_call: Callable[[str, dict], None] = lambda method, params: None

    def __getitem__(self, community_id: int) -> Community:
        return self.communities[community_id]

    def add(self, *communities: Community) -> None:
        self.communities.update({one.id: one for one in communities})

    def named(self) -> dict[str, Community]:
        """Return the communities by lower-cased screen name."""
        return {one.screen_name.lower(): one for one in self.communities.values()}


def unix(moment: datetime | float) -> int:
    """Return seconds of Unix time. Raises ValueError for a datetime without a time zone."""
    if not isinstance(moment, datetime):
        return int(moment)
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment}")
    return int(moment.timestamp())


def community(id: int, name: str = "", screen_name: str = "", **more) -> Community:
    """Return a community; without a name or an address it gets the ones that VK would give."""
    return Community(id, name or f"Школа {id}", screen_name or f"club{id}", **more)


def post(id: int, date: datetime | float, text: str = "", *attachments: Attachment, **more) -> Post:
    """Return a post; further fields of ``Post`` by name, ``edited`` as a datetime if you like."""
    if more.get("edited") is not None:
        more["edited"] = unix(more["edited"])
    return Post(id, unix(date), text, [*attachments, *more.pop("attachments", [])], **more)


def repost(id: int, date: datetime | float, original: Post, text: str = "", **more) -> Post:
    """Return a repost of a post; give the original an ``owner_id`` unless it is from the same wall."""
    return post(id, date, text, copy_history=[original], **more)


def comment(id: int, date: datetime | float, text: str = "", from_id: int = 777, *replies: Comment, **more) -> Comment:
    """Return a reader's comment; ``from_id=-community`` makes it the community's own."""
    return Comment(id, unix(date), text, from_id, [*replies, *more.pop("replies", [])], **more)


def photo(id: int, owner_id: int | None = None, width: int = 1280, height: int = 853) -> Attachment:
    return Attachment("photo", id, owner_id, {"width": width, "height": height})


def video(id: int, owner_id: int | None = None, title: str = "Видео", **body) -> Attachment:
    return Attachment("video", id, owner_id, {"title": title, "duration": 61, **body})


def live(id: int, owner_id: int | None = None, title: str = "Прямой эфир") -> Attachment:
    """Return a live stream: to VK it is a video that says so."""
    return video(id, owner_id, title, type="live", live=1)


def clip(id: int, owner_id: int | None = None, title: str = "Клип") -> Attachment:
    return replace(video(id, owner_id, title), type="clip")


def album(id: int, owner_id: int | None = None, title: str = "Альбом") -> Attachment:
    return Attachment("album", id, owner_id, {"title": title, "size": 12})


def poll(id: int, question: str = "Когда вам удобно?", answers: tuple[str, ...] = ("Утром", "Вечером")) -> Attachment:
    return Attachment("poll", id, None, {"question": question, "answers": answers})


def doc(id: int, title: str = "Положение.pdf") -> Attachment:
    return Attachment("doc", id, None, {"title": title, "ext": "pdf", "size": 48_000})


def audio(id: int, title: str = "Гимн школы") -> Attachment:
    return Attachment("audio", id, None, {"artist": "Школьный хор", "title": title, "duration": 180})


def link(url: str, title: str = "", with_photo: bool = False) -> Attachment:
    """Return a link; its preview picture is no photograph of the post's."""
    return Attachment("link", 0, None, {"url": url, "title": title, "with_photo": with_photo})


def attachment(type: str, **body) -> Attachment:
    """Return an attachment of any type, known to VK's schema or not; ``body`` goes out as it is."""
    return Attachment(type, body.get("id", 0), body.get("owner_id"), body)
