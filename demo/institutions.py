"""The invented region's institutions: who they are, how well they keep their publics, what the ministry's list says.

Everything is told by the seed alone: the same seed gives the same region, to the last digit.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from demo import names

SEED = 2026
# Far above the numbers that VK has given out: no link of the demo leads to somebody real.
FIRST_ID = 990_000_001
WITHOUT_PUBLIC = 0.05


class Character(StrEnum):
    """How an institution keeps its public. The first ones do what the letter asks, perhaps with a remark."""

    EXEMPLARY = "exemplary"
    SMALL_COVER = "small_cover"
    SMALL_AVATAR = "small_avatar"
    BRIEF_DESCRIPTION = "brief_description"
    LONG_TEXTS = "long_texts"
    NO_MEDIA = "no_media"
    UNANSWERED = "unanswered"
    RENAMED = "renamed"
    VISITED = "visited"

    BURSTS = "bursts"
    REPOSTER = "reposter"
    SILENT = "silent"
    LAZY = "lazy"
    DUPLICATES = "duplicates"
    SHARED = "shared"

    CLOSED_COMMENTS = "closed_comments"
    NO_COVER = "no_cover"
    NO_AVATAR = "no_avatar"
    EMPTY_DESCRIPTION = "empty_description"
    NO_MARK = "no_mark"
    DELETED = "deleted"
    BANNED = "banned"
    PRIVATE = "private"
    WALL_DISABLED = "wall_disabled"


C = Character
GOOD = {C.EXEMPLARY: 50, C.SMALL_COVER: 8, C.SMALL_AVATAR: 8, C.BRIEF_DESCRIPTION: 10, C.LONG_TEXTS: 6,
        C.NO_MEDIA: 6, C.UNANSWERED: 6, C.RENAMED: 4, C.VISITED: 6}  # fmt: skip
BAD_PROFILE = {C.CLOSED_COMMENTS: 4, C.NO_COVER: 6, C.NO_AVATAR: 3, C.EMPTY_DESCRIPTION: 4, C.NO_MARK: 4,
               C.DELETED: 2, C.BANNED: 1.5, C.PRIVATE: 1.5, C.WALL_DISABLED: 1.5}  # fmt: skip
BAD_POSTS = {C.BURSTS: 6, C.REPOSTER: 6, C.SILENT: 7, C.LAZY: 9, C.DUPLICATES: 5, C.SHARED: 5}

# Type → chances of flagship, active, card, unset.
CATEGORIES = ("flagship", "active", "card", "unset")
CHANCES = {
    "Управление образования": (1, 0, 0, 0),
    "Министерство": (1, 0, 0, 0),
    "Школа": (22, 53, 20, 5),
    "Детский сад": (8, 50, 38, 4),
    "Колледж": (60, 35, 5, 0),
    "Дополнительное образование": (20, 60, 20, 0),
}
OTHERS = (20, 50, 20, 10)


@dataclass(frozen=True)
class Institution:
    """An institution and its public. ``community_id`` None: it has none. ``mark``, ``cabinet`` None: not told."""

    number: int
    type: str
    short: str
    full: str
    district: str
    place: str
    ogrn: str
    category: str
    character: Character
    community_id: int | None
    screen_name: str
    mark: bool | None
    cabinet: bool | None


def dice_of(*key: object) -> random.Random:
    """Return a source of chance that always gives the same for the same key, in every process."""
    return random.Random(":".join(map(str, key)))  # noqa: S311 invented data, no secrets


@cache
def institutions(seed: int = SEED) -> tuple[Institution, ...]:
    """Return the region's institutions, district by district."""
    drafts = list(_drafts(seed))
    return tuple(_institution(seed, number, *draft) for number, draft in enumerate(drafts, start=1))


def ogrn(serial: int, year: int = 2) -> str:
    """Return an ОГРН with the right control digit; region 00 exists nowhere."""
    digits = f"1{year:02}0000{serial:05}"
    return f"{digits}{int(digits) % 11 % 10}"


# --- who there is: (type, short name, full name, district, place, how well the district works) ---------------------

Draft = tuple[str, str, str, str, str, float]


