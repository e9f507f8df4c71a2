"""Rule sets: a copy, a draft held against last week, its adoption, and what is never changed again."""

from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from monitoring import facts_json, foreseeing, portions, rule_values, tasks
from monitoring.forms.rule_sets import RuleSetForm
from monitoring.judging import RuleSets
from monitoring.models import FrozenWeek, ManualVerdict, RuleSet, WeekSummary, WhatIf
from monitoring.rules import LETTER, assess, ruleset
from registry.models import Public

from .conftest import BEFORE, LAST, NOW, RUNNING, browse, district, person, public, text
from .deciding import frozen, letter, region

pytestmark = pytest.mark.django_db
# The Monday after the tests' Friday.
MONDAY = date(2026, 11, 23)


def form(base=None, **changes) -> dict[str, str]:
    """Return what a browser sends of the form as it opens, but for the changes; None empties a field."""
    initial = RuleSetForm(base or letter().values).initial
    named = {"name": "Строже", "decision": "Приказ № 5", "valid_from": MONDAY.isoformat()}
    sent = {**initial, **named, **{key.replace("__", "."): value for key, value in changes.items()}}
    return {key: str(value) for key, value in sent.items() if value is not None}


def draft(client: Client, path: str = "/rules/new/", **changes) -> WhatIf:
    answer = client.post(path, form(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return WhatIf.objects.latest("pk")


def count(what_if: WhatIf) -> WhatIf:
    tasks.foresee(what_if.pk)
    what_if.refresh_from_db()
    return what_if


def adopted(client: Client, **changes) -> RuleSet:
    what_if = draft(client, **changes)
    client.post(f"/rules/drafts/{what_if.pk}/adopt/")
    return RuleSet.objects.get(counted_in=what_if)


# --- values one by one ----------------------------------------------------------------------------
def test_values_go_through_paths_and_back_unchanged():
    assert rule_values.nested(rule_values.flat(LETTER.to_json())) == LETTER.to_json()


def test_the_form_sent_as_it_opens_is_the_rule_set_itself(specialist):
    what_if = draft(specialist)
    assert rule_values.differences(letter().values, what_if.values) == []
    assert ruleset.RuleSet.from_json(what_if.values) == ruleset.RuleSet.from_json(letter().values)


def test_a_share_is_a_percentage_for_people_and_a_share_in_the_values(specialist):
    values = draft(specialist, media__active__share="85,5").values
    assert values["rules"]["media"]["active"]["share"] == 0.855
    page = unescape(text(specialist, f"/rules/drafts/{WhatIf.objects.get().pk}/"))
    assert "Фото и видео, активный: Доля постов с фото или видео, %, не меньше" in page


def test_a_category_that_is_not_asked_leaves_no_values(specialist):
    values = draft(specialist, gaps__card__asked=None).values
    assert set(values["rules"]["gaps"]) == {"flagship", "active"}
    asked = {"posts__card__asked": "on", "posts__card__least": "1", "posts__card__severity": "warn"}
    assert draft(specialist, **asked).values["rules"]["posts"]["card"] == {"severity": "warn", "least": 1}


# --- what-if against a recount by hand ------------------------------------------------------------
@pytest.fixture
def stricter(specialist) -> WhatIf:
    """A draft that asks for two posts more, of wider covers, and of nobody about gaps."""
    region(12)
    changes = {"posts__flagship__least": "7", "posts__active__least": "5", "cover__active__least": "1920"}
    return draft(specialist, **changes, cover__active__small="fail", text__card__asked=None)


def recount(values: dict) -> dict[int, object]:
    rules = ruleset.RuleSet.from_json(values)
    return {row.public_id: assess(facts_json.from_json(row.facts), rules) for row in FrozenWeek.objects.all()}


def test_the_counts_are_those_of_a_recount_by_hand(specialist, stricter):
    what_if = count(stricter)
    now, then = recount(letter().values), recount(what_if.values)
    for category in ("flagship", "active", "card", "unset"):
        ids = Public.objects.filter(category=category).values_list("pk", flat=True)
        for rule in LETTER.rules:
            for name, found in (("now", now), ("then", then)):
                expected = Counter(str(found[pk].verdicts[rule].outcome) for pk in ids)
                assert what_if.counts[category][rule][name] == expected, (category, rule, name)
    began = {pk for pk in now if now[pk].status != "issues" and then[pk].status == "issues"}
    ended = {pk for pk in now if now[pk].status == "issues" and then[pk].status != "issues"}
    outcome = specialist.get(f"/rules/drafts/{what_if.pk}/").context["outcome"]
    assert (outcome.failed, outcome.mended) == (len(began), len(ended))
    assert began
    changed = {
        pk
        for pk in now
        if now[pk].status != then[pk].status
        or any(now[pk].verdicts[rule].outcome != then[pk].verdicts[rule].outcome for rule in now[pk].verdicts)
    }
    assert set(what_if.lines.values_list("public", flat=True)) == changed


def test_milder_thresholds_tell_who_would_pass(specialist):
    region(12)
    what_if = count(draft(specialist, posts__flagship__least="0", posts__active__least="0"))
    outcome = specialist.get(f"/rules/drafts/{what_if.pk}/").context["outcome"]
    assert outcome.failed == 0
    assert outcome.mended > 0
    assert "никто больше не перестал бы" in text(specialist, f"/rules/drafts/{what_if.pk}/")


def test_nothing_but_the_thresholds_differs_between_the_sides(specialist):
    """People's verdicts hold on both sides; weeks other than the last closed one are not counted."""
    late, other = public(), public("Другая")
    for one in (late, other):
        frozen(one, LAST, posts=1)
        frozen(one, BEFORE, posts=1)
    told = {"rule": "posts", "outcome": "pass", "reason": "-", "first_week": LAST.monday, "until": LAST.sunday}
    ManualVerdict.objects.create(public=late, set_at=NOW, **told)
    what_if = count(draft(specialist, posts__active__least="0"))
    assert (what_if.week, what_if.total) == (LAST.monday, 2)
    assert what_if.counts["active"]["posts"] == {"now": {"pass": 1, "fail": 1}, "then": {"pass": 2}}
    assert list(what_if.lines.values_list("public", flat=True)) == [other.pk]


def test_a_count_changes_no_verdict(stricter):
    before = list(WeekSummary.objects.order_by("pk").values())
    count(stricter)
    assert list(WeekSummary.objects.order_by("pk").values()) == before


def test_the_page_says_who_how_many_and_what_differs(specialist, stricter):
    what_if = count(stricter)
    failed = specialist.get(f"/rules/drafts/{what_if.pk}/").context["outcome"].failed
    page = unescape(text(specialist, f"/rules/drafts/{what_if.pk}/"))
    assert f"бы ещё {failed} паблик" in page
    assert "Собственные посты, флагманский: Собственных постов в неделю, не меньше" in page
    assert '<span class="old">5</span>' in page
    assert '<span class="new">7</span>' in page
    assert '<span class="new">нет</span>' in page
    assert f'href="/publics/{what_if.lines.first().public_id}/?week={LAST}"' in page


def test_the_affected_are_paged_and_the_queries_constant(specialist, count_queries):
    def opened(number: int) -> int:
        WhatIf.objects.all().delete()
        for place in range(number):
            frozen(public(f"Школа {Public.objects.count()}", district(f"Район {place}")), posts=3)
        what_if = count(draft(specialist, posts__active__least="4"))
        return count_queries(specialist, f"/rules/drafts/{what_if.pk}/")

    few = opened(2)
    assert opened(28) == few
    page = specialist.get(f"/rules/drafts/{WhatIf.objects.get().pk}/?page=2").context["page"]
    assert (page.paginator.count, len(page)) == (30, 5)


# --- in the background ----------------------------------------------------------------------------
def test_a_count_whose_worker_dies_is_finished_by_the_next_and_counts_nobody_twice(stricter, monkeypatch):
    monkeypatch.setattr(portions, "PORTION", 5)

    def die(row, ids):
        foreseeing.foresee(row, ids)
        if row.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        portions.work(WhatIf, stricter.pk, die)
    stricter.refresh_from_db()
    assert (stricter.done, stricter.under_way) == (5, True)
    assert portions.unfinished(WhatIf) == [stricter.pk]
    halfway = count(stricter)
    whole = count(foreseeing.draft(halfway_again(halfway), halfway.started_by))
    assert (halfway.done, halfway.counts) == (12, whole.counts)
    lines = halfway.lines.order_by("public").values_list("public", "changed")
    assert list(lines) == list(whole.lines.order_by("public").values_list("public", "changed"))


def halfway_again(what_if: WhatIf) -> RuleSet:
    told = {name: getattr(what_if, name) for name in ("name", "decision", "valid_from", "values")}
    return RuleSet(**told)


def test_counting_a_second_time_changes_nothing(stricter):
    once = count(stricter).counts
    assert count(stricter).counts == once


def test_while_it_counts_progress_is_shown_and_the_end_renews_the_page(specialist, stricter):
    page = text(specialist, f"/rules/drafts/{stricter.pk}/")
    assert "Считаем: 0 из 12 пабликов" in page
    assert "Обновить страницу" in page
    path = f"/rules/drafts/{stricter.pk}/progress/"
    assert "HX-Refresh" not in specialist.get(path).headers
    count(stricter)
    assert specialist.get(path).headers["HX-Refresh"] == "true"


def test_without_a_closed_week_the_draft_says_so_and_can_be_saved(specialist):
    what_if = draft(specialist)
    assert not what_if.under_way
    assert "Сравнить не с чем" in text(specialist, f"/rules/drafts/{what_if.pk}/")
    assert adopted(specialist).name == "Строже"


def test_an_absent_broker_loses_no_draft(specialist, monkeypatch, caplog, django_capture_on_commit_callbacks):
    frozen(public())

    def refuse(pk):
        raise ConnectionError("broker is away")

    monkeypatch.setattr(tasks.foresee, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        assert specialist.post("/rules/new/", form()).status_code == 302
    assert portions.unfinished(WhatIf) == [WhatIf.objects.get().pk]


# --- adoption, editing, withdrawal ----------------------------------------------------------------
def test_an_adopted_draft_holds_from_its_monday_and_old_weeks_keep_theirs(specialist):
    row = adopted(specialist, posts__active__least="4")
    assert (row.valid_from, row.decision) == (MONDAY, "Приказ № 5")
    rule_sets = RuleSets()
    assert [rule_sets.of(week) for week in (LAST, RUNNING, RUNNING.shift(1))] == [letter(), letter(), row]


def test_adopting_twice_makes_one(specialist):
    what_if = draft(specialist)
    for _ in range(2):
        specialist.post(f"/rules/drafts/{what_if.pk}/adopt/")
    assert RuleSet.objects.count() == 2


def test_one_not_yet_in_force_is_edited_in_place_with_its_history(specialist):
    row = adopted(specialist)
    what_if = draft(specialist, f"/rules/{row.pk}/edit/", name="Мягче", cover__card__least="1200")
    specialist.post(f"/rules/drafts/{what_if.pk}/adopt/")
    row.refresh_from_db()
    assert (row.name, RuleSet.objects.count()) == ("Мягче", 2)
    page = unescape(text(specialist, f"/rules/{row.pk}/"))
    assert '<span class="old">Строже</span>' in page
    assert "Обложка, визитка: Ширина, px, не меньше" in page
    assert "Анна Петрова" in page


def test_one_in_force_is_never_changed(specialist, clock_at_friday):
    row = adopted(specialist)
    waiting = draft(specialist, f"/rules/{row.pk}/edit/", name="Поздно")
    clock_at_friday.move_to(NOW + timedelta(days=3))
    before = RuleSet.objects.values().get(pk=row.pk)
    assert specialist.get(f"/rules/{row.pk}/edit/").status_code == 302
    assert specialist.post(f"/rules/{row.pk}/edit/", form()).status_code == 302
    specialist.post(f"/rules/{row.pk}/withdraw/")
    specialist.post(f"/rules/drafts/{waiting.pk}/adopt/")
    assert RuleSet.objects.values().get(pk=row.pk) == before
    page = text(specialist, f"/rules/{row.pk}/")
    assert "Изменить" not in page
    assert "Отозвать" not in page


def test_a_withdrawn_one_is_kept_in_the_list_and_its_monday_is_free(specialist):
    row = adopted(specialist)
    specialist.post(f"/rules/{row.pk}/withdraw/")
    assert "отозвана 20 ноября 2026" in text(specialist, "/rules/")
    assert RuleSets().of(RUNNING.shift(5)) == letter()
    assert adopted(specialist, name="Снова").valid_from == MONDAY


def test_a_draft_whose_monday_has_passed_or_was_taken_is_not_lost(specialist, clock_at_friday):
    first, second = draft(specialist), draft(specialist, name="Вторая")
    specialist.post(f"/rules/drafts/{first.pk}/adopt/")
    answer = specialist.post(f"/rules/drafts/{second.pk}/adopt/", follow=True)
    assert "Редакция не сохранена" in answer.content.decode()
    assert 'value="Вторая"' in answer.content.decode()
    clock_at_friday.move_to(NOW + timedelta(days=30))
    specialist.post(f"/rules/drafts/{second.pk}/adopt/")
    assert RuleSet.objects.count() == 2


def test_the_list_marks_the_current_one(specialist, clock_at_friday):
    adopted(specialist)
    page = text(specialist, "/rules/")
    assert page.index("Строже") < page.index("ещё не действует") < page.index("Письмо № 1871/23-Д")
    assert "<b>действует</b>" in page
    clock_at_friday.move_to(NOW + timedelta(days=3))
    page = text(specialist, "/rules/")
    assert page.index("<b>действует</b>") < page.index("действовала раньше")


def test_a_copy_begins_with_the_values_of_the_one_that_was_asked_for(specialist):
    row = adopted(specialist, posts__active__least="9")
    opened = specialist.get(f"/rules/new/?from={row.pk}").context["form"]
    assert opened["posts.active.least"].value() == 9
    assert specialist.get("/rules/new/").context["form"]["posts.active.least"].value() == 3
    assert specialist.get("/rules/new/?from=777").status_code == 200


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Назовите редакцию"),
        ({"decision": " "}, "Укажите решение министерства"),
        ({"valid_from": ""}, "Укажите понедельник"),
        ({"valid_from": "2026-11-24"}, "Ближайший — 23 ноября 2026"),
        ({"valid_from": "2026-11-16"}, "Ближайший — 23 ноября 2026"),
        ({"valid_from": "зимой"}, "Укажите дату"),
        ({"posts__active__least": "три"}, "нужно целое число"),
        ({"posts__active__least": ""}, "нужно целое число"),
        ({"posts__active__least": "-1"}, "слишком большое или слишком маленькое"),
        ({"posts__active__least": "1.5"}, "нужно целое число"),
        ({"media__active__share": "101"}, "слишком большое или слишком маленькое"),
        ({"text__active__shortest": "2000"}, "верхняя граница меньше нижней"),
        ({"weights__posts": "много"}, "нужно число"),
        ({"exemption_days": "8"}, "слишком большое или слишком маленькое"),
        ({"exemption_days": ""}, "нужно целое число"),
        ({"gaps__active__severity": "казнить"}, "Выберите корректный вариант"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_drafted(specialist, changes, said):
    answer = specialist.post("/rules/new/", form(**changes))
    page = " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())
    assert said in page
    assert 'value="Приказ № 5"' in page or "decision" in changes
    assert not WhatIf.objects.exists()


def test_a_monday_that_another_rule_set_has_is_refused(specialist):
    adopted(specialist)
    page = specialist.post("/rules/new/", form(name="Вторая")).content.decode()
    assert "С этого дня уже действует «Строже»" in page


def test_no_rule_at_all_is_refused(specialist):
    unasked = {name: None for name in form() if name.endswith(".asked")}
    answer = specialist.post("/rules/new/", form(**unasked))
    assert "Оставьте хотя бы одно правило" in answer.content.decode()


def test_on_a_monday_today_is_good(specialist, clock_at_friday):
    clock_at_friday.move_to(NOW + timedelta(days=3))
    assert draft(specialist).valid_from == MONDAY


def test_hostile_names_are_only_text(specialist):
    row = adopted(specialist, name="<script>alert(1)</script>")
    for path in ("/rules/", f"/rules/{row.pk}/", f"/rules/drafts/{WhatIf.objects.get().pk}/", "/methodology/"):
        assert "<script>alert" not in text(specialist, path)


# --- who may --------------------------------------------------------------------------------------
READ = ("/rules/", "/rules/{rule}/", "/rules/drafts/{draft}/", "/rules/drafts/{draft}/progress/")
WRITE = ("/rules/new/", "/rules/{rule}/edit/", "/rules/drafts/{draft}/edit/")
POST = ("/rules/{rule}/withdraw/", "/rules/drafts/{draft}/adopt/")


@pytest.mark.parametrize("path", [*READ, *WRITE, *POST])
def test_each_role_finds_what_is_for_it(specialist, path):
    one = public()
    row = adopted(specialist)
    found = path.format(rule=row.pk, draft=WhatIf.objects.get().pk)
    answers = {}
    for role, place in (
        ("observer", {}),
        ("district_officer", {"district": one.institution.district}),
        ("school_admin", {"institution": one.institution}),
    ):
        client = browse(person(role, **place))
        answers[role] = (client.post if path in POST else client.get)(found).status_code
    assert answers == {"observer": 200 if path in READ else 403, "district_officer": 404, "school_admin": 404}
    assert Client().get(found).headers["Location"].startswith("/signin/")
    assert path in POST or specialist.get(found).status_code == 200
    row.refresh_from_db()
    assert row.withdrawn_at is None


@pytest.mark.parametrize("path", ["/rules/777/", "/rules/777/edit/", "/rules/drafts/777/", "/rules/drafts/777/edit/"])
def test_what_is_not_there_is_no_page(specialist, path):
    assert specialist.get(path).status_code == 404
