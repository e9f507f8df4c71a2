"""A region whose verdicts are planted with its data: something to hold the rules against that they did not make.

Each public is put together from independent parts – what its wall shows, what readers ask, how it looks – and each
part names the verdicts that it must bring, read off the ministry's letter and not off the code. Pure, and imports
nothing of the product: a test asserts that. The week under judgement is that of ``MONDAY``; the region is read on
Thursday night of the week after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from demo.planted_parts import (
    ANSWERS,
    AVATARS,
    BY_HAND,
    COMMENTS,
    COVERS,
    DESCRIPTIONS,
    DUTIES,
    EXACT,
    EXEMPTED,
    GONE,
    KEPT,
    MARKS,
    PACES,
    SCENES,
    SHARED,
    UNREAD,
    Commenting,
    Exempt,
    Gone,
    Keeping,
    Scene,
    Talk,
)

ZONE = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 9, tzinfo=ZONE)
READ_AT = datetime(2026, 11, 19, 2, 0, tzinfo=ZONE)
RULES = (
    "reachable",
    "posts",
    "gaps",
    "media",
    "text",
    "comments_open",
    "answers",
    "mandatory",
    "cover",
    "avatar",
    "description",
    "state_mark",
)
# What is not asked of a card at all; and what cannot be told without a category.
NOT_OF_CARDS = ("posts", "comments_open", "answers", "mandatory")
BY_CATEGORY = ("posts", "gaps", "media", "text", "comments_open", "answers", "mandatory")
WEIGHTS = {"posts": 30, "gaps": 15, "media": 10, "text": 5, "comments_open": 10, "answers": 10, "mandatory": 5}
WEIGHTS |= {"cover": 5, "avatar": 5, "description": 5}
QUOTAS = {"flagship": 5, "active": 3}


@dataclass(frozen=True)
class Written:
    """A post: when, what it says, the numbers of its picture and of its text's neighbours."""

    id: int
    at: datetime
    text: str
    picture: int
    kind: str = "own"
    can_comment: bool | None = None
    by_reader: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Said:
    """A comment. ``author`` 0 is the community."""

    id: int
    at: datetime
    author: int
    text: str
    thread: int
    addressed: int = 0


@dataclass(frozen=True)
class Planted:
    """A public as VK and the registry show it, and what must be found: the verdicts, and what they come to."""

    number: int
    category: str
    name: str
    posts: tuple[Written, ...]
    said: tuple[Said, ...]
    profile: Mapping[str, object]
    registry_mark: bool | None
    cabinet: bool | None
    exempt: Exempt | None
    by_hand: tuple[str, str] | None
    gone: str
    read: bool
    stale: bool
    verdicts: Mapping[str, str]
    counted: int
    pace: str | None
    running: int | None

    @property
    def status(self) -> str:
        """Return the first of the rulebook's states that holds."""
        if not self.read:
            return "no_data"
        if "fail" in self.verdicts.values():
            return "issues"
        decisive = ("posts", "gaps", "cover", "avatar", "description")
        if any(self.verdicts[rule] == "unknown" for rule in decisive):
            return "unclear"
        return "remarks" if "warn" in self.verdicts.values() else "compliant"

    @property
    def score(self) -> float | None:
        """Return the share of the weights earned, in per cent to one place."""
        if self.verdicts["reachable"] == "fail":
            return 0.0
        earned = {rule: self._earned(rule) for rule in WEIGHTS if self.verdicts[rule] in ("pass", "warn", "fail")}
        total = sum(WEIGHTS[rule] for rule in earned)
        return round(100 * sum(WEIGHTS[rule] * share for rule, share in earned.items()) / total, 1) if total else None

    def _earned(self, rule: str) -> float:
        if rule == "posts" and self.by_hand != (rule, self.verdicts[rule]):
            return min(1.0, self.counted / QUOTAS[self.category])
        return {"pass": 1.0, "warn": 0.5, "fail": 0.0}[self.verdicts[rule]]


