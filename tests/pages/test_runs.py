"""«Аудиты»: what ran, how far it is, what it could not read, and who may begin, stop and resume it."""

from datetime import timedelta

import pytest
import redis
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from monitoring.models import Batch, Change, Miss, Run

from .conftest import LAST, NOW, audit, browse, change, district, institution, person, public, with_issues

pytestmark = pytest.mark.django_db

INDEX = "/audits/"
INDEX_QUERIES, PAGE_QUERIES, MISSED_QUERIES = 6, 9, 9
SECRET = "vk1.a.this-is-a-token"


@pytest.fixture(autouse=True)
def tokens(settings):
    """There is a token, and it must never be seen."""
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = [SECRET], []


@pytest.fixture
def act(django_capture_on_commit_callbacks):
    """Return a function that presses a button: what waits for the commit is done too."""

    def press(client: Client, name: str, *args: int):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"monitoring:{name}", args=args))

    return press


def calls_for_workers(settings) -> int:
    """Return how many messages wait in the real broker."""
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        return broker.llen("celery")


def text(client: Client, address: str = INDEX) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def of(run: Run, name: str = "run") -> str:
    return reverse(f"monitoring:{name}", args=[run.pk])


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def batches(run: Run, step: int, done: int, total: int, size: int = 25) -> None:
    """Give the run batches of a step; those done were done one after another in the last minutes."""
    Batch.objects.bulk_create(
        Batch(
            run=run,
            step=step,
            position=place,
            public_ids=list(range(size)),
            done_at=NOW - timedelta(seconds=10 * (done - place)) if place < done else None,
        )
        for place in range(total)
    )


# --- who sees them --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["run", "run_progress"])
def test_for_those_of_a_district_or_a_school_audits_do_not_exist(name):
    run = audit()
    for client in (
        browse(person("district_officer", district=district())),
        browse(person("school_admin", institution=institution())),
        browse(person()),
    ):
        assert client.get(of(run, name)).status_code == 404
        assert client.get(INDEX).status_code == 404


@pytest.mark.parametrize("name", ["run_start", "run_stop", "run_resume"])
def test_for_those_of_a_district_there_is_nothing_to_begin_or_stop(name):
    client = browse(person("district_officer", district=district()))
    args = [] if name == "run_start" else [audit("under_way").pk]
    assert client.post(reverse(f"monitoring:{name}", args=args)).status_code == 404


def test_an_anonymous_visitor_is_led_to_the_sign_in_page(client):
    for address in (INDEX, of(audit()), reverse("monitoring:run_start")):
        assert client.get(address).headers["Location"].startswith(reverse("signin"))


def test_an_unknown_run_is_not_found(specialist):
    assert specialist.get("/audits/404404/").status_code == 404
    assert specialist.get("/audits/404404/progress/").status_code == 404
    assert specialist.post("/audits/404404/stop/").status_code == 404
    assert specialist.post("/audits/404404/resume/").status_code == 404


def test_an_observer_sees_runs_and_no_buttons(observer):
    run = audit("under_way")
    assert "Остановить" not in text(observer, of(run))
    assert "Начать аудит" not in text(observer)


@pytest.mark.parametrize("name", ["run_start", "run_stop", "run_resume"])
def test_an_observer_may_not_act(observer, act, settings, name):
    run = audit("under_way")
    assert act(observer, name, *([] if name == "run_start" else [run.pk])).status_code == 403
    run.refresh_from_db()
    assert run.under_way
    assert not calls_for_workers(settings)


@pytest.mark.parametrize("name", ["run_start", "run_stop", "run_resume"])
def test_a_link_never_begins_or_stops_anything(specialist, name):
    args = [] if name == "run_start" else [audit("under_way").pk]
    assert specialist.get(reverse(f"monitoring:{name}", args=args)).status_code == 405


def test_a_form_of_another_site_begins_nothing():
    public()
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("specialist"))
    assert client.post(reverse("monitoring:run_start")).status_code == 403
    assert not Run.objects.exists()


# --- the list -------------------------------------------------------------------------------------
def test_before_the_first_audit_the_page_says_what_will_happen(specialist):
    public()
    page = text(specialist)
    assert "Аудитов пока не было" in page
    assert "Начать аудит" in page


def test_a_row_tells_who_began_it_how_it_ended_and_how_long_it_took(observer):
    audit(night=NOW.date(), posts_new=1234, calls=98, publics_total=2418)
    audit("stopped", started_by=person("specialist"), started_at=NOW - timedelta(days=1))
    page = text(observer)
    for word in ("ночной", "Завершён", "1 ч 37 мин", "1 234", "2 418", "98", "Анна Петрова", "Остановлен"):
        assert word in page