def _drafts(seed: int) -> Iterator[Draft]:
    villages = list(names.VILLAGES)
    dice_of(seed, "villages").shuffle(villages)
    for place, (kind, district, centre, _, quality) in enumerate(names.DISTRICTS):
        mine = villages[place * 12 : place * 12 + 12]
        drafts = _city(centre) if kind == "city_district" else _rural(district, centre, mine, place)
        for type, short, full, where in drafts:
            yield type, short, full, district, where, quality
    for type, short, full in _republican():
        yield type, short, full, names.REPUBLICAN, "Каменноречинск", 0.85


def _rural(district: str, centre: str, villages: list[tuple[str, str]], place: int) -> Iterator[tuple[str, ...]]:
    of = f"{district.replace('ий муниципальный район', 'ого муниципального района')} {names.REGION_GENITIVE}"
    title = district.split()[0]
    yield (
        "Управление образования",
        f"Управление образования: {title} район",
        (f"Муниципальное казённое учреждение «Управление образования» {of}"),
        centre,
    )
    yield from (_school(f"{centre}: {kind}", f"{kind}» села {centre}", of, centre) for kind in _kinds(place))
    for village, adjective in villages[:7]:
        basic = len(village) % 2 == 0
        yield _village_school(village, adjective, "основная" if basic else "средняя", of)
    for village, garden in zip([centre, centre, *(one for one, _ in villages[7:])], _gardens(place), strict=False):
        yield _garden(garden, village, of)
    yield from _clubs(place, centre, of)
    yield from _neighbours(place, centre, title, of)


def _kinds(place: int) -> tuple[str, ...]:
    return ("СОШ № 1", "СОШ № 2", ("Гимназия", "Лицей", "Кадетская школа")[place % 3])


def _school(short: str, tail: str, of: str, where: str) -> tuple[str, ...]:
    spelled = tail.replace("СОШ", "Средняя общеобразовательная школа")
    return "Школа", short, f"Муниципальное бюджетное общеобразовательное учреждение «{spelled} {of}", where


def _village_school(village: str, adjective: str, level: str, of: str) -> tuple[str, ...]:
    full = f"«{adjective}ая {level} общеобразовательная школа» {of}"
    short = f"{adjective}ая {'ООШ' if level == 'основная' else 'СОШ'}"
    return "Школа", short, f"Муниципальное бюджетное общеобразовательное учреждение {full}", village


def _gardens(place: int) -> tuple[str, ...]:
    start = place * 7 % len(names.KINDERGARTENS)
    return (names.KINDERGARTENS * 2)[start : start + 6]


def _garden(garden: str, where: str, of: str) -> tuple[str, ...]:
    full = f"Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад «{garden}» ({where}) {of}"
    return "Детский сад", f"Детский сад «{garden}», {where}", full, where


def _clubs(place: int, centre: str, of: str) -> Iterator[tuple[str, ...]]:
    for step in (0, 1):
        club = names.CLUBS[(place + step * 3) % len(names.CLUBS)]
        full = f"Муниципальное бюджетное учреждение дополнительного образования «{club}» {of}"
        yield "Дополнительное образование", f"{club}, {centre}", full, centre


def _neighbours(place: int, centre: str, title: str, of: str) -> Iterator[tuple[str, ...]]:
    """Yield what stands in a district beside its schools; not every district has each."""
    yield (
        "Культура",
        f"{title} районный Дом культуры",
        f"Муниципальное учреждение «Районный Дом культуры» {of}",
        centre,
    )
    if place % 2:
        trade = names.TRADES[place % len(names.TRADES)]
        full = f"Государственное автономное профессиональное образовательное учреждение «{title} {trade.lower()}»"
        yield "Колледж", f"{title} {trade.lower()}", full, centre
    else:
        yield "Спорт", f"Спортивная школа, {centre}", f"Муниципальное учреждение «Спортивная школа» {of}", centre
    if place % 3 == 0:
        full = f"Государственное учреждение здравоохранения «{title} центральная районная больница»"
        yield "Здравоохранение", f"{title} ЦРБ", full, centre
    if place % 3 == 1:
        yield (
            "Молодёжный центр",
            f"Молодёжный центр, {centre}",
            f"Муниципальное учреждение «Молодёжный центр» {of}",
            centre,
        )


