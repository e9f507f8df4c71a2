"""«Сводка»: the region's week, to those who see everything."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from monitoring import clock
from monitoring.charts import LineChart
from monitoring.models import Change, Miss
from monitoring.queries.overview import overview
from monitoring.queries.shares import Share
from monitoring.weeks import Week
from registry.models import User

from .conftest import (
    BEFORE,
    LAST,
    NOW,
    RUNNING,
    audit,
    browse,
    change,
    compliant,
    district,
    institution,
    judged,
    person,
    public,
    seen,
    text,
    with_issues,
    with_remarks,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/overview/"
# Session, reader and roles take three of them.
QUERIES = 11


# --- who sees it ----------------------------------------------------------------------------------
def test_an_anonymous_visitor_is_led_to_the_sign_in_page(client):
    assert client.get(ADDRESS).headers["Location"].startswith(reverse("signin"))


@pytest.mark.parametrize("role", ["specialist", "observer"])
def test_specialists_and_observers_see_the_page(role):
    assert "Сводка" in text(browse(person(role)), ADDRESS)


def test_for_a_district_officer_the_page_does_not_exist():
    client = browse(person("district_officer", district=district()))
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/overview/export.csv").status_code == 404


def test_for_a_school_admin_the_page_does_not_exist():
    client = browse(person("school_admin", institution=institution()))
    assert client.get(ADDRESS).status_code == 404


def test_someone_to_whom_nothing_was_entrusted_sees_nothing():
    assert browse(person()).get(ADDRESS).status_code == 404


def test_the_page_only_answers_to_reading(observer):
    assert observer.post(ADDRESS).status_code == 405


# --- the share ------------------------------------------------------------------------------------
def test_the_share_counts_those_in_order_and_with_remarks_among_those_with_data(region, reader):
    assert overview(reader, LAST).share == Share(good=2, judged=3)


def test_a_public_without_a_category_does_not_enter_the_share(region, reader):
    judged(public("Школа без категории", category="unset"))
    page = overview(reader, LAST)
    assert page.share == Share(2, 3)
    assert page.uncategorised == 1


def test_the_share_is_of_the_category_that_was_valid_in_the_week(region, reader):
    region["good"].category = "unset"
    region["good"].save()
    assert overview(reader, LAST).share == Share(2, 3)


def test_a_week_that_was_last_read_before_its_end_has_no_verdict_yet(region, reader):
    judged(public(), seen_at=LAST.starts(clock.zone()) + timedelta(days=3))
    assert overview(reader, LAST).share.judged == 3


def test_the_change_is_in_points_since_the_week_before(region, reader):
    with_issues(region["good"], BEFORE)
    with_issues(region["bad"], BEFORE)
    with_remarks(region["small"], BEFORE)
    assert overview(reader, LAST).change == pytest.approx(100 * (2 / 3 - 1 / 3))


def test_without_a_week_before_there_is_no_change_but_words(region, observer, reader):
    assert overview(reader, LAST).change is None
    assert "сравнить пока не с чем" in text(observer, ADDRESS)


def test_archived_publics_are_not_counted(region, reader):
    region["bad"].archived_at = NOW
    region["bad"].save()
    page = overview(reader, LAST)
    assert page.share == Share(2, 2)
    assert [row.issues for row in page.districts] == [0, 0]


def test_every_public_stands_in_one_status(region, reader):
    page = overview(reader, LAST)
    assert {status: n for status, n in page.statuses if n} == {"compliant": 1, "remarks": 1, "issues": 1, "no_data": 1}


def test_categories_stand_apart_with_the_posts_asked_of_them(region, reader):
    meters = {meter.category: meter for meter in overview(reader, LAST).meters}
    assert {name: (meter.share.good, meter.share.judged, meter.quota) for name, meter in meters.items()} == {
        "flagship": (1, 1, 5),
        "active": (0, 1, 3),
        "card": (1, 1, None),
    }


def test_institutions_without_a_public_are_counted_and_linked(region, observer, reader):
    institution("Школа без паблика", region["arsk"])
    gone = public("Школа с убранным пабликом", region["arsk"])
    gone.archived_at = NOW
    gone.save()
    institution("Филиал", region["arsk"], shares=region["good"])
    assert overview(reader, LAST).without_public == 2
    assert f'<a href="{reverse("monitoring:publics")}?status=no_public">2 организации без паблика</a>' in text(
        observer, ADDRESS
    )


# --- weeks ----------------------------------------------------------------------------------------
def test_the_last_closed_week_is_shown_unless_another_is_asked_for(region, observer):
    judged(region["good"], RUNNING)
    assert "Неделя 9–15 ноября, итог" in text(observer, ADDRESS)


def test_another_week_can_be_asked_for_and_reached(region, observer):
    compliant(region["good"], BEFORE)
    assert f'href="?week={BEFORE}"' in text(observer, ADDRESS)
    assert "Неделя 2–8 ноября, итог" in text(observer, f"{ADDRESS}?week={BEFORE}")


@pytest.mark.parametrize(
    "asked", ["2026-W99", "2027-W01", "1999-W01", "вчера", "2026-W46'--", "9999-W52", "0000-W01", "%00", "<script>"]
)
def test_a_week_without_data_is_refused_in_words_and_the_last_one_shown(region, observer, asked):
    page = observer.get(ADDRESS, {"week": asked})
    assert page.status_code == 200
    assert "Показана неделя" in page.content.decode()
    assert "<script>»" not in page.content.decode()


def test_the_running_week_has_a_pace_and_no_share(region, observer, reader):
    judged(region["good"], RUNNING, posts=1)
    judged(region["bad"], RUNNING, posts=4, description="")
    page = overview(reader, RUNNING)
    assert ("issues", 1) in page.statuses
    assert page.share.percent is None
    assert all(row.share.percent is None and row.change is None for row in page.districts)
    assert "Неделя 16–22 ноября ещё идёт" in text(observer, f"{ADDRESS}?week={RUNNING}")


def test_the_running_week_stands_apart_as_a_note(region, observer, reader):
    # By Friday a flagship owes two posts of five, an active public one of three.
    judged(region["good"], RUNNING, posts=1)
    judged(region["bad"], RUNNING, posts=4)
    judged(region["small"], RUNNING)
    judged(public("Школа № 5"), RUNNING, posts=2)
    pace = overview(reader, LAST).pace
    assert (pace.done, pace.on_pace, pace.behind, pace.asked) == (1, 1, 1, 3)
    page = text(observer, ADDRESS)
    assert "Норму постов уже выполнили 33 % пабликов" in page
    assert_who_has_not_reached_the_quota(page)


def test_the_running_week_asked_for_tells_who_is_on_pace_too(region, observer):
    judged(region["good"], RUNNING, posts=1)
    judged(region["bad"], RUNNING, posts=2)
    answer = text(observer, f"{ADDRESS}?week={RUNNING}").partition("<h2>Неделя идёт</h2>")[2]
    assert_who_has_not_reached_the_quota(answer.partition("</section>")[0])


def assert_who_has_not_reached_the_quota(page: str) -> None:
    link = f"{reverse('monitoring:publics')}?week={RUNNING}&amp;pace="
    assert f'<a href="{link}on_pace">1 паблик успевает</a>,' in page
    assert f'<a href="{link}behind">1 паблик может не успеть</a>: постов меньше' in page


def drawn(reader: User, week: Week) -> LineChart:
    trend = overview(reader, week).trend
    assert trend is not None
    return trend


def test_the_trend_has_as_many_weeks_as_there_are(region, reader):
    for back in range(14):
        compliant(region["bad"], BEFORE.shift(-back))
    assert len(drawn(reader, LAST).columns) == 12
    assert len(drawn(reader, BEFORE.shift(-12)).columns) == 2


def test_the_running_week_is_not_in_the_trend(region, reader):
    judged(region["good"], RUNNING)
    assert [column.text for column in drawn(reader, RUNNING).columns] == ["09.11"]


def test_a_week_that_nobody_judged_after_its_end_is_not_in_the_trend(region, reader, clock_at_friday):
    judged(region["good"], RUNNING, description="")
    clock_at_friday.shift(timedelta(days=7))
    lines = drawn(reader, RUNNING).lines
    assert [len(line.points) for line in lines] == [1, 1, 1]
    assert not any(line.paths for line in lines)


# --- why ------------------------------------------------------------------------------------------
def test_rules_are_ranked_by_how_many_fail_them(region, reader):
    judged(region["bad"], BEFORE, posts=1, cover_width=900)
    first, second, *_ = overview(reader, LAST).rules
    assert (first.rule, first.fails, first.warns, first.change) == ("posts", 1, 0, 0)
    assert (second.rule, second.fails, second.warns, second.change) == ("cover", 0, 1, 0)


def test_a_rule_leads_to_the_publics_that_fail_it(region, observer):
    link = f"{reverse('monitoring:publics')}?week={LAST}&amp;rule=posts&amp;verdict=fail"
    assert f'<a href="{link}"><b>1</b></a>' in text(observer, ADDRESS)


# --- what changed ---------------------------------------------------------------------------------
def test_changes_of_the_last_finished_audit_are_told_in_words(region, observer):
    run = audit(night=NOW.date())
    change(run, region["bad"], "fell_behind", "posts")
    change(run, region["small"], "renamed", before="club900003", after="lyceum3")
    page = text(observer, ADDRESS)
    assert "За ночь изменилось" in page
    assert "1 отстал" in page
    assert "Собственные посты. Не хватает 2 постов: засчитано 1, норма 3." in page
    assert "Адрес сменился: club900003 → lyceum3." in page


def test_a_public_that_fell_behind_by_two_rules_is_one_line(region, observer):
    run = audit()
    change(run, region["bad"], "fell_behind", "posts")
    change(run, region["bad"], "fell_behind", "gaps")
    page = text(observer, ADDRESS)
    assert "1 отстал" in page
    assert page.count(f'href="{reverse("monitoring:public", args=[region["bad"].pk])}"') == 1


def test_changes_of_a_stopped_or_running_audit_are_not_shown_yet(region, observer):
    change(audit("stopped"), region["bad"])
    assert "Появится, когда закончится аудит" in text(observer, ADDRESS)


def test_only_the_first_of_each_kind_are_shown_and_all_are_linked(region, observer):
    run = audit()
    for number in range(5):
        change(run, public(f"Школа № {number + 10}"), "mended", "cover")
    page = text(observer, ADDRESS)
    assert page.count('<a class="named"') == 2
    assert f'href="{reverse("monitoring:run", args=[run.pk])}">Все 5</a>' in page


# --- fresh, empty, under way ----------------------------------------------------------------------
def test_the_page_says_when_the_data_were_collected(region, observer):
    assert "Данные на 20 ноября, 04:41" in text(observer, ADDRESS)


def test_data_older_than_a_day_and_a_half_are_called_old(region, observer, clock_at_friday):
    clock_at_friday.shift(timedelta(hours=40))
    assert "им больше 36 часов" in text(observer, ADDRESS)


def test_publics_that_the_audit_did_not_collect_are_linked(region, observer):
    run = audit("partial")
    Miss.objects.create(run=run, public=region["silent"], reason="Transient")
    link = f"{reverse('monitoring:run', args=[run.pk])}?show=missed"
    assert f'<a href="{link}">в последнем аудите не собрано: 1 паблик</a>' in text(observer, ADDRESS)


def test_an_empty_registry_says_what_to_do_first(observer):
    assert "В реестре пока нет пабликов" in text(observer, ADDRESS)


def test_a_registry_without_an_audit_says_so(observer):
    public()
    assert "Аудита ещё не было" in text(observer, ADDRESS)


def test_an_audit_under_way_shows_its_bar_and_asks_for_news(region, observer):
    run = audit("under_way")
    address = reverse("monitoring:run_progress", args=[run.pk])
    assert f'hx-get="{address}" hx-trigger="every 2s"' in text(observer, ADDRESS)


# --- how much it asks -----------------------------------------------------------------------------
def fill(first: int, number: int) -> None:
    run = audit(night=NOW.date() - timedelta(days=first), started_at=NOW - timedelta(days=1, hours=-first))
    for place in range(first, first + number):
        one = public(f"Школа № {place}", district(f"{place}-й район"), ("flagship", "active", "card")[place % 3])
        seen(one)
        for week in (BEFORE, LAST, RUNNING):
            judged(one, week, posts=place % 5)
        change(run, one, Change.Kind.MENDED, "posts")


def test_the_number_of_queries_does_not_grow_with_the_rows(observer, count_queries):
    fill(1, 3)
    few = count_queries(observer, ADDRESS)
    fill(11, 6)
    cache.clear()
    assert count_queries(observer, ADDRESS) == few == QUERIES
