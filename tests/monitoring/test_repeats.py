"""What repeats what on a wall: found when posts are stored, mended when they change, settled by a person."""

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.world import link, photo, post, repost
from monitoring import repeats
from monitoring.models import FrozenWeek, Post, Resemblance, WeekSummary
from monitoring.uniqueness import Likeness
from monitoring.weeks import Week

from .conftest import NOW, days

pytestmark = pytest.mark.django_db

THIS = Week.parse("2026-W46")
TEMPLATE = "Поздравляем {} с победой на районной олимпиаде по математике. Гордимся и желаем новых успехов"
NEWS = "В школе прошёл день открытых дверей, спасибо всем, кто пришёл"


def wall(*texts: str, since: float = 0) -> list:
    """Return posts half a day apart, each with its own picture."""
    moments = days(*(since + place / 4 for place in range(len(texts))))
    return [
        post(place, at, text, photo(place)) for place, (at, text) in enumerate(zip(moments, texts, strict=True), 1)
    ]


def kept() -> dict[int, tuple]:
    return {row.vk_id: (row.repeats, row.likeness) for row in Post.objects.exclude(likeness="")}


def counted(public, week=THIS) -> int:
    return WeekSummary.objects.get(public=public, week=week.monday).counted


def test_a_repetition_is_kept_with_its_post(school, audit):
    public = school(posts=wall(NEWS, "Другая новость о школьном музее", f"{NEWS.upper()} 🎉"))
    audit()
    assert kept() == {3: (1, "duplicate")}
    assert counted(public) == 2


def test_a_template_with_another_picture_is_suspected_and_counts(school, audit):
    public = school(posts=wall(TEMPLATE.format("Айгуль Сафину"), TEMPLATE.format("Тимура Ганиева")))
    audit()
    assert kept() == {2: (1, "suspected")}
    assert counted(public) == 2


@pytest.mark.parametrize("text", ["", "Новости"])
def test_two_links_are_not_the_same_attachment(school, audit, text):
    """VK gives a link neither number nor owner."""
    moments = enumerate(days(0, 0.5, 1), 1)
    school(posts=[post(place, at, text, link(f"https://school.example/{place}")) for place, at in moments])
    audit()
    assert kept() == {}


def test_a_repetition_of_a_post_of_an_earlier_night_is_found(school, audit, world):
    public = school(posts=wall(NEWS))
    audit()
    world[900001].posts.append(post(7, days(1)[0], NEWS, photo(7)))
    audit()
    assert kept() == {7: (1, "duplicate")}
    assert counted(public) == 1


@pytest.mark.parametrize("what", ["edited", "deleted"])
def test_a_post_whose_original_is_no_more_counts_again(school, audit, world, what):
    public = school(posts=wall(NEWS, NEWS))
    audit()
    assert counted(public) == 1
    if what == "edited":
        world[900001].posts[0].text = "Теперь здесь объявление о наборе в хор"
    else:
        world[900001].remove(1)
    audit()
    assert kept() == {}
    assert counted(public) == (2 if what == "edited" else 1)


def test_a_post_edited_into_a_repetition_is_found(school, audit, world):
    public = school(posts=wall(NEWS, "Новость о школьном музее"))
    audit()
    world[900001].posts[1].text = NEWS
    audit()
    assert (kept(), counted(public)) == ({2: (1, "duplicate")}, 1)


def test_reposts_are_nobodys_original(school, audit):
    other = post(1, NOW, NEWS, owner_id=-5, from_id=-5)
    public = school(posts=[repost(1, days(0)[0], other, NEWS), post(2, days(0.5)[0], NEWS, photo(2))])
    audit()
    assert (kept(), counted(public)) == ({}, 1)


@pytest.mark.parametrize(("same", "count"), [(True, 1), (False, 2)])
def test_a_specialists_word_settles_a_suspicion(school, audit, same, count):
    public = school(posts=wall(TEMPLATE.format("Айгуль Сафину"), TEMPLATE.format("Тимура Ганиева")))
    audit()
    Resemblance.objects.create(public=public, post=2, original=1, same=same, decided_at=NOW)
    audit()
    assert counted(public) == count


def test_a_word_about_another_pair_settles_nothing(school, audit):
    public = school(posts=wall(TEMPLATE.format("Айгуль Сафину"), TEMPLATE.format("Тимура Ганиева")))
    audit()
    Resemblance.objects.create(public=public, post=2, original=7, same=True, decided_at=NOW)
    audit()
    assert counted(public) == 2


def test_a_text_is_shared_by_all_publics_however_their_batches_fall(school, audit):
    text = "Министерство объявляет республиканский форум учителей и наставников " * 4
    publics = [
        school(900001 + place, posts=[post(1, at, text, photo(1))]) for place, at in enumerate(days(-6, -5, -4))
    ]
    audit([publics[0].pk])
    audit([publics[1].pk, publics[2].pk])
    week = THIS.shift(-1).monday
    judged = {row.public_id: row.counted for row in WeekSummary.objects.filter(week=week)}
    # The first was judged and frozen before the others were known; nothing takes that from it.
    assert [judged[public.pk] for public in publics] == [1, 0, 0]
    facts = FrozenWeek.objects.get(public=publics[2], week=week).facts
    assert [one["original"] for one in facts["posts"]] == ["https://vk.com/wall-900001_1"]


def stored(public, texts: Iterable[str], since: float) -> None:
    from monitoring.uniqueness import prints

    for place, text in enumerate(texts):
        told = {"text": text, "from_community": True, "first_seen_at": NOW, **prints(text)._asdict()}
        Post.objects.create(public=public, vk_id=place + 1, date=days(since + place)[0], **told)


def test_two_queries_read_any_number_of_publics(school):
    texts = [TEMPLATE.format(name) for name in ("Айгуль Сафину", "Тимура Ганиева", "Марата Юсупова")]
    publics = [school(900001 + place) for place in range(6)]
    for public in publics:
        stored(public, texts, -5)
    with CaptureQueriesContext(connection) as one:
        repeats.find({publics[0].pk: days(-10)[0]})
    with CaptureQueriesContext(connection) as many:
        repeats.find({public.pk: days(-10)[0] for public in publics})
    # Two that read; what is found is written in one statement, with its savepoint.
    assert len(one) == len(many) <= 5
    assert Post.objects.filter(likeness=Likeness.SUSPECTED).count() == 12
