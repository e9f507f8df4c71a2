"""Whatever stands on one wall, the others are collected: each hostile post is kept, or left out with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from demo.world import attachment, photo, post
from monitoring.models import Post, Profile, Run, WeekSummary
from registry.models import Membership, User

from .conftest import NOW, days

pytestmark = pytest.mark.django_db

MOMENT = days(-1)[0]
GOOD = [post(900 + place, moment, f"Новость {place}", photo(place)) for place, moment in enumerate(days(-6, -4, -2))]
KEPT = {
    "16,000 characters": (post(1, MOMENT, "Длинно " * 2286), lambda row: len(row.text) == 16_002),
    "html": (post(1, MOMENT, "<script>alert(1)</script><b>"), lambda row: row.text.startswith("<script>")),
    "emoji": (post(1, MOMENT, "🎉👩‍👩‍👧‍👦🏳️‍🌈"), lambda row: "👩‍👩‍👧‍👦" in row.text),
    "right to left": (post(1, MOMENT, "مدرسة \u202eтекст\u202c"), lambda row: "مدرسة" in row.text),
    "nul": (post(1, MOMENT, "до\0после"), lambda row: row.text == "допосле"),
    "lone surrogate": (post(1, MOMENT, "до\ud83dпосле"), lambda row: row.text == "до\ufffdпосле"),
    "surrogate pair": (post(1, MOMENT, "\ud83c\udf89"), lambda row: row.text == "🎉"),
    "no text": (post(1, MOMENT, extra={"text": None}), lambda row: row.text == ""),
    "null for lists": (
        post(1, MOMENT, "Да", extra={"attachments": None, "copy_history": None, "comments": None}),
        lambda row: row.attachments == [] and not row.is_repost,
    ),
    "lists of nulls": (
        post(1, MOMENT, "Да", extra={"attachments": [None, 5, {}]}),
        lambda row: len(row.attachments) == 1,
    ),
    "unknown attachment": (
        post(1, MOMENT, "Да", attachment("hologram", depth=3)),
        lambda row: row.attachments[0]["type"] == "hologram" and not row.media,
    ),
    "nul in an attachment": (
        post(1, MOMENT, "Да", extra={"attachments": [{"type": "holo\0gram", "holo\0gram": {"id": "x"}}]}),
        lambda row: row.attachments == [{"type": "hologram", "owner": 0, "id": 0}],
    ),
    "wrong types": (
        post(
            1, MOMENT, extra={"text": {"a": 1}, "comments": [1], "edited": "вчера", "likes": None, "is_pinned": "да"}
        ),
        lambda row: row.edited_at is None,
    ),
    "huge counts": (post(1, MOMENT, "Да", extra={"comments": {"count": 10**30}}), lambda row: row.comments_read == 0),
    "no owner": (post(1, MOMENT, "Да", extra={"owner_id": None, "from_id": None}), lambda row: row.from_community),
    "the future": (post(1, NOW + timedelta(days=400), "Потом"), lambda row: row.date > NOW),
}
LEFT_OUT = {
    "no id": (post(1, MOMENT, "Да", extra={"id": None}), "пост без номера"),
    "a word for an id": (post(1, MOMENT, "Да", extra={"id": "первый"}), "пост без номера"),
    "an id beyond numbers": (post(1, MOMENT, "Да", extra={"id": 2**70}), "пост без номера"),
    "no date": (post(1, MOMENT, "Да", extra={"date": None}), "у поста 1 невозможная дата"),
    "a negative date": (post(1, MOMENT, "Да", extra={"date": -62_135_596_801}), "у поста 1 невозможная дата"),
    "a date beyond calendars": (post(1, MOMENT, "Да", extra={"date": 10**15}), "у поста 1 невозможная дата"),
}


@pytest.fixture(params=["user", "service"])
def token(request, settings, local_vk):
    users = ["user-1"] if request.param == "user" else []
    settings.VK_USER_TOKENS, settings.VK_SERVICE_TOKENS = users, [] if users else ["service-1"]


@pytest.mark.parametrize("name", KEPT)
def test_a_hostile_post_is_kept_and_its_neighbours_are_collected(school, audit, token, name):
    hostile, holds = KEPT[name]
    public, neighbour = school(posts=[hostile, *GOOD]), school(900002, posts=GOOD)
    run = audit()
    assert (run.state, run.posts_new, run.posts_unreadable) == (Run.State.COMPLETE, 7, 0)
    assert holds(Post.objects.get(public=public, vk_id=1))
    assert Post.objects.filter(public=neighbour).count() == 3
    assert audit().posts_new == 0


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_can_be_no_post_is_left_out_with_a_reason(school, audit, caplog, name):
    hostile, reason = LEFT_OUT[name]
    public, neighbour = school(posts=[hostile, *GOOD]), school(900002, posts=GOOD)
    run = audit()
    assert (run.state, run.posts_new, run.posts_unreadable) == (Run.State.COMPLETE, 6, 1)
    assert f"club900001, пропущены посты: {reason}" in caplog.text
    assert set(Post.objects.filter(public=public).values_list("vk_id", flat=True)) == {900, 901, 902}
    assert WeekSummary.objects.filter(public=neighbour, closed=True).exists()


def test_a_page_full_of_nonsense_does_not_end_the_reading(school, audit):
    nonsense = [post(5000 + place, NOW - timedelta(minutes=place), extra={"date": None}) for place in range(150)]
    school(posts=[*nonsense, *GOOD])
    run = audit()
    assert run.posts_new == 3
    assert run.state == Run.State.COMPLETE


HOSTILE_PROFILES = {
    "nulls": dict.fromkeys(("cover", "has_photo", "photo_max_orig", "photo_max_size", "description", "wall")),
    "wrong types": {"cover": [], "description": 5, "wall": "открыта", "members_count": "много", "photo_max_size": 1},
    "nul": {"description": "до\0после", "cover": {"enabled": 1, "images": [None, {"url": None, "width": None}]}},
    "lone surrogate": {"description": "до\ud83dпосле"},
    "too long": {"description": "Ы" * 100_000, "photo_max_orig": "https://vk.example/" + "a" * 5000},
    "beyond numbers": {"members_count": 10**40, "wall": 10**9, "trust_mark": -5},
}


@pytest.mark.parametrize("name", HOSTILE_PROFILES)
def test_a_hostile_profile_breaks_no_other(school, audit, world, name):
    public, neighbour = school(posts=GOOD), school(900002, posts=GOOD)
    world[900001].extra = HOSTILE_PROFILES[name]
    assert audit().state == Run.State.COMPLETE
    assert Profile.objects.get(public=public).gone == ""
    assert Profile.objects.get(public=neighbour).cover_width == 1590
    assert Post.objects.count() == 6


@pytest.mark.parametrize("name", ["Н" * 1000, "<b>Школа</b>\0", "🎉" * 400])
def test_a_hostile_name_is_kept_as_far_as_it_fits(school, audit, world, name):
    public = school()
    world[900001].name = name
    assert audit().state == Run.State.COMPLETE
    assert 0 < len(Profile.objects.get(public=public).name) <= 300


def test_a_profile_without_its_number_is_not_taken_for_gone(school, audit, world):
    public, other = school(), school(900002)
    world[900001].extra = {"id": None}
    run = audit()
    assert run.state == Run.State.PARTIAL
    assert [miss.public for miss in run.misses.all()] == [public]
    assert not Profile.objects.exclude(gone="").exists()
    assert Profile.objects.get(public=other).seen_at


def test_pages_show_hostile_posts_as_text(school, audit, world, client: Client):
    public = school(posts=[*GOOD, replace(KEPT["html"][0])])
    audit()
    world[900001].posts[-1].text = "исправлено"
    audit()
    specialist = User.objects.create_user("s@example.org", name="Анна Петрова")
    Membership.objects.create(user=specialist, role="specialist")
    client.force_login(specialist)
    page = client.get(f"/publics/{public.pk}/history/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
