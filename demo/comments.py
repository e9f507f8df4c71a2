"""How VK pages comments: threads of one level, a start, an offset, an order. Pure."""

from dataclasses import dataclass

from demo import shapes
from demo.world import Comment, Post


@dataclass(frozen=True)
class Page:
    """What of the comments is asked for. ``thread``: the comment whose replies are listed, 0 for the first level.

    ``start``: the comment from which ``offset`` counts. ``preview``: cut texts at so many characters, 0 leaves them.
    """

    offset: int
    count: int
    start: int
    newest_first: bool
    thread: int
    thread_size: int
    preview: int


def listed(post: Post, wall: int, page: Page, can_post: bool) -> dict | None:
    """Return wall.getComments' answer; None if the thread asked for does not exist."""
    parent = next((one for one in post.comments if one.id == page.thread), None)
    if page.thread and parent is None:
        return None
    level = _ordered(parent.replies if parent else post.comments, page)
    items = [_item(one, parent, wall, post.id, page, can_post) for one in level[_start(level, page) :][: page.count]]
    return {
        "count": len(level) if parent else post.comments_count,
        "current_level_count": len(level),
        "can_post": can_post,
        "show_reply_button": can_post,
        "items": items,
    }


def _ordered(level: list[Comment], page: Page) -> list[Comment]:
    return sorted(level, key=lambda one: (one.date, one.id), reverse=page.newest_first)


def _start(level: list[Comment], page: Page) -> int:
    """Return where the page begins; the offset may be negative when it counts from a comment."""
    places = [place for place, one in enumerate(level) if one.id == page.start]
    return max(0, (places[0] if places else 0) + page.offset)


def _item(one: Comment, parent: Comment | None, wall: int, post_id: int, page: Page, can_post: bool) -> dict:
    written = shapes.comment(one, wall, post_id, parent=parent, preview=page.preview)
    if parent:
        return written
    return written | {"thread": shapes.thread(one, wall, post_id, page.thread_size, page.preview, can_post)}
