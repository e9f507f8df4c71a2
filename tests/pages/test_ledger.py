"""The ledger of a week: what was judged is shown as it was, and a suspected pair is settled by a specialist."""

from datetime import timedelta

import pytest

from monitoring.facts import Conversation, Kind, NotUnique, PostFact, Question
from monitoring.models import FrozenWeek, Post, Resemblance

from .conftest import LAST, MOSCOW, NOW, RUNNING, browse, district, judged, person, public, seen
from .test_public import MONDAY, cut, frozen, post, shown, words, wrote

pytestmark = pytest.mark.django_db
WALL = "https://vk.com/wall-900001"


def line(client, of, number: int, week=LAST) -> str:
    """Return the ledger's row of a post."""
    text = shown(client, of, week=str(week))
    return words(cut(rf'<tr role="row">\s*<td[^>]*><a href="{WALL}_{number}".*?</tr>', text))


WHY = {
    Kind.REPOST: (post(5, 30, kind=Kind.REPOST), "Репост"),
    Kind.AD: (post(5, 30, kind=Kind.AD), "Реклама"),
    Kind.VISITOR: (post(5, 30, kind=Kind.VISITOR), "Запись посетителя"),
    Kind.FUTURE: (post(5, 30, kind=Kind.FUTURE), "Отложен"),
    Kind.DELETED: (
        post(5, 30, kind=Kind.DELETED, deleted_at=MONDAY + timedelta(days=2, hours=2)),
        "Удалён: 11 ноября, 02:00 его на стене уже не было",
    ),
    NotUnique.DUPLICATE: (post(5, 30, not_unique=NotUnique.DUPLICATE, original=f"{WALL}_3"), "Повтор поста:"),
    NotUnique.SHARED: (
        post(5, 30, not_unique=NotUnique.SHARED, original="https://vk.com/wall-7_8"),
        "vk.com/wall-7_8",
    ),
}


@pytest.mark.parametrize(("fact", "why"), WHY.values(), ids=WHY.keys())
def test_every_post_that_does_not_count_says_why(specialist, fact, why):
    one = public()
    frozen(one, fact)
    row = line(specialist, one, 5)
    assert "Не засчитан" in row
    assert why in row


def test_a_fixed_week_shows_the_kept_copy_and_that_the_post_was_edited_since(specialist):
    one = public()
    frozen(one, post(5, 30))
    copy = {"5": {"text": "Так было написано", "attachments": [{"type": "video", "owner": 1, "id": 1}]}}
    FrozenWeek.objects.filter(public=one).update(copies=copy)
    row = line(specialist, one, 5)
    assert "Так было написано" in row
    assert "1 видео" in row
    assert "Позже изменён" in row
    Post.objects.filter(public=one, vk_id=5).update(text="Так было написано")
    assert "Позже изменён" not in line(specialist, one, 5)


def test_of_an_open_week_is_told_when_a_post_was_edited(specialist, pair):
    assert "Исправлен" not in line(specialist, pair, 5, RUNNING)
    Post.objects.filter(public=pair, vk_id=5).update(edited_at=NOW - timedelta(hours=1))
    assert "Исправлен 20 ноября, 06:41" in line(specialist, pair, 5, RUNNING)


def test_the_kept_copy_outlives_the_post(specialist):
    one = public()
    frozen(one, post(5, 30))
    FrozenWeek.objects.filter(public=one).update(copies={"5": {"text": "Осталось в копии", "attachments": []}})
    Post.objects.filter(public=one).delete()
    assert "Осталось в копии" in line(specialist, one, 5)


def test_questions_without_an_answer_are_links_to_the_comments(specialist):
    one = public()
    asked = MONDAY + timedelta(hours=34)
    questions = [Question(70 + n, 5, asked + timedelta(hours=n)) for n in range(2)]
    questions.append(Question(80, 6, asked, asked + timedelta(hours=1)))
    frozen(one, post(5, 30), conversation=Conversation(MONDAY + timedelta(days=8), tuple(questions)))
    row = cut(r'<tr role="row">\s*<th[^>]*>Ответы на вопросы.*?</tr>', shown(specialist, one))
    assert f'href="{WALL}_5?reply=70"' in row
    assert "Вопросы без ответа в срок: 10 ноября, 10:00 , 10 ноября, 11:00" in words(row)
    assert "reply=80" not in row


# --- suspected pairs ------------------------------------------------------------------------------
@pytest.fixture
def pair():
    """Return a public whose running week has a post like an earlier one."""
    one = public()
    seen(one)
    judged(one, RUNNING, posts=1)
    monday = RUNNING.starts(MOSCOW)
    wrote(one, 3, monday + timedelta(hours=10), "Поздравляем Айгуль")
    wrote(one, 5, monday + timedelta(hours=30), "Поздравляем Тимура", repeats=3, likeness="suspected")
    return one


def settle(client, one, same: str = "yes", post: int = 5):
    return client.post(f"/publics/{one.pk}/posts/{post}/resemblance/", {"same": same})


def test_a_specialist_is_asked_whether_the_pair_is_one_post(specialist, pair):
    row = line(specialist, pair, 5, RUNNING)
    assert "посмотрите, не повтор ли: 16 ноября, 10:00 Повтор Разные посты" in row
    assert "не повтор ли" not in line(specialist, pair, 3, RUNNING)


@pytest.mark.parametrize(("word", "told"), [("yes", "Специалист решил, что это повтор"), ("no", "что это не повтор")])
def test_the_word_is_kept_with_its_history_and_can_be_changed(specialist, pair, word, told):
    settle(specialist, pair, "no" if word == "yes" else "yes")
    answer = settle(specialist, pair, word)
    assert answer.url == f"/publics/{pair.pk}/?week={RUNNING}#ledger"
    row = Resemblance.objects.get()
    assert (row.post, row.original, row.same, row.decided_by.memberships.get().role) == (
        5,
        3,
        word == "yes",
        "specialist",
    )
    assert row.events.count() == 2
    assert told in line(specialist, pair, 5, RUNNING)


@pytest.mark.parametrize(
    ("role", "status"), [("observer", 403), ("district_officer", 403), ("school_admin", 403), ("", 404)]
)
def test_only_specialists_settle_it(pair, role, status):
    scope = {
        "district_officer": {"district": pair.institution.district},
        "school_admin": {"institution": pair.institution},
    }
    assert settle(browse(person(role, **scope.get(role, {}))), pair).status_code == status
    assert not Resemblance.objects.exists()


def test_a_foreign_public_and_a_post_that_is_not_suspected_are_not_found(specialist, pair):
    stranger = browse(person("district_officer", district=district("Другой район")))
    assert settle(stranger, pair).status_code == 404
    assert settle(specialist, pair, post=3).status_code == 404
    assert settle(specialist, pair, post=99).status_code == 404


def test_others_see_the_suspicion_without_the_choice(observer, pair):
    row = line(observer, pair, 5, RUNNING)
    assert "не повтор ли" in row
    assert "Разные посты" not in row


def test_in_a_fixed_week_the_suspicion_is_shown_and_nothing_is_asked(specialist):
    one = public()
    frozen(one, PostFact(5, NOW - timedelta(days=9), text_length=50, suspected=f"{WALL}_3"))
    FrozenWeek.objects.filter(public=one).update(copies={"5": {"text": "Новость", "attachments": []}})
    row = line(specialist, one, 5)
    assert "не повтор ли" in row
    assert "Разные посты" not in row
