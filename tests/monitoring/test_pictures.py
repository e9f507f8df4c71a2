"""Covers and avatars from the profile to the verdict, over HTTP from the local VK."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test.utils import CaptureQueriesContext

from demo.world import community
from monitoring import clock, planning
from monitoring.models import Mark, Picture, Profile, Run, Sighting, WeekSummary
from monitoring.pictures import files, looking, marking
from monitoring.pictures.noticing import key_of, notice
from registry.models import User

from .conftest import NOW

pytestmark = pytest.mark.django_db
# Large enough for the rules; and so small that drawing it takes no time.
LARGE = {"cover": (1590, 120), "avatar": 400}
SMALL = {"cover": (200, 100), "avatar": 100}


@pytest.fixture
def look(local_vk, settings, tmp_path):
    """Return a function that looks at what is due, and tells how many addresses that were."""
    settings.MEDIA_ROOT = tmp_path
    settings.VK_LOCAL_IMAGES = local_vk.url.removeprefix("http://")
    settings.VK_IMAGE_TIMEOUT = (2, 5)
    return looking.look


@pytest.fixture
def judge(db):
    """Return a specialist's hand: it marks what a public shows."""
    specialist = User.objects.create_user("judge@example.org", name="Анна Петрова")

    def marked(sighting: Sighting, judgement: str, at=None) -> None:
        marking.mark(Picture.objects.filter(sightings=sighting), Mark(judgement), specialist, at or clock.now())

    marked.by = specialist
    return marked


def seen(kind: str = "cover", **of) -> Sighting:
    return Sighting.objects.select_related("picture").get(kind=kind, current=True, **of)


def verdict(public, rule: str) -> dict:
    return WeekSummary.objects.filter(public=public).latest("week").verdicts[rule]


# --- once an address -------------------------------------------------------------------------------------------------


def test_what_an_audit_read_is_fetched_measured_and_kept_small(school, audit, look):
    school(**LARGE)
    audit()
    assert look() == 2
    cover, avatar = seen("cover"), seen("avatar")
    assert (cover.picture.width, cover.picture.height) == (1590, 120)
    assert (cover.picture.suspicion, set(cover.picture.measured)) == ("", {"lasting", "grid", "step"})
    for sighting, size in ((cover, files.THUMB), (cover, files.PIECE), (avatar, files.THUMB)):
        content = files.path_of(sighting.kind, sighting.picture.digest, size).read_bytes()
        assert content[8:12] == b"WEBP"
        assert len(content) < 60_000


def test_an_address_is_fetched_once_whatever_happens_around_it(school, audit, look, local_vk):
    school(**SMALL)
    audit()
    look()
    audit()
    assert look() == 0
    assert len(local_vk.pictures) == 2


def test_the_largest_picture_is_asked_for(school, audit, look, local_vk):
    school(cover=(1920, 20), avatar=500)
    audit()
    look()
    assert sorted(path.split("-", 2)[2].split(".")[0] for path in local_vk.pictures) == ["1920x20", "500x500"]


def test_a_mirror_with_the_same_path_is_the_same_picture(school, audit, look, local_vk, settings):
    public = school(**SMALL)
    audit()
    look()
    Profile.objects.filter(public=public).update(cover_url=seen().address.replace("127.0.0.1", "localhost"))
    assert look() == 0
    assert "localhost" in seen().address


def test_a_new_picture_is_fetched_and_the_old_one_remembered(school, audit, look, world, at):
    public = school(**LARGE)
    audit()
    look()
    world[public.vk_id].cover_look = "squares"
    at(NOW + timedelta(days=1))
    audit()
    assert look() == 1
    old, new = public.sightings.filter(kind="cover").order_by("since")
    assert (old.current, new.current) == (False, True)
    assert old.picture != new.picture
    assert new.picture.suspicion == "grid"


def test_a_picture_that_comes_back_is_known_already(school, audit, look, world):
    public = school(**SMALL)
    for appearance in ("sharp", "squares", "sharp"):
        world[public.vk_id].cover_look = appearance
        audit()
        looked = look()
    assert looked == 0
    assert "cover-sharp" in seen().address
    assert public.sightings.filter(kind="cover").count() == 2


def test_a_picture_that_was_taken_down_is_no_longer_shown(school, audit, look, world):
    public = school(**SMALL)
    audit()
    look()
    world[public.vk_id].cover = None
    audit()
    assert look() == 0
    assert not public.sightings.filter(kind="cover", current=True).exists()