@dataclass
class _Wall:
    """A wall being written: ids and texts of its posts never repeat by accident."""

    number: int
    dice: Random
    posts: list[Written] = field(default_factory=list)

    def write(self, hours: float, text: str | None = None, *, picture: int | None = None, **more: Any) -> None:
        id = len(self.posts) + 1
        at = (MONDAY + timedelta(hours=hours)).astimezone(UTC)
        said = f"Новость {self.number} {id} {self.dice.random()}" if text is None else text
        self.posts.append(Written(id, at, said, id if picture is None else picture, **more))


def region(count: int, seed: int = 1871) -> Iterator[Planted]:
    """Yield so many publics, always the same for a seed."""
    for number in range(1, count + 1):
        # Every tenth trio shares a text: the first of the three keeps it.
        trio, place = divmod(number - 1, 3)
        scene = SHARED[place] if trio % 10 == 0 and number - place + 2 <= count else None
        yield _public(number, Random(f"{seed} {number}"), scene, f"{seed} {trio}")  # noqa: S311 — a game, no secret


def _public(number: int, dice: Random, shared: Scene | None, trio: str) -> Planted:
    category = dice.choices(("flagship", "active", "card", "unset"), (2, 5, 2, 1))[0]
    scene = shared or dice.choice(SCENES)
    cover, avatar, description = dice.choice(COVERS), dice.choice(AVATARS), dice.choice(DESCRIPTIONS)
    talk, mark = dice.choice((*ANSWERS, UNREAD) if scene.posting else ANSWERS), dice.choice(MARKS)
    comments = dice.choice([one for one in COMMENTS if scene.posting or not one.needs_posts])
    gone = dice.choice(GONE) if shared is None and dice.random() < 0.08 else None
    running = dice.choice((0, 1, 2, 3, 5))
    keeping, cabinet = dice.choice(KEPT), dice.choice((True, True, True, False, None))
    exempt = dice.choice(EXEMPTED) if dice.random() < 0.15 else None
    by_hand = dice.choice(BY_HAND) if dice.random() < 0.1 else None
    wall = _wall(number, dice, scene, comments, talk, running, trio, _added(scene, keeping))
    name = f"Муниципальное бюджетное учреждение «Гимназия № {number} имени Габдуллы Тукая»"
    verdicts = {
        "reachable": "pass",
        "posts": scene.posts.get(category, "not_applicable"),
        **dict(zip(("gaps", "media", "text"), scene.card if category == "card" else scene.busy, strict=True)),
        "comments_open": comments.verdict,
        "answers": talk.verdict,
        "mandatory": _mandatory(scene, keeping, category, cabinet, gone),
        "cover": cover.verdict,
        "avatar": avatar.verdict,
        "description": description.verdict,
        "state_mark": mark.verdict,
    }
    if gone:
        verdicts |= _of_gone(gone, verdicts, comments.wall, mark.registry)
    verdicts |= _by_category(category)
    verdicts |= _exempted(exempt, scene, verdicts)
    verdicts |= dict([by_hand] if by_hand else [])
    read = gone is None or gone.read
    stale = gone is not None and gone.stale
    return Planted(
        number=number,
        category=category,
        name=name,
        posts=tuple(wall.posts) if read or stale else (),
        said=tuple(_said(talk, number)),
        profile={
            "wall": comments.wall,
            "state_mark": mark.vk,
            **cover.profile,
            **avatar.profile,
            "description": description.text(name),
        },
        registry_mark=mark.registry,
        cabinet=cabinet,
        exempt=exempt,
        by_hand=by_hand,
        gone=gone.cause if gone else "",
        read=read,
        stale=stale,
        verdicts=verdicts,
        counted=scene.counted if read or stale else 0,
        pace=None if gone else PACES.get((category, min(running + scene.next_week, 5)), ""),
        running=None if gone else running + scene.next_week,
    )


