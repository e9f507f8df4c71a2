"""The one door to VK: profiles, walls, comments and names, typed, in the fewest calls.

Knows nothing of schools or rules. Every failure is a vk.errors.VkError; per community where it can be told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from . import credentials, errors, replies, talks
from .calls import EXECUTE_CALLS, Answer, Calls

PROFILES_A_CALL = 500
POSTS_A_PAGE = 100
# The walls in one execute share its 5 MB, and a photo alone brings 4–5 kB of addresses. Fewer walls at once cost
# requests only; fewer posts a wall would cost further pages, and those count against the day's quota.
POSTS_AN_ANSWER = 600
# A wall of reposts may hold no publication for years; this far before ``since`` nobody needs one any more.
LOOK_BACK = 35 * 24 * 3600
MAX_PAGES = 200
# Pages overlap, so that a post deleted between two pages cannot pull another one past us unseen.
OVERLAP = 5
PROFILE_FIELDS = (
    "cover,has_photo,photo_max,photo_max_orig,photo_max_size,photo_400,photo_400_orig,"
    "description,wall,members_count,status,site"
)


@dataclass(frozen=True)
class WallRequest:
    """Posts of a community's wall not older than ``since`` (Unix seconds), and the last publication before.

    ``page``: posts to ask for at once, 1 to 100.
    """

    community: int
    since: int
    page: int = POSTS_A_PAGE


@dataclass(frozen=True)
class Wall:
    """A wall as read: newest first, each post once. ``as_user``: ``can_comment`` means something."""

    community: int
    posts: tuple[replies.WallPost, ...]
    as_user: bool


@dataclass
class _Reading:
    """A wall in the middle of being read, page by page."""

    request: WallRequest
    page: int
    offset: int = 0
    pages: int = 0
    as_user: bool = True
    posts: dict[int, replies.WallPost] = field(default_factory=dict)

    def params(self) -> dict:
        return {"owner_id": -self.request.community, "count": self.page, "offset": self.offset}

    def take(self, page: replies.WallPage, as_user: bool) -> bool:
        """Add a page; return whether another one is needed."""
        overlaps = not self.posts or any(post.id in self.posts for post in page.posts)
        self.posts.update({post.id: post for post in page.posts})
        self.as_user, self.pages = self.as_user and as_user, self.pages + 1
        read_to = self.offset + len(page.posts)
        # Without a common post something vanished between the pages: step back and look again.
        self.offset = max(self.offset + 1, read_to - OVERLAP) if overlaps else max(0, self.offset - 4 * OVERLAP)
        return bool(page.posts) and read_to < page.total and self.pages < MAX_PAGES and not self._reached()

    def smaller(self) -> "_Reading":
        """Return the same reading, begun anew with half as many posts a page."""
        return _Reading(self.request, self.page // 2)

    def wall(self) -> Wall:
        posts = sorted(self.posts.values(), key=lambda post: (post.date, post.id), reverse=True)
        return Wall(self.request.community, tuple(posts), self.as_user)

    def _reached(self) -> bool:
        """Tell whether the last publication before ``since`` has come. A pinned post tells nothing."""
        since = self.request.since
        older = [post for post in self.posts.values() if post.date < since and not post.is_pinned]
        return any(post.is_publication or post.date < since - LOOK_BACK for post in older)


class Door:
    """Asks VK with a pool of tokens. ``requests`` counts what was sent."""

    def __init__(self, tokens: list[credentials.Credential]):
        self._tokens = tokens
        self._calls = Calls(tokens)

    @classmethod
    def from_settings(cls) -> "Door":
        return cls(credentials.from_settings())

    def __enter__(self) -> "Door":
        return self

    def __exit__(self, *_) -> None:
        for token in self._tokens:
            token.close()

    @property
    def requests(self) -> int:
        return self._calls.requests

    def communities(self, keys: Iterable[int | str]) -> dict[int | str, replies.Community]:
        """Return profiles by the keys asked for: ids, or screen names in lower case. Unknown ones are absent."""
        wanted = [key.lower() if isinstance(key, str) else key for key in keys]
        found: dict[int | str, replies.Community] = {}
        for start in range(0, len(wanted), PROFILES_A_CALL):
            for one in self._profiles(wanted[start : start + PROFILES_A_CALL]):
                found[one.id] = found[one.screen_name.lower()] = one
        return {key: found[key] for key in wanted if key in found}

    def resolve(self, name: str) -> replies.Resolved | None:
        """Return what a screen name belongs to, None if to nobody."""
        try:
            return replies.resolved(self._calls.one("utils.resolveScreenName", {"screen_name": name}))
        except errors.Refused:
            return None

    def walls(self, requests: Iterable[WallRequest]) -> dict[int, Wall | errors.VkError]:
        """Return for each community its wall, or why it could not be read."""
        done: dict[int, Wall | errors.VkError] = {}
        reading = [_Reading(request, request.page) for request in requests]
        while reading:
            at_once = min(EXECUTE_CALLS, max(1, POSTS_AN_ANSWER // max(one.page for one in reading)))
            answers = self._calls.many("wall.get", [one.params() for one in reading], at_once)
            reading = list(_unfinished(reading, answers, done))
        return done

    def comments(self, posts: Iterable[talks.Key]) -> dict[talks.Key, tuple[replies.Comment, ...] | errors.VkError]:
        """Return the comments of posts told by (community id, post id), or why they could not be read."""
        return talks.read(self._calls, posts)

    def _profiles(self, keys: list[int | str]) -> list[replies.Community]:
        """Ask for up to 500 profiles. VK refuses the whole call for one bad key: then halves tell which."""
        params = {"group_ids": ",".join(map(str, keys)), "fields": PROFILE_FIELDS}
        try:
            return replies.communities(self._calls.one("groups.getById", params))
        except (errors.Refused, errors.TooLarge):
            if len(keys) == 1:
                return []
            half = len(keys) // 2
            return self._profiles(keys[:half]) + self._profiles(keys[half:])


def _unfinished(reading: list[_Reading], answers: list[Answer], done: dict) -> Iterator[_Reading]:
    """Put finished walls into ``done``; yield those that need another page."""
    for one, answer in zip(reading, answers, strict=True):
        if isinstance(answer.value, errors.TooLarge) and one.page > 1:
            yield one.smaller()
        elif isinstance(answer.value, errors.VkError):
            done[one.request.community] = answer.value
        elif one.take(replies.wall_page(answer.value), answer.kind == "user"):
            yield one
        else:
            done[one.request.community] = one.wall()
