"""Exemptions: what they waive and subtract, which weeks are judged again and by whose order, and the pages."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring import clock, exempting, gathering, judging, portions, reassessing, tasks
from monitoring.models import Amendment, Exemption, FrozenWeek, Reassessment, WeekSummary
from registry.models import District, InstitutionType, Public

from .conftest import BEFORE, LAST, NOW, RUNNING, browse, district, institution, judged, person, public, seen, text
from .deciding import exempted, frozen, row, silent_since, verdict
from .test_public import wrote

pytestmark = pytest.mark.django_db
FORM = {"scope": "all", "first_day": "2026-11-09", "last_day": "2026-11-15", "reason": "Каникулы"}


def save(client: Client, path: str = "/exemptions/new/", **changes):
    """Go both steps: what the first one tells is confirmed by the second."""
    asked = {**FORM, **changes}
    told = client.post(path, {**asked, "step": "check"})
    assert told.status_code == 200, told.headers
    if told.context.get("told") is None:
        return told
    return client.post(path, {**asked, "step": "save", "told": told.context["told"]})


def work() -> None:
    """Play beat and a worker: do every order that is not done."""
    for pk in portions.unfinished(Reassessment):
        tasks.reassess(pk)


# --- whom an exemption binds ----------------------------------------------------------------------
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_public_is_bound_exactly_when_it_is_in_scope(data):
    districts = [district(f"Район {n}") for n in range(3)]
    kinds = [InstitutionType.SCHOOL, InstitutionType.KINDERGARTEN]
    if not Public.objects.exists():
        for place in range(6):
            made = institution(f"Организация {place}", districts[place % 3], type=kinds[place % 2])
            Public.objects.create(vk_id=place + 1, screen_name=f"club{place}", institution=made)
    ids = list(Public.objects.values_list("pk", flat=True))
    one = Exemption(
        scope=data.draw(st.sampled_from(Exemption.Scope.values)),
        districts=data.draw(st.lists(st.sampled_from([one.pk for one in districts]), unique=True)),
        types=data.draw(st.lists(st.sampled_from(kinds), unique=True)),
        publics=data.draw(st.lists(st.sampled_from(ids), unique=True)),
    )
    bound = {public.pk for public in Public.objects.select_related("institution") if exempting.binds(one, public)}
    assert bound == set(exempting.in_scope(one).values_list("pk", flat=True))


def test_facts_are_gathered_with_the_exemptions_of_the_public_alone(db):
    one, other = public(), public("Другая", district("Буинский район"))
    exempted(date(2026, 11, 10), date(2026, 11, 12), scope="publics", publics=[one.pk], rules=["posts"])
    exempted(date(2026, 11, 1), date(2026, 11, 20), withdrawn_at=NOW)
    facts = gathering.gather({one.pk: [LAST], other.pk: [LAST]}, clock.now())
    found = facts[one.pk, LAST].exemptions
    assert [(one.rules, one.reason, one.ends - one.starts) for one in found] == [
        (("posts",), "Каникулы", timedelta(days=3))
    ]
    assert found[0].starts == LAST.starts(clock.zone()) + timedelta(days=1)
    assert facts[other.pk, LAST].exemptions == ()


def test_an_exemption_long_before_the_week_is_seen_only_if_a_silence_may_hold_it(db):
    one, other = public(), public("Другая")
    wrote(one, 1, NOW - timedelta(days=60))
    wrote(other, 1, NOW - timedelta(days=10))
    exempted(date(2026, 10, 1), date(2026, 10, 7))
    facts = gathering.gather({one.pk: [LAST], other.pk: [LAST]}, clock.now())
    assert len(facts[one.pk, LAST].exemptions) == 1
    assert facts[other.pk, LAST].exemptions == ()


# --- what it does to a week -----------------------------------------------------------------------
@pytest.mark.parametrize(("last_day", "outcome"), [("2026-11-11", "fail"), ("2026-11-12", "waived")])
def test_four_days_waive_a_rule_and_three_do_not(specialist, last_day, outcome):
    one = public()
    frozen(one, posts=1)
    confirm(specialist, last_day=last_day, rules=["posts"], closed="1")
    work()
    assert verdict(one, "posts")["outcome"] == outcome
    assert verdict(one, "cover")["outcome"] != "waived"


def test_exempt_hours_are_taken_out_of_a_silence_of_a_week_that_is_not_covered(specialist):
    """Silent since Saturday of the week before: 8 days by Sunday's end, less than 7 without three holidays."""
    one = public()
    silent_since(one, 2, LAST)
    assert verdict(one, "gaps")["outcome"] == "fail"
    save(specialist, first_day="2026-11-09", last_day="2026-11-11", rules=["gaps"])
    work()
    assert verdict(one, "gaps")["outcome"] == "fail"  # nobody ordered the closed week to be judged again
    Exemption.objects.all().delete()
    confirm(specialist, first_day="2026-11-09", last_day="2026-11-11", rules=["gaps"], closed="1")
    work()
    after = verdict(one, "gaps")
    assert (after["outcome"], after["value"], after["figures"]["exempt_hours"]) == ("pass", 144.0, 72.0)


