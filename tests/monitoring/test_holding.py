"""An audit and a specialist at one public at one moment: two real connections, and the person's word stands."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from monitoring import clock, collecting, facts_json, judging, mandating, overruling, reassessing, resembling
from monitoring.models import (
    Batch,
    Exemption,
    FrozenWeek,
    MandatoryPost,
    ManualVerdict,
    Post,
    Publication,
    Run,
    WeekSummary,
)
from monitoring.uniqueness import prints
from monitoring.weeks import Week
from registry.models import User

from .conftest import NOW, days

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = Week.of(NOW, NOW.tzinfo)
SUMMARIES = f'INSERT INTO "{WeekSummary._meta.db_table}"'
# What a storing asks after it has read the list of mandatory posts: which posts repeat an earlier one.
REPETITIONS = f'SELECT "{Post._meta.db_table}"'
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
PATIENCE = 30


@pytest.fixture
def batch(school, audit) -> Batch:
    """Return the batch that judges a public with one post of three, audited once before."""
    public = school(posts=days(0))
    audit()
    run = Run.objects.create(started_at=NOW, first_week=WEEK.monday)
    return Batch.objects.create(run=run, step=Batch.Step.VERDICTS, position=1, public_ids=[public.pk])


class Other(Thread):
    """Work on a connection of its own, stopped before the first statement that begins so until told to go on."""

    def __init__(self, work: Callable[[], object], stop_before: str = "\0") -> None:
        super().__init__(daemon=True)
        self.work, self.stop_before = work, stop_before
        self.stopped, self.go_on = Event(), Event()

    def run(self) -> None:
        with connection.execute_wrapper(self._halt):
            self.work()
        connection.close()

    def _halt(self, execute, sql, params, many, context):
        if sql.startswith(self.stop_before) and not self.stopped.is_set():
            self.stopped.set()
            assert self.go_on.wait(PATIENCE)
        return execute(sql, params, many, context)


def until_it_waits(other: Other) -> None:
    """Return when the other one waits for a lock, or is done without having waited."""
    for _ in range(PATIENCE * 50):
        other.join(0.02)
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if not other.is_alive() or cursor.fetchone()[0]:
                return
    raise AssertionError("neither waiting nor done")


def second_waits(first: Other, second: Other) -> None:
    """Let the second one begin while the first one is in the middle of its work, then let both end."""
    first.start()
    assert first.stopped.wait(PATIENCE)
    second.start()
    until_it_waits(second)
    first.go_on.set()
    for one in (first, second):
        one.join(PATIENCE)


def ruling(batch: Batch) -> Callable[[], object]:
    public = WeekSummary.objects.get(public=batch.public_ids[0], week=WEEK.monday).public
    by = User.objects.create_user("anna@example.org")
    word = overruling.Ruling("cover", "warn", "Обложка чужая", WEEK, WEEK.sunday)
    return lambda: overruling.overrule(public, word, "pass", by)


def cover() -> str:
    return WeekSummary.objects.get(week=WEEK.monday).verdicts["cover"]["reason"]


def test_a_verdict_set_while_an_audit_judges_is_not_overwritten(batch):
    audit, person = Other(lambda: judging.judge(batch), stop_before=SUMMARIES), Other(ruling(batch))
    second_waits(audit, person)
    assert ManualVerdict.objects.count() == 1
    assert cover() == "by_hand"


def exempting(by: User) -> Callable[[], object]:
    day = {"first_day": WEEK.shift(-1).monday, "last_day": WEEK.shift(-1).sunday}
    row = Exemption(scope="all", reason="Каникулы", created_at=NOW, **day)
    return lambda: reassessing.save(row, None, by, closed=False)


@pytest.fixture
def last_week_open(school, audit) -> Batch:
    """Return the batch that will fix last week of a public whose wall was read."""
    public = school()
    assert audit().state == Run.State.COMPLETE
    FrozenWeek.objects.all().delete()
    run = Run.objects.create(started_at=NOW, first_week=WEEK.shift(-1).monday)
    return Batch.objects.create(run=run, step=Batch.Step.VERDICTS, position=1, public_ids=[public.pk])


def test_an_audit_that_begins_while_an_exemption_is_saved_fixes_the_week_with_it(last_week_open):
    by = User.objects.create_user("anna@example.org")
    person = Other(exempting(by), stop_before=f'INSERT INTO "{Exemption._meta.db_table}"')
    audit = Other(lambda: judging.judge(last_week_open))
    second_waits(person, audit)
    row = FrozenWeek.objects.get(week=WEEK.shift(-1).monday)
    assert [one.reason for one in facts_json.from_json(row.facts).exemptions] == ["Каникулы"]


def test_an_exemption_saved_while_an_audit_fixes_the_week_knows_that_it_is_fixed(last_week_open):
    by = User.objects.create_user("anna@example.org")
    audit, person = Other(lambda: judging.judge(last_week_open), stop_before=SUMMARIES), Other(exempting(by))
    second_waits(audit, person)
    touched = reassessing.reach([Exemption.objects.get()])
    assert WEEK.shift(-1).monday in touched.closed.weeks
    assert WEEK.shift(-1).monday not in touched.open.weeks


def test_a_word_on_two_posts_given_while_an_audit_fixes_the_week_is_told_to_come_late(last_week_open):
    by, public = User.objects.create_user("anna@example.org"), last_week_open.public_ids[0]
    at = WEEK.starts(NOW.tzinfo) - timedelta(days=2)
    told = {"text": "Поздравляем", "from_community": True, "first_seen_at": NOW}
    post = Post.objects.create(public_id=public, vk_id=77, date=at, repeats=76, likeness="suspected", **told)
    in_time = []
    audit = Other(lambda: judging.judge(last_week_open), stop_before=SUMMARIES)
    person = Other(lambda: in_time.append(resembling.decide(post, True, by)))
    second_waits(audit, person)
    assert in_time == [False]
    assert resembling.decide(Post(public_id=public, vk_id=78, date=NOW, repeats=77), True, by)


def test_a_mandatory_post_entered_while_posts_are_stored_misses_none_of_them(school):
    """The storing has read the list without it; the search that follows must find what was being stored."""
    public = school()
    said = "Республиканский форум учителей и наставников"
    told = {"text": said, "from_community": True, "first_seen_at": NOW, **prints(said)._asdict()}
    post = Post(public=public, vk_id=5, date=NOW, **told)
    day = {"first_day": NOW.date(), "last_day": NOW.date()}
    row = MandatoryPost(title="Форум", way="text", sample=said, scope="holders", created_at=NOW, **day)

    def store() -> None:
        with transaction.atomic():
            collecting._store(0, [post], {public.pk: {}}, [], NOW)

    def enter() -> None:
        order = mandating.save(row, User.objects.create_user("anna@example.org"))
        mandating.search(order, order.public_ids)

    storing, person = Other(store, stop_before=REPETITIONS), Other(enter)
    second_waits(storing, person)
    assert Publication.objects.get().mandatory_id == row.pk


def test_an_audit_that_begins_while_a_verdict_is_set_waits_for_it(batch):
    person, audit = Other(ruling(batch), stop_before=SUMMARIES), Other(lambda: judging.judge(batch))
    second_waits(person, audit)
    assert cover() == "by_hand"
    assert WeekSummary.objects.get(week=WEEK.monday).judged_at <= clock.now()