def test_the_latest_run_stands_first(observer):
    old, new = audit(started_at=NOW - timedelta(days=2)), audit()
    page = text(observer)
    assert page.index(of(new)) < page.index(of(old))


def test_the_list_is_paged_and_any_page_number_is_answered(observer):
    for days in range(30):
        audit(started_at=NOW - timedelta(days=days))
    assert "1–25 из 30" in text(observer)
    assert "26–30 из 30" in text(observer, f"{INDEX}?page=2")
    for page in ("99", "-1", "второй", "1' or 1=1"):
        assert observer.get(INDEX, {"page": page}).status_code == 200


def test_the_number_of_queries_of_the_list_does_not_grow(observer, count_queries):
    Miss.objects.create(run=audit("partial"), public=public(), reason="Transient")
    few = count_queries(observer, INDEX)
    for days in range(1, 9):
        Miss.objects.create(
            run=audit("partial", started_at=NOW - timedelta(days=days), started_by=person("specialist")),
            public=public(f"Школа № {days}"),
            reason="TooFast",
        )
    assert count_queries(observer, INDEX) == few == INDEX_QUERIES


# --- one run --------------------------------------------------------------------------------------
def test_a_run_under_way_tells_step_figures_speed_and_time_left(specialist):
    run = audit("under_way", publics_total=500, started_at=NOW - timedelta(minutes=3), night=NOW.date())
    batches(run, Batch.Step.PROFILES, 1, 1, size=500)
    Batch.objects.filter(run=run).update(done_at=NOW - timedelta(minutes=2))
    batches(run, Batch.Step.WALLS, 12, 20)
    page = text(specialist, of(run))
    assert "Ночной аудит идёт:</b> собрано 300 из 500 пабликов" in page
    assert "Читает стены" in page
    # The clock goes on while the page is made: the pace itself has its own test below.
    assert "в минуту" in page
    assert "до конца шага" in page


def test_the_progress_asks_for_itself_while_the_run_is_under_way_and_stops_with_it(observer):
    run = audit("under_way")
    assert 'hx-trigger="every 2s"' in text(observer, of(run, "run_progress"))
    Run.objects.filter(pk=run.pk).update(state=Run.State.COMPLETE, finished_at=NOW)
    page = text(observer, of(run, "run_progress"))
    assert "hx-trigger" not in page
    assert "Завершён" in page


def test_when_a_run_ends_its_own_page_is_shown_anew(observer):
    run = audit()
    shown_on = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{of(run)}?show=missed"}
    assert observer.get(of(run, "run_progress"), headers=shown_on).headers["HX-Refresh"] == "true"


def test_when_a_run_ends_another_page_offers_the_new_figures_and_stays(observer):
    run = audit()
    shown_on = {"HX-Request": "true", "HX-Current-URL": "http://testserver/overview/?sort=name"}
    answer = observer.get(of(run, "run_progress"), headers=shown_on)
    assert "HX-Refresh" not in answer.headers
    assert 'href="/overview/?sort=name">Показать новые данные' in answer.content.decode()


def test_an_address_of_another_site_is_not_offered(observer):
    run = audit()
    shown_on = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/overview/"}
    assert "evil.example" not in observer.get(of(run, "run_progress"), headers=shown_on).content.decode()


def test_publics_not_collected_have_a_reason_and_what_to_do(observer):
    run = audit("partial")
    for number, reason in enumerate(("Transient", "Transient", "QuotaExhausted")):
        Miss.objects.create(run=run, public=public(f"Школа № {number}"), reason=reason, detail=f"VK 10: {SECRET}")
    page = text(observer, of(run))
    assert "<b>2 паблика</b>: ВКонтакте не ответил" in page
    assert "Делать ничего не нужно: следующий аудит прочитает эти паблики первыми." in page
    assert "<b>1 паблик</b>: исчерпаны обращения к ВКонтакте за сутки" in page
    listed = text(observer, f"{of(run)}?show=missed")
    assert listed.count('class="named"') == 3


def test_changes_are_listed_by_kind(observer):
    run, late, good = audit(), public("Школа № 1"), public("Школа № 2")
    with_issues(late)
    change(run, late, Change.Kind.FELL_BEHIND)
    change(run, good, Change.Kind.RENAMED, before="club1", after="school2")
    everything = text(observer, of(run))
    assert everything.index("Школа № 1") < everything.index("Школа № 2")
    renamed = text(observer, f"{of(run)}?show=renamed")
    assert "Школа № 2" in renamed
    assert "Школа № 1" not in renamed


@pytest.mark.parametrize("show", ["нет", "renamed'--", "", "missed%00"])
def test_an_unknown_kind_shows_all_changes(observer, show):
    run = audit()
    change(run, public("Школа № 1"), Change.Kind.RENAMED, before="a", after="b")
    assert "Школа № 1" in text(observer, f"{of(run)}?show={show}")


