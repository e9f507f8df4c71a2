"""VK's answers as immutable rows. Raw dicts stop here; unknown keys are ignored, missing ones are None.

Pure. Shapes: VK API 5.199 (groups.getById, wall.get, wall.getComments, utils.resolveScreenName). Whatever VK sends,
what leaves this module can be stored: texts without NUL and lone surrogates, numbers within PostgreSQL's integer.
Posts are named tuples: a night makes hundreds of thousands of them, and a frozen dataclass costs thrice the time.
"""

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

MEDIA = {"photo", "posted_photo", "photos_list", "album", "video", "clip", "live"}
_SIDE_IN_URL = re.compile(r"[?&](?:cs|size)=(\d+)x(\d+)")
# Moments between which a post may be dated; VK itself is of 2006.
_FIRST_MOMENT, _LAST_MOMENT = 1, 4_102_444_800
_LARGEST = 2**31 - 1
_LARGEST_ID = 2**63 - 1
_SIDES = {"photo_400": 400, "photo_400_orig": 400, "photo_200": 200, "photo_100": 100, "photo_50": 50}


@dataclass(frozen=True)
class Community:
    """A community's profile. ``None`` means that VK did not tell."""

    id: int
    screen_name: str
    name: str = ""
    is_closed: int | None = None
    deactivated: str = ""
    wall: int | None = None
    description: str | None = None
    members_count: int | None = None
    cover_set: bool | None = None
    cover_width: int | None = None
    cover_url: str = ""
    avatar_set: bool | None = None
    avatar_side: int | None = None
    avatar_url: str = ""
    # The «Госорганизация» mark and the kind of VK's trust mark: absent for strangers, perhaps.
    state_mark: bool | None = None
    trust_mark: int | None = None
    # VK's word: group, page or event.
    kind: str = ""


class Attachment(NamedTuple):
    type: str
    owner: int = 0
    id: int = 0


class Unreadable(ValueError):
    """A post that cannot be one; the message says why."""


class WallPost(NamedTuple):
    """A post on a community's wall; ``date`` and ``edited`` in seconds of Unix time."""

    id: int
    date: int
    from_community: bool
    is_repost: bool
    is_ad: bool
    is_pinned: bool
    is_deleted: bool
    text: str
    attachments: tuple[Attachment, ...]
    edited: int | None
    comments_count: int
    can_comment: bool | None
    # What changes by the minute; VK tells no views of old posts.
    likes: int = 0
    reposts: int = 0
    views: int = 0

    @property
    def is_publication(self) -> bool:
        """Tell whether the community itself published it: no repost, ad or visitor's post."""
        return self.from_community and not (self.is_repost or self.is_ad or self.is_deleted)

    @property
    def has_media(self) -> bool:
        return any(attachment.type in MEDIA for attachment in self.attachments)


newest = attrgetter("date", "id")


@dataclass(frozen=True)
class WallPage:
    """One answer of wall.get: ``total`` posts on the wall, ``shown`` of them here.

    ``unreadable``: of those shown that are not among ``posts``, a sentence each.
    """

    total: int
    shown: int
    posts: tuple[WallPost, ...]
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comment:
    """``thread``: the comment that begins its thread, on the first level itself. ``reply_to``: the comment answered,
    ``addressed``: whose comment that was; 0 if it answers nobody."""

    id: int
    author: int
    date: int
    text: str
    thread: int = 0
    reply_to: int = 0
    addressed: int = 0


@dataclass(frozen=True)
class CommentPage:
    """One answer of wall.getComments: ``total`` comments on its level, ``shown`` of them here, deleted ones counted.

    ``comments``: those and the replies shown with them. ``unfinished``: (thread, replies shown) of threads that
    hold more.
    """

    total: int
    shown: int
    comments: tuple[Comment, ...]
    unfinished: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Resolved:
    """What a screen name belongs to: ``kind`` is VK's word (group, page, event, user, …)."""

    kind: str
    id: int


