"""Comments under posts, read to their end: VK shows a hundred a call, and of each thread the first ten replies."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from . import errors, replies
from .calls import Calls

COMMENTS_A_CALL = 100
REPLIES_SHOWN = 10
# A contest with thousands of comments must not eat the night: what lies beyond so many is not looked at.
MOST = 3000

Key = tuple[int, int]
"""The community's number and the post's."""


@dataclass(frozen=True)
class _Level:
    """Comments of the first level (``thread`` 0) or of one thread, from a place on."""

    key: Key
    thread: int = 0
    offset: int = 0

    def params(self) -> dict:
        community, post = self.key
        asked: dict[str, int | str] = {"owner_id": -community, "post_id": post, "offset": self.offset}
        # Oldest first: what is written while we read comes last and shifts nothing.
        asked |= {"count": COMMENTS_A_CALL, "sort": "asc", "preview_length": 0}
        return asked | ({"comment_id": self.thread} if self.thread else {"thread_items_count": REPLIES_SHOWN})


def read(
    calls: Calls, posts: Iterable[Key], meanwhile: Callable[[], object]
) -> dict[Key, tuple[replies.Comment, ...] | errors.VkError]:
    """Return all comments of each post, threads included, or why they could not be read."""
    found: dict[Key, dict[int, replies.Comment] | errors.VkError] = {key: {} for key in posts}
    levels = [_Level(key) for key in found]
    while levels:
        answers = calls.many("wall.getComments", [one.params() for one in levels], meanwhile=meanwhile)
        levels = [
            more for one, answer in zip(levels, answers, strict=True) for more in _take(one, answer.value, found)
        ]
    return {key: tuple(said.values()) if isinstance(said, dict) else said for key, said in found.items()}


def _take(level: _Level, answer: Any, found: dict) -> Iterator[_Level]:
    """Keep what an answer brought; yield what has to be asked for yet. A part unread leaves the post unread."""
    said = found[level.key]
    if isinstance(answer, errors.VkError) or isinstance(said, errors.VkError):
        found[level.key] = answer if isinstance(answer, errors.VkError) else said
        return
    page = replies.comment_page(answer, level.thread)
    said.update({one.id: one for one in page.comments})
    if page.shown and level.offset + page.shown < page.total and len(said) < MOST:
        yield replace(level, offset=level.offset + page.shown)
    yield from (_Level(level.key, thread, shown) for thread, shown in page.unfinished)