def test_two_publics_with_one_file_have_one_picture(school, audit, look, world, local_vk):
    for vk_id in (900001, 900002):
        school(vk_id, avatar=None, cover=(200, 100))
        image = {"url": f"{local_vk.url}/pictures/1/cover-sharp-200x100.jpg?{vk_id}", "width": 200, "height": 100}
        world[vk_id].extra = {"cover": {"enabled": 1, "images": [image]}}
    audit()
    assert look() == 2
    assert Picture.objects.count() == 1


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_missing_picture_is_asked_for_once_more_a_day_later_and_then_left(school, audit, look, at):
    school(cover_look="missing", avatar=None, cover=(200, 100))
    audit()
    looked = []
    for days in (0, 0.5, 1.1, 2, 30):
        at(NOW + timedelta(days=days, minutes=1))
        looked.append(look())
    assert looked == [1, 0, 1, 0, 0]
    assert (seen().state, seen().next_try_at) == ("gone", None)


def test_a_host_that_is_away_is_asked_ever_more_rarely(school, audit, look, settings, at):
    school(avatar=None, cover=(200, 100))
    audit()
    Sighting.objects.all().delete()
    notice(clock.now())
    Sighting.objects.update(address="http://127.0.0.1:9/a.jpg")
    Profile.objects.update(cover_url="http://127.0.0.1:9/a.jpg")
    settings.VK_LOCAL_IMAGES = "127.0.0.1:9"
    asked = []
    for hour in (0, 0.1, 0.2, 1, 2, 9, 40, 200, 400):
        at(NOW + timedelta(hours=hour, minutes=1))
        asked.append(look())
    assert asked == [1, 0, 1, 0, 1, 1, 1, 1, 0]
    assert (seen().state, seen().next_try_at) == ("unreachable", None)


def test_a_round_ends_when_nobody_answers(school, audit, look, settings):
    for vk_id in range(900001, 900006):
        school(vk_id, **SMALL)
    audit()
    notice(clock.now())
    settings.VK_LOCAL_IMAGES = "127.0.0.1:9"
    Profile.objects.update(cover_url="", avatar_url="")
    Sighting.objects.update(address="http://127.0.0.1:9/a.jpg")
    assert look() == looking.PATIENCE


def test_an_address_outside_vk_is_named_and_never_asked(school, audit, look):
    school(avatar=None, cover=(200, 100))
    audit()
    Profile.objects.update(cover_url="https://evil.example/a.jpg")
    look()
    assert (seen().state, seen().next_try_at) == ("host_not_allowed", None)


def test_a_killed_worker_delays_its_picture_and_loses_nothing(school, audit, look, at):
    school(avatar=None, cover=(200, 100))
    audit()
    notice(clock.now())
    assert looking._take(clock.now())  # and here its worker dies
    assert look() == 0
    at(NOW + looking.HELD + timedelta(minutes=1))
    assert look() == 1
    assert seen().state == "seen"


def test_a_picture_that_kills_its_workers_is_left_alone_and_hinders_no_other(school, audit, look, local_vk):
    school(**SMALL)
    audit()
    notice(clock.now())
    Sighting.objects.filter(kind="cover").update(tries=looking.MOST_TRIES)
    assert look() == 2
    assert (seen("cover").state, seen("avatar").state) == ("broken", "seen")
    assert len(local_vk.pictures) == 1


def test_half_a_file_of_a_killed_worker_is_not_trusted(school, audit, look):
    school(avatar=None, cover=(200, 100))
    audit()
    notice(clock.now())
    row = seen()
    draft = files.path_of("cover", "ab" * 32, files.THUMB)
    draft.parent.mkdir(parents=True)
    draft.with_name(draft.name + ".1").write_bytes(b"half")
    looking.look_at(row)
    assert not draft.exists()
    assert row.state == "seen"


def test_an_audit_never_waits_for_pictures(school, audit, look, settings):
    school(**SMALL)
    settings.VK_LOCAL_IMAGES = ""
    run = audit()
    assert run.state == Run.State.COMPLETE
    assert WeekSummary.objects.exists()
    planning.plan(planning.reading_order(), clock.now())
    assert look() == 0


def test_noticing_the_same_again_writes_nothing(school, audit, look, django_assert_num_queries):
    school(**SMALL)
    audit()
    notice(clock.now())
    before = list(Sighting.objects.order_by("pk").values())
    notice(clock.now())
    assert list(Sighting.objects.order_by("pk").values()) == before


