"""Verdicts set by hand: at once in status and score, beside the computed one, for their term, and taken back."""

from datetime import timedelta

import pytest
from django.test import Client

from monitoring import judging
from monitoring.models import FrozenWeek, ManualVerdict, RuleSet, WeekSummary
from registry.models import Public

from .conftest import BEFORE, LAST, NOW, RUNNING, browse, compliant, judged, person, public, seen, text
from .deciding import frozen, letter, row, verdict

pytestmark = pytest.mark.django_db
WEEK = {"outcome": "pass", "reason": "Посты вышли в другом паблике", "term": "week"}


def address(of: Public, rule: str = "posts", week=LAST) -> str:
    return f"/publics/{of.pk}/verdicts/{rule}/?week={week}"


def decide(client: Client, of: Public, rule: str = "posts", week=LAST, **changes):
    return client.post(address(of, rule, week), {**WEEK, **changes})


@pytest.fixture
def late(db) -> Public:
    """A public whose frozen week has one post of three."""
    one = public()
    seen(one)
    frozen(one, posts=1)
    return one


# --- what it does ---------------------------------------------------------------------------------
def test_it_replaces_the_computed_verdict_in_status_and_score_at_once(specialist, late):
    before = row(late)
    assert before.status == "issues"
    answer = decide(specialist, late)
    assert answer.headers["Location"] == f"/publics/{late.pk}/?week={LAST}"
    after = row(late)
    assert (after.status, after.failed) == ("compliant", [])
    assert after.score > before.score
    assert (after.counted, after.quota) == (1, 3)


def test_a_requirement_failed_by_hand_earns_nothing_whatever_was_counted(specialist):
    one = public()
    frozen(one, posts=5)
    decide(specialist, one, outcome="fail")
    after = row(one)
    assert after.status == "issues"
    assert after.score == 60.0  # 45 points of 75: posts weigh 30


def test_the_frozen_facts_stay_as_they_are_and_a_recount_keeps_the_verdict(specialist, late):
    facts = FrozenWeek.objects.get(public=late).facts
    decide(specialist, late)
    judging.recompute(LAST)
    assert verdict(late, "posts")["outcome"] == "pass"
    assert FrozenWeek.objects.get(public=late).facts == facts
    once = WeekSummary.objects.values().get(public=late)
    judging.recompute(LAST)
    assert WeekSummary.objects.values().get(public=late) == once


def test_a_week_that_is_not_frozen_takes_it_too(specialist):
    one = public()
    seen(one, NOW - timedelta(minutes=5), wall=1)
    judged(one, RUNNING, posts=1)
    decide(specialist, one, "cover", RUNNING, outcome="fail")
    after = row(one, RUNNING)
    assert (after.verdicts["cover"]["outcome"], after.status) == ("fail", "issues")


def test_the_term_ends_with_its_week_and_a_longer_one_with_the_week_of_its_day(specialist, late):
    for week in (BEFORE, LAST.shift(-2)):
        frozen(late, week, posts=1)
    decide(specialist, late, week=LAST.shift(-2), term="until", until=BEFORE.sunday.isoformat())
    outcomes = [verdict(late, "posts", week)["outcome"] for week in (LAST.shift(-2), BEFORE, LAST)]
    assert outcomes == ["pass", "pass", "fail"]
    ManualVerdict.objects.get().delete()
    decide(specialist, late, week=BEFORE)
    assert verdict(late, "posts", LAST)["outcome"] == "fail"


def test_a_week_judged_later_within_the_term_takes_it_and_one_after_it_does_not(specialist, late):
    decide(specialist, late, term="until", until=RUNNING.monday.isoformat())
    judging.rejudge({late.pk: [RUNNING, RUNNING.shift(1)]}, NOW)
    assert verdict(late, "posts", RUNNING)["reason"] == "by_hand"
    assert verdict(late, "posts", RUNNING.shift(1))["reason"] != "by_hand"


def test_of_several_the_latest_holds_and_the_earlier_returns_when_it_is_taken_back(specialist, late, clock_at_friday):
    decide(specialist, late, outcome="warn")
    clock_at_friday.shift(timedelta(minutes=1))
    decide(specialist, late, outcome="pass")
    assert verdict(late, "posts")["outcome"] == "pass"
    latest = ManualVerdict.objects.first()
    specialist.post(f"/publics/{late.pk}/decisions/{latest.pk}/withdraw/?week={LAST}")
    assert verdict(late, "posts")["outcome"] == "warn"
    earlier = ManualVerdict.objects.last()
    specialist.post(f"/publics/{late.pk}/decisions/{earlier.pk}/withdraw/?week={LAST}")
    assert verdict(late, "posts")["outcome"] == "fail"
    assert row(late).status == "issues"


def test_taking_back_twice_says_so_and_changes_nothing(specialist, late):
    decide(specialist, late)
    address = f"/publics/{late.pk}/decisions/{ManualVerdict.objects.get().pk}/withdraw/?week={LAST}"
    specialist.post(address)
    once = ManualVerdict.objects.values().get()
    answer = specialist.post(address, follow=True)
    assert "уже отозван" in answer.content.decode()
    assert ManualVerdict.objects.values().get() == once


def test_another_public_and_another_rule_are_not_touched(specialist, late):
    other = public("Школа № 2")
    frozen(other, posts=1)
    before = WeekSummary.objects.values().get(public=other)
    decide(specialist, late)
    assert WeekSummary.objects.values().get(public=other) == before
    assert verdict(late, "cover")["reason"] != "by_hand"


