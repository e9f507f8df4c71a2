"""An audit reads every wall, judges every week that is open, and freezes what is over."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.faults import Fault, error
from demo.world import comment, photo, post, repost
from monitoring import audits, clock, judging, planning
from monitoring.models import Batch, Change, FrozenWeek, Post, Profile, RuleSet, Run, WeekSummary
from monitoring.weeks import Week
from registry.models import Category, CategoryPeriod, Public
from vk.door import Door

from .conftest import MOSCOW, NOW, days

pytestmark = pytest.mark.django_db

THIS = Week.parse("2026-W46")
LAST = THIS.shift(-1)


def regular(first: int = 1, weeks: int = 6, a_week: int = 3) -> list:
    """Return a wall with so many posts in each of the last weeks, the running one left out."""
    moments = [offset - 7 * week for week in range(1, weeks + 1) for offset in (0, 2, 4, 5, 6)[:a_week]]
    return [
        post(first + place, moment, f"Новость номер {first + place}: {f'слово{first} ' * place}", photo(first + place))
        for place, moment in enumerate(sorted(days(*moments)))
    ]


def summary(public: Public, week: Week = LAST) -> WeekSummary:
    return WeekSummary.objects.get(public=public, week=week.monday)


def outcome(public: Public, rule: str, week: Week = LAST) -> str:
    return summary(public, week).verdicts[rule]["outcome"]


def test_the_first_audit_reaches_back_four_weeks_and_freezes_them(school, audit):
    public = school(posts=regular())
    run = audit()
    assert run.state == Run.State.COMPLETE
    assert WeekSummary.objects.filter(public=public, closed=True).count() == 4
    assert FrozenWeek.objects.filter(public=public).count() == 4
    assert summary(public).status == "compliant"
    assert summary(public, THIS).status == "in_progress"


def test_reposts_do_not_count_even_with_long_words_of_ones_own(school, audit):
    other = post(1, NOW, "Чужая новость", owner_id=-5, from_id=-5)
    own = [
        post(10 + place, moment, f"Своя новость {place}", photo(place + 1))
        for place, moment in enumerate(days(-7, -5))
    ]
    reposts = [
        repost(20 + place, moment, other, "Наше мнение " * 40 if place else "")
        for place, moment in enumerate(days(-6, -4, -3, -2))
    ]
    public = school(posts=own + reposts)
    audit()
    verdict = summary(public).verdicts["posts"]
    assert (verdict["outcome"], verdict["value"], verdict["threshold"]) == ("fail", 2, 3)


def test_the_ministrys_text_counts_for_the_first_publisher_only(school, audit):
    text = "Министерство объявляет республиканский форум учителей и наставников " * 4
    schools = [
        school(900001 + place, posts=[post(1, moment, text, photo(place + 1))])
        for place, moment in enumerate(days(-7, -6, -5))
    ]
    audit()
    assert [summary(one).counted for one in schools] == [1, 0, 0]


def test_a_second_night_with_nothing_new_writes_no_post(school, audit):
    school(posts=regular())
    audit()
    versions = _versions()
    assert audit().posts_new == 0
    assert _versions() == versions


def _versions() -> list[tuple[int, str]]:
    """Return each post row with the transaction that wrote it."""
    rows = Post.objects.raw("select id, xmin::text as version from monitoring_post order by id")
    return [(row.pk, row.version) for row in rows]


def test_what_is_frozen_stays_though_posts_are_deleted_later(school, audit, world):
    public = school(posts=regular())
    audit()
    judged, facts = summary(public).verdicts, FrozenWeek.objects.get(public=public, week=LAST.monday).facts
    for gone in (16, 17, 18):
        world[900001].remove(gone)
    audit()
    assert Post.objects.filter(deleted_at__isnull=False).count() == 3
    judging.recompute(LAST)
    assert summary(public).verdicts == judged
    assert FrozenWeek.objects.get(public=public, week=LAST.monday).facts == facts


def test_a_post_deleted_in_the_running_week_counts_no_more(school, audit, world):
    public = school(posts=[post(1, days(0)[0], "Новость", photo(1)), post(2, days(0.5)[0], "Ещё новость", photo(2))])
    audit()
    assert summary(public, THIS).counted == 2
    world[900001].remove(2)
    audit()
    assert summary(public, THIS).counted == 1


def test_the_running_week_is_frozen_by_the_first_audit_after_its_end(school, audit, at):
    public = school(posts=regular())
    audit()
    at(datetime(2026, 11, 16, 2, 0, tzinfo=MOSCOW))
    audit()
    assert FrozenWeek.objects.filter(public=public, week=THIS.monday).exists()
    assert outcome(public, "posts", THIS) == "fail"
    assert Change.objects.filter(public=public, rule="posts", kind=Change.Kind.FELL_BEHIND).exists()


def test_a_category_changed_on_wednesday_holds_for_the_whole_week(school, audit, at):
    public = school(posts=regular(a_week=3))
    CategoryPeriod.objects.create(public=public, category=Category.FLAGSHIP, valid_from=days(-5)[0])
    audit()
    assert summary(public).quota == 5
    assert summary(public, LAST.shift(-1)).quota == 3


def test_a_post_scheduled_for_tomorrow_does_not_count_today(school, audit):
    public = school(posts=[post(1, NOW + timedelta(days=1), "Завтра", photo(1))])
    audit()
    assert summary(public, THIS).counted == 0


def test_a_community_deleted_on_wednesday_fails_and_keeps_what_was_collected(school, audit, world):
    public = school(posts=regular())
    audit()
    world[900001].deactivated = "deleted"
    audit()
    assert outcome(public, "reachable", THIS) == "fail"
    assert Post.objects.filter(public=public, deleted_at=None).count() == 18
    assert Profile.objects.get(public=public).description


def test_a_refusal_of_last_week_fails_no_week_that_nobody_has_seen(school, audit, world, local_vk, at):
    public = school(posts=regular())
    world[900001].wall = 0
    at(days(6)[0])
    audit()
    local_vk.faults.append(Fault("http", method="wall.get", params={"owner_id": -900001}))
    at(days(7.1)[0])
    audit()
    running = summary(public, THIS.shift(1))
    assert (running.status, outcome(public, "reachable", THIS.shift(1))) == ("no_data", "unknown")
    assert outcome(public, "reachable", THIS) == "fail"


def test_a_renamed_public_is_followed_by_its_id(school, audit, world):
    public = school(posts=regular())
    world[900001].screen_name = "new_name"
    run = audit()
    public.refresh_from_db()
    assert public.screen_name == "new_name"
    assert run.changes.get(kind=Change.Kind.RENAMED).detail == {"before": "school900001", "after": "new_name"}


def test_publics_that_vk_does_not_answer_for_are_named_and_stay_unknown(school, audit, local_vk):
    public, other = school(posts=regular()), school(900002, posts=regular(100))
    local_vk.faults.append(Fault("http", method="wall.get", params={"owner_id": -900001}))
    run = audit()
    assert run.state == Run.State.PARTIAL
    assert [miss.public for miss in run.misses.all()] == [public]
    assert summary(public).status == "no_data"
    assert {verdict["outcome"] for verdict in summary(public).verdicts.values()} <= {"unknown", "not_applicable"}
    assert summary(other).status == "compliant"


def test_a_profile_that_vk_left_out_of_a_batch_is_not_taken_for_gone(school, audit, local_vk):
    for vk_id in range(900001, 900011):
        school(vk_id)
    local_vk.faults.append(Fault("missing_items", method="groups.getById", times=1))
    audit()
    assert not Profile.objects.exclude(gone="").exists()


def test_most_profiles_vanishing_at_once_is_a_fault_not_a_massacre(school, audit, world):
    for vk_id in range(900001, 900031):
        school(vk_id)
    for vk_id in range(900001, 900030):
        del world.communities[vk_id]
    run = audit()
    assert run.misses.count() == 30
    assert not Profile.objects.exclude(gone="").exists()


def test_one_community_that_is_no_more_is_not_found(school, audit, world):
    public = school()
    school(900002)
    del world.communities[900001]
    audit()
    assert summary(public).verdicts["reachable"]["reason"].endswith("not_found")


@pytest.mark.parametrize("dead", [error(5), error(14), error(29)], ids=["revoked", "captcha", "quota"])
def test_dead_tokens_turn_nothing_into_fail(school, audit, local_vk, dead):
    public = school(posts=regular())
    local_vk.faults.append(dead)
    assert audit().state == Run.State.PARTIAL
    assert "fail" not in {verdict["outcome"] for verdict in summary(public).verdicts.values()}


def test_user_and_service_tokens_give_equal_verdicts_where_both_decide(school, audit, local_vk, settings, world):
    school(posts=regular())
    school(900002, category=Category.FLAGSHIP, posts=regular(100, a_week=5), wall=3)
    school(900003, category=Category.CARD, cover=None)
    asked = [comment(950, NOW - timedelta(days=2), "Спасибо")]
    school(900004, posts=[*regular(200), post(900, NOW - timedelta(days=3), "Вопросы?", comments=asked)])
    school(900005, posts=regular(300), is_closed=2)
    audit()
    by_service = {(row.public_id, row.week): row.verdicts for row in WeekSummary.objects.all()}
    assert "execute" not in {method for _, method, _ in local_vk.calls}
    for model in (FrozenWeek, WeekSummary, Post, Profile, Run):
        model.objects.all().delete()
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = [], ["user-1"]
    audit()
    by_user = {(row.public_id, row.week): row.verdicts for row in WeekSummary.objects.all()}
    both = [(key, rule) for key in by_user for rule in by_user[key] if _decided(by_service, by_user, key, rule)]
    assert len(both) > 100
    assert [one for one in both if not _equal(by_service, by_user, *one)] == []


def _decided(one: dict, other: dict, key: tuple, rule: str) -> bool:
    return "unknown" not in (one[key][rule]["outcome"], other[key][rule]["outcome"])


def _equal(one: dict, other: dict, key: tuple, rule: str) -> bool:
    """Compare whole verdicts of closed weeks; in the running one an open silence grows while the test runs."""
    if key[1] == THIS.monday:
        return one[key][rule]["outcome"] == other[key][rule]["outcome"]
    return one[key][rule] == other[key][rule]


@pytest.mark.parametrize("kind", ["service", "user"])
def test_the_first_audit_knows_what_was_said_two_months_before(school, audit, settings, kind):
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = ([], ["user-1"]) if kind == "user" else (["service-1"], [])
    text = "Приглашаем на день открытых дверей нашей школы"
    public = school(
        posts=[post(1, days(-50)[0], text, photo(1)), *regular(100), post(900, days(-1.5)[0], text, photo(2))]
    )
    audit()
    assert summary(public).counted == 3


def test_readers_comments_show_that_comments_are_open(school, audit):
    asked = [comment(950, NOW - timedelta(days=2), "Спасибо")]
    public = school(posts=[*regular(), post(900, NOW - timedelta(days=3), "Новость", comments=asked)])
    audit()
    assert outcome(public, "comments_open", THIS) == "pass"


def test_comments_are_read_again_only_where_their_number_has_changed(school, audit, local_vk, world):
    asked = [comment(950, NOW - timedelta(days=2), "Спасибо")]
    school(posts=[post(900, NOW - timedelta(days=3), "Новость", comments=asked)])
    audit()
    audit()
    assert local_vk.count("wall.getComments") == 1
    world[900001].posts[0].comments.append(comment(951, NOW - timedelta(days=1), "И вам"))
    audit()
    assert local_vk.count("wall.getComments") == 2


def test_two_beats_of_one_night_make_one_run(school):
    school()
    first = planning.plan([1], NOW, night=NOW.date())
    with pytest.raises(planning.RunUnderWay) as busy:
        planning.plan([1], NOW, night=NOW.date())
    assert busy.value.run == first


def test_a_batch_whose_worker_died_is_done_by_the_next_once_its_lease_is_over(school, at, local_vk):
    public = school(posts=regular())
    run = planning.plan(planning.reading_order(), clock.now())
    assert audits.claim(run).attempts == 1
    with Door.from_settings() as door:
        assert audits.work(run, door) == 0
        at(NOW + timedelta(minutes=6))
        audits.work(run, door)
    assert summary(public).status == "compliant"


def test_a_batch_that_kills_its_worker_every_time_is_given_up_and_named(school, local_vk):
    school(posts=regular())
    run = planning.plan(planning.reading_order(), clock.now())
    Batch.objects.filter(run=run, step=Batch.Step.WALLS).update(attempts=audits.MAX_ATTEMPTS)
    with Door.from_settings() as door:
        audits.work(run, door)
    run.refresh_from_db()
    assert (run.state, run.misses.get().reason) == (Run.State.PARTIAL, "gave_up")


def test_a_batch_that_fails_waits_longer_each_time(school, local_vk, at):
    school(posts=regular())
    RuleSet.objects.all().delete()
    run = planning.plan(planning.reading_order(), clock.now())
    with Door.from_settings() as door:
        audits.work(run, door)
        assert audits.work(run, door) == 0
        at(NOW + timedelta(seconds=30))
        assert audits.work(run, door) == 1


def test_a_batch_that_fails_again_and_again_is_given_up_and_the_run_ends(school, local_vk, monkeypatch):
    monkeypatch.setattr(audits, "RETRY_AFTER", timedelta(0))
    school(posts=regular())
    RuleSet.objects.all().delete()
    run = planning.plan(planning.reading_order(), clock.now())
    with Door.from_settings() as door:
        audits.work(run, door)
    run.refresh_from_db()
    assert (run.state, run.misses.get().reason) == (Run.State.PARTIAL, "gave_up")


def test_a_stopped_run_goes_on_where_it_was(school, local_vk):
    school(posts=regular())
    run = planning.plan(planning.reading_order(), clock.now())
    assert audits.stop(run)
    with Door.from_settings() as door:
        assert audits.work(run, door) == 0
        assert audits.resume(run)
        assert audits.work(run, door) == 3


def test_the_number_of_queries_does_not_grow_with_the_publics(school, audit):
    def queries(publics: int) -> int:
        for vk_id in range(Public.objects.count() + 900001, 900001 + publics):
            school(vk_id, posts=regular(vk_id % 1000 * 100))
        with CaptureQueriesContext(connection) as caught:
            audit()
        for model in (FrozenWeek, WeekSummary, Post, Profile, Run):
            model.objects.all().delete()
        return len(caught)

    queries(1)  # the first run of all also begins the ledger's day
    assert queries(2) == queries(12)
