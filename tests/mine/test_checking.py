"""«Проверить сейчас»: one reading at most once an hour, through the same audit, whatever else is under way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from demo.world import post
from monitoring import audits, checking, clock, planning, tasks
from monitoring.models import Check, Run, WeekSummary
from registry.models import Membership, User
from tests.monitoring.conftest import NOW, at, audit, days, district, local_vk, one_look, school, world
from vk.door import Door

__all__ = ["at", "audit", "district", "local_vk", "one_look", "school", "world"]


@pytest.fixture
def one(school):
    """A school with one post this week where three are asked for."""
    return school(posts=[post(1, days(0.2)[0], "Олимпиада прошла, первое место наше.")])


@pytest.fixture
def admin(client, one):
    user = User.objects.create_user("anna@example.org")
    Membership.objects.create(user=user, role="school_admin", institution=one.institution)
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def announced(monkeypatch):
    """Collect the messages that would wake workers: the rows alone tell what is to be done."""
    said: list = []
    monkeypatch.setattr(tasks.begin_checks, "delay", lambda: said.append("checks"))
    monkeypatch.setattr(tasks.work, "delay", said.append)
    return said


def press(client, of):
    return client.post(reverse("monitoring:check", args=[of.pk]), follow=True)


def page(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def work_off() -> Run:
    """Do what a worker does when it is woken."""
    run = checking.begin(clock.now())
    assert run
    with Door.from_settings() as door:
        audits.work(run, door)
    run.refresh_from_db()
    return run


def test_a_check_reads_and_judges_the_one_wall(admin, one, school, announced, django_capture_on_commit_callbacks):
    school(vk_id=900002)
    with django_capture_on_commit_callbacks(execute=True):
        answer = press(admin, one)
    assert announced == ["checks"]
    assert "Проверка начнётся через несколько секунд." in page(answer)
    run = work_off()
    assert not run.misses.values_list("reason", "detail")
    assert (run.publics_total, run.state, run.on_request) == (1, Run.State.COMPLETE, True)
    assert WeekSummary.objects.filter(public=one, counted=1).exists()
    assert "Паблик проверен в" in page(admin.get(reverse("monitoring:my_public", args=[one.pk])))


def test_a_wall_is_read_once_an_hour_whoever_asks(admin, one, at):
    press(admin, one)
    work_off()
    at(NOW + timedelta(minutes=59))
    assert "Паблик проверяли меньше часа назад. Следующая проверка возможна в 03:00." in page(press(admin, one))
    assert Check.objects.count() == 1
    at(NOW + timedelta(minutes=61))
    press(admin, one)
    assert Check.objects.waiting().count() == 1


def test_two_checks_of_one_wall_never_wait_together(one):
    Check.objects.create(public=one, asked_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.create(public=one, asked_at=NOW)


def test_a_check_waits_for_the_night_that_is_under_way(admin, one, school):
    other = school(vk_id=900002)
    night = planning.plan([other.pk], clock.now(), night=clock.today())
    assert "Сейчас идёт аудит всех пабликов, готово 0 %. Ваш паблик прочитаем сразу после него." in page(
        press(admin, one)
    )
    assert checking.begin(clock.now()) is None
    with Door.from_settings() as door:
        audits.work(night, door)
    assert work_off().publics_total == 1


def test_what_the_night_has_read_since_is_not_read_again(admin, one):
    night = planning.plan([one.pk], clock.now() + timedelta(minutes=0), night=clock.today())
    press(admin, one)
    with Door.from_settings() as door:
        audits.work(night, door)
    assert checking.begin(clock.now()) is None
    assert not Check.objects.waiting().exists()
    assert "Паблик проверен в" in page(admin.get(reverse("monitoring:my_public", args=[one.pk])))


def test_checks_that_wait_share_a_run(one, school):
    user = User.objects.create_user("many@example.org")
    schools = [one, *(school(vk_id=900100 + n) for n in range(5))]
    for public in schools:
        checking.ask(public, user, clock.now())
    assert work_off().publics_total == 6
    assert checking.begin(clock.now()) is None


def test_a_check_that_fails_says_why_and_keeps_what_was_known(admin, one, world, settings):
    press(admin, one)
    settings.VK_SERVICE_TOKENS = []
    run = checking.begin(clock.now())
    with Door.from_settings() as door:
        audits.work(run, door)
    told = page(admin.get(reverse("monitoring:my_public", args=[one.pk])))
    assert "Прочитать паблик не получилось: не осталось действующих ключей доступа к ВКонтакте." in told


def test_the_progress_asks_for_the_page_when_it_has_ended(admin, one):
    address = reverse("monitoring:check_progress", args=[one.pk])
    press(admin, one)
    waiting = admin.get(address)
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "HX-Refresh" not in waiting.headers
    work_off()
    assert admin.get(address).headers["HX-Refresh"] == "true"


def test_checks_are_no_news_of_the_region(admin, one, audit):
    from monitoring.queries import runs

    night = audit([one.pk])
    press(admin, one)
    work_off()
    assert runs.latest() == (night, None)
    assert list(runs.of_the_region()) == [night]


def test_an_observer_has_nothing_read(client, one):
    user = User.objects.create_user("eye@example.org")
    Membership.objects.create(user=user, role="observer")
    client.force_login(user)
    press(client, one)
    assert not Check.objects.exists()