def confirm(client: Client, path: str = "/exemptions/new/", **changes):
    asked = {**FORM, **changes}
    told = client.post(path, {**asked, "step": "check"}).context["told"]
    return client.post(path, {**asked, "step": "save", "told": told})


# --- closed weeks ---------------------------------------------------------------------------------
def test_a_closed_week_stays_unless_a_person_orders_otherwise(specialist):
    one = public()
    frozen(one, posts=1)
    facts = FrozenWeek.objects.get().facts
    before = WeekSummary.objects.values().get(public=one, week=LAST.monday)
    save(specialist)
    work()
    judging.recompute(LAST)
    assert WeekSummary.objects.values().get(public=one, week=LAST.monday) == before
    confirm(specialist, closed="1")
    work()
    assert row(one).status == "compliant"
    assert verdict(one, "posts")["outcome"] == "waived"
    assert FrozenWeek.objects.get().facts == facts
    judging.recompute(LAST)
    assert verdict(one, "posts")["outcome"] == "waived"


def test_taken_back_with_an_order_the_closed_week_is_as_it_was(specialist):
    one = public()
    frozen(one, posts=1)
    before = WeekSummary.objects.values().get()
    confirm(specialist, closed="1")
    work()
    path = f"/exemptions/{Exemption.objects.get().pk}/withdraw/"
    told = specialist.get(path).context["told"]
    specialist.post(path, {"step": "save", "told": told, "closed": "1"})
    work()
    assert {**WeekSummary.objects.values().get(), "id": 0} == {**before, "id": 0}
    assert [one.exemptions == [] for one in Amendment.objects.order_by("pk")] == [False, True]


def test_the_public_s_page_says_that_the_week_was_judged_again(specialist):
    one = public()
    frozen(one, posts=1)
    confirm(specialist, closed="1")
    work()
    page = text(specialist, f"/publics/{one.pk}/?week={LAST}")
    assert "Неделю пересчитали 20 ноября 2026 по решению министерства, исключение: Каникулы" in page


def test_the_order_is_dated_and_names_its_person(specialist):
    frozen(public(), posts=1)
    confirm(specialist, closed="1")
    work()
    page = text(specialist, f"/exemptions/{Exemption.objects.get().pk}/")
    assert "20 ноября 2026, 07:41" in page
    assert "закрытые недели тоже" in page
    assert "Готово, пересчитано вердиктов недель: 1." in page


# --- what is told before --------------------------------------------------------------------------
def test_the_weeks_and_publics_are_told_before_anything_is_saved(specialist):
    for place in range(3):
        one = public(f"Школа № {place}")
        frozen(one, LAST, posts=1)
        frozen(one, BEFORE, posts=1)
        judged(one, RUNNING, posts=1)
    answer = specialist.post("/exemptions/new/", {**FORM, "first_day": "2026-11-05", "step": "check"})
    page = " ".join(answer.content.decode().replace("\xa0", " ").split())
    assert "Пересчитаем 1 неделю 3 пабликов: 16–22 ноября." in page
    assert "3 пабликов: с 2–8 ноября по 9–15 ноября." in page
    assert not Exemption.objects.exists()


def test_rules_that_know_no_silence_touch_their_own_days_alone(specialist):
    one = public()
    frozen(one, LAST, posts=1)
    judged(one, RUNNING, posts=1)
    answer = specialist.post("/exemptions/new/", {**FORM, "rules": ["posts"], "step": "check"})
    assert answer.context["reach"].open.weeks == []
    assert answer.context["reach"].closed.weeks == [LAST.monday]