def community(raw: dict) -> Community:
    """Read a profile. Raises Unreadable without an id: nobody could tell whose it is."""
    cover = _dict(raw.get("cover"))
    largest = max(_pictures(cover), key=lambda image: _number(image.get("width")) or 0, default={})
    return Community(
        id=_id(raw.get("id"), "паблик без номера"),
        screen_name=_text(raw.get("screen_name"))[:64] or f"club{raw['id']}",
        name=_text(raw.get("name"))[:300],
        is_closed=_small(raw.get("is_closed")),
        deactivated=_text(raw.get("deactivated")),
        wall=_small(raw.get("wall")),
        description=None if raw.get("description") is None else _text(raw["description"]),
        members_count=_number(raw.get("members_count")),
        cover_set=_flag(cover.get("enabled")),
        cover_width=_number(largest.get("width")),
        cover_url=_url(largest.get("url")),
        avatar_set=_flag(raw.get("has_photo")),
        avatar_side=_avatar_side(raw),
        avatar_url=_url(raw.get("photo_max_orig") or raw.get("photo_max") or raw.get("photo_200")),
        state_mark=_flag(raw.get("is_government_organization")),
        trust_mark=_small(raw.get("trust_mark")),
        kind=_text(raw.get("type"))[:16],
    )


def communities(raw: dict | list) -> list[Community]:
    """Read groups.getById: a bare list before 5.139, an object with ``groups`` since.

    Raises Unreadable if VK showed profiles and none of them can be read.
    """
    rows = _list(raw.get("groups") if isinstance(raw, dict) else raw)
    read = [community(row) for row in rows if isinstance(row, dict) and _is_id(row.get("id"))]
    if rows and not read:
        raise Unreadable("в ответе нет ни одного паблика с номером")
    return read


def wall_page(raw: Any, community: int) -> WallPage:
    """Read wall.get of a community. Raises Unreadable if the answer is no page at all."""
    if not isinstance(raw, dict):
        raise Unreadable("вместо страницы стены пришло что-то другое")
    posts, unreadable, items = [], [], _list(raw.get("items"))
    for item in items:
        try:
            posts.append(wall_post(item, -community))
        except Unreadable as why:
            unreadable.append(str(why))
    return WallPage(_number(raw.get("count")) or 0, len(items), tuple(posts), tuple(unreadable))


def wall_post(raw: Any, wall: int) -> WallPost:
    """Read a post; ``wall``: whose it is where the post itself does not tell. Raises Unreadable."""
    if not isinstance(raw, dict):
        raise Unreadable("вместо поста пришло что-то другое")
    post, owner, comments = _id(raw.get("id"), "пост без номера"), raw.get("owner_id") or wall, raw.get("comments")
    return WallPost(
        post,
        _date(post, raw.get("date")),
        (raw.get("from_id") or owner) == owner,
        bool(raw.get("copy_history")),
        bool(raw.get("marked_as_ads")) or raw.get("post_type") == "post_ads",
        bool(raw.get("is_pinned")),
        bool(raw.get("is_deleted")),
        _text(raw.get("text")),
        tuple(map(_attachment, filter(_is_dict, _list(raw.get("attachments"))))),
        _edited(raw.get("edited")),
        _count(comments),
        _flag(comments.get("can_post")) if isinstance(comments, dict) else None,
        _count(raw.get("likes")),
        _count(raw.get("reposts")),
        _count(raw.get("views")),
    )


def comment_page(raw: Any, thread: int = 0) -> CommentPage:
    """Read wall.getComments: the first level with the beginnings of its threads, or more of one thread.

    What has no number of its own is no comment anybody could point at: it is passed over.
    """
    items = _numbered(_dict(raw).get("items"))
    threads = {int(item["id"]): _dict(item.get("thread")) for item in items}
    shown = {one: _numbered(held.get("items")) for one, held in threads.items()}
    said = [(row, thread or int(row["id"])) for row in items]
    said += [(row, one) for one, rows in shown.items() for row in rows]
    held = {one: _number(told.get("count")) or 0 for one, told in threads.items()}
    return CommentPage(
        total=_number(_dict(raw).get("current_level_count", _dict(raw).get("count"))) or 0,
        shown=len(_list(_dict(raw).get("items"))),
        comments=tuple(_comment(row, first) for row, first in said if not row.get("deleted")),
        unfinished=tuple((one, len(rows)) for one, rows in shown.items() if held[one] > len(rows)),
    )


