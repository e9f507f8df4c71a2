"""What holds of the rules whatever the walls are."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis
from hypothesis import strategies as st

from monitoring import facts_json
from monitoring.facts import (
    Conversation,
    Duty,
    Exemption,
    Kind,
    NotUnique,
    Outcome,
    PostFact,
    ProfileFact,
    Question,
    Unreachable,
    WeekFacts,
)
from monitoring.rules import LETTER, assess
from monitoring.rules.publishing import judge_gaps, judge_posts
from monitoring.rules.reasons import Reason
from monitoring.weeks import Week
from monitoring.wording import norm, sentence, short_fact, what_to_do

from .builders import MONDAY, MOSCOW, NAME


def given(*strategies):
    """Like hypothesis's own, on machines of any speed."""
    return lambda test: hypothesis.settings(deadline=None)(hypothesis.given(*strategies)(test))


BEGIN = MONDAY.astimezone(UTC)
MINUTES = st.integers(-35 * 1440, 8 * 1440)
moments = MINUTES.map(lambda minutes: BEGIN + timedelta(minutes=minutes))
maybe = st.none() | st.booleans()
wall_posts = st.builds(
    PostFact,
    id=st.integers(1, 10_000),
    date=moments,
    kind=st.sampled_from([Kind.COMMUNITY] * 5 + list(Kind)),
    text_length=st.integers(0, 3000),
    media=st.booleans(),
    not_unique=st.none() | st.sampled_from(NotUnique),
    can_comment=maybe,
    reader_commented=st.booleans(),
)
walls = st.lists(wall_posts, max_size=15, unique_by=lambda post: post.id).map(tuple)
profiles = st.builds(
    ProfileFact,
    collected_at=moments,
    wall=st.none() | st.integers(0, 3),
    cover_set=maybe,
    cover_width=st.none() | st.integers(0, 3000),
    avatar_set=maybe,
    avatar_side=st.none() | st.integers(0, 1000),
    description=st.none() | st.sampled_from(["", NAME, NAME + "ж" * 90, "ж" * 100]) | st.text(max_size=150),
)
exemptions = st.builds(
    lambda start, days, rules: Exemption(start, start + timedelta(days=days), "Ремонт", rules),
    moments,
    st.integers(0, 10),
    st.sampled_from([(), ("gaps",), ("posts", "media")]),
)
questions = st.builds(
    lambda id, asked, hours: Question(id, 1, asked, None if hours is None else asked + timedelta(hours=hours)),
    st.integers(1, 100),
    st.integers(0, 7 * 1440 - 1).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    st.none() | st.integers(0, 60),
)
conversations = st.builds(
    Conversation,
    seen_at=st.integers(7 * 1440, 10 * 1440).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    questions=st.lists(questions, max_size=4).map(tuple),
    unread=st.sampled_from([0, 0, 0, 1]),
)
duties = st.builds(Duty, id=st.integers(1, 9), title=st.just("Год педагога"), due=moments, post=st.none() | st.just(5))
weeks = st.builds(
    WeekFacts,
    starts=st.just(MONDAY),
    ends=st.just(MONDAY + timedelta(weeks=1)),
    seen_at=st.none() | st.integers(0, 10 * 1440).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    category=st.sampled_from(["flagship", "active", "card", "unset"]),
    full_name=st.sampled_from(["", "МБОУ", NAME]),
    unreachable=st.none() | st.sampled_from(Unreachable),
    profile=st.none() | profiles,
    posts=walls,
    state_mark=maybe,
    cabinet=maybe,
    conversation=st.none() | conversations,
    duties=st.lists(duties, max_size=2).map(tuple),
    exemptions=st.lists(exemptions, max_size=3).map(tuple),
    missing=st.sampled_from(["", "Transient"]),
)


