"""The parts of the planted region: walls, talks, looks, and the verdicts that each must bring. Pure tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class At:
    """A post so many hours after Monday 00:00. ``text`` None: a new one; ``picture`` None: its own, 0: none."""

    hours: float
    text: str | None = None
    picture: int | None = None
    kind: str = "own"


@dataclass(frozen=True)
class Scene:
    """A wall around the week, and what it must bring.

    ``posts``: the verdict by category. ``busy``: of flagships and actives, ``card``: of cards, about gaps, media and
    text. ``counted``: own unique posts. ``next_week``: posts of the week after that the scene itself brings.
    ``posting``: there are community posts in the week.
    """

    name: str
    wall: tuple[At, ...]
    counted: int
    posts: Mapping[str, str]
    busy: tuple[str, str, str] = ("pass", "pass", "pass")
    card: tuple[str, str, str] = ("pass", "pass", "pass")
    next_week: int = 0
    posting: bool = True


def every(*hours: float, **more) -> tuple[At, ...]:
    return tuple(At(one, **more) for one in hours)


STEADY = (10, 34, 82, 106, 154)
# The week before, so that no silence reaches into this one: Monday, Thursday, Saturday evening.
BEFORE = every(-158, -86, -30)
BOTH = {"flagship": "pass", "active": "pass"}
ACTIVE_ONLY = {"flagship": "fail", "active": "pass"}
NEITHER = {"flagship": "fail", "active": "fail"}
SECOND = 1 / 3600
# The silence of this scene is exactly too long; one exempt day takes 24 hours out of it.
EXACT = "the seventh day full to the second"
NEWS = "В нашей школе прошёл день открытых дверей, спасибо всем, кто пришёл, {number}"
LOUD_NEWS = NEWS.upper().replace("{NUMBER}", "{number} 🎉")
CONGRATULATION = "Поздравляем {name} с победой на районной олимпиаде по математике. Гордимся и желаем новых успехов"
AIGUL, TIMUR = CONGRATULATION.format(name="Айгуль Сафину"), CONGRATULATION.format(name="Тимура Ганиева")
MENU = "Меню на {day} ноября. Завтрак: каша пшённая, чай. Обед: суп с лапшой, котлета, пюре, компот."

SCENES = (
    Scene("five posts through the week", BEFORE + every(*STEADY), 5, BOTH),
    Scene("four", BEFORE + every(*STEADY[:4]), 4, ACTIVE_ONLY),
    Scene("three", BEFORE + every(*STEADY[:3]), 3, ACTIVE_ONLY),
    Scene("two", BEFORE + every(*STEADY[:2]), 2, NEITHER),
    Scene(
        "two and four reposts",
        BEFORE + every(10, 154) + every(20, 40, 60, 80, kind="repost"),
        2,
        NEITHER,
    ),
    Scene(
        "three, two ads and two of visitors",
        BEFORE + every(10, 82, 154) + every(20, 40, kind="ad") + every(60, 80, kind="visitor"),
        3,
        ACTIVE_ONLY,
    ),
    Scene("five, one of them deleted", BEFORE + every(*STEADY[:4]) + every(154, kind="deleted"), 4, ACTIVE_ONLY),
    Scene("one text twice", BEFORE + every(34, 82, 106) + (At(10, NEWS), At(154, LOUD_NEWS)), 4, ACTIVE_ONLY),
    Scene("a text of a month ago", (At(-720, NEWS), *BEFORE, *every(10, 82), At(154, NEWS)), 2, NEITHER),
    Scene("a text of 61 days ago", (At(-1464, NEWS), *BEFORE, *every(10, 82), At(10, NEWS)), 3, ACTIVE_ONLY),
    Scene("one template, two pictures", (*BEFORE, At(10, AIGUL), At(82), At(154, TIMUR)), 3, ACTIVE_ONLY),
    Scene(
        "one template, one picture",
        (*BEFORE, At(10, AIGUL, picture=777), At(82), At(154, TIMUR, picture=777)),
        2,
        NEITHER,
    ),
    Scene(
        "pictures without words, one of them twice",
        (*BEFORE, At(10, "", picture=777), *every(34, 82, 106, 130), At(154, "", picture=777)),
        5,
        BOTH,
        # Four of six have words.
        ("pass", "pass", "warn"),
        ("pass", "pass", "warn"),
    ),
    Scene(
        "menus of five days",
        BEFORE + tuple(At(hours, MENU.format(day=9 + place)) for place, hours in enumerate(STEADY)),
        5,
        BOTH,
    ),
    Scene(
        "silent since Wednesday of the week before",
        every(-158, -110),
        0,
        NEITHER,
        ("fail", "not_applicable", "not_applicable"),
        ("warn", "not_applicable", "not_applicable"),
        posting=False,
    ),
    Scene(
        EXACT,
        every(-158) + every(10, *STEADY[1:]),
        5,
        BOTH,
        ("fail", "pass", "pass"),
        ("warn", "pass", "pass"),
    ),
    Scene("a second less", every(-158) + every(10 - SECOND, *STEADY[1:]), 5, BOTH),
    Scene("back after three silent weeks", every(-500) + every(9, *STEADY[1:]), 5, BOTH),
    Scene(
        "a wall without posts",
        (),
        0,
        NEITHER,
        ("fail", "not_applicable", "not_applicable"),
        ("not_applicable",) * 3,
        posting=False,
    ),
    Scene(
        "silent for a year",
        every(-8760),
        0,
        NEITHER,
        ("fail", "not_applicable", "not_applicable"),
        ("not_applicable",) * 3,
        posting=False,
    ),
    Scene(
        "two of five too long",
        BEFORE + every(*STEADY[:3]) + (At(106, "{number:06}" + "ж" * 1495), At(154, "{number:06}" + "щ" * 4000)),
        5,
        BOTH,
        ("pass", "pass", "warn"),
        ("pass", "pass", "warn"),
    ),
    Scene("exactly 1,500 characters", BEFORE + every(*STEADY[:4]) + (At(154, "{number:06}" + "ж" * 1494),), 5, BOTH),
    Scene("one of five without a picture", BEFORE + every(*STEADY[:4]) + every(154, picture=0), 5, BOTH),
    Scene(
        "two of five without",
        BEFORE + every(*STEADY[:3]) + every(106, 154, picture=0),
        5,
        BOTH,
        ("pass", "warn", "pass"),
        ("pass", "warn", "pass"),
    ),
    Scene("the week's last second", BEFORE + every(*STEADY[:4]) + every(168 - SECOND), 5, BOTH),
    Scene("the next week's first", BEFORE + every(*STEADY[:4]) + every(168), 4, ACTIVE_ONLY, next_week=1),
    Scene(
        "an hour before midnight and at midnight",
        BEFORE + every(-1, 0, 40, 100, 150),
        4,
        ACTIVE_ONLY,
    ),
)
_TEXT = "Министерство объявляет республиканский форум учителей и наставников, заявки принимаются на сайте форума. "
_FORUM = _TEXT * 2 + "{trio}"
# The same words on three walls within two days: the first to publish them keeps them.
SHARED = (
    Scene("first with a shared text", (*BEFORE, At(10), At(50, _FORUM), At(154)), 3, ACTIVE_ONLY),
    Scene("second with it", (*BEFORE, At(10), At(60, _FORUM), At(154)), 2, NEITHER),
    Scene("third with it", (*BEFORE, At(10), At(98, _FORUM), At(154)), 2, NEITHER),
)


@dataclass(frozen=True)
class Commenting:
    """What is known of the readers' right to comment."""

    verdict: str
    wall: int | None = 1
    can_comment: bool | None = None
    by_reader: bool = False
    needs_posts: bool = True