def test_the_number_of_queries_does_not_grow_with_the_publics(school, audit, look):
    from django.db import connection

    counts = []
    for vk_ids in (range(900001, 900002), range(900002, 900009)):
        for vk_id in vk_ids:
            school(vk_id, **SMALL)
        audit()
        with CaptureQueriesContext(connection) as queries:
            notice(clock.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["http://[", "", "https://a/\udc80", "\x00"])
def test_whatever_stands_for_an_address_has_a_key(address):
    assert len(key_of(address)) == 64


# --- what a person says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judgement", "outcome", "reason"),
    [
        ("pixels", "warn", "picture_pixelated"),
        ("off_topic", "warn", "picture_off_topic"),
        ("good", "pass", "picture_good"),
    ],
)
def test_a_mark_reaches_the_next_verdict(school, audit, look, judge, judgement, outcome, reason):
    public = school(**LARGE)
    audit()
    look()
    judge(seen("cover"), judgement)
    audit()
    cover, avatar = verdict(public, "cover"), verdict(public, "avatar")
    assert (cover["outcome"], cover["reason"]) == (outcome, reason)
    assert avatar["outcome"] == "pass"


def test_a_suspicion_alone_changes_no_verdict(school, audit, look):
    public = school(cover_look="squares", **LARGE)
    audit()
    look()
    assert seen().picture.suspicion == "grid"
    audit()
    assert verdict(public, "cover")["outcome"] == "pass"


def test_a_new_picture_needs_a_new_mark_even_before_it_is_fetched(school, audit, look, judge, world):
    public = school(**LARGE)
    audit()
    look()
    judge(seen(), "pixels")
    world[public.vk_id].cover_look = "squares"
    audit()
    assert verdict(public, "cover")["outcome"] == "pass"


def test_a_mark_is_taken_back_to_what_it_was_before(school, audit, look, judge):
    school(**SMALL)
    audit()
    look()
    first, second, third = (clock.now() + timedelta(minutes=minutes) for minutes in (0, 1, 2))
    for judgement, at in (("good", first), ("pixels", second)):
        judge(seen(), judgement, at)
    assert [one.pk for one in marking.undo(judge.by, second)] == [seen().picture.pk]
    assert (seen().picture.mark, seen().picture.marked_at) == ("good", first)
    judge(seen(), "off_topic", third)
    marking.undo(judge.by, third)
    assert (seen().picture.mark, seen().picture.marked_at) == ("good", first)
    marking.undo(judge.by, first)
    assert (seen().picture.mark, seen().picture.marked_by, seen().picture.marked_at) == ("", None, None)


def test_what_another_person_has_marked_since_is_not_taken_back(school, audit, look, judge):
    school(**SMALL)
    audit()
    look()
    at = clock.now()
    judge(seen(), "pixels", at)
    other = User.objects.create_user("other@example.org")
    marking.mark(Picture.objects.filter(sightings=seen()), Mark.GOOD, other, at + timedelta(minutes=1))
    assert marking.undo(judge.by, at) == []
    assert seen().picture.mark == "good"


def test_a_deleted_community_keeps_its_pictures(school, audit, look, world):
    public = school(**SMALL)
    audit()
    look()
    world.add(community(public.vk_id, deactivated="deleted"))
    audit()
    look()
    assert seen("cover").picture


def test_lost_files_are_fetched_anew_and_the_mark_stays(school, audit, look, judge, tmp_path):
    school(**SMALL)
    audit()
    look()
    judge(seen(), "pixels")
    files.path_of("cover", seen().picture.digest, files.PIECE).unlink()
    call_command("look_at_pictures", "--lost")
    assert files.kept("cover", seen().picture.digest)
    assert (seen().picture.mark, Picture.objects.count()) == ("pixels", 2)


def test_a_lost_file_that_is_gone_at_its_address_too_is_named(school, audit, look, world, local_vk):
    public = school(**SMALL)
    audit()
    look()
    files.path_of("avatar", seen("avatar").picture.digest, files.THUMB).unlink()
    Sighting.objects.filter(public=public, kind="avatar").update(address=f"{local_vk.url}/pictures/none")
    Profile.objects.update(avatar_url=f"{local_vk.url}/pictures/none")
    assert looking.look_again_at_lost(clock.now()) == 1
    looking.look_at(seen("avatar"))
    assert (seen("avatar").state, seen("avatar").picture) == ("gone", None)