@given(weeks, st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_matter(facts, random):
    shuffled = list(facts.posts)
    random.shuffle(shuffled)
    assert assess(replace(facts, posts=tuple(shuffled)), LETTER) == assess(facts, LETTER)


@given(weeks, wall_posts, st.sampled_from([Kind.REPOST, Kind.AD, Kind.VISITOR, Kind.FUTURE, Kind.DELETED]))
def test_a_repost_or_any_strangers_post_changes_no_verdict(facts, more, kind):
    stranger = replace(more, id=20_000, kind=kind)
    before, after = assess(facts, LETTER), assess(replace(facts, posts=(*facts.posts, stranger)), LETTER)
    assert {rule: verdict.outcome for rule, verdict in before.verdicts.items()} == {
        rule: verdict.outcome for rule, verdict in after.verdicts.items()
    }
    assert (before.status, before.score, before.counted) == (after.status, after.score, after.counted)


RANK = {
    Outcome.FAIL: 0,
    Outcome.WARN: 0,
    Outcome.UNKNOWN: 1,
    Outcome.PASS: 2,
    Outcome.NOT_APPLICABLE: 2,
    Outcome.WAIVED: 2,
}


@given(weeks, moments)
def test_one_more_own_unique_post_never_lowers_posts(facts, moment):
    richer = replace(facts, posts=(*facts.posts, PostFact(20_000, moment)))
    before, after = judge_posts(facts, LETTER), judge_posts(richer, LETTER)
    assert RANK[after.outcome] >= RANK[before.outcome]
    assert assess(richer, LETTER).counted >= assess(facts, LETTER).counted


@given(weeks.filter(lambda facts: facts.category in ("flagship", "active")), st.integers(0, 7 * 1440 - 1))
def test_one_more_post_between_others_never_makes_a_silence(facts, minutes):
    inside = BEGIN + timedelta(minutes=minutes)
    earlier = replace(facts, posts=(*facts.posts, PostFact(20_001, BEGIN - timedelta(days=40))))
    richer = replace(earlier, posts=(*earlier.posts, PostFact(20_000, inside)))
    before, after = judge_gaps(earlier, LETTER), judge_gaps(richer, LETTER)
    assert RANK[after.outcome] >= RANK[before.outcome]


@given(weeks, st.data())
def test_missing_data_never_turn_into_a_fail(facts, data):
    """Take away what VK may leave untold; whatever did not fail before does not fail then."""
    told = facts.profile
    if told:
        fields = ("wall", "cover_set", "cover_width", "avatar_set", "avatar_side", "description")
        forgotten = data.draw(st.sets(st.sampled_from(fields)))
        told = data.draw(st.sampled_from([None, replace(told, **dict.fromkeys(forgotten))]))
    seen_at = data.draw(st.sampled_from([facts.seen_at, None]))
    known = tuple(replace(post, can_comment=None) for post in facts.posts)
    talk = data.draw(st.sampled_from([facts.conversation, None]))
    unsaid = {"state_mark": None, "cabinet": None} if data.draw(st.booleans()) else {}
    poorer = replace(facts, profile=told, seen_at=seen_at, posts=known, conversation=talk, **unsaid)
    before, after = assess(facts, LETTER).verdicts, assess(poorer, LETTER).verdicts
    for rule, verdict in after.items():
        if verdict.outcome is Outcome.FAIL:
            assert before[rule].outcome is Outcome.FAIL


@given(weeks, questions)
def test_one_more_question_answered_in_time_never_lowers_the_answers(facts, question):
    hypothesis.assume(facts.conversation is not None)
    prompt = replace(question, id=999, answered_at=question.asked_at + timedelta(hours=1))
    richer = replace(facts.conversation, questions=(*facts.conversation.questions, prompt))
    before = assess(facts, LETTER).verdicts["answers"].outcome
    after = assess(replace(facts, conversation=richer), LETTER).verdicts["answers"].outcome
    assert RANK[after] >= RANK[before]


@given(weeks)
def test_every_verdict_can_be_said(facts):
    for rule, verdict in assess(facts, LETTER).verdicts.items():
        assert Reason(verdict.reason)
        told = facts_json.verdict_to_json(verdict)
        for say in (sentence, short_fact, norm, what_to_do):
            assert "%(" not in say(rule, told)
            assert say(rule, told) == say(rule, verdict)
        assert sentence(rule, verdict)


@given(weeks)
def test_frozen_facts_give_the_same_verdicts_to_the_byte(facts):
    frozen = json.dumps(facts_json.to_json(facts), ensure_ascii=False, sort_keys=True)
    thawed = facts_json.from_json(json.loads(frozen))
    assert thawed == facts
    assert json.dumps(facts_json.to_json(thawed), ensure_ascii=False, sort_keys=True) == frozen
    said = [
        json.dumps({rule: facts_json.verdict_to_json(one) for rule, one in assess(known, LETTER).verdicts.items()})
        for known in (facts, thawed)
    ]
    assert said[0] == said[1]


@given(weeks)
def test_status_and_score_agree_with_the_verdicts(facts):
    assessment = assess(facts, LETTER)
    outcomes = {verdict.outcome for verdict in assessment.verdicts.values()}
    assert (assessment.status == "issues") == (Outcome.FAIL in outcomes and assessment.status != "no_data")
    assert assessment.score is None or 0 <= assessment.score <= 100
    assert not (facts.runs and assessment.score is not None)


SERVERS = st.sampled_from(["UTC", "Europe/Moscow", "Asia/Kamchatka", "America/New_York", "Pacific/Apia"]).map(ZoneInfo)


@given(st.integers(-(10**9), 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)), SERVERS)
def test_weeks_partition_time_whatever_the_servers_zone(moment, server):
    own = Week.of(moment.astimezone(server), MOSCOW)
    assert own.starts(MOSCOW) <= moment < own.ends(MOSCOW)
    assert own.ends(MOSCOW) == own.shift(1).starts(MOSCOW)
    assert Week.parse(str(own)) == own