COMMENTS = (
    Commenting("pass", can_comment=True),
    Commenting("fail", can_comment=False),
    Commenting("pass", by_reader=True),
    # A reader's comment outweighs what a token may do.
    Commenting("pass", by_reader=True, can_comment=False),
    Commenting("unknown", needs_posts=False),
    Commenting("unknown", wall=None, needs_posts=False),
    Commenting("fail", wall=3, needs_posts=False),
    Commenting("fail", wall=0, needs_posts=False),
)


@dataclass(frozen=True)
class Talk:
    """What was said: (hours after Monday, reader or 0, text, its thread by place or 0, whom it addresses)."""

    verdict: str
    said: tuple[tuple[float, int, str, int, int], ...] = ()
    unread: bool = False


def _asked(count: int, answered: int) -> tuple[tuple[float, int, str, int, int], ...]:
    """Return so many questions of Monday morning, each of another reader, and the answers to some of them."""
    questions = tuple((10 + place / 60, 500 + place, "Когда собрание", 0, 0) for place in range(count))
    answers = tuple((20 + place / 60, 0, "В среду", place + 1, 0) for place in range(answered))
    return questions + answers


ANSWERS = (
    Talk("not_applicable"),
    Talk("not_applicable", ((10, 501, "Какие молодцы!", 0, 0), (11, 502, "Спасибо", 0, 0))),
    Talk("not_applicable", ((-2, 501, "Когда собрание?", 0, 0), (170, 502, "Где расписание?", 0, 0))),
    Talk("not_applicable", ((10, 0, "А вы знали?", 0, 0),)),
    Talk("pass", ((10, 501, "Во сколько начало?", 0, 0), (11, 0, "В десять", 1, 501))),
    Talk("pass", ((10, 501, "Кайчан җыелыш була", 0, 0), (34, 0, "Чәршәмбе", 1, 501))),
    Talk("pass", ((10, 501, "Нужно ли брать форму", 0, 0), (12, 0, "[id501|Анна], да", 0, 0))),
    Talk("pass", ((164, 501, "Когда каникулы?", 0, 0), (187, 0, "С понедельника", 1, 0))),
    Talk("pass", _asked(10, 9)),
    Talk("warn", _asked(9, 8)),
    Talk("warn", ((10, 501, "Куда нести заявление", 0, 0),)),
    Talk("warn", ((10, 501, "Где списки?", 0, 0), (34 + SECOND, 0, "На сайте", 1, 0))),
    Talk("warn", ((10, 501, "Где списки?", 0, 0), (11, 502, "Тоже жду", 1, 501))),
    Talk("warn", ((10, 501, "Где списки?", 0, 0), (11, 0, "Добрый день", 0, 0))),
)
# Comments that VK would not show hide questions. It needs a post to hang on.
UNREAD = Talk("unknown", unread=True)


