"""Decides what a reading of a wall means for the rows that are known: new, changed, vanished posts.

Answers and known rows in, rows out; it asks neither network nor database. A night compares every post that it
sees, and nearly all of them are as they were: so a digest stands for the whole row, and rows are made for what is
new only.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from math import ceil
from typing import NamedTuple

from vk.door import LOOK_BACK, POSTS_A_PAGE, Wall
from vk.errors import Refused, VkError
from vk.replies import Comment, WallPost

from .models import Post
from .uniqueness import prints

PRINTS = ["text_length", "fingerprint", "shareable", "sketch"]
SEEN = [
    "date",
    "from_community",
    "is_repost",
    "is_ad",
    "text",
    "attachments",
    "media",
    "edited_at",
    "can_comment",
    "comments_read",
    "reader_commented",
    "comments_unread",
    *PRINTS,
    "deleted_at",
    "digest",
]
# A usual night looks back so far, for the comments of the last two weeks; a wall's depth is measured by it.
USUAL = timedelta(days=14)
FEWEST_POSTS = 5
# So many posts more than expected fit into a page without another one.
SPARE = 2


class Known(NamedTuple):
    """A post's row as far as a reading is compared with it: the fields that KNOWN names, in their order."""

    pk: int
    digest: int | None
    date: datetime
    deleted_at: datetime | None
    can_comment: bool | None
    comments_read: int
    reader_commented: bool
    comments_unread: bool


KNOWN = ("public_id", "vk_id", *Known._fields)
Comments = Mapping[tuple[int, int], tuple[Comment, ...] | VkError]


def commented(
    wall: Wall, known: Mapping[int, Known], since: datetime, doubted: Set[int] = frozenset()
) -> list[tuple[int, int]]:
    """Return (community id, post id) of posts since the moment whose number of comments is not the one last read.

    ``doubted``: posts that are read whatever their number and their date say.
    """
    moment = since.timestamp()
    changed = {
        post.id
        for post in wall.posts
        if post.date >= moment and post.comments_count != (known[post.id].comments_read if post.id in known else 0)
    }
    return [(wall.community, post) for post in sorted(changed | doubted, reverse=True)]


def rows(wall: Wall, public: int, known: Mapping[int, Known], comments: Comments, now: datetime) -> list[Post]:
    """Return the rows of a public (primary key) to be written: nothing for a post that is as it was."""
    return [
        _row(wall, public, post, known.get(post.id), comments, now)
        for post in wall.posts
        if _differs(post, known.get(post.id), wall, comments)
    ]


def missing(wall: Wall, known: Mapping[int, Known], since: datetime) -> list[int]:
    """Return the ids of posts that the reading should have shown and did not."""
    shown = {post.id for post in wall.posts}
    whole = max(since, _moment(min(wall.whole_since, _LAST)))
    return [
        vk_id for vk_id, one in known.items() if vk_id not in shown and one.date >= whole and one.deleted_at is None
    ]


def depth(posts: Sequence[WallPost], since: datetime) -> int:
    """Return how many posts, newest first, lie above the last publication before the moment, that one included."""
    moment = since.timestamp()
    for place, post in enumerate(posts, 1):
        older = post.date < moment and not post.is_pinned
        if older and (post.is_publication or post.date < moment - LOOK_BACK):
            return place
    return len(posts)


def page_size(depth: int | None, span: timedelta, away: timedelta) -> int:
    """Return how many posts to ask for at once: no more than the window needs, by the wall's own rhythm.

    ``depth``: of the last reading, None if there was none; ``span``: how far back posts are needed; ``away``: the
    time since the last reading, in which new ones came.
    """
    if depth is None:
        return POSTS_A_PAGE
    expected = depth * max(1.0, span / USUAL) * (1 + away / USUAL)
    return max(FEWEST_POSTS, min(POSTS_A_PAGE, ceil(expected) + SPARE))


def outgrown(known: int | None, depth: int) -> bool:
    """Tell whether a wall's depth is no longer well told by the known one: too small is a further page."""
    return known is None or depth > known + SPARE or depth * 2 + FEWEST_POSTS < known


def digest(post: WallPost) -> int:
    """Return 64 bits that change with anything of the post that its row keeps, but for comments."""
    flags = f"{post.from_community} {post.is_repost} {post.is_ad} {post.is_deleted}"
    shown = f"{post.date} {flags} {post.edited} {[*map(tuple, post.attachments)]} {post.text}"
    return int.from_bytes(blake2b(shown.encode(), digest_size=8).digest(), signed=True)


def _differs(post: WallPost, before: Known | None, wall: Wall, comments: Comments) -> bool:
    return (
        before is None
        or before.digest != digest(post)
        or (before.deleted_at is None) is post.is_deleted
        or (wall.as_user and before.can_comment is not post.can_comment)
        or _comments_of(wall.community, post, before, comments) != before[-3:]
    )


def _row(wall: Wall, public: int, post: WallPost, before: Known | None, comments: Comments, now: datetime) -> Post:
    read, by_reader, unread = _comments_of(wall.community, post, before, comments)
    return Post(
        public_id=public,
        vk_id=post.id,
        date=_moment(post.date),
        from_community=post.from_community,
        is_repost=post.is_repost,
        is_ad=post.is_ad,
        text=post.text,
        attachments=[one._asdict() for one in post.attachments],
        media=post.has_media,
        edited_at=_moment(post.edited) if post.edited else None,
        # A service token is nobody: what it may not do says nothing about readers.
        can_comment=post.can_comment if wall.as_user else (before.can_comment if before else None),
        comments_read=read,
        reader_commented=by_reader,
        comments_unread=unread,
        text_length=len(post.text.strip()),
        **prints(post.text)._asdict(),
        first_seen_at=now,
        deleted_at=((before and before.deleted_at) or now) if post.is_deleted else None,
        digest=digest(post),
    )


def _comments_of(community: int, post: WallPost, before: Known | None, comments: Comments) -> tuple[int, bool, bool]:
    """Return how many comments were last read, whether a reader's was among them, whether some could not be read.

    Comments that VK refuses to show are read as far as can be: asking every night would bring no more.
    """
    answer = comments.get((community, post.id))
    if isinstance(answer, tuple):
        return post.comments_count, any(one.author not in (-community, 0) for one in answer), False
    read, by_reader, unread = (
        (before.comments_read, before.reader_commented, before.comments_unread) if before else (0, False, False)
    )
    return (post.comments_count if isinstance(answer, Refused) else read), by_reader, unread or answer is not None


_LAST = 4_102_444_800


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
