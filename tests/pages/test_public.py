"""«Паблик»: one week rule by rule, the posts that it rests on, and what is said when there is nothing to judge."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import redis
from django.conf import settings
from django.test import Client

from monitoring import facts_json, judging
from monitoring.facts import Duty, Kind, NotUnique, PostFact, Unreachable
from monitoring.models import FrozenWeek, Post, Profile, RuleSet, Run, WeekSummary
from monitoring.rules import LETTER, assess
from registry.models import Public

from .conftest import (
    BEFORE,
    LAST,
    MOSCOW,
    NOW,
    RUNNING,
    audit,
    browse,
    compliant,
    district,
    facts,
    judged,
    person,
    public,
    seen,
    with_issues,
    without_data,
)

pytestmark = pytest.mark.django_db
MONDAY = LAST.starts(MOSCOW)


def letter() -> RuleSet:
    """Return the rule set of the letter; a flush between two browser tests may have taken the migration's."""
    values = {"name": "Письмо", "decision": "1871/23-Д", "values": LETTER.to_json()}
    return RuleSet.objects.first() or RuleSet.objects.create(valid_from=date(2026, 1, 5), **values)


def wrote(of: Public, number: int, at: datetime, text: str = "Олимпиада по математике", **fields) -> Post:
    photo = {"type": "photo", "owner": 1, "id": 1}
    fields = {"from_community": True, "first_seen_at": at, "attachments": [photo], **fields}
    return Post.objects.create(public=of, vk_id=number, date=at, text=text, **fields)


def frozen(of: Public, *posts: PostFact, week=LAST, **changes) -> WeekSummary:
    """Freeze and judge a week with these posts, and keep them on the wall with a text of their number."""
    known = facts(of, week, **changes)
    known = replace(known, posts=(*[one for one in known.posts if one.date < known.starts], *posts))
    rule_set = letter()
    FrozenWeek.objects.create(
        public=of, week=week.monday, facts=facts_json.to_json(known), rule_set=rule_set, frozen_at=NOW
    )
    for post in posts:
        wrote(of, post.id, post.date, f"Новость {post.id}", media=post.media)
    row = judging._summary(of.pk, week, known, assess(known, LETTER), NOW)
    row.save()
    return row


def post(number: int, hours: float, **fields) -> PostFact:
    return PostFact(id=number, date=MONDAY + timedelta(hours=hours), **{"text_length": 200, "media": True, **fields})


def shown(client: Client, of: Public, **query) -> str:
    """Return the page's text with its tags, spaces made plain."""
    answer = client.get(f"/publics/{of.pk}/", query)
    assert answer.status_code == 200
    return re.sub(r"[\s\u202f]+", " ", unescape(answer.content.decode()))


def cut(pattern: str, text: str) -> str:
    """Return the part of the page that the pattern (its last group, if it has one) finds."""
    found = re.search(pattern, text)
    assert found, pattern
    return found.group(found.lastindex or 0)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- who it is ----------------------------------------------------------------------------------------
def test_the_head_says_who_it_is_and_leads_to_vk_without_telling_from_where(specialist):
    one = public("Гимназия № 12", screen_name="gimn12")
    seen(one, members_count=4812)
    compliant(one)
    text = shown(specialist, one)
    assert "<h1>Гимназия № 12</h1>" in text
    assert 'href="https://vk.com/gimn12" rel="noopener noreferrer"' in text
    assert "активный · школа" in text
    assert "4 812 подписчиков" in text
    assert "Соответствует" in text


def test_the_profile_is_shown_as_collected_and_no_picture_is_asked_of_vk(specialist):
    one = public()
    known: dict[str, Any] = {"description": "О школе <b>и</b> детях", "cover_set": True, "cover_width": 1000}
    known |= {"cover_url": "https://sun1.userapi.com/c.jpg", "avatar_url": "https://sun1.userapi.com/a.jpg"}
    seen(one, **known, avatar_set=False)
    judged(one, cover_width=1000, avatar_set=False, avatar_side=None)
    answer = specialist.get(f"/publics/{one.pk}/").content.decode()
    assert "userapi" not in answer
    assert "&lt;b&gt;и&lt;/b&gt;" in answer
    text = words(shown(specialist, one))
    assert "Обложка 1 000 px" in text
    assert "собрано 20 ноября, 04:41" in text


