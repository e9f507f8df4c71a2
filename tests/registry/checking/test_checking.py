"""«Проверить ссылки»: what VK says of each public, kept portion by portion, told with who must act."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo.world import post
from registry import tasks
from registry.checking import steps
from registry.models import Institution, LinkCheck, LinkFinding, Public, SamplePost, Sphere
from tests.registry.directory.people import institution, signed_in
from vk.errors import VkError

pytestmark = pytest.mark.django_db
PAGE = "/registry/links/"


@pytest.fixture
def publics(world, apastovo, arsk) -> dict[str, Public]:
    """Let VK know what has become of each of them since it was written down."""
    world[103].deactivated = "deleted"
    world[104].deactivated = "banned"
    world[105].is_closed = 1
    world[106].screen_name = "moved"
    world[107].screen_name = "moved_too"
    world[108].type = "event"
    world.people["school7"] = 77
    made = {}
    for number, district in (
        (101, apastovo),
        (103, apastovo),
        (104, apastovo),
        (105, arsk),
        (106, arsk),
        (107, arsk),
        (108, arsk),
        (999, arsk),
    ):
        name = f"school{number - 100}" if number < 999 else "gone"
        of = institution(f"Школа № {number}", district)
        made[name] = Public.objects.create(vk_id=number, screen_name=name, institution=of)
    return made


def found() -> set[tuple[str, str]]:
    return set(LinkFinding.objects.values_list("was", "kind"))


EVERYTHING = {
    ("school3", "deleted"),
    ("school4", "blocked"),
    ("school5", "closed"),
    ("school6", "renamed"),
    ("school7", "renamed"),
    ("school7", "taken"),
    ("school8", "wrong_kind"),
    ("gone", "not_found"),
}


def test_every_kind_of_finding_is_told_and_a_new_address_is_written(publics, local_vk):
    one = steps.begin(None, timezone.now())
    steps.work(one.pk)
    one.refresh_from_db()
    assert found() == EVERYTHING
    assert (one.done, one.total, one.working) == (8, 8, False)
    publics["school6"].refresh_from_db()
    assert publics["school6"].screen_name == "moved"


def test_a_second_start_is_the_same_check(publics):
    now = timezone.now()
    assert steps.begin(None, now) == steps.begin(None, now)


def test_a_worker_that_was_killed_costs_no_more_than_its_portion(publics, local_vk, monkeypatch):
    monkeypatch.setattr(steps, "PORTION", 3)
    one = steps.begin(None, timezone.now())
    assert steps.take(one.pk)
    steps._keep(one.pk, rows := steps._portion(one.pk), steps.findings.ask(rows, steps.Door.from_settings()))
    assert steps.waiting(timezone.now()) == []
    later = timezone.now() + timedelta(minutes=5)
    assert steps.waiting(later) == [one.pk]
    LinkCheck.objects.update(leased_until=None)
    tasks.check_links(one.pk)
    assert found() == EVERYTHING


def test_a_silent_vk_is_waited_for_and_nothing_is_told_of_anybody(publics, local_vk, settings):
    settings.VK_API_URL = "http://127.0.0.1:9"
    one = steps.begin(None, timezone.now())
    steps.work(one.pk)
    one.refresh_from_db()
    assert (found(), one.working, bool(one.trouble), bool(one.leased_until)) == (set(), True, True, True)


def test_an_answer_without_most_of_the_publics_is_not_believed(world, local_vk, apastovo):
    of = institution("Школа", apastovo)
    Public.objects.bulk_create(
        Public(vk_id=5000 + n, screen_name=f"club{5000 + n}", institution=of) for n in range(60)
    )
    one = steps.begin(None, timezone.now())
    with pytest.raises(VkError):
        steps.perform(one.pk)
    assert found() == set()


def test_the_archive_is_left_alone(publics, local_vk):
    Institution.objects.update(archived_at=timezone.now())
    one = steps.begin(None, timezone.now())
    steps.work(one.pk)
    assert found() == set()


# --- posts for an example -------------------------------------------------------------------------
@pytest.fixture
def samples(world) -> dict[str, SamplePost]:
    """Let one stand, one be gone, and one be a clip, of which no wall tells."""
    SamplePost.objects.all().delete()
    world[101].add(post(7, timezone.now()))
    sphere = Sphere.objects.get(code="education")
    return {
        name: SamplePost.objects.create(sphere=sphere, kind=name, post=told)
        for name, told in (("стоит", "wall-101_7"), ("удалён", "wall-101_8"), ("клип", "clip-101_9"))
    }


def noted() -> dict[str, bool]:
    return {row.kind: bool(row.gone_at) for row in SamplePost.objects.all()}


def test_a_post_for_an_example_that_is_gone_is_noted_and_one_that_is_back_is_not(publics, local_vk, samples, world):
    steps.work(steps.begin(None, timezone.now()).pk)
    assert noted() == {"стоит": False, "удалён": True, "клип": False}
    first = SamplePost.objects.get(kind="удалён").gone_at
    steps.work(steps.begin(None, timezone.now()).pk)
    assert SamplePost.objects.get(kind="удалён").gone_at == first
    world[101].add(post(8, timezone.now()))
    steps.work(steps.begin(None, timezone.now()).pk)
    assert not any(noted().values())


def test_a_vk_that_shows_none_of_many_is_not_believed(publics, local_vk):
    assert SamplePost.objects.count() > 20
    steps.work(steps.begin(None, timezone.now()).pk)
    assert not any(noted().values())


def test_specialists_alone_read_which_are_gone(publics, local_vk, samples, apastovo):
    said = StringIO()
    call_command("check_links", stdout=said)
    assert "Пост для примера удалён: https://vk.com/wall-101_8, сфера «Образование»" in said.getvalue()
    page = text(signed_in("specialist", "specialist@example.org").get(PAGE))
    assert "Посты для примера, которых больше нет" in page
    assert "wall-101_8" in page
    assert "wall-101_7" not in page
    for role, place in (("observer", {}), ("district_officer", {"district": apastovo})):
        assert "wall-101_8" not in text(signed_in(role, f"{role}@example.org", **place).get(PAGE))


# --- the page ------------------------------------------------------------------------------------------
def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_page_tells_who_must_act_and_each_sees_its_own(publics, local_vk, arsk):
    specialist = signed_in("specialist", "specialist@example.org")
    assert "Ссылки ещё не проверяли" in text(specialist.get(PAGE))
    assert specialist.post("/registry/links/start/").status_code == 302
    one = LinkCheck.objects.get()
    assert "Готово 0 из 8" in text(specialist.get(PAGE))
    assert "Готово 0 из 8" in text(specialist.get(f"/registry/links/{one.pk}/progress/"))
    tasks.announce_checks()
    steps.work(one.pk)
    assert specialist.get(f"/registry/links/{one.pk}/progress/")["HX-Refresh"] == "true"
    page = text(specialist.get(PAGE))
    assert "по прежнему адресу vk.com/school7 теперь личная страница" in page
    assert "был vk.com/school6, теперь vk.com/moved" in page
    assert "Администратор паблика открывает сообщество" in page
    assert "Школа № 103" not in text(specialist.get(f"{PAGE}?kind=closed"))
    officer = text(signed_in("district_officer", district=arsk).get(PAGE))
    assert "Школа № 105" in officer
    assert "Школа № 103" not in officer


def test_old_checks_are_forgotten_but_never_the_last(publics, local_vk):
    for _ in range(2):
        steps.work(steps.begin(None, timezone.now() - timedelta(days=200)).pk)
    LinkCheck.objects.update(finished_at=timezone.now() - timedelta(days=200))
    steps.tidy(timezone.now())
    assert LinkCheck.objects.count() == 1


# --- the command ---------------------------------------------------------------------------------------
def test_the_command_tells_each_finding_and_who_must_act(publics, local_vk):
    said = StringIO()
    call_command("check_links", stdout=said)
    assert "Проверено 8 из 8" in said.getvalue()
    assert "Удалён: vk.com/school3 — Апастовский, Школа № 103. Организация восстанавливает" in said.getvalue()
    assert "Проверено пабликов: 8, находок: 8." in said.getvalue()


def test_the_command_fails_when_vk_is_silent_and_goes_on_afterwards(publics, local_vk, settings):
    address = settings.VK_API_URL
    settings.VK_API_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="запустите команду ещё раз"):
        call_command("check_links", stdout=StringIO())
    settings.VK_API_URL = address
    call_command("check_links", stdout=StringIO())
    assert found() == EVERYTHING


def test_the_command_leaves_a_check_that_another_worker_does(publics, local_vk):
    steps.take(steps.begin(None, timezone.now()).pk)
    with pytest.raises(CommandError, match="уже идёт"):
        call_command("check_links", stdout=StringIO())
