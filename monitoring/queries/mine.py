"""What «Мой паблик» reads: the running week of one public, as its own people need it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from monitoring import checking, clock, exempting, pacing, todo
from monitoring.conversations import SAID, UNDER_POSTS_OF
from monitoring.facts import Question, Verdict
from monitoring.facts_json import verdict_from_json
from monitoring.judging import RuleSets
from monitoring.models import Check, Comment, Exemption, Post, RuleSet, Run, Status, WeekSummary
from monitoring.rules import ruleset
from monitoring.rules.questions import Said, answered
from monitoring.weeks import Week
from registry.at_once import at_once
from registry.models import Category, Institution, Public

from .exemptions import Binding, around, binding
from .matrix import in_order
from .spheres import Guided, sphere_of

# Answers have a day; a question that nobody answered for so long is told, and then forgotten with its week.
ASKED_WITHIN = timedelta(days=14)
# Before this hour of the evening a day is still good for a post.
EVENING = 21


@dataclass(frozen=True)
class Day:
    """A day of the week card. ``counted``: own unique posts; ``others``: what does not count; ``more``: advised."""

    day: date
    today: bool
    ahead: bool
    counted: int
    others: int
    more: int
    exempt: bool


@dataclass(frozen=True)
class Waiting:
    """A reader's question without an answer. ``words``: as long as the portal keeps them."""

    question: Question
    words: str
    url: str


@dataclass(frozen=True)
class Desk:
    """A public's running week. ``summary``: None until it is read for the first time this week.

    ``last``: the last closed week. ``missing``: posts up to the quota, None where none is asked.
    """

    public: Public
    week: Week
    now: datetime
    summary: WeekSummary | None
    last: WeekSummary | None
    days: Sequence[Day]
    advice: pacing.Advice
    tasks: Sequence[todo.Task]
    over: Sequence[tuple[str, Verdict]]
    unseen_rules: Sequence[tuple[str, Verdict]]
    fine: Sequence[tuple[str, Verdict]]
    waiting: Sequence[Waiting]
    check: Check | None
    busy: Run | None
    sphere: Guided | None
    exemptions: Sequence[Binding]

    @property
    def read_at(self) -> datetime | None:
        """Return when the wall was last read, whatever the week."""
        profile = getattr(self.public, "profile", None)
        return profile.seen_at if profile else None

    @property
    def counted(self) -> int:
        return self.summary.counted if self.summary else 0

    @property
    def quota(self) -> int | None:
        row = self.summary or self.last
        return row.quota if row else None

    @property
    def missing(self) -> int:
        return max(0, (self.quota or 0) - self.counted)

    @property
    def unset(self) -> bool:
        return self.public.category == Category.UNSET

    @property
    def unseen(self) -> bool:
        """Tell whether there is nothing to say yet: no week of it was ever judged."""
        return all(row is None or row.status == Status.NO_DATA for row in (self.summary, self.last))


def own_institutions(user, institutions) -> QuerySet[Institution]:
    """Return the institutions entrusted to the person, with their publics and those that they share."""
    mine = Institution.objects.visible_to(user).present().filter(pk__in=institutions)
    return mine.select_related("district", "shares").prefetch_related("publics")


def desk(public: Public) -> Desk:
    """Read all that the page shows, in a number of queries that grows with nothing."""
    now = timezone.localtime(clock.now(), clock.zone())
    week = clock.week_of(now)
    summary, last, rule_set = _judged(public, week)
    posts = _posts(public, week, now)
    verdicts = _verdicts(summary, last)
    demands = rule_set.demands((summary or public).category)
    waiting = _waiting(public, now)
    asked = [one.question for one in waiting]
    exemptions = list(around(week))
    exempt = _exempt_days(exemptions, public, week)
    missing = _missing(summary, last)
    advice = _advice(posts, week, now, missing, exempt)
    silent_at = _silent_at(posts, verdicts, exempt)
    return Desk(
        public=public,
        week=week,
        now=now,
        summary=summary,
        last=last,
        days=_days(week, now, posts, summary, advice, exempt),
        advice=advice,
        tasks=todo.tasks(verdicts, asked, demands, week.ends(clock.zone()), now, silent_at),
        over=todo.over(verdicts, now) if summary else [],
        unseen_rules=todo.unseen(verdicts),
        fine=todo.fine(verdicts),
        waiting=waiting,
        check=checking.latest(public),
        busy=Run.objects.filter(state=Run.State.UNDER_WAY).first(),
        sphere=sphere_of(public.institution.type),
        exemptions=binding(exemptions, public),
    )


def _missing(summary: WeekSummary | None, last: WeekSummary | None) -> int:
    """Return how many posts the week still owes; before its first reading all that the week before owed."""
    row = summary or last
    return max(0, (row.quota or 0) - (summary.counted if summary else 0)) if row else 0


