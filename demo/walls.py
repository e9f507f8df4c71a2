"""What the invented communities look like and post. A wall is a function of the institution and the moment alone.

A week's posts are drawn once, with their ids; as the clock goes on they appear, gather views, and are commented.
"""

import math
import random
from dataclasses import dataclass, replace
from functools import lru_cache

from demo import names, texts, world
from demo.institutions import Character as C
from demo.institutions import Institution, dice_of
from demo.looks import look_of
from demo.world import Attachment, Comment, Community, Post

DAY, WEEK = 86_400, 604_800
# Moscow's Monday 00:00 of the week that began on 5 January 1970.
FIRST_MONDAY = 4 * DAY - 3 * 3600
DEPTH = 12
# Ids count from a week of 2024; a week has room for forty posts.
FIRST_WEEK, ROOM = 2_817, 40
QUOTAS = {"flagship": 5, "active": 3, "unset": 3, "card": 0}
SETTLED = 21 * DAY
# Views to a like, views to a repost.
LIKES, REPOSTS = 25, 200
PINNED_ID = 7
PINNED_DATE = 1_725_260_400

PHOTO, CLIP, BARE, LONG, REPOST, STALE, MINISTRY = "photo", "clip", "bare", "long", "repost", "stale", "ministry"
VISITOR, AD = "visitor", "ad"


def week_of(moment: int) -> int:
    """Return the number of Moscow's week in which a moment (Unix time) lies."""
    return (moment - FIRST_MONDAY) // WEEK


def monday(week: int) -> int:
    return FIRST_MONDAY + week * WEEK


@dataclass
class MovingWall:
    """The wall of an institution. Called with a moment it tells the posts there are by then; kept for a minute."""

    institution: Institution
    _minute: int = -1
    _posts: tuple[Post, ...] = ()

    def __call__(self, now: int) -> list[Post]:
        if now // 60 != self._minute:
            self._posts = tuple(posts_until(self.institution, now - now % 60))
            self._minute = now // 60
        return list(self._posts)


def posts_until(one: Institution, now: int) -> list[Post]:
    """Return the posts of the last weeks as they stand at a moment."""
    weeks = range(week_of(now) - DEPTH, week_of(now) + 1)
    drawn = [post for week in weeks for post in week_posts(one, week) if post.date <= now]
    return [*_pinned(one), *(_grown(post, now) for post in drawn)]


def _pinned(one: Institution) -> list[Post]:
    if one.number % 4 or one.character is C.SILENT:
        return []
    text = f"{one.full}. Приёмная работает по будням с 8:00 до 17:00."
    return [world.post(PINNED_ID, PINNED_DATE, text, world.photo(1), pinned=True, views=4_000 + one.number)]


