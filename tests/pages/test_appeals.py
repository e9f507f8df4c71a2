"""Appeals: made by the school, commented by the district, decided once, and then a specialist's verdict."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from monitoring import appealing, clock
from monitoring.models import Appeal, ManualVerdict
from registry import retention
from registry.history import history_rows
from registry.models import Public

from .conftest import BEFORE, LAST, NOW, browse, district, person, public, seen, text
from .deciding import frozen, row, verdict

pytestmark = pytest.mark.django_db
REASON = "Пост вышел, но его сочли повтором"


@pytest.fixture
def late(db) -> Public:
    """A public whose frozen week has one post of three."""
    one = public()
    seen(one)
    frozen(one, posts=1)
    return one


@pytest.fixture
def school(late) -> Client:
    return browse(person("school_admin", institution=late.institution))


@pytest.fixture
def officer(late) -> Client:
    return browse(person("district_officer", district=late.institution.district))


def dispute(client: Client, of: Public, rule: str = "posts", week=LAST, **changes):
    told = {"reason": REASON, "post": "", **changes}
    return client.post(f"/publics/{of.pk}/verdicts/{rule}/appeal/?week={week}", told, follow=True)


def appealed(of: Public, week=LAST, **fields) -> Appeal:
    told = {"rule": "posts", "outcome": "fail", "reason": REASON, "made_at": NOW, **fields}
    return Appeal.objects.create(public=of, week=week.monday, **told)


def decide(client: Client, one: Appeal, decision: str = "pass", answer: str = "Пост засчитан"):
    return client.post(f"/appeals/{one.pk}/decide/", {"decision": decision, "answer": answer}, follow=True)


def test_who_decides_reads_what_the_disputed_verdict_rests_on(late, school):
    dispute(school, late)
    one = Appeal.objects.get()
    specialist = browse(person("specialist"))
    assert "Не хватает 2 постов: засчитано 1, норма 3." in text(specialist, f"/appeals/{one.pk}/")
    decide(specialist, one)
    # Another stands in its place now: its ground is the answer, which is there already.
    assert "Решение специалиста:" not in text(specialist, f"/appeals/{one.pk}/")


# --- the way of an appeal ------------------------------------------------------------------------
def test_a_school_disputes_its_verdict_from_its_page(school, late):
    assert f"/publics/{late.pk}/verdicts/posts/?week={LAST}#appeal" in text(school, f"/publics/{late.pk}/?week={LAST}")
    assert "Отправить обращение" in text(school, f"/publics/{late.pk}/verdicts/posts/?week={LAST}")
    address = f"https://vk.com/{late.screen_name}?w=wall-{late.vk_id}_7%2Fall"
    answer = dispute(school, late, post=address)
    one = Appeal.objects.get()
    assert answer.redirect_chain[-1][0] == f"/appeals/{one.pk}/"
    assert (one.rule, one.week, one.outcome, one.state) == ("posts", LAST.monday, "fail", "waiting")
    assert one.post == f"https://vk.com/wall-{late.vk_id}_7"
    for page in (f"/publics/{late.pk}/?week={LAST}", f"/my/{late.pk}/", "/appeals/"):
        assert REASON in text(school, page)
    assert verdict(late, "posts")["outcome"] == "fail"


def test_an_accepted_appeal_is_a_verdict_by_hand_for_that_week_alone(specialist, school, late):
    frozen(late, BEFORE, posts=1)
    one = appealed(late)
    decide(specialist, one)
    one.refresh_from_db()
    assert (one.state, one.answer) == ("accepted", "Пост засчитан")
    assert one.decided_by.memberships.get().role == "specialist"
    assert ManualVerdict.objects.get() == one.verdict
    assert (verdict(late, "posts")["outcome"], row(late).status) == ("pass", "compliant")
    assert verdict(late, "posts", BEFORE)["outcome"] == "fail"
    assert "Решение специалиста: Пост засчитан" in text(school, f"/publics/{late.pk}/?week={LAST}")
    page = text(school, f"/appeals/{one.pk}/")
    assert "принято" in page
    assert "Пост засчитан" in page


def test_a_declined_appeal_leaves_the_verdict_and_tells_why(specialist, school, late):
    one = appealed(late)
    decide(specialist, one, "decline", "Это репост")
    assert verdict(late, "posts")["outcome"] == "fail"
    assert not ManualVerdict.objects.exists()
    page = text(school, f"/appeals/{one.pk}/")
    assert "отклонено" in page
    assert "Это репост" in page


def test_the_district_says_a_word_until_it_is_decided(officer, specialist, late):
    one = appealed(late)
    officer.post(f"/appeals/{one.pk}/comment/", {"comment": "Пост видели сами"})
    assert "Пост видели сами" in text(specialist, f"/appeals/{one.pk}/")
    decide(specialist, one)
    answer = officer.post(f"/appeals/{one.pk}/comment/", {"comment": "Поздно"}, follow=True)
    assert "уже есть решение" in answer.content.decode()
    one.refresh_from_db()
    assert one.comment == "Пост видели сами"


def test_it_is_decided_once(specialist, late):
    one = appealed(late)
    decide(specialist, one, "decline", "Это репост")
    answer = decide(specialist, one)
    assert "уже есть решение" in answer.content.decode()
    one.refresh_from_db()
    assert (one.state, one.answer) == ("declined", "Это репост")
    assert not ManualVerdict.objects.exists()
    assert appealing.decline(one, "Ещё раз", person("specialist")) is False


def test_one_verdict_waits_once_and_may_be_disputed_again_afterwards(specialist, school, late):
    dispute(school, late)
    again = dispute(school, late, reason="Ещё раз")
    assert "обращение ждёт решения" in again.content.decode()
    one = Appeal.objects.get()
    with pytest.raises(IntegrityError, match="appeal_waits_once"), transaction.atomic():
        appealed(late)
    decide(specialist, one, "decline", "Это репост")
    dispute(school, late, reason="Ещё раз")
    assert Appeal.objects.count() == 2


def test_what_is_fulfilled_cannot_be_disputed(school, late):
    assert verdict(late, "cover")["outcome"] == "pass"
    assert "Отправить обращение" not in text(school, f"/publics/{late.pk}/verdicts/cover/?week={LAST}")
    answer = dispute(school, late, "cover")
    assert "вердикт изменился" in answer.content.decode()
    assert not Appeal.objects.exists()


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "Напишите, почему"),
        ({"post": "https://evil.example/?w=wall-900001_1"}, "Это не ссылка на пост"),
        ({"post": "javascript:alert(1)//vk.com/wall-900001_1"}, "Это не ссылка на пост"),
        ({"post": "https://vk.com/wall-1_1"}, "со стены другого сообщества"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(school, late, changes, said):
    answer = dispute(school, late, **changes).content.decode()
    assert said in answer
    assert changes.get("reason", REASON).strip() in answer
    assert not Appeal.objects.exists()


def test_a_decision_needs_both_an_outcome_and_a_reason(specialist, late):
    one = appealed(late)
    answer = decide(specialist, one, "fail", " ").content.decode()
    assert "Выберите корректный вариант" in answer
    assert "Напишите, почему" in answer
    one.refresh_from_db()
    assert one.state == "waiting"


def test_an_unknown_rule_is_no_page(school, late):
    assert dispute(school, late, "nothing", reason="").status_code == 404


def test_a_school_may_not_decide_and_strangers_find_nothing(school, late):
    one = appealed(late)
    assert decide(school, one).status_code == 403
    stranger = browse(person("school_admin", institution=public("Чужая", district("Буинский район")).institution))
    assert stranger.get(f"/appeals/{one.pk}/").status_code == 404
    assert REASON not in text(stranger, "/appeals/")
    assert dispute(stranger, late).status_code == 404


# --- what is seen ---------------------------------------------------------------------------------
def test_the_list_shows_what_waits_first_and_is_narrowed_by_the_address(specialist, late):
    other = public("Школа № 2", district("Буинский район"))
    appealed(late, reason="Решённое", state="declined", answer="Нет", decided_at=NOW)
    appealed(other, reason="Ждущее")
    page = text(specialist, "/appeals/")
    assert page.index("Ждущее") < page.index("Решённое")
    assert "Решённое" not in text(specialist, "/appeals/?state=waiting")
    assert "Ждущее" not in text(specialist, f"/appeals/?district={late.institution.district_id}")
    assert "Таких обращений нет" in text(specialist, "/appeals/?rule=cover")
    assert "Ждущее" in text(specialist, "/appeals/?rule=nothing&state=x&district=' OR 1")


def test_an_empty_list_says_why(specialist):
    assert "Обращений пока нет" in text(specialist, "/appeals/")


def test_a_school_reads_no_name_of_the_ministry_and_the_ministry_reads_the_history(specialist, school, late):
    dispute(school, late)
    one = Appeal.objects.get()
    decide(specialist, one)
    # The reader itself is called so in the masthead, twice; the school also reads who of its own wrote.
    assert text(school, f"/appeals/{one.pk}/").count("Анна Петрова") == 3
    page = text(specialist, f"/appeals/{one.pk}/")
    assert '<span class="old">ждёт решения</span>' in page
    assert [event.pgh_label for event in Appeal.pgh_event_model.objects.order_by("pgh_id")] == ["insert", "update"]


def test_hostile_words_are_only_text(specialist, late):
    one = appealed(late, reason="<img src=x onerror=alert(1)> 100 %")
    for address in ("/appeals/", f"/appeals/{one.pk}/", f"/publics/{late.pk}/?week={LAST}"):
        page = text(specialist, address)
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt; 100 %" in page


def test_more_appeals_cost_no_query_more(specialist, late, count_queries):
    appealed(late)
    few = count_queries(specialist, "/appeals/")
    for place in range(5):
        appealed(public(f"Другая {place}", district(f"Район {place % 2}")))
    assert count_queries(specialist, "/appeals/") == few


# --- what is forgotten -----------------------------------------------------------------------------
def told_in_history() -> set[str]:
    return {text for one in history_rows(Appeal) for text in (one.reason, one.comment, one.answer)} - {""}


def test_texts_go_after_their_term_and_the_decision_stays(school, officer, late, specialist, observer, settings):
    dispute(school, late)
    one = Appeal.objects.get()
    officer.post(f"/appeals/{one.pk}/comment/", {"comment": "Школа права"})
    decide(specialist, one)
    keep = timedelta(days=settings.KEEP_DAYS["appeals"])
    assert appealing.forget(clock.now() + keep - timedelta(minutes=1)) == 0
    assert told_in_history() == {REASON, "Школа права", "Пост засчитан"}
    later = clock.now() + keep + timedelta(minutes=1)
    assert [appealing.forget(later) for _ in range(2)] == [1, 0]
    one.refresh_from_db()
    assert (one.reason, one.comment, one.answer, one.state, one.outcome) == ("", "", "", "accepted", "fail")
    assert told_in_history() == set()
    assert verdict(late, "posts")["outcome"] == "pass"
    for address in (f"/appeals/{one.pk}/", "/appeals/", f"/publics/{late.pk}/?week={LAST}"):
        assert "Текст удалён: срок хранения прошёл." in text(observer, address)
        assert REASON not in text(observer, address)
    assert REASON not in text(specialist, "/history/?q=повтором")


def test_what_waits_for_a_decision_is_kept_however_old_it_is(late):
    appealed(late, made_at=NOW - timedelta(days=5000))
    assert retention.purge(clock.now())["appeals"] == 0
    assert Appeal.objects.get().reason == REASON


def test_the_page_of_personal_data_tells_the_term(observer, settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "appeals": 76}
    assert "Стирается через 76 дней после решения." in text(observer, "/personal-data/")


def test_the_command_says_how_many_went(late, capsys):
    appealed(late, state="declined", decided_at=NOW - timedelta(days=5000))
    call_command("purge_personal")
    assert "Удалено текстов обращений: 1" in capsys.readouterr().out