def _judged(public: Public, week: Week) -> tuple[WeekSummary | None, WeekSummary | None, ruleset.RuleSet]:
    """Return the week's summary, that of the week before, and the rule set that the week is held against."""
    found, sets = public.weeks.filter(week__in=[week.monday, week.shift(-1).monday]), RuleSet.objects.standing()
    at_once(found, sets)
    rows, rule_sets = {row.week: row for row in found}, RuleSets(sets)
    return rows.get(week.monday), rows.get(week.shift(-1).monday), rule_sets.values(rule_sets.of(week).pk)


def _verdicts(summary: WeekSummary | None, last: WeekSummary | None) -> dict[str, Verdict]:
    """Return the running week's verdicts; before its first reading what lasts of the week before."""
    if summary:
        return {rule: verdict_from_json(one) for rule, one in in_order(summary.verdicts)}
    known = in_order(last.verdicts) if last else []
    return {rule: verdict_from_json(one) for rule, one in known if rule in todo.LASTING}


def _posts(public: Public, week: Week, now: datetime) -> list[Post]:
    """Return the wall's posts of the week and of the four before it, as far as they are out, oldest first."""
    since = week.starts(clock.zone()) - timedelta(days=28)
    rows = Post.objects.filter(public=public, date__gte=since, date__lte=now, deleted_at=None)
    return list(rows.only("vk_id", "date", "from_community", "is_repost", "is_ad", "deleted_at").order_by("date"))


def _days(week: Week, now: datetime, posts, summary, advice: pacing.Advice, exempt: Mapping[date, str]) -> list[Day]:
    counting = set(summary.verdicts.get("posts", {}).get("evidence", ())) if summary else set()
    by_day: dict[date, list[Post]] = {}
    for post in posts:
        if post.from_community:
            by_day.setdefault(_day(post.date), []).append(post)
    days = [week.monday + timedelta(days=n) for n in range(7)]
    return [_one_day(day, now.date(), by_day.get(day, []), counting, advice, exempt) for day in days]


def _one_day(day: date, today: date, posts, counting: set[int], advice: pacing.Advice, exempt) -> Day:
    counted = sum(post.vk_id in counting for post in posts)
    return Day(
        day=day,
        today=day == today,
        ahead=day > today,
        counted=counted,
        others=len(posts) - counted,
        more=advice.days.get(day, 0),
        exempt=day in exempt,
    )


def _advice(posts, week: Week, now: datetime, missing: int, exempt: Mapping[date, str]) -> pacing.Advice:
    days = [week.monday + timedelta(days=n) for n in range(7)]
    left = [day for day in days if day > now.date() or (day == now.date() and now.hour < EVENING)]
    return pacing.advise(left or [week.sunday], _published(posts, week), missing, exempt)


def _published(posts, week: Week) -> list[date]:
    """Return the days with a community post: the week's, and the last one before it."""
    days = sorted({_day(post.date) for post in posts if post.is_publication})
    before = [day for day in days if day < week.monday]
    return [*before[-1:], *(day for day in days if day >= week.monday)]


def _silent_at(posts, verdicts: Mapping[str, Verdict], exempt) -> datetime | None:
    """Return when the present silence becomes too long. Exempt days put it off by a measure that the audit takes."""
    gaps = verdicts.get("gaps")
    last = next((post.date for post in reversed(posts) if post.is_publication), None)
    if gaps is None or last is None or exempt or not isinstance(gaps.threshold, int | float):
        return None
    return last + timedelta(hours=gaps.threshold)


def _exempt_days(rows: Iterable[Exemption], public: Public, week: Week) -> dict[date, str]:
    """Return the week's days on which nobody asks this public for posts, and why."""
    days = [week.monday + timedelta(days=n) for n in range(7)]
    mine = exempting.among(rows, [public])[public.pk]
    restful = [one for one in mine if not one.rules or {"posts", "gaps"} & set(one.rules)]
    return {day: one.reason for one in restful for day in days if _day(one.starts) <= day < _day(one.ends)}


def _waiting(public: Public, now: datetime) -> list[Waiting]:
    """Return the questions of the last two weeks that nobody has answered, the oldest first."""
    since = now - ASKED_WITHIN
    rows = Comment.objects.filter(public=public, date__gte=since - UNDER_POSTS_OF).values_list(*SAID[1:], "text")
    texts, said = {}, []
    for *told, text in rows:
        said.append(Said(*told))
        texts[told[1]] = text
    asked = sorted(
        (one for one in answered(said, since, now) if one.answered_at is None), key=lambda one: one.asked_at
    )
    wall = f"https://vk.com/wall-{public.vk_id}"
    return [Waiting(one, texts[one.id], f"{wall}_{one.post}?reply={one.id}") for one in asked]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, clock.zone()).date()