# --- the verdicts ---------------------------------------------------------------------------------------
def test_a_rule_that_is_not_fulfilled_has_its_row_with_figure_norm_sentence_evidence_and_paragraph(specialist):
    one = public()
    frozen(one, post(5, 34), post(6, 60))
    seen(one)
    row = cut(r'<tr role="row">\s*<th[^>]*>Собственные посты.*?</tr>', shown(specialist, one))
    assert "не выполнено" in row
    assert "2 из 3" in words(row)
    assert "норма 3" in words(row)
    assert "Не хватает 1 поста" in words(row)
    assert f'<a href="https://vk.com/wall-{one.vk_id}_5" rel="noopener noreferrer"' in row
    assert "10 ноября, 10:00" in words(row)
    assert "Публикуйте не меньше 3" in words(row)
    assert "п. I, «собственных, уникальных постов»" in words(row)


def test_fulfilled_rules_are_told_in_one_line_each(specialist):
    one = public()
    compliant(one)
    text = shown(specialist, one)
    rows = re.findall(r'<th scope="row" role="rowheader">([^<]+)', text)
    assert rows == ["Комментарии"]  # the facts do not tell whether readers may comment
    passed = words(cut(r'<ul class="passed">.*?</ul>', text))
    assert "Обложка есть, от 1 590 px · п. II.1" in passed


def test_a_fulfilled_rule_shows_its_paragraph_and_what_it_rests_on(specialist):
    one = public()
    duty = Duty(1, "День учителя", MONDAY + timedelta(days=2), post=7)
    frozen(one, *[post(number, 10 * number) for number in range(1, 11)], duties=(duty,), cabinet=True)
    rows = cut(r'<ul class="passed">.*?</ul>', shown(specialist, one))
    posts, mandatory = (cut(rf"<li>(?:(?!<li>).)*?{name}.*?</li>", rows) for name in ("Собственные", "Обязательные"))
    assert "10 из 3, норма 3 · п. I" in words(posts)
    assert "Засчитаны: 10" in words(posts)
    assert posts.count(f'<a href="https://vk.com/wall-{one.vk_id}_') == 8
    assert "и ещё 2" in words(posts)
    assert "· п. I " in words(mandatory)  # in full on the page of the methodology: passed rules take a line each
    assert "Обязательные посты: 11 ноября, 22:00" in words(mandatory)
    assert f'<a href="https://vk.com/wall-{one.vk_id}_7"' in mandatory


def test_the_score_stands_beside_the_week_before(specialist):
    one = public()
    compliant(one, BEFORE)
    worse = with_issues(one)
    text = words(shown(specialist, one))
    assert worse.score
    assert f"{worse.score:.0f} из 100 ↓ меньше на {100 - round(worse.score)}" in text


def test_a_running_week_has_no_score_and_says_until_when(specialist):
    one = public()
    judged(one, RUNNING, posts=1)
    text = words(shown(specialist, one, week=str(RUNNING)))
    assert "Неделя ещё идёт: балл появится после воскресенья." in text
    assert "Ещё 2 поста до воскресенья" in text


# --- the ledger -------------------------------------------------------------------------------------------
def lines(text: str) -> list[str]:
    table = cut(r'<table class="table stacked ledger".*?</table>', text)
    return [words(row) for row in re.findall(r"<tr role=\"row\">.*?</tr>", table)][1:]


def test_each_post_of_the_week_says_whether_it_counts_and_why_not(specialist):
    one = public()
    own = f"https://vk.com/wall-{one.vk_id}_5"
    other = "https://vk.com/wall-999_1"
    frozen(
        one,
        post(5, 10),
        post(6, 20, kind=Kind.REPOST),
        post(7, 30, not_unique=NotUnique.DUPLICATE, original=own),
        post(8, 40, not_unique=NotUnique.SHARED, original=other),
        post(9, 50, kind=Kind.AD),
        post(10, 60, kind=Kind.VISITOR),
        post(11, 70, kind=Kind.DELETED),
        post(12, 80, media=False, text_length=1600),
    )
    text = shown(specialist, one)
    told = lines(text)
    assert told[0] == "9 ноября, 10:00 Новость 5 1 фото · 200 знаков Засчитан"
    assert "Не засчитан Репост" in told[1]
    assert "Не засчитан Повтор поста: 9 ноября, 10:00" in told[2]
    assert "первым его опубликовал другой: vk.com/wall-999_1" in told[3]
    assert "Реклама" in told[4]
    assert "Запись посетителя" in told[5]
    assert "Удалён со стены" in told[6]
    assert "Засчитан" in told[7]
    assert "засчитано 2 из 8" in words(text)
    assert f'href="{own}"' in text
    assert f'href="{other}"' in text


