"""VK's answers as frozen dataclasses. Raw dicts stop here; unknown keys are ignored, missing ones are None.

Pure. Shapes: VK API 5.199 (groups.getById, wall.get, wall.getComments, utils.resolveScreenName).
"""

import re
from dataclasses import dataclass
from typing import Any

MEDIA = {"photo", "posted_photo", "photos_list", "album", "video", "clip", "live"}
_SIDE_IN_URL = re.compile(r"[?&](?:cs|size)=(\d+)x(\d+)")
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


@dataclass(frozen=True)
class Attachment:
    type: str
    owner: int = 0
    id: int = 0


@dataclass(frozen=True)
class WallPost:
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

    @property
    def is_publication(self) -> bool:
        """Tell whether the community itself published it: no repost, ad or visitor's post."""
        return self.from_community and not (self.is_repost or self.is_ad or self.is_deleted)

    @property
    def has_media(self) -> bool:
        return any(attachment.type in MEDIA for attachment in self.attachments)


@dataclass(frozen=True)
class WallPage:
    """One answer of wall.get: ``total`` posts on the wall, some of them here."""

    total: int
    posts: tuple[WallPost, ...]


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
    cover = raw.get("cover") or {}
    images = [image for image in cover.get("images") or [] if image.get("width")]
    largest: dict = max(images, key=lambda image: image["width"], default={})
    return Community(
        id=int(raw["id"]),
        screen_name=raw.get("screen_name") or f"club{raw['id']}",
        name=raw.get("name", ""),
        is_closed=raw.get("is_closed"),
        deactivated=str(raw.get("deactivated") or ""),
        wall=raw.get("wall"),
        description=raw.get("description"),
        members_count=raw.get("members_count"),
        cover_set=_flag(cover.get("enabled")),
        cover_width=largest.get("width"),
        cover_url=largest.get("url", ""),
        avatar_set=_flag(raw.get("has_photo")),
        avatar_side=_avatar_side(raw),
        avatar_url=raw.get("photo_max_orig") or raw.get("photo_max") or raw.get("photo_200") or "",
    )


def communities(raw: dict | list) -> list[Community]:
    """Read groups.getById: a bare list before 5.139, an object with ``groups`` since."""
    rows = raw.get("groups", []) if isinstance(raw, dict) else raw
    return [community(row) for row in rows]


def wall_page(raw: Any) -> WallPage:
    return WallPage(int(raw.get("count", 0)), tuple(wall_post(item) for item in raw.get("items", [])))


def wall_post(raw: dict) -> WallPost:
    comments = raw.get("comments") or {}
    owner = raw.get("owner_id")
    return WallPost(
        id=int(raw["id"]),
        date=int(raw.get("date", 0)),
        from_community=raw.get("from_id", owner) == owner,
        is_repost=bool(raw.get("copy_history")),
        is_ad=bool(raw.get("marked_as_ads")) or raw.get("post_type") == "post_ads",
        is_pinned=bool(raw.get("is_pinned")),
        is_deleted=bool(raw.get("is_deleted")),
        text=raw.get("text") or "",
        attachments=tuple(_attachment(item) for item in raw.get("attachments") or []),
        edited=raw.get("edited"),
        comments_count=int(comments.get("count", 0)),
        can_comment=_flag(comments.get("can_post")),
    )


def comment_page(raw: Any, thread: int = 0) -> CommentPage:
    """Read wall.getComments: the first level with the beginnings of its threads, or more of one thread."""
    items = raw.get("items") or []
    threads = {int(item["id"]): item.get("thread") or {} for item in items}
    shown = {one: list(held.get("items") or []) for one, held in threads.items()}
    said = [(row, thread or int(row["id"])) for row in items]
    said += [(row, one) for one, rows in shown.items() for row in rows]
    total = raw.get("current_level_count", raw.get("count", 0))
    return CommentPage(
        total=int(total),
        shown=len(items),
        comments=tuple(_comment(row, first) for row, first in said if not row.get("deleted")),
        unfinished=tuple((one, len(rows)) for one, rows in shown.items() if threads[one].get("count", 0) > len(rows)),
    )


def resolved(raw: dict | list) -> Resolved | None:
    """Read utils.resolveScreenName: an empty list where the name belongs to nobody."""
    if not isinstance(raw, dict) or "object_id" not in raw:
        return None
    return Resolved(raw.get("type", ""), int(raw.get("group_id") or raw["object_id"]))


def _comment(row: dict, thread: int) -> Comment:
    return Comment(
        id=int(row["id"]),
        author=int(row.get("from_id") or 0),
        date=int(row.get("date") or 0),
        text=row.get("text") or "",
        thread=thread,
        reply_to=int(row.get("reply_to_comment") or 0),
        addressed=int(row.get("reply_to_user") or 0),
    )


def _attachment(raw: dict) -> Attachment:
    kind = raw.get("type", "")
    body = raw.get(kind)
    if not isinstance(body, dict):
        return Attachment(kind)
    return Attachment(kind, int(body.get("owner_id") or 0), int(body.get("id") or 0))


def _avatar_side(raw: dict) -> int | None:
    """Return the side of the largest avatar in pixels, from whichever key tells it."""
    size = raw.get("photo_max_size") or {}
    if size.get("width"):
        return min(int(size["width"]), int(size.get("height") or size["width"]))
    told = [side for key, side in _SIDES.items() if raw.get(key)]
    for key in ("photo_max_orig", "photo_max"):
        if match := _SIDE_IN_URL.search(raw.get(key) or ""):
            told.append(min(int(match[1]), int(match[2]) or int(match[1])))
    return max(told, default=None)


def _flag(value) -> bool | None:
    return None if value is None else bool(value)
