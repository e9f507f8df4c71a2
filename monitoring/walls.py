"""Decides what a reading of a wall means for the rows that are known: new, changed, vanished posts.

No network, no database: rows in, rows out.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from math import ceil

from vk.door import POSTS_A_PAGE, Wall
from vk.errors import VkError
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
]
Known = Mapping[tuple[int, int], Post]
Comments = Mapping[tuple[int, int], tuple[Comment, ...] | VkError]


def commented(
    wall: Wall, public: int, known: Known, since: datetime, doubted: Container[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Yield (community id, post id) of posts since the moment whose number of comments is not the one last read.

    ``doubted``: posts, by the keys of ``known``, that are read whatever their number says.
    """
    for post in wall.posts:
        before = known.get((public, post.id))
        changed = post.comments_count != (before.comments_read if before else 0)
        if post.date >= since.timestamp() and (changed or (public, post.id) in doubted):
            yield wall.community, post.id


def merge(wall: Wall, public: int, known: Known, comments: Comments, since: datetime, now: datetime) -> list[Post]:
    """Return the rows of a public (primary key) to be written: nothing for a post that is as it was.

    The wall was read to ``since`` at least: a known post from then on that it did not show is deleted.
    """
    shown = [_row(wall, public, post, known.get((public, post.id)), comments, now) for post in wall.posts]
    missing = {key for key, post in known.items() if key[0] == public and post.date >= since and not post.deleted_at}
    missing -= {(public, post.id) for post in wall.posts}
    vanished = [_vanished(known[key], now) for key in sorted(missing)]
    return [row for row in shown if _differs(row, known.get((public, row.vk_id)))] + vanished


def page_size(posts_in_28_days: int | None, days: float) -> int:
    """Return how many posts to ask for at once, by the wall's own rhythm; the most where it is not known."""
    if posts_in_28_days is None:
        return POSTS_A_PAGE
    return max(10, min(POSTS_A_PAGE, ceil(posts_in_28_days / 28 * days * 1.5) + 3))


def _row(wall: Wall, public: int, post: WallPost, before: Post | None, comments: Comments, now: datetime) -> Post:
    text = post.text.replace("\0", "")
    read, by_reader, unread = _comments_of(wall.community, post, before, comments)
    return Post(
        public_id=public,
        vk_id=post.id,
        date=datetime.fromtimestamp(post.date, UTC),
        from_community=post.from_community,
        is_repost=post.is_repost,
        is_ad=post.is_ad,
        text=text,
        **_prints(text, before),
        attachments=[{"type": one.type, "owner": one.owner, "id": one.id} for one in post.attachments],
        media=post.has_media,
        edited_at=datetime.fromtimestamp(post.edited, UTC) if post.edited else None,
        # A service token is nobody: what it may not do says nothing about readers.
        can_comment=post.can_comment if wall.as_user else (before.can_comment if before else None),
        comments_read=read,
        reader_commented=by_reader,
        comments_unread=unread,
        first_seen_at=before.first_seen_at if before else now,
        deleted_at=now if post.is_deleted else None,
    )


def _prints(text: str, before: Post | None) -> dict:
    """Return what tells the text from others; computed anew only where it is another text."""
    if before is not None and before.text == text:
        return {name: getattr(before, name) for name in PRINTS}
    return {"text_length": len(text.strip()), **prints(text)._asdict()}


def _comments_of(community: int, post: WallPost, before: Post | None, comments: Comments) -> tuple[int, bool, bool]:
    """Return how many comments were last read, whether a reader's was among them, whether some could not be read."""
    answer = comments.get((community, post.id))
    if isinstance(answer, tuple):
        return post.comments_count, any(one.author not in (-community, 0) for one in answer), False
    if before is None:
        return 0, False, answer is not None
    return before.comments_read, before.reader_commented, before.comments_unread or answer is not None


def _vanished(post: Post, now: datetime) -> Post:
    post.deleted_at = now
    return post


def _differs(row: Post, before: Post | None) -> bool:
    return before is None or any(getattr(row, name) != getattr(before, name) for name in SEEN)


def by_key(posts: Iterable[Post]) -> dict[tuple[int, int], Post]:
    return {(post.public_id, post.vk_id): post for post in posts}