def _of_gone(gone: Gone, known: Mapping[str, str], wall: int | None, mark: bool | None) -> dict[str, str]:
    """Return what changes where the wall cannot be read: what was seen stays, what cannot be seen is unknown."""
    if not gone.read:
        told = {True: "pass", False: "fail", None: "unknown"}[mark]
        return {**dict.fromkeys(RULES, "unknown"), "state_mark": told}
    posts = "pass" if known["posts"] == "pass" else "unknown"
    # Whether a wall is off can be read in a profile only that is shown.
    return {**gone.verdicts, "posts": posts} | ({"comments_open": "unknown"} if wall == 0 else {})


def _added(scene: Scene, keeping: Keeping) -> dict[int, str]:
    """Return {place in the scene: what is added to that post's own words} to keep the duties, or to seem to."""
    added: dict[int, str] = {}
    for duty, where in zip(DUTIES, (keeping.text, keeping.hashtag), strict=False):
        place = _place(scene, where)
        if place is not None:
            added[place] = f"{added.get(place, '')} {duty.sample}"
    return added


def _place(scene: Scene, where: str) -> int | None:
    """Return which post of the week has words of its own and is the first, the last, or a stranger's."""
    own = where != "stranger"
    found = [
        place
        for place, one in enumerate(scene.wall)
        if 0 <= one.hours < 168 and one.text is None and (one.kind == "own") is own
    ]
    return found[-1 if where == "last" else 0] if found and where else None


def _mandatory(scene: Scene, keeping: Keeping, category: str, cabinet: bool | None, gone: Gone | None) -> str:
    """Return what the duties of the week come to for a flagship or an active public."""
    if cabinet is not True:
        return "unknown" if cabinet is None else "not_applicable"
    asked = [duty for duty in DUTIES if duty.asked and (not duty.categories or category in duty.categories)]
    where = dict(zip(DUTIES, (keeping.text, keeping.hashtag), strict=False))
    if all(_kept(scene, where[duty], duty.hours) for duty in asked):
        return "pass"
    return "unknown" if gone else "fail"


def _kept(scene: Scene, where: str, hours: int) -> bool:
    place = _place(scene, where)
    return place is not None and where != "stranger" and scene.wall[place].hours < hours


def _exempted(exempt: Exempt | None, scene: Scene, known: Mapping[str, str]) -> dict[str, str]:
    """Return the rules that an exemption waives; a day of it within a silence makes that shorter."""
    if exempt is None:
        return {}
    if exempt.waives:
        return dict.fromkeys(exempt.rules or RULES, "waived")
    shorter = exempt.rules == ("gaps",) and scene.name == EXACT and known["gaps"] in ("fail", "warn")
    return {"gaps": "pass"} if shorter else {}


def _by_category(category: str) -> dict[str, str]:
    if category == "unset":
        return dict.fromkeys(BY_CATEGORY, "unknown")
    return dict.fromkeys(NOT_OF_CARDS, "not_applicable") if category == "card" else {}


def _wall(
    number: int,
    dice: Random,
    scene: Scene,
    comments: Commenting,
    talk: Talk,
    running: int,
    trio: str,
    added: Mapping[int, str],
) -> _Wall:
    wall = _Wall(number, dice)
    for place, one in enumerate(scene.wall):
        text = one.text.format(trio=trio, number=number) if one.text is not None else None
        text = f"Новость {number} {place} {dice.random()}.{added[place]}" if place in added else text
        in_week = 0 <= one.hours < 168
        told = {"by_reader": comments.by_reader and in_week, "unread": talk.unread and in_week}
        may = comments.can_comment
        wall.write(one.hours, text, picture=one.picture, kind=one.kind, can_comment=may, **told)
    for place in range(running):
        wall.write(168 + 10 + 7 * place, can_comment=comments.can_comment)
    return wall


def _said(talk: Talk, number: int) -> Iterator[Said]:
    for id, (hours, author, text, thread, addressed) in enumerate(talk.said, start=1):
        at = (MONDAY + timedelta(hours=hours)).astimezone(UTC)
        # Comments share their numbers with the posts of a wall.
        yield Said(100_000 + id, at, author, text, 100_000 + (thread or id), addressed)