def test_what_has_changed_meanwhile_is_told_again_and_nothing_is_saved(specialist):
    one = public()
    judged(one, LAST, posts=1)
    told = specialist.post("/exemptions/new/", {**FORM, "step": "check"}).context["told"]
    judged(public("Другая"), LAST, posts=1)
    answer = specialist.post("/exemptions/new/", {**FORM, "step": "save", "told": told})
    assert "недель стало другое число" in answer.content.decode()
    assert not Exemption.objects.exists()


def test_a_future_exemption_judges_nothing_again(specialist):
    frozen(public(), posts=1)
    save(specialist, first_day="2026-12-29", last_day="2027-01-10")
    assert Exemption.objects.get().last_day == date(2027, 1, 10)
    assert not Reassessment.objects.exists()


def test_going_back_to_the_form_keeps_what_was_typed(specialist):
    page = specialist.post("/exemptions/new/", {**FORM, "reason": "Ремонт крыши", "step": "edit"}).content.decode()
    assert 'value="Ремонт крыши"' in page
    assert "Дальше: что пересчитать" in page


# --- changing, ending, taking back ----------------------------------------------------------------
def test_a_narrower_scope_judges_again_those_who_leave_it(specialist):
    one, other = public(), public("Другая", district("Буинский район"))
    for each in (one, other):
        judged(each, LAST, posts=1)
        seen(each)
    save(specialist)
    work()
    assert verdict(other, "posts")["outcome"] == "waived"
    path = f"/exemptions/{Exemption.objects.get().pk}/edit/"
    save(specialist, path, scope="districts", districts=[str(one.institution.district_id)])
    work()
    assert verdict(one, "posts")["outcome"] == "waived"
    assert verdict(other, "posts")["outcome"] != "waived"


def test_ended_today_the_rules_bind_tomorrow(specialist):
    one = exempted(date(2026, 11, 16), date(2026, 12, 31))
    path = f"/exemptions/{one.pk}/end/"
    told = specialist.get(path).context["told"]
    specialist.post(path, {"step": "save", "told": told})
    one.refresh_from_db()
    assert one.last_day == date(2026, 11, 20)
    assert specialist.get(path).status_code == 302


def test_the_history_tells_who_changed_what(specialist):
    save(specialist, scope="districts", districts=[str(district().pk)])
    one = Exemption.objects.get()
    save(specialist, f"/exemptions/{one.pk}/edit/", reason="Карантин", last_day="2026-11-16")
    page = text(specialist, f"/exemptions/{one.pk}/")
    for said in ("Каникулы", "Карантин", "15 ноября 2026", "16 ноября 2026", "Арский район", "Анна Петрова"):
        assert said in page
    assert page.index("Изменено") < page.index("Создано")


def test_the_list_tells_present_future_and_past_apart(specialist):
    exempted(date(2026, 11, 16), date(2026, 11, 22), reason="Сейчас")
    exempted(date(2026, 12, 29), date(2027, 1, 10), reason="Потом", scope="types", types=["school"])
    exempted(date(2026, 8, 1), date(2026, 8, 31), reason="Прошло", rules=["gaps"])
    exempted(date(2026, 11, 16), date(2026, 11, 22), reason="Отменили", withdrawn_at=NOW)
    page = text(specialist, "/exemptions/")
    places = [
        page.index(word) for word in ("Сейчас", "Будут действовать", "Потом", "Прошли или", "Отменили", "Прошло")
    ]
    assert places == sorted(places)
    assert "отменено 20 ноября 2026" in page
    assert "Школа" in page
    assert "Перерывы" in page


def test_the_list_s_queries_do_not_grow(specialist, count_queries):
    def add(number: int) -> None:
        for place in range(number):
            one = public(f"Школа {Public.objects.count()}", district(f"Район {District.objects.count()}"))
            for first in (date(2026, 11, 16), date(2026, 12, 1), date(2026, 1, 1)):
                exempted(first, first + timedelta(days=6 + place), scope="publics", publics=[one.pk])

    add(2)
    few = count_queries(specialist, "/exemptions/")
    add(9)
    assert count_queries(specialist, "/exemptions/") == few