def test_the_frozen_week_stays_as_it_was_when_a_post_is_deleted_later(specialist):
    one = public()
    frozen(one, post(5, 10), post(6, 40), post(7, 70))
    Post.objects.filter(vk_id=6).update(deleted_at=NOW)
    text = shown(specialist, one)
    assert "засчитано 3 из 3" in words(text)
    assert "Позже удалён" in lines(text)[1]
    assert "всего 3" in cut(r'class="calendar"[^>]*aria-label="([^"]+)', text)


def test_a_post_is_shown_by_its_first_words_as_text(specialist):
    one = public()
    frozen(one, post(5, 10))
    Post.objects.filter(vk_id=5).update(text="[club1|Лицей] приглашает\n<script>x</script> " + "слово " * 60)
    answer = specialist.get(f"/publics/{one.pk}/").content.decode()
    assert "Лицей приглашает &lt;script&gt;x&lt;/script&gt;" in answer
    assert "слово слово…" in re.sub(r"\s+", " ", answer)


def test_a_running_week_shows_what_was_collected_so_far(specialist):
    one = public()
    at = RUNNING.starts(MOSCOW) + timedelta(hours=12)
    wrote(one, 31, at, "Понедельник")
    wrote(one, 32, at + timedelta(hours=5), "", is_repost=True, attachments=[])
    judged(one, RUNNING, posts=1)
    seen(one)
    told = lines(shown(specialist, one, week=str(RUNNING)))
    assert "Понедельник" in told[0]
    assert "Без слов без текста Не засчитан Репост" in told[1]
    assert len(told) == 2


def test_the_strip_and_the_calendar_say_the_silence(specialist):
    one = public()
    known = facts(one)
    before = replace(known.posts[0], id=1, date=MONDAY - timedelta(days=5))
    after = post(2, 90)
    WeekSummary.objects.all().delete()
    row = judging._summary(
        one.pk, LAST, replace(known, posts=(before, after)), assess(replace(known, posts=(before, after)), LETTER), NOW
    )
    row.save()
    FrozenWeek.objects.create(
        public=one,
        week=LAST.monday,
        facts=facts_json.to_json(replace(known, posts=(before, after))),
        rule_set=letter(),
        frozen_at=NOW,
    )
    text = shown(specialist, one)
    assert "перерыв 8 сут 18 ч, с 4 ноября, 00:00" in text
    assert "дней в долгих перерывах 3" in text


# --- nothing to judge -------------------------------------------------------------------------------------
def test_a_public_that_nobody_has_read_says_when_it_will_be(specialist):
    text = words(shown(specialist, public()))
    assert "Паблик ещё не читали" in text
    assert "Нет данных" in text
    assert "появятся здесь после первого аудита" in text


def test_a_week_without_data_names_the_cause(specialist):
    one = public()
    without_data(one)
    text = words(shown(specialist, one))
    assert "Вердикта за эту неделю нет. Данные не получены: ВКонтакте не ответил." in text
    assert "Балла за эту неделю нет" in text


@pytest.mark.parametrize("cause", list(Unreachable))
def test_an_unreachable_public_says_what_was_kept_and_what_to_do(specialist, cause):
    one = public()
    seen(one, description="О школе")
    frozen(one, unreachable=cause)
    text = words(shown(specialist, one))
    assert "Всё, что собрано раньше, сохранено" in text
    assert "Стену прочитать нельзя" in text
    assert "О школе" in text


def test_a_category_that_is_not_told_is_asked_for(specialist):
    one = public(category="unset")
    judged(one)
    assert "Категорию назначает министерство" in words(shown(specialist, one))


