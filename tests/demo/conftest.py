"""A small world in which most of what VK can answer happens."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.protocol import answer
from demo.world import (
    Refusal,
    World,
    album,
    attachment,
    audio,
    clip,
    comment,
    community,
    doc,
    link,
    live,
    photo,
    poll,
    post,
    repost,
    video,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SCHOOL = 900001


def ago(**distance) -> datetime:
    return NOW - timedelta(**distance)


def conversation():
    answered = comment(31, ago(hours=5), "Во сколько начало?", 777)
    answered.replies = [
        comment(32, ago(hours=4), "В 10:00", -SCHOOL),
        comment(33, ago(hours=3), "Спасибо, а где это будет?", 778, reply_to=32),
    ]
    return [answered, comment(34, ago(hours=2), "Красота" * 30, 779), comment(35, ago(hours=1), deleted=True)]


def everything():
    """Every kind of post and attachment that the schema of VK knows."""
    return [
        post(10, ago(days=400), "Контакты", pinned=True),
        post(
            29,
            ago(hours=6),
            "Праздник",
            photo(1),
            photo(2, width=400, height=900),
            comments=conversation(),
            signer_id=5,
        ),
        repost(28, ago(hours=30), post(77, ago(days=2), "Оригинал", photo(9), owner_id=-42)),
        post(27, ago(hours=40), "Скидки", ad=True),
        post(26, ago(hours=50), "Урок", video(3), clip(4), live(5), edited=ago(hours=49)),
        post(25, ago(hours=60), "", album(6), doc(7), audio(8), link("https://e.test", "Сайт", with_photo=True)),
        post(24, ago(hours=70), "Опрос", poll(9), can_comment=False),
        post(23, ago(hours=80), "Вопрос читателя", from_id=777, views=None),
    ]


@pytest.fixture
def world():
    return World(
        [
            community(SCHOOL, "Школа № 1", "School1", posts=everything(), government=True, description="О нас"),
            community(900002, deactivated="deleted"),
            community(900003, deactivated="banned"),
            community(900004, is_closed=1, type="group"),
            community(900005, is_closed=2, type="group"),
            community(900006, wall=0),
            community(900007, type="group", wall=3, posts=[post(1, ago(days=1), "Новости", attachment("hologram"))]),
            community(900008, refusal=Refusal(19, "Content blocked")),
            community(900009, "Встреча", "meeting", type="event", cover=None, avatar=None),
        ],
        people={"director": 5},
    )


@pytest.fixture
def ask(world):
    """Return a function that makes a call of the protocol: ``ask("wall.get", "user", owner_id=-1)``."""

    def ask(method, kind="user", **params):
        given = {"v": "5.199", "access_token": f"{kind}-1"} | {key: str(value) for key, value in params.items()}
        return answer(world, method, given, int(NOW.timestamp()))

    return ask


@pytest.fixture
def code_of(ask):
    """Return a function that makes a call and tells the code of the error that it gets."""
    return lambda *call, **params: ask(*call, **params)["error"]["error_code"]