def _numbered(raw: Any) -> list[dict]:
    return [row for row in _list(raw) if isinstance(row, dict) and _is_id(row.get("id"))]


def resolved(raw: dict | list) -> Resolved | None:
    """Read utils.resolveScreenName: an empty list where the name belongs to nobody."""
    if not isinstance(raw, dict) or "object_id" not in raw:
        return None
    return Resolved(raw.get("type", ""), int(raw.get("group_id") or raw["object_id"]))


def _comment(row: dict, thread: int) -> Comment:
    return Comment(
        id=int(row["id"]),
        author=_number(row.get("from_id"), -_LARGEST_ID, _LARGEST_ID) or 0,
        date=_number(row.get("date"), _FIRST_MOMENT, _LAST_MOMENT) or _FIRST_MOMENT,
        text=_text(row.get("text")),
        thread=thread,
        reply_to=_number(row.get("reply_to_comment"), most=_LARGEST_ID) or 0,
        addressed=_number(row.get("reply_to_user"), -_LARGEST_ID, _LARGEST_ID) or 0,
    )


def _attachment(raw: dict) -> Attachment:
    """Read what is attached, of a type known or not."""
    kind = _text(raw.get("type"))
    body = _dict(raw.get(kind))
    owner, number = body.get("owner_id"), body.get("id")
    return Attachment(kind, _number(owner, -_LARGEST_ID, _LARGEST_ID) or 0, _number(number, 0, _LARGEST_ID) or 0)


def _avatar_side(raw: dict) -> int | None:
    """Return the side of the largest avatar in pixels, from whichever key tells it."""
    size = _dict(raw.get("photo_max_size"))
    if width := _number(size.get("width")):
        return min(width, _number(size.get("height")) or width)
    told = [side for key, side in _SIDES.items() if raw.get(key)]
    for key in ("photo_max_orig", "photo_max"):
        if match := _SIDE_IN_URL.search(_text(raw.get(key))):
            told.append(min(int(match[1]), int(match[2]) or int(match[1])))
    return max(told, default=None)


def _pictures(cover: dict) -> list[dict]:
    return [image for image in _list(cover.get("images")) if isinstance(image, dict) and image.get("width")]


def _date(post: int, value: Any) -> int:
    if (moment := _number(value, _FIRST_MOMENT, _LAST_MOMENT)) is None:
        raise Unreadable(f"у поста {post} невозможная дата: {value!r:.40}")
    return moment


def _edited(value: Any) -> int | None:
    return _number(value, _FIRST_MOMENT, _LAST_MOMENT) if value else None


def _id(value: Any, why: str) -> int:
    if not _is_id(value):
        raise Unreadable(why)
    return int(value)


def _is_id(value: Any) -> bool:
    return _number(value, 1, _LARGEST_ID) is not None


def _number(value: Any, least: int = 0, most: int = _LARGEST) -> int | None:
    """Return a whole number within bounds; None for anything else."""
    try:
        value = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if least <= value <= most else None


def _count(value: Any) -> int:
    """Return what an object with a ``count`` counts, 0 for anything else."""
    return (_number(value.get("count")) or 0) if isinstance(value, dict) else 0


def _small(value: Any) -> int | None:
    return _number(value, most=32_767)


def _text(value: Any) -> str:
    """Return text that can be stored: NUL is left out, half of a character (a lone surrogate) becomes «�»."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.replace("\0", "")


def _url(value: Any) -> str:
    """Return an address; one too long to be stored is none."""
    address = _text(value)
    return address if len(address) <= 1000 else ""


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _flag(value) -> bool | None:
    return None if value is None else bool(value)