# --- what is seen -----------------------------------------------------------------------------------
def test_the_computed_verdict_stays_beside_it_with_who_when_and_until(specialist, late):
    decide(specialist, late, outcome="warn", term="until", until=RUNNING.sunday.isoformat())
    page = text(specialist, f"/publics/{late.pk}/?week={LAST}")
    assert "Решение специалиста: Посты вышли в другом паблике" in page
    assert "Правила посчитали:" in page
    assert "Не хватает 2 постов: засчитано 1, норма 3." in page
    assert "Анна Петрова, 20 ноября 2026, до 22 ноября 2026" in page


def test_the_computed_verdict_of_a_frozen_week_is_that_of_its_own_rule_set(specialist, late):
    milder = letter().values
    milder["rules"]["posts"]["active"]["least"] = 1
    RuleSet.objects.create(name="Мягче", decision="№ 2", valid_from=LAST.monday, values=milder)
    decide(specialist, late, outcome="warn")
    assert "Не хватает 2 постов: засчитано 1, норма 3." in text(specialist, f"/publics/{late.pk}/?week={LAST}")


def test_a_school_reads_the_reason_and_no_name(late, specialist):
    decide(specialist, late)
    school = browse(person("school_admin", institution=late.institution))
    page = text(school, f"/publics/{late.pk}/?week={LAST}")
    assert "Посты вышли в другом паблике" in page
    assert "специалист министерства" in page
    alone = text(school, address(late))
    assert "Посты вышли в другом паблике" in alone
    assert "Поставить вердикт" not in alone
    # The reader itself is called so in the masthead: once there and once in the phone's menu.
    assert alone.count("Анна Петрова") == page.count("Анна Петрова") == 2


def test_the_history_tells_from_what_to_what_by_whom_and_when_it_was_taken_back(specialist, late, clock_at_friday):
    decide(specialist, late)
    clock_at_friday.shift(timedelta(hours=1))
    specialist.post(f"/publics/{late.pk}/decisions/{ManualVerdict.objects.get().pk}/withdraw/?week={LAST}")
    page = text(specialist, address(late))
    assert '<span class="old">не выполнено</span>' in page
    assert "20 ноября 2026, 07:41" in page
    assert "отозван 20 ноября 2026, 08:41 (Анна Петрова)" in page


def test_changes_of_the_row_are_in_the_history_of_the_database(specialist, late):
    decide(specialist, late)
    specialist.post(f"/publics/{late.pk}/decisions/{ManualVerdict.objects.get().pk}/withdraw/?week={LAST}")
    events = ManualVerdict.pgh_event_model.objects.order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["insert", "update"]
    assert all(event.pgh_context.metadata["user"] for event in events)


def test_a_hostile_reason_is_only_text(specialist, late):
    decide(specialist, late, reason="<img src=x onerror=alert(1)> 100 %")
    for page in (text(specialist, f"/publics/{late.pk}/?week={LAST}"), text(specialist, address(late))):
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt; 100 %" in page


def test_a_public_without_verdicts_by_hand_costs_no_query_more(specialist, late, count_queries):
    address = f"/publics/{late.pk}/?week={LAST}"
    few = count_queries(specialist, address)
    for place in range(3):
        frozen(public(f"Другая {place}"), posts=1)
        decide(specialist, Public.objects.last())
    assert count_queries(specialist, address) == few


# --- who may, and what is refused -----------------------------------------------------------------------
@pytest.mark.parametrize("role", ["observer", "district_officer", "school_admin"])
def test_others_see_the_page_and_may_not_decide(late, role):
    places = {
        "district_officer": {"district": late.institution.district},
        "school_admin": {"institution": late.institution},
    }
    client = browse(person(role, **places.get(role, {})))
    assert "Поставить вердикт" not in text(client, address(late))
    assert decide(client, late).status_code == 403
    ManualVerdict.objects.create(
        public=late, rule="posts", outcome="pass", reason="-", first_week=LAST.monday, until=LAST.sunday, set_at=NOW
    )
    assert client.post(f"/publics/{late.pk}/decisions/{ManualVerdict.objects.get().pk}/withdraw/").status_code == 403
    assert ManualVerdict.objects.standing().count() == 1


def test_strangers_and_visitors_find_no_page(late):
    stranger = browse(person("school_admin", institution=public("Чужая").institution))
    assert stranger.get(address(late)).status_code == 404
    assert decide(stranger, late).status_code == 404
    assert Client().get(address(late)).headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("rule", ["nothing", "qr"])
def test_an_unknown_rule_is_no_page(specialist, late, rule):
    assert specialist.get(address(late, rule)).status_code == 404


def test_a_decision_of_another_public_is_not_found(specialist, late):
    decide(specialist, late)
    other = public("Другая")
    pk = ManualVerdict.objects.get().pk
    assert specialist.post(f"/publics/{other.pk}/decisions/{pk}/withdraw/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "Напишите, почему"),
        ({"outcome": ""}, "Выберите вердикт."),
        ({"outcome": "waived"}, "Выберите корректный вариант"),
        ({"term": "until", "until": ""}, "Укажите день, до которого"),
        ({"term": "until", "until": "вчера"}, "Укажите дату"),
        ({"term": "until", "until": "2026-11-01"}, "раньше недели"),
        ({"term": "until", "until": "2028-11-01"}, "Не больше года"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(specialist, late, changes, said):
    answer = decide(specialist, late, **changes).content.decode()
    assert said in answer
    assert changes.get("reason", WEEK["reason"]).strip() in answer
    assert not ManualVerdict.objects.exists()
    assert verdict(late, "posts")["reason"] != "by_hand"


def test_the_verdict_of_a_week_without_a_summary_is_no_page(specialist):
    one = public()
    compliant(public("Другая"))
    assert specialist.get(address(one)).status_code == 404