@dataclass(frozen=True)
class Look:
    verdict: str
    profile: Mapping[str, object]


def _picture(name: str, pixels: str, least: int) -> tuple[Look, ...]:
    told = [
        ("pass", True, least),
        ("pass", True, least * 2),
        ("pass", True, least + 1),
        ("warn", True, least - 1),
        ("fail", False, None),
        ("unknown", None, None),
        ("unknown", True, None),
    ]
    return tuple(Look(verdict, {f"{name}_set": is_set, f"{name}_{pixels}": size}) for verdict, is_set, size in told)


COVERS = _picture("cover", "width", 1590)
AVATARS = _picture("avatar", "side", 400)


@dataclass(frozen=True)
class Description:
    verdict: str
    text: Callable[[str], str | None]


DESCRIPTIONS = (
    Description("pass", lambda name: f"{name}. " + "Учим и растим детей с 1962 года. " * 4),
    Description("pass", lambda name: f"Страница гимназии № {name.split('№ ')[1].split()[0]}, Тукая. " + "ж" * 90),
    Description("warn", lambda name: name),
    Description("warn", lambda name: "Добро пожаловать на нашу страницу! " * 6),
    Description("fail", lambda name: ""),
    Description("fail", lambda name: "  \n "),
    Description("unknown", lambda name: None),
)