# --- in the background ----------------------------------------------------------------------------
def test_an_order_whose_worker_dies_is_finished_by_the_next(specialist, monkeypatch):
    for place in range(5):
        judged(public(f"Школа № {place}"), LAST, posts=1)
    save(specialist)
    order = Reassessment.objects.get()
    monkeypatch.setattr(portions, "PORTION", 2)

    def die(row, ids):
        reassessing.reassess(row, ids)
        if row.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        portions.work(Reassessment, order.pk, die)
    order.refresh_from_db()
    assert (order.done, order.weeks_judged) == (2, 2)
    tasks.reassess(order.pk)
    order.refresh_from_db()
    assert (order.done, order.weeks_judged, order.under_way) == (5, 5, False)
    assert {row.verdicts["posts"]["outcome"] for row in WeekSummary.objects.all()} == {"waived"}


def test_an_order_that_always_fails_is_given_up_and_says_so(specialist):
    judged(public(), LAST, posts=1)
    save(specialist)
    order = Reassessment.objects.get()

    def fail(row, ids):
        raise ValueError("poison")

    for _ in range(portions.MOST_FAILURES):
        portions.work(Reassessment, order.pk, fail)
    order.refresh_from_db()
    assert order.given_up
    assert "Прервано" in text(specialist, f"/exemptions/{order.exemption_id}/")
    assert portions.unfinished(Reassessment) == []


def test_progress_is_told_and_the_page_renewed_at_the_end(specialist):
    judged(public(), LAST, posts=1)
    save(specialist)
    order = Reassessment.objects.get()
    path = f"/exemptions/orders/{order.pk}/progress/"
    assert "Пересчитываем: 0 из 1 паблик" in text(specialist, path)
    work()
    assert specialist.get(path).headers["HX-Refresh"] == "true"


# --- who may, and what is refused -----------------------------------------------------------------
PAGES = ("/exemptions/", "/exemptions/new/", "/exemptions/{}/", "/exemptions/{}/edit/", "/exemptions/{}/end/")
READ = {"/exemptions/", "/exemptions/{}/"}


@pytest.mark.parametrize("path", [*PAGES, "/exemptions/{}/withdraw/"])
def test_each_role_finds_what_is_for_it(path):
    one = public()
    of = exempted(date(2026, 11, 16), date(2026, 12, 31))
    answers = {
        role: browse(person(role, **place)).get(path.format(of.pk)).status_code
        for role, place in (
            ("specialist", {}),
            ("observer", {}),
            ("district_officer", {"district": one.institution.district}),
            ("school_admin", {"institution": one.institution}),
        )
    }
    observer = 200 if path in READ else 403
    assert answers == {"specialist": 200, "observer": observer, "district_officer": 404, "school_admin": 404}
    assert Client().get(path.format(of.pk)).headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("path", PAGES[2:])
def test_what_is_not_there_is_no_page(specialist, path):
    assert specialist.get(path.format(777)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "Напишите причину"),
        ({"first_day": ""}, "Укажите день."),
        ({"last_day": "2026-13-40"}, "Укажите дату"),
        ({"last_day": "2026-11-08"}, "Последний день раньше первого."),
        ({"scope": "districts"}, "Отметьте хотя бы один район."),
        ({"scope": "types"}, "Отметьте хотя бы один тип организаций."),
        ({"scope": "publics"}, "Вставьте ссылку хотя бы на один паблик."),
        ({"scope": "publics", "publics": "vk.com/nobody\nпросто слова"}, "vk.com/nobody, просто слова"),
        ({"scope": "galaxy"}, "Выберите корректный вариант"),
        ({"rules": ["nothing"]}, "Выберите корректный вариант"),
        ({"scope": "districts", "districts": ["777"]}, "Выберите корректный вариант"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(specialist, changes, said):
    page = save(specialist, **changes).content.decode()
    assert said in page
    assert not Exemption.objects.exists()


def test_publics_are_named_by_their_links_in_every_form(specialist):
    one, other = public(screen_name="School_One"), public("Другая", screen_name="two")
    save(specialist, scope="publics", publics=f"https://vk.com/school_one\n\nvk.com/club{other.vk_id}\nvk.com/two")
    assert Exemption.objects.get().publics == sorted([one.pk, other.pk])


def test_a_button_of_the_public_s_page_fills_its_link_in(specialist):
    one = public()
    page = text(specialist, f"/exemptions/new/?public={one.pk}")
    assert one.url in page
    assert text(specialist, "/exemptions/new/?public=777")
    assert text(specialist, "/exemptions/new/?public=x")


def test_lists_that_the_scope_does_not_use_are_not_kept(specialist):
    save(specialist, scope="all", districts=[str(district().pk)], types=["school"])
    one = Exemption.objects.get()
    assert (one.districts, one.types, one.publics) == ([], [], [])