def test_a_run_that_found_nothing_says_so_and_the_first_one_has_nothing_to_compare_with(observer):
    first, second = audit(), audit()
    assert "Это первый аудит" in text(observer, of(first))
    assert "ничего не изменилось" in text(observer, of(second))


def test_hostile_names_are_only_text(observer):
    run, hostile = audit("partial"), "<img src=x onerror=alert(1)>"
    one = public(hostile, district("<b>Район</b>"))
    change(run, one, Change.Kind.RENAMED, before="<i>", after="<u>")
    Miss.objects.create(run=run, public=one, reason="<script>")
    for show in ("", "missed"):
        page = text(observer, f"{of(run)}?show={show}")
        assert escape(hostile) in page
        assert not any(mark in page for mark in (hostile, "<b>Район", "<i>", "<script>»", "<u>"))


def test_the_number_of_queries_of_a_run_does_not_grow(observer, count_queries):
    run = audit("partial")

    def add(first: int, number: int) -> None:
        for place in range(first, first + number):
            one = public(f"Школа № {place}", district(f"Район {place}"))
            with_issues(one, LAST)
            change(run, one)
            Miss.objects.create(run=run, public=one, reason="Transient")
        batches_of = run.batches.count()
        Batch.objects.create(run=run, step=1, position=batches_of, public_ids=[1])

    add(1, 3)
    few = count_queries(observer, of(run)), count_queries(observer, f"{of(run)}?show=missed")
    add(11, 9)
    many = count_queries(observer, of(run)), count_queries(observer, f"{of(run)}?show=missed")
    assert many == few == (PAGE_QUERIES, MISSED_QUERIES)


# --- start, stop, resume --------------------------------------------------------------------------
def test_a_specialist_begins_an_audit_of_every_public(specialist, act, settings):
    public()
    answer = act(specialist, "run_start")
    run = Run.objects.get()
    assert answer.headers["Location"] == of(run)
    assert (run.state, run.publics_total, str(run.started_by)) == ("under_way", 1, "Анна Петрова")
    assert calls_for_workers(settings) == settings.AUDIT_WORKERS


def test_a_second_start_leads_to_the_run_under_way(specialist, act, settings):
    public()
    going = audit("under_way")
    answer = act(specialist, "run_start")
    assert answer.headers["Location"] == of(going)
    assert "Аудит уже идёт" in said(answer)
    assert Run.objects.count() == 1
    assert not calls_for_workers(settings)


def test_without_a_token_the_button_explains_itself_and_begins_nothing(specialist, act, settings):
    settings.VK_SERVICE_TOKENS = []
    public()
    page = text(specialist)
    assert "не указан ключ доступа к ВКонтакте" in page
    assert "disabled" in page
    assert "не указан ключ" in said(act(specialist, "run_start"))
    assert not Run.objects.exists()


def test_without_publics_there_is_nothing_to_audit(specialist, act, settings):
    institution()
    assert "в реестре ещё нет пабликов" in said(act(specialist, "run_start"))
    assert not Run.objects.exists()


def test_a_specialist_stops_a_run_and_resumes_it(specialist, act, settings):
    run = audit("under_way")
    assert "Остановить" in text(specialist, of(run))
    act(specialist, "run_stop", run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.STOPPED
    assert "Продолжить" in text(specialist, of(run))
    act(specialist, "run_resume", run.pk)
    run.refresh_from_db()
    assert run.under_way
    assert calls_for_workers(settings) == settings.AUDIT_WORKERS


def test_a_finished_run_can_neither_be_stopped_nor_resumed(specialist, act, settings):
    run = audit()
    assert "останавливать нечего" in said(act(specialist, "run_stop", run.pk))
    assert "Продолжить не получилось" in said(act(specialist, "run_resume", run.pk))
    run.refresh_from_db()
    assert run.state == Run.State.COMPLETE
    assert not calls_for_workers(settings)


def test_a_stopped_run_is_not_resumed_while_another_is_under_way(specialist, act, settings):
    stopped, going = audit("stopped"), audit("under_way", started_at=NOW)
    assert "Продолжить" not in text(specialist, of(stopped))
    assert "идёт другой" in said(act(specialist, "run_resume", stopped.pk))
    assert Run.objects.get(state=Run.State.UNDER_WAY) == going
    assert not calls_for_workers(settings)


def test_an_absent_broker_does_not_lose_the_run(specialist, act, monkeypatch, caplog):
    from monitoring import tasks

    def refuse(run):
        raise ConnectionError("broker is away")

    monkeypatch.setattr(tasks, "announce_run", refuse)
    public()
    assert act(specialist, "run_start").status_code == 302
    assert Run.objects.get().under_way
    assert "broker is away" in caplog.text