def _city(centre: str) -> Iterator[tuple[str, ...]]:
    of = f"города Каменноречинска {names.REGION_GENITIVE}"
    yield (
        "Управление образования",
        "Управление образования Каменноречинска",
        (f"Муниципальное казённое учреждение «Управление образования» {of}"),
        centre,
    )
    for number in range(1, 19):
        yield _school(f"СОШ № {number}, {centre}", f"СОШ № {number}»", of, centre)
    yield _school(f"Гимназия № 5, {centre}", "Гимназия № 5»", of, centre)
    yield _school(f"Лицей № 9, {centre}", "Лицей № 9»", of, centre)
    for number, garden in enumerate(names.KINDERGARTENS[:14], start=1):
        yield _garden(f"№ {number} {garden}", centre, of)
    yield from _clubs(0, centre, of)
    yield from _clubs(1, centre, of)
    yield (
        "Культура",
        f"Городская библиотека, {centre}",
        f"Муниципальное учреждение «Городская библиотека» {of}",
        centre,
    )
    yield (
        "Спорт",
        f"Ледовый дворец «Айсберг», {centre}",
        f"Муниципальное учреждение «Ледовый дворец «Айсберг» {of}",
        centre,
    )


def _republican() -> Iterator[tuple[str, str, str]]:
    of = names.REGION_GENITIVE
    yield "Министерство", f"Министерство образования {of}", f"Министерство образования и науки {of}"
    for trade in names.TRADES:
        form = "Государственное автономное профессиональное образовательное учреждение"
        yield "Колледж", f"Каменноречинский {trade.lower()}", f"{form} «Каменноречинский {trade.lower()}»"
    for short in ("Лицей-интернат для одарённых детей", "Кадетский корпус «Озёрный»"):
        yield "Школа", short, f"Государственное автономное общеобразовательное учреждение «{short}» {of}"
    yield "Дополнительное образование", "Кванториум «Орбита»", f"Детский технопарк «Кванториум «Орбита» {of}"
    yield "Детский дом", "Детский дом «Родной берег»", f"Государственное учреждение «Детский дом «Родной берег» {of}"
    yield "Культура", "Краевая детская библиотека", f"Государственное учреждение «Краевая детская библиотека» {of}"
    yield "Центр занятости", "Центр занятости молодёжи", f"Государственное учреждение «Центр занятости молодёжи» {of}"
    yield "МФЦ", "МФЦ «Мои документы»", f"Государственное учреждение «Многофункциональный центр» {of}"


# --- what becomes of them ------------------------------------------------------------------------------------------


def _institution(
    seed: int, number: int, type: str, short: str, full: str, district: str, place: str, quality: float
) -> Institution:
    dice = dice_of(seed, "institution", number)
    category = dice.choices(CATEGORIES, CHANCES.get(type, OTHERS))[0]
    character = _character(dice, category, 0.97 if type == "Министерство" else quality)
    has_public = category == "flagship" or dice.random() >= WITHOUT_PUBLIC
    return Institution(
        number=number,
        type=type,
        short=short,
        full=full,
        district=district,
        place=place,
        ogrn=ogrn(number * 37, 2 + number % 22),
        category=category,
        character=character,
        community_id=FIRST_ID + number * 13 if has_public else None,
        screen_name=_screen_name(dice, number, short, character),
        mark=False if character is C.NO_MARK else dice.choices((True, None), (92, 8))[0],
        cabinet=dice.choices((True, False, None), (80, 12, 8))[0],
    )


def _character(dice: random.Random, category: str, quality: float) -> Character:
    # A card has nothing to post: only its looks can be wrong.
    bad = BAD_PROFILE if category == "card" else BAD_PROFILE | BAD_POSTS
    chances = GOOD if dice.random() < quality else bad
    return dice.choices(list(chances), list(chances.values()))[0]


def _screen_name(dice: random.Random, number: int, short: str, character: Character) -> str:
    """Return an address that shows that it is invented; some communities keep the number VK gave them."""
    if dice.random() < 0.12 or character is C.DELETED:
        return f"club{FIRST_ID + number * 13}"
    return f"{names.latin(short)[:22].strip('_')}_demo{number}"
