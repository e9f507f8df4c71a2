"""Worked examples for the methodology page: invented weeks at the very edge of each threshold, judged by the rules.

The weeks are built from the demand itself, so that another threshold makes another example. Pure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil
from typing import Any

from .facts import (
    Conversation,
    Duty,
    Exemption,
    Kind,
    NotUnique,
    PostFact,
    ProfileFact,
    Question,
    Unreachable,
    Verdict,
    WeekFacts,
)
from .rules import RULES, RuleSet
from .rules.reading import CATEGORIES

NAME = "Муниципальное бюджетное общеобразовательное учреждение «Гимназия № 1»"
# An ordinary week without holidays.
MONDAY = datetime(2026, 11, 9)  # noqa: DTZ001 — the zone is the region's, told by the caller
OF_TEN = 10


@dataclass(frozen=True)
class Example:
    """A judged week. ``name``: of its words in monitoring/wording/examples.py, with ``figures``."""

    name: str
    category: str
    verdict: Verdict
    figures: Mapping[str, Any] = field(default_factory=dict)


# (name of the words, figures, facts)
Made = tuple[str, dict[str, Any], WeekFacts]


def examples(rule_set: RuleSet, zone: tzinfo) -> dict[str, list[Example]]:
    """Return {rule id: its examples}; none for a rule that asks nothing of anyone, or that has no examples yet."""
    return {rule.id: list(_of_rule(rule, rule_set, zone)) for rule in RULES}


def _of_rule(rule, rule_set: RuleSet, zone: tzinfo) -> Iterator[Example]:
    category = next((one for one in CATEGORIES if rule_set.demand(rule.id, one)), None)
    if category is None or rule.id not in MAKERS:
        return
    week = _week(category, zone)
    for name, figures, facts in MAKERS[rule.id](week, rule_set.demand(rule.id, category)):
        yield Example(name, category, rule.judge(facts, rule_set), figures)


def _week(category: str, zone: tzinfo) -> WeekFacts:
    """Return a closed week in good order, with a post every day."""
    starts = MONDAY.replace(tzinfo=zone)
    seen = starts + timedelta(days=7, hours=2)
    profile = ProfileFact(seen, 1, True, 10_000, True, 10_000, f"{NAME}. " + "Учим и растим детей. " * 50)
    week = WeekFacts(starts, starts + timedelta(days=7), seen, category, NAME, profile=profile)
    return replace(week, posts=_posts(_daily(week)))


def _daily(week: WeekFacts, since: int = -1, days: int = 8) -> list[datetime]:
    return [week.starts + timedelta(days=day, hours=10) for day in range(since, since + days)]


def _posts(moments: Sequence[datetime], **changes) -> tuple[PostFact, ...]:
    known = {"text_length": 200, "media": True, **changes}
    return tuple(PostFact(id=1 + place, date=at.astimezone(UTC), **known) for place, at in enumerate(moments))


def _spread(week: WeekFacts, count: int) -> list[datetime]:
    """Return so many moments at even distances over the week."""
    return [week.starts + timedelta(hours=8 + place * 150 / max(count, 1)) for place in range(count)]


def _reachable(week: WeekFacts, _demand) -> Iterator[Made]:
    yield "reachable_open", {}, week
    yield "reachable_private", {}, replace(week, unreachable=Unreachable.PRIVATE)
    yield "reachable_deleted", {}, replace(week, unreachable=Unreachable.DELETED)


def _own_posts(week: WeekFacts, demand) -> Iterator[Made]:
    quota = demand.least
    own = _posts(_spread(week, quota))
    fewer = own[: quota - 1] if quota else ()
    yield "posts_enough", {"n": quota}, replace(week, posts=own)
    reposts = tuple(replace(post, id=100 + post.id, kind=Kind.REPOST) for post in _posts(_spread(week, 4)))
    yield "posts_and_reposts", {"n": len(fewer), "reposts": 4}, replace(week, posts=(*fewer, *reposts))
    if own:
        twice = replace(own[-1], not_unique=NotUnique.DUPLICATE)
        yield "posts_twice", {"n": quota}, replace(week, posts=(*fewer, twice))


def _gaps(week: WeekFacts, demand) -> Iterator[Made]:
    limit, wednesday = timedelta(hours=demand.hours), week.starts + timedelta(days=2, hours=10)
    after = [wednesday + timedelta(days=day) for day in range(5)]
    exact = _posts([wednesday - limit, *after])
    yield "gap_exact", {"hours": demand.hours}, replace(week, posts=exact)
    less = _posts([wednesday - limit + timedelta(seconds=1), *after])
    yield "gap_second_less", {"hours": demand.hours}, replace(week, posts=less)
    burst = _posts([week.starts - timedelta(days=6, hours=hours) for hours in (0, 2, 4, 20, 22)])
    yield "gap_burst", {}, replace(week, posts=burst)
    holiday = Exemption(week.starts - timedelta(days=2), week.starts + timedelta(days=1), "Каникулы")
    long = _posts([wednesday - limit - timedelta(days=2), *after])
    yield "gap_exempt", {"days": 3}, replace(week, posts=long, exemptions=(holiday,))


def _media(week: WeekFacts, demand) -> Iterator[Made]:
    enough = min(OF_TEN, ceil(round(demand.share * OF_TEN, 6)))
    for good in (enough, enough - 1):
        if good >= 0:
            yield "media_some", {"good": good, "total": OF_TEN}, replace(week, posts=_some(week, good, media=False))


def _text(week: WeekFacts, demand) -> Iterator[Made]:
    enough = min(OF_TEN, ceil(round(demand.share * OF_TEN, 6)))
    for good in (enough, enough - 1):
        if good >= 0:
            posts = _some(week, good, text_length=demand.longest + 1)
            yield "text_some", {"good": good, "total": OF_TEN, "longest": demand.longest}, replace(week, posts=posts)


def _some(week: WeekFacts, good: int, **flaw) -> tuple[PostFact, ...]:
    """Return ten posts, all but so many with a flaw."""
    posts = _posts(_spread(week, OF_TEN))
    return (*posts[:good], *(replace(post, **flaw) for post in posts[good:]))


def _comments(week: WeekFacts, _demand) -> Iterator[Made]:
    commented = (*week.posts[:-1], replace(week.posts[-1], reader_commented=True))
    yield "comments_seen", {}, replace(week, posts=commented)
    yield "comments_closed", {}, _with_profile(week, wall=3)
    yield "comments_unclear", {}, week


def _answers(week: WeekFacts, demand) -> Iterator[Made]:
    enough = min(OF_TEN, ceil(round(demand.share * OF_TEN, 6)))
    for good in (enough, enough - 1):
        if good >= 0:
            asked = _asked(week, timedelta(hours=demand.hours), good)
            yield "answers_some", {"good": good, "total": OF_TEN, "hours": demand.hours}, asked
    late = _asked(week, timedelta(hours=demand.hours, minutes=1), 1, of=1)
    yield "answers_late", {"hours": demand.hours}, late


def _asked(week: WeekFacts, answered_after: timedelta, answered: int, of: int = OF_TEN) -> WeekFacts:
    """Return the week with so many questions, the first of them answered after so long."""
    moments = [week.starts + timedelta(hours=10 + place) for place in range(of)]
    questions = tuple(
        Question(1 + place, 1, asked, asked + answered_after if place < answered else None)
        for place, asked in enumerate(moments)
    )
    return replace(week, conversation=Conversation(week.ends + answered_after, questions))


def _mandatory(week: WeekFacts, _demand) -> Iterator[Made]:
    friday = week.starts + timedelta(days=4, hours=18)
    for name, post in (("mandatory_done", 1), ("mandatory_missed", None)):
        duty = Duty(1, "День учителя", friday, post)
        yield name, {}, replace(week, cabinet=True, duties=(duty,))


def _state_mark(week: WeekFacts, _demand) -> Iterator[Made]:
    for name, told in (("mark_set", True), ("mark_absent", False), ("mark_unknown", None)):
        yield name, {}, replace(week, state_mark=told)


def _picture(rule: str, is_set: str, size: str) -> Callable[[WeekFacts, Any], Iterator[Made]]:
    def made(week: WeekFacts, demand) -> Iterator[Made]:
        for pixels in (demand.least, max(0, demand.least - 1)):
            yield f"{rule}_sized", {"px": pixels}, _with_profile(week, **{size: pixels})
        yield f"{rule}_none", {}, _with_profile(week, **{is_set: False, size: None})

    return made


def _description(week: WeekFacts, demand) -> Iterator[Made]:
    full = NAME + " " + "ж" * demand.characters
    yield "description_full", {"n": demand.characters}, _with_profile(week, description=full)
    yield "description_name_only", {}, _with_profile(week, description=NAME)
    yield "description_empty", {}, _with_profile(week, description="")


def _with_profile(week: WeekFacts, **changes) -> WeekFacts:
    assert week.profile  # noqa: S101 — every example has one
    return replace(week, profile=replace(week.profile, **changes))


MAKERS: dict[str, Callable[[WeekFacts, Any], Iterator[Made]]] = {
    "reachable": _reachable,
    "posts": _own_posts,
    "gaps": _gaps,
    "media": _media,
    "text": _text,
    "comments_open": _comments,
    "answers": _answers,
    "mandatory": _mandatory,
    "cover": _picture("cover", "cover_set", "cover_width"),
    "avatar": _picture("avatar", "avatar_set", "avatar_side"),
    "description": _description,
    "state_mark": _state_mark,
}