@dataclass(frozen=True)
class Mark:
    """What the registry and VK say of the «Госорганизация» mark; the registry's word goes first."""

    verdict: str
    registry: bool | None
    vk: bool | None


MARKS = (
    Mark("pass", True, None),
    Mark("pass", None, True),
    Mark("pass", True, False),
    Mark("fail", False, None),
    Mark("fail", None, False),
    Mark("fail", False, True),
    Mark("unknown", None, None),
)


@dataclass(frozen=True)
class Gone:
    """Why a public could not be read: what that makes of its verdicts whatever else is true of it."""

    cause: str
    read: bool = True
    stale: bool = False
    verdicts: Mapping[str, str] = field(default_factory=dict)


_UNSEEN = {"reachable": "fail", "gaps": "unknown", "answers": "unknown"}
GONE = (
    Gone("deleted", verdicts=_UNSEEN),
    Gone("blocked", verdicts=_UNSEEN),
    Gone("private", verdicts=_UNSEEN),
    Gone("not_found", verdicts=_UNSEEN),
    Gone("", read=False),
    # Seen in the week itself and never since: what it looked like then says nothing of its end.
    Gone("", read=False, stale=True),
)


@dataclass(frozen=True)
class Duty:
    """A post that everybody of these categories with a cabinet must publish from Monday until so many hours after.

    ``sample`` is looked for as a text or as a hashtag; ``asked``: the period ends in the week.
    """

    title: str
    way: str
    sample: str
    hours: int
    categories: tuple[str, ...] = ()
    asked: bool = True


DUTIES = (
    Duty("Читаем вместе", "text", "Акция «Читаем вместе»: расскажите о любимой книге своему классу и семье", 120),
    Duty("Год наставника", "hashtags", "#ГодНаставника", 168, ("flagship",)),
    Duty("Что ещё впереди", "keywords", "предстоящая республиканская олимпиада", 336, asked=False),
)


@dataclass(frozen=True)
class Keeping:
    """Where a public puts what the first two duties ask for: into its first or last own post of the week, or not.

    «stranger»: into a repost, an ad, a visitor's or a deleted post, if there is one.
    """

    text: str = ""
    hashtag: str = ""


KEPT = (
    Keeping("first", "first"),
    Keeping("first", "last"),
    Keeping("last", "first"),
    Keeping("first"),
    Keeping("", "last"),
    Keeping("stranger", "stranger"),
    Keeping(),
)


@dataclass(frozen=True)
class Exempt:
    """Days, counted from Monday and both included, in which some rules (all, if none is named) do not bind."""

    first: int
    last: int
    rules: tuple[str, ...] = ()

    @property
    def waives(self) -> bool:
        """Four days of the week or more waive a rule."""
        return len({*range(7)} & {*range(self.first, self.last + 1)}) >= 4


EXEMPTED = (
    Exempt(0, 3, ("posts", "media")),
    Exempt(4, 6, ("posts", "text")),
    Exempt(3, 9),
    Exempt(-6, 2, ("cover", "mandatory")),
    Exempt(-4, -4, ("gaps",)),
)
# Verdicts by hand: the rule, and what a specialist said of it.
BY_HAND: tuple[tuple[str, str], ...] = (
    *(("posts", outcome) for outcome in ("pass", "fail", "warn")),
    *(("cover", "fail"), ("answers", "pass"), ("gaps", "not_applicable")),
    *(("comments_open", "unknown"), ("mandatory", "pass"), ("reachable", "fail")),
)
# What a table of the rulebook says of a running week, three full days into it: (category, own posts so far).
PACES = {
    **{("flagship", own): pace for own, pace in enumerate(["behind"] * 2 + ["on_pace"] * 3 + ["done"])},
    **{("active", own): pace for own, pace in enumerate(["behind"] + ["on_pace"] * 2 + ["done"] * 3)},
}