def _grown(post: Post, now: int) -> Post:
    """Return a post with the views and comments that it has by now; an old one has all it will ever get."""
    if now - post.date > SETTLED:
        return post
    seen = round((post.views or 0) * (1 - math.exp((post.date - now) / (2 * DAY)))) + 1
    comments = [_until(comment, now) for comment in post.comments if comment.date <= now]
    return replace(post, views=seen, likes=seen // LIKES, reposts=seen // REPOSTS, comments=comments)


def _until(comment: Comment, now: int) -> Comment:
    return replace(comment, replies=[reply for reply in comment.replies if reply.date <= now])


# --- a week --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16_384)
def week_posts(one: Institution, week: int) -> tuple[Post, ...]:
    """Return all that an institution posts in a week, oldest first, ids rising."""
    dice = dice_of(one.community_id, week)
    slots = sorted((monday(week) + second, kind) for second, kind in _plan(one, week, dice))
    first = max(1, week - FIRST_WEEK) * ROOM
    return tuple(_post(one, dice, first + place, moment, kind) for place, (moment, kind) in enumerate(slots))


def _plan(one: Institution, week: int, dice: random.Random) -> list[tuple[int, str]]:
    """Return seconds after Monday and kinds of a week's posts."""
    if one.category == "card":
        return _card(one, dice)
    quota = QUOTAS[one.category]
    match one.character:
        case C.BURSTS:
            return _spread(dice, [PHOTO] * (quota + 1), 2) if (week + one.number) % 2 else []
        case C.SILENT:
            return _spread(dice, [PHOTO] * quota, 7) if (week + one.number) % 9 == 0 else []
        case C.REPOSTER:
            return _spread(dice, [PHOTO, *[REPOST] * (quota + 1)], 7)
        case C.DUPLICATES:
            return _spread(dice, [PHOTO, *[STALE] * quota], 7)
        case C.SHARED:
            return _spread(dice, [PHOTO, *[MINISTRY] * len(texts.MINISTRY)], 7)
    return _spread(dice, _steady(one, week, dice, quota), 7)


def _card(one: Institution, dice: random.Random) -> list[tuple[int, str]]:
    """A card need not post; some do now and then."""
    return _spread(dice, [PHOTO], 7) if one.number % 5 > 2 and dice.random() < 0.5 else []


def _steady(one: Institution, week: int, dice: random.Random, quota: int) -> list[str]:
    """Return the kinds of a week in which the institution means to do what is asked."""
    slow = 0.6 if one.character is C.LAZY else 0.03 + 0.05 * (week % 13 < 4)
    own = quota - 1 if dice.random() < slow else quota + dice.choice((0, 1, 1, 2, 3))
    kinds = [_kind(one, dice) for _ in range(own)]
    extra = [kind for kind, chance in ((REPOST, 0.35), (MINISTRY, 0.06)) if dice.random() < chance]
    if one.character is C.VISITED:
        extra += [kind for kind, chance in ((VISITOR, 0.7), (AD, 0.4)) if dice.random() < chance]
    return kinds + extra


def _kind(one: Institution, dice: random.Random) -> str:
    if one.character is C.LONG_TEXTS and dice.random() < 0.5:
        return LONG
    if one.character is C.NO_MEDIA and dice.random() < 0.6:
        return BARE
    return dice.choices((PHOTO, CLIP, BARE), (80, 16, 4))[0]


def _spread(dice: random.Random, kinds: list[str], days: int) -> list[tuple[int, str]]:
    """Lay posts over the days, between 8 and 20 o'clock, in the order of chance."""
    kinds = dice.sample(kinds, len(kinds))
    return [
        (place * days // len(kinds) * DAY + 8 * 3600 + dice.randrange(12 * 3600), kind)
        for place, kind in enumerate(kinds)
    ]


# --- a post --------------------------------------------------------------------------------------------------------


def _post(one: Institution, dice: random.Random, id: int, moment: int, kind: str) -> Post:
    closed = False if _comments_off(one) else None
    views = round(60 + one.number % 7 * 40 + dice.random() * 400)
    post = world.post(id, moment, _text(one, dice, id, moment, kind), can_comment=closed, views=views)
    post.likes, post.reposts = views // LIKES, views // REPOSTS
    if kind == REPOST:
        source = world.post(
            dice.randrange(9_000), moment - DAY, dice.choice(texts.ORIGINALS), world.photo(id), owner_id=-42
        )
        return replace(post, copy_history=[source])
    if kind == VISITOR:
        return replace(post, from_id=1_000_000 + dice.randrange(9_000))
    post.attachments = _attachments(dice, id, kind)
    post.comments = [] if closed is False else _comments(one, dice, post)
    return replace(post, ad=kind == AD)


def _text(one: Institution, dice: random.Random, id: int, moment: int, kind: str) -> str:
    match kind:
        case "repost":
            return dice.choice(("", "", "Делимся."))
        case "stale":
            return dice.choice(texts.STALE)
        case "ministry":
            return texts.MINISTRY[id % len(texts.MINISTRY)].format(week=week_of(moment) % 52 + 1)
        case "visitor":
            return dice.choice(texts.VISITORS)
        case "ad":
            return dice.choice(texts.ADS)
        case "long":
            return texts.long(dice, one.type, one.short, _place(one, id))
    return texts.own(dice, one.type, one.short, _place(one, id))


def _place(one: Institution, id: int) -> int:
    """Return a number that grows by one from post to post, from week to week by nine."""
    return id // ROOM * 9 + id % ROOM + one.number * 7


def _attachments(dice: random.Random, id: int, kind: str) -> list[Attachment]:
    if kind == BARE:
        bare = (world.poll(id), world.doc(id), world.link("https://edu.example/news", "Новость", with_photo=True))
        return dice.choice(([], [bare[0]], [bare[1]], [bare[2]]))
    if kind == CLIP:
        return [dice.choice((world.video(id), world.clip(id), world.album(id), world.live(id)))]
    return [world.photo(id * 10 + number) for number in range(dice.choice((1, 1, 1, 2, 3)))]


def _comments(one: Institution, dice: random.Random, post: Post) -> list[Comment]:
    """Return what readers say under a post, with the community's answers; most posts get nothing."""
    chance = {"flagship": 0.09, "active": 0.05}.get(one.category, 0.02) + 0.2 * (one.character is C.UNANSWERED)
    if dice.random() >= chance:
        return []
    return [_comment(one, dice, post, number) for number in range(dice.choice((1, 1, 2)))]


def _comment(one: Institution, dice: random.Random, post: Post, number: int) -> Comment:
    id, reader = 1_000_000 + post.id * 10 + number * 2, 1_000_000 + dice.randrange(9_000)
    moment = post.date + dice.randrange(600, 20 * 3600)
    if dice.random() < 0.5 and one.character is not C.UNANSWERED:
        return world.comment(id, moment, dice.choice(texts.PRAISE), reader)
    answer = world.comment(id + 1, moment + dice.randrange(900, 18 * 3600), dice.choice(texts.ANSWERS), _wall(one))
    answered = dice.random() < (0.1 if one.character is C.UNANSWERED else 0.96)
    return world.comment(id, moment, dice.choice(texts.QUESTIONS), reader, *([answer] if answered else []))


def _wall(one: Institution) -> int:
    return -(one.community_id or 0)


# --- a profile -----------------------------------------------------------------------------------------------------


def community(one: Institution) -> Community:
    """Return an institution's community."""
    name = f"Наша школьная жизнь | {one.place}" if one.character is C.RENAMED else one.short
    return world.community(
        one.community_id or 0,
        name,
        one.screen_name,
        description=_description(one),
        status=names.INVENTED,
        members=80 + one.number * 37 % 2_400,
        government=one.mark,
        posts=MovingWall(one),
        **_looks(one),
    )


def _description(one: Institution) -> str:
    told = (
        f"{one.full}. Официальная страница: новости, объявления, успехи детей и педагогов, ответы на вопросы. "
        f"Приёмная открыта по будням. {names.INVENTED}: такой организации нет."
    )
    return {C.EMPTY_DESCRIPTION: "", C.BRIEF_DESCRIPTION: one.short}.get(one.character, told)


def _looks(one: Institution) -> dict:
    """Return how the character shows in the profile."""
    shown: dict[C, dict] = {
        C.SMALL_COVER: {"cover": (1000, 250)},
        C.SMALL_AVATAR: {"avatar": 200},
        C.NO_COVER: {"cover": None},
        C.NO_AVATAR: {"avatar": None},
        C.DELETED: {"deactivated": "deleted"},
        C.BANNED: {"deactivated": "banned"},
        C.PRIVATE: {"type": "group", "is_closed": 1 + one.number % 2},
        C.WALL_DISABLED: {"wall": 0},
        C.CLOSED_COMMENTS: {"type": "page"} if _comments_off(one) else {"type": "group", "wall": 3},
    }
    dice = dice_of("looks", one.number)
    drawn = {"cover_look": look_of(dice), "avatar_look": look_of(dice)}
    return {"cover": ((1590, 400), (1920, 480))[one.number % 2], **drawn, **shown.get(one.character, {})}


def _comments_off(one: Institution) -> bool:
    """Pages close comments post by post, where only a reader's token sees it; groups close the wall."""
    return one.character is C.CLOSED_COMMENTS and one.number % 2 == 0
