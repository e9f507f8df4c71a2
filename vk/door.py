"""The one door to VK: profiles, walls, comments and names, typed, in the fewest calls.

Knows nothing of schools or rules. Every failure is a vk.errors.VkError; per community where it can be told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import credentials, errors, replies, talks
from .calls import Calls
from .credentials import EXECUTE_CALLS
from .errands import Answer

PROFILES_A_CALL = 500
POSTS_A_PAGE = 100
# wall.getById takes as many.
POSTS_BY_ID = 100
# The walls in one execute share its 5 MB, and a photo alone brings 4–5 kB of addresses. Fewer walls at once cost
# requests only; fewer posts a wall would cost further pages, and those count against the day's quota.
POSTS_AN_ANSWER = 600
# A wall whose answer was too large weighs double; with each reading that went well a tenth of its excess is forgiven.
HEAVIER, FORGIVEN = 2.0, 0.9
USUAL_WEIGHT = 1.1
# A wall of reposts may hold no publication for years; this far before ``since`` nobody needs one any more.
LOOK_BACK = 35 * 24 * 3600
MAX_PAGES = 200
# A reading that showed nothing has shown no moment whole.
NEVER = 2**62
# Pages overlap, so that a post deleted between two pages cannot pull another one past us unseen.
OVERLAP = 5
PROFILE_FIELDS = (
    "cover,has_photo,photo_max,photo_max_orig,photo_max_size,photo_400,photo_400_orig,"
    "description,wall,members_count,is_government_organization,trust_mark"
)


@dataclass(frozen=True)
class WallRequest:
    """Posts of a community's wall not older than ``since`` (Unix seconds), and the last publication before.

    ``page``: posts to ask for at once, 1 to 100. ``weight``: how much larger than usual the wall's posts are, 1 or
    more: what its last reading told.
    """

    community: int
    since: int
    page: int = POSTS_A_PAGE
    weight: float = 1


@dataclass(frozen=True)
class Wall:
    """A wall as read: newest first, each post once. ``as_user``: ``can_comment`` means something.

    ``whole_since``: every post dated from then on (Unix seconds) that VK showed is here. ``weight``: for the next
    request. ``unreadable``: posts left out because they could be none, a sentence each.
    """

    community: int
    posts: tuple[replies.WallPost, ...]
    as_user: bool
    whole_since: int = 0
    weight: float = 1
    unreadable: tuple[str, ...] = ()


@dataclass
class _Reading:
    """A wall in the middle of being read, page by page."""

    request: WallRequest
    page: int
    weight: float
    burdened: bool = False
    offset: int = 0
    pages: int = 0
    as_user: bool = True
    reached: bool = False
    ended: bool = False
    posts: dict[int, replies.WallPost] = field(default_factory=dict)
    unreadable: dict[str, None] = field(default_factory=dict)

    @classmethod
    def begun(cls, request: WallRequest) -> "_Reading":
        return cls(request, min(request.page, _longest_page(request.weight)), request.weight)

    @property
    def load(self) -> float:
        """Return its share of an answer, in posts of usual weight."""
        return self.page * self.weight

    def params(self) -> dict:
        return {"owner_id": -self.request.community, "count": self.page, "offset": self.offset}

    def take(self, page: replies.WallPage, as_user: bool) -> bool:
        """Add a page; return whether another one is needed."""
        overlaps = not (self.posts and page.posts) or any(post.id in self.posts for post in page.posts)
        self.posts |= {post.id: post for post in page.posts}
        self.unreadable.update(dict.fromkeys(page.unreadable))
        self.as_user, self.pages = self.as_user and as_user, self.pages + 1
        read_to = self.offset + page.shown
        # Without a common post something vanished between the pages: step back and look again.
        self.offset = max(self.offset + 1, read_to - OVERLAP) if overlaps else max(0, self.offset - 4 * OVERLAP)
        self.reached = self.reached or self._reaches(page)
        self.ended = overlaps and (read_to >= page.total or self.reached)
        # The wall is deeper than its last reading told, nobody knows how much: each page counts, its length does not.
        self.page = _longest_page(self.weight)
        return bool(page.shown) and not self.ended and self.pages < MAX_PAGES

    def burden(self) -> None:
        """Note that an answer with this wall in it was too large."""
        self.weight, self.burdened = min(POSTS_AN_ANSWER, self.weight * HEAVIER), True

    def smaller(self) -> "_Reading":
        """Return the same reading, begun anew with half as many posts a page."""
        half = self.page // 2
        return _Reading(self.request, half, max(self.weight, POSTS_AN_ANSWER / half), burdened=True)

    def wall(self) -> Wall:
        posts = sorted(self.posts.values(), key=replies.newest, reverse=True)
        eased = 1 + (self.weight - 1) * FORGIVEN
        weight = self.weight if self.burdened else eased if eased > USUAL_WEIGHT else 1
        return Wall(
            self.request.community,
            tuple(posts),
            self.as_user,
            self._whole_since(),
            weight,
            tuple(self.unreadable),
        )

    def _reaches(self, page: replies.WallPage) -> bool:
        """Tell whether the page shows the last publication before ``since``. A pinned post tells nothing."""
        since = self.request.since
        older = [post for post in page.posts if post.date < since and not post.is_pinned]
        return any(post.is_publication or post.date < since - LOOK_BACK for post in older)

    def _whole_since(self) -> int:
        if self.ended:
            return self.request.since
        return min((post.date for post in self.posts.values() if not post.is_pinned), default=NEVER)


class Door:
    """Asks VK with a pool of tokens. ``requests`` counts what was sent. Safe for threads."""

    def __init__(self, tokens: list[credentials.Credential]):
        self._tokens = tokens
        self._calls = Calls(tokens)

    @classmethod
    def from_settings(cls) -> "Door":
        return cls(credentials.from_settings())

    def __enter__(self) -> "Door":
        return self

    def __exit__(self, *_) -> None:
        self._calls.close()

    @property
    def requests(self) -> int:
        return self._calls.requests

    def uncounted(self) -> int:
        """Return the requests sent since this was last asked: what batches at once have asked for is told once."""
        return self._calls.uncounted()

    @property
    def portions_at_once(self) -> int:
        """Return how many portions of 25 walls must be asked for at once so that no token waits for the next one."""
        return 2 * self._calls.portions_at_once

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

    def walls_left(self) -> int | None:
        """Return how many more pages of walls all tokens may read today; None if no token works at all."""
        return self._calls.left_today("wall.get")

    def walls(
        self, requests: Iterable[WallRequest], meanwhile: Callable[[], object] = lambda: None
    ) -> dict[int, Wall | errors.VkError]:
        """Return for each community its wall, or why it could not be read.

        ``meanwhile``: called now and then while answers are waited for, which may take long.
        """
        done: dict[int, Wall | errors.VkError] = {}
        reading = [_Reading.begun(request) for request in requests]
        while reading:
            asked = [one.params() for one in reading]
            answers = self._calls.many("wall.get", asked, _at_once(reading), meanwhile)
            reading = list(_unfinished(reading, answers, done))
        return done

    def standing(self, posts: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return those of the posts, told by (community, post id), that stand on their walls, as far as VK tells.

        What VK does not answer for is taken to stand: that something is gone must be known, not guessed.
        """
        keys = list(posts)
        parts = [keys[start : start + POSTS_BY_ID] for start in range(0, len(keys), POSTS_BY_ID)]
        asked = [{"posts": ",".join(f"-{community}_{post}" for community, post in part)} for part in parts]
        answers = self._calls.many("wall.getById", asked, POSTS_AN_ANSWER // POSTS_BY_ID)
        return {key for part, answer in zip(parts, answers, strict=True) for key in _still(part, answer.value)}

    def comments(
        self, posts: Iterable[talks.Key], meanwhile: Callable[[], object] = lambda: None
    ) -> dict[talks.Key, tuple[replies.Comment, ...] | errors.VkError]:
        """Return the comments of posts told by (community id, post id), or why they could not be read."""
        return talks.read(self._calls, posts, meanwhile)

    def _profiles(self, keys: list[int | str]) -> list[replies.Community]:
        """Ask for up to 500 profiles. VK refuses the whole call for one bad key: then halves tell which."""
        params = {"group_ids": ",".join(map(str, keys)), "fields": PROFILE_FIELDS}
        try:
            return replies.communities(self._calls.one("groups.getById", params))
        except replies.Unreadable as why:
            raise errors.Transient(f"groups.getById: {why}") from None
        except (errors.Refused, errors.TooLarge):
            if len(keys) == 1:
                return []
            half = len(keys) // 2
            return self._profiles(keys[:half]) + self._profiles(keys[half:])


def _longest_page(weight: float) -> int:
    """Return how many posts of a wall may be asked for at once: where error 13 has halved a page, no more again."""
    return max(1, min(POSTS_A_PAGE, int(POSTS_AN_ANSWER / weight)))


def _at_once(reading: Sequence[_Reading]) -> int:
    """Return how many walls may share an answer so that none becomes too large."""
    loads = [one.load for one in reading]
    if max(loads) * EXECUTE_CALLS <= POSTS_AN_ANSWER:
        return EXECUTE_CALLS  # with walls of whichever batch
    for walls in range(min(EXECUTE_CALLS, len(loads)), 1, -1):
        if all(sum(loads[start : start + walls]) <= POSTS_AN_ANSWER for start in range(0, len(loads), walls)):
            return walls
    return 1


def _unfinished(reading: list[_Reading], answers: list[Answer], done: dict) -> Iterator[_Reading]:
    """Put finished walls into ``done``; yield those that need another page."""
    for one, answer in zip(reading, answers, strict=True):
        if answer.heavy:
            one.burden()
        if isinstance(answer.value, errors.TooLarge) and one.page > 1:
            yield one.smaller()
        elif (result := _taken(one, answer)) is None:
            yield one
        else:
            done[one.request.community] = result


def _taken(one: _Reading, answer: Answer) -> Wall | errors.VkError | None:
    """Return what a reading has come to with this answer; None if it needs another page."""
    if isinstance(answer.value, errors.VkError):
        return answer.value
    try:
        page = replies.wall_page(answer.value, one.request.community)
    except replies.Unreadable as why:
        return errors.Transient(f"wall.get: {why}")
    return None if one.take(page, answer.kind == "user") else one.wall()


def _still(asked: list[tuple[int, int]], answer: dict | list | errors.VkError) -> set[tuple[int, int]]:
    """Return those of the posts asked for that stand; all of them if VK did not tell."""
    shown = answer.get("items") if isinstance(answer, dict) else answer
    if not isinstance(shown, list):
        return set(asked)
    posts = (post for post in shown if isinstance(post, dict) and not post.get("is_deleted"))
    return set(asked) & {(-(post.get("owner_id") or 0), post.get("id") or 0) for post in posts}
