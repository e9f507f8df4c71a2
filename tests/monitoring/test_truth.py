"""Nothing that VK showed is overwritten: what was there before is kept, with the date."""

from datetime import timedelta

import pytest
from django.apps import apps

from demo.faults import Fault
from demo.world import Refusal, photo, post
from monitoring.models import Change, Post, Profile
from monitoring.queries.history import events, history

from .conftest import NOW, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def nights(audit, at):
    """Return a function that lets a night pass and reads everything again."""
    count = 0

    def pass_by():
        nonlocal count
        run, count = audit(), count + 1
        at(NOW + timedelta(days=count))
        return run

    return pass_by


def wall(number: int = 6) -> list:
    return [post(10 + place, days(-place)[0], f"Новость {place}", photo(place)) for place in range(1, number)]


def told(public) -> list[str]:
    return [entry.sentence for entry in history(public, *events(public))]


def versions(public) -> list[dict]:
    rows = apps.get_model("monitoring", "PostEvent").objects.filter(public=public).order_by("pgh_id")
    return list(rows.values("vk_id", "text", "deleted_at", "pgh_created_at"))


def test_an_edited_post_keeps_its_old_text_with_the_date(school, nights, world):
    public = school(posts=wall())
    nights()
    world[900001].posts[0].text = "Новость исправлена"
    world[900001].posts[0].edited = int((NOW + timedelta(hours=9)).timestamp())
    nights()
    (version,) = versions(public)
    assert version["text"] == "Новость 1"
    assert Post.objects.get(public=public, vk_id=11).text == "Новость исправлена"
    assert Post.objects.get(public=public, vk_id=11).date == days(-1)[0]
    (entry,) = history(public, *events(public))
    assert (entry.sentence, entry.before) == ("Изменён текст поста.", "Новость 1")
    assert entry.url == "https://vk.com/wall-900001_11"


def test_a_wall_read_for_the_first_time_has_no_history(school, nights):
    public = school(posts=wall())
    nights()
    assert versions(public) == []
    assert told(public) == []


def test_a_deleted_post_is_dated_and_so_is_its_return(school, nights, world, at):
    public = school(posts=wall())
    nights()
    gone = world[900001].posts[0]
    world[900001].remove(11)
    nights()
    deleted_at = Post.objects.get(vk_id=11).deleted_at
    assert deleted_at - NOW > timedelta(hours=23)
    nights()
    assert Post.objects.get(vk_id=11).deleted_at == deleted_at
    world[900001].add(gone)
    nights()
    assert Post.objects.get(vk_id=11).deleted_at is None
    assert [version["deleted_at"] for version in versions(public)] == [None, deleted_at]
    assert told(public) == ["Удалённый пост снова на стене.", "Пост удалён со стены."]


def test_a_post_that_vk_calls_deleted_keeps_the_day_on_which_it_was_first_so(school, nights, world):
    school(posts=wall())
    nights()
    world[900001].posts[0].extra = {"is_deleted": True}
    nights()
    deleted_at = Post.objects.get(vk_id=11).deleted_at
    assert deleted_at
    nights()
    assert Post.objects.get(vk_id=11).deleted_at == deleted_at


@pytest.mark.parametrize(
    "fault",
    [
        Fault("missing_items", method="wall.get"),
        Fault("http", method="wall.get"),
        Fault("truncated", method="wall.get"),
        Fault("error", method="wall.get", code=15, message="Access denied: wall is disabled"),
        Fault("error", method="wall.get", code=29),
    ],
    ids=["half a page", "http", "truncated", "refused", "quota"],
)
def test_a_reading_that_did_not_show_a_post_is_no_deletion(school, nights, local_vk, fault):
    school(posts=wall())
    nights()
    local_vk.faults.append(fault)
    nights()
    assert not Post.objects.exclude(deleted_at=None).exists()


def test_a_post_is_gone_only_if_vk_does_not_show_it_alone_either(school, nights, local_vk, world):
    school(posts=wall())
    nights()
    world[900001].remove(11)
    local_vk.faults.append(Fault("http", method="wall.getById"))
    nights()
    assert Post.objects.get(vk_id=11).deleted_at is None
    local_vk.faults.clear()
    nights()
    assert Post.objects.get(vk_id=11).deleted_at


def test_posts_below_the_window_are_not_taken_for_deleted(school, nights):
    school(posts=[post(100 - place, days(-place)[0], f"Новость {place}") for place in range(1, 61)])
    for _ in range(3):
        nights()
    assert Post.objects.filter(deleted_at=None).count() == 60