def test_a_week_read_late_says_so(specialist):
    one = public()
    frozen(one, post(5, 10), seen_at=LAST.ends(MOSCOW) + timedelta(hours=49))
    assert "прочитал позже, 18 ноября, 01:00" in words(shown(specialist, one))


def test_an_archived_public_is_kept_and_not_audited(specialist):
    one = public()
    compliant(one)
    Public.objects.update(archived_at=NOW)
    text = words(shown(specialist, one))
    assert "Паблик в архиве с 20 ноября 2026" in text
    assert "Проверить ещё раз" not in text
    assert specialist.post(f"/publics/{one.pk}/audit/").status_code == 404


@pytest.mark.parametrize("week", ["2026-W99", "0001-W01", "9999-W52", "вчера", "\x00"])
def test_a_week_that_is_none_shows_the_last_one_and_says_so(specialist, week):
    one = public()
    compliant(one)
    text = words(shown(specialist, one, week=week))
    assert "данных нет. Показана неделя 9–15 ноября" in text


# --- who may what -------------------------------------------------------------------------------------------
def test_each_role_sees_its_own_publics_only(client):
    own, foreign = public("Своя"), public("Чужая", of=district("Буинский район"))
    compliant(own), compliant(foreign)
    officer = browse(person("district_officer", district=own.institution.district))
    admin = browse(person("school_admin", institution=own.institution))
    for one in (officer, admin):
        assert one.get(f"/publics/{own.pk}/").status_code == 200
        assert one.get(f"/publics/{foreign.pk}/").status_code == 404
        assert one.get("/publics/999999/").status_code == 404
        assert one.post(f"/publics/{foreign.pk}/audit/").status_code == 404
        assert one.post(f"/publics/{own.pk}/audit/").status_code == 403
        assert "Проверить ещё раз" not in shown(one, own)
    assert client.get(f"/publics/{own.pk}/").headers["Location"].startswith("/signin/")
    assert not Run.objects.exists()


def test_an_observer_reads_and_starts_nothing(observer):
    one = public()
    assert "Проверить ещё раз" not in shown(observer, one)
    assert observer.post(f"/publics/{one.pk}/audit/").status_code == 403


def test_a_specialist_has_it_checked_again_and_is_led_to_the_run(specialist, django_capture_on_commit_callbacks):
    one, _other = public(), public("Другая")
    assert "Проверить ещё раз" in shown(specialist, one)
    with django_capture_on_commit_callbacks(execute=True):
        answer = specialist.post(f"/publics/{one.pk}/audit/")
    run = Run.objects.get()
    assert answer.headers["Location"] == f"/audits/{run.pk}/"
    assert {tuple(batch.public_ids) for batch in run.batches.all()} == {(one.pk,)}
    assert str(run.started_by) == "Анна Петрова"
    assert run.on_request  # what the night has found is still the region's news
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        assert broker.llen("celery") == settings.AUDIT_WORKERS


def test_while_an_audit_runs_no_other_begins(specialist):
    one, run = public(), audit("under_way")
    answer = specialist.post(f"/publics/{one.pk}/audit/")
    assert answer.headers["Location"] == f"/audits/{run.pk}/"
    assert "Аудит уже идёт" in shown(specialist, one)
    assert Run.objects.count() == 1


def test_checking_again_is_a_change_and_takes_no_get(specialist):
    assert specialist.get(f"/publics/{public().pk}/audit/").status_code == 405


# --- how much it asks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("week", [LAST, RUNNING])
def test_the_number_of_queries_does_not_grow_with_posts_and_weeks(specialist, count_queries, week):
    one = public()
    seen(one)
    frozen(one, post(5, 10))
    judged(one, RUNNING, posts=1)
    address = f"/publics/{one.pk}/?week={week}"
    before = count_queries(specialist, address)
    for number in range(100, 130):
        wrote(one, number, NOW - timedelta(hours=5 * number - 490), f"Новость {number}")
    for back in range(2, 26):
        judged(one, RUNNING.shift(-back))
    public("Другая школа")
    assert count_queries(specialist, address) == before <= 23


def test_a_profile_is_never_fetched_apart(specialist, count_queries):
    one = public()
    compliant(one)
    without = count_queries(specialist, f"/publics/{one.pk}/")
    seen(one)
    assert Profile.objects.count() == 1
    assert count_queries(specialist, f"/publics/{one.pk}/") <= without