def test_a_rename_is_dated_and_the_public_is_followed(school, nights, world):
    public = school(posts=wall())
    nights()
    world[900001].screen_name, world[900001].name = "new_name", "Лицей имени Лобачевского"
    run = nights()
    public.refresh_from_db()
    assert public.screen_name == "new_name"
    assert run.changes.get().kind == Change.Kind.RENAMED
    assert told(public) == [
        "Сменилось название: было «Средняя школа № 900001», стало «Лицей имени Лобачевского».",
        "Сменился адрес: был vk.com/school900001, стал vk.com/new_name.",
    ]


@pytest.mark.parametrize(
    ("change", "sentence", "back"),
    [
        ({"deactivated": "deleted"}, "Сообщество удалено.", "Сообщество снова доступно."),
        ({"deactivated": "banned"}, "ВКонтакте заблокировал сообщество.", "Сообщество снова доступно."),
        ({"is_closed": 1}, "Сообщество стало закрытым.", "Сообщество снова открыто для всех."),
        ({"is_closed": 2}, "Сообщество стало частным: его видят только участники.", "Сообщество снова доступно."),
        ({"wall": 0}, "Стена отключена.", "Стена открыта: писать и комментировать могут все."),
        ({"wall": 3}, "Стена закрыта: комментировать нельзя.", "Стена открыта: писать и комментировать могут все."),
        (
            {"refusal": Refusal(15, "Access denied: group is blocked")},
            "Стену прочитать нельзя: сообщество заблокировано.",
            "Стену снова можно прочитать.",
        ),
    ],
    ids=["deleted", "banned", "closed", "private", "wall off", "comments off", "wall refused"],
)
def test_each_way_of_closing_is_dated_and_so_is_its_end(school, nights, world, change, sentence, back):
    public = school(posts=wall())
    nights()
    before = {name: getattr(world[900001], name) for name in change}
    vars(world[900001]).update(change)
    nights()
    assert sentence in told(public)
    assert Post.objects.filter(public=public, deleted_at=None).count() == 5
    vars(world[900001]).update(before)
    nights()
    assert back in told(public)[: len(told(public)) // 2]
    assert all(entry.at for entry in history(public, *events(public)))


def test_a_community_that_is_no_more_is_dated(school, nights, world):
    public, _ = school(posts=wall()), school(900002)
    nights()
    del world.communities[900001]
    nights()
    assert told(public) == ["ВКонтакте перестал показывать сообщество: такого больше нет."]


def test_a_changed_appearance_keeps_what_was_there(school, nights, world):
    public = school(description="Старое описание")
    nights()
    world[900001].description, world[900001].cover, world[900001].avatar = "Новое описание", None, 200
    nights()
    assert told(public)[:2] == ["Изменилось описание.", "Обложку убрали."]
    assert history(public, *events(public))[0].before == "Старое описание"


def test_a_picture_on_another_server_of_vk_is_the_same_picture(school, nights, world):
    public = school()
    nights()
    known = Profile.objects.get(public=public).cover_url
    moved = known.replace("sun9-1.", "sun9-77.").replace("quality=95", "quality=90")
    world[900001].extra = {"cover": {"enabled": 1, "images": [{"url": moved, "width": 1590, "height": 400}]}}
    nights()
    assert Profile.objects.get(public=public).cover_url == known
    assert told(public) == []


def test_a_quiet_night_leaves_no_trace_in_the_history(school, nights):
    school(posts=wall())
    nights()
    events = apps.get_model("monitoring", "ProfileEvent").objects
    before = events.count()
    nights()
    assert events.count() == before


@pytest.mark.parametrize("closed", [{"wall": 0}, {"is_closed": 1}, {"deactivated": "banned"}])
def test_how_a_public_was_when_it_was_first_read_is_no_change(school, nights, closed):
    public = school(**closed)
    nights()
    nights()
    assert told(public) == []


@pytest.mark.parametrize("kind", ["service", "user"])
@pytest.mark.parametrize(("government", "mark"), [(True, (True, 3)), (False, (False, 0)), (None, (None, None))])
def test_the_state_mark_is_kept_as_vk_tells_it(school, audit, settings, kind, government, mark):
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = ([], ["user-1"]) if kind == "user" else (["service-1"], [])
    public = school(government=government)
    audit()
    profile = Profile.objects.get(public=public)
    assert (profile.state_mark, profile.trust_mark) == mark


def test_the_state_mark_has_a_history(school, nights, world):
    public = school(government=True)
    nights()
    world[900001].government = False
    nights()
    assert told(public) == ["Отметки «Госорганизация» нет."]
