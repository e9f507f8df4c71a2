"""What a public's page reads: its weeks, the facts of the shown week, its wall of the last half year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, JSONField, QuerySet, TextField, Value, When
from django.utils import timezone

from monitoring import clock, facts_json
from monitoring.decisions import holding_in
from monitoring.facts import WeekFacts
from monitoring.gathering import PATIENCE, gather
from monitoring.models import Amendment, FrozenWeek, ManualVerdict, Post, Resemblance, RuleSet, WeekSummary
from monitoring.uniqueness import Likeness
from monitoring.weeks import Week
from registry.at_once import at_once
from registry.models import Public

WEEKS = 26


@dataclass(frozen=True)
class WallPost:
    """A post as the wall shows it now. ``text``, ``attachments``: those of the shown week's posts only.

    ``like``: the earlier post that it is suspected to repeat. ``edited_at``: when VK says that it was changed last.
    """

    id: int
    at: datetime
    text: str
    attachments: Sequence[Mapping]
    deleted_at: datetime | None
    is_publication: bool
    like: int | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True)
class Story:
    """A public and a week of it. ``weeks``: up to 26 summaries, oldest first, the shown week's last if there is one.

    ``facts`` is None for a week that no audit has judged. ``copies``: {post id as text: {"text", "attachments"}}, the
    posts as they were judged, once the week's facts are fixed, and ``rule_set`` the primary key of the one fixed with
    them. ``decided``: {(post, like post): whether it is one}. ``decisions``: verdicts by hand that hold in the week.
    ``amendment``: the order by which it was judged again under other exemptions. ``rule_sets``: those that stand.
    """

    public: Public
    week: Week
    weeks: Sequence[WeekSummary]
    facts: WeekFacts | None
    wall: Mapping[int, WallPost]
    copies: Mapping[str, Mapping]
    rule_set: int | None
    decided: Mapping[tuple[int, int | None], bool]
    decisions: Sequence[ManualVerdict]
    amendment: Amendment | None
    rule_sets: Sequence[RuleSet]

    @property
    def summary(self) -> WeekSummary | None:
        return next((row for row in reversed(self.weeks) if row.week == self.week.monday), None)

    @property
    def before(self) -> WeekSummary | None:
        """Return the week before the shown one."""
        return next((row for row in self.weeks if row.week == self.week.shift(-1).monday), None)

    @property
    def late(self) -> bool:
        """Tell whether a closed week was read so late that its appearance is that of another week."""
        ends = self.week.ends(clock.zone())
        seen_at = self.facts.seen_at if self.facts else None
        return seen_at is not None and seen_at > ends + PATIENCE


def publics(user, archived: bool = True) -> QuerySet[Public]:
    """Return the publics that a person may open, archived ones too: what was seen of them is kept."""
    visible = Public.objects.visible_to(user)
    return (visible if archived else visible.present()).select_related("institution__district", "profile")


def story(public: Public, week: Week) -> Story:
    """Read all that the page shows of a public's week: one query, and those of ``gather`` for a week not yet fixed."""
    found = public.weeks.filter(week__lte=week.monday).order_by("-week")[:WEEKS]
    fixed = FrozenWeek.objects.filter(public=public, week=week.monday)
    wall, alike = _wall(public, week), Resemblance.objects.filter(public=public)
    decisions = holding_in([public.pk], week).select_related("set_by")
    amendments, sets = amendments_of(public, week), RuleSet.objects.standing()
    at_once(found, fixed, wall, alike, decisions, amendments, sets)
    weeks = list(found)[::-1]
    judged = bool(weeks) and weeks[-1].week == week.monday
    facts, copies, rule_set = _facts(public, week, fixed) if judged else (None, {}, None)
    return Story(
        public=public,
        week=week,
        weeks=weeks,
        facts=facts,
        wall=_posts(wall),
        copies=copies,
        rule_set=rule_set,
        decided={(row.post, row.original): row.same for row in alike},
        decisions=list(decisions),
        amendment=next(iter(amendments), None),
        rule_sets=list(sets),
    )


def posts_by_day(story: Story) -> dict[date, int]:
    """Count the community posts of each day of the region. A post deleted after its week was judged still counts."""
    seen = {row.week: row.seen_at for row in story.weeks}
    counts: dict[date, int] = {}
    for post in story.wall.values():
        judged_at = seen.get(clock.week_of(post.at).monday)
        stood = post.deleted_at is None or (judged_at is not None and post.deleted_at > judged_at)
        if post.is_publication and stood and post.at <= clock.now():
            day = timezone.localtime(post.at, clock.zone()).date()
            counts[day] = counts.get(day, 0) + 1
    return counts


def amendments_of(public: Public, week: Week) -> QuerySet[Amendment]:
    """Return the orders by which a week was judged again under other exemptions, the latest first."""
    rows = Amendment.objects.filter(public=public, week=week.monday)
    return rows.select_related("reassessment__exemption", "reassessment__started_by").order_by("-reassessment")


def _facts(
    public: Public, week: Week, fixed: Iterable[FrozenWeek]
) -> tuple[WeekFacts, Mapping[str, Mapping], int | None]:
    """Return the facts of the week; the copies of its posts and its rule set if the facts are fixed."""
    for row in fixed:
        return facts_json.from_json(row.facts), row.copies, row.rule_set_id
    return gather({public.pk: [week]}, clock.now())[public.pk, week], {}, None


def _wall(public: Public, last: Week) -> QuerySet:
    """Return the posts of the half year that ends with the week: whatever duplicates may refer to is among them."""
    starts, since = (week.starts(clock.zone()) for week in (last, last.shift(1 - WEEKS)))
    attached = Case(When(date__gte=starts, then=F("attachments")), default=Value([], JSONField()))
    told = Case(When(date__gte=starts, then=F("text")), default=Value("", TextField()))
    rows = Post.objects.filter(public=public, date__gte=since, date__lt=last.ends(clock.zone()))
    like = Case(When(likeness=Likeness.SUSPECTED, then=F("repeats")))
    return rows.annotate(told=told, attached=attached, like=like).values_list(
        "vk_id", "date", "told", "attached", "deleted_at", "from_community", "is_repost", "is_ad", "like", "edited_at"
    )


def _posts(found: Iterable[tuple]) -> dict[int, WallPost]:
    return {
        vk_id: WallPost(vk_id, at, text, attachments, deleted_at, own and not repost and not ad, *rest)
        for vk_id, at, text, attachments, deleted_at, own, repost, ad, *rest in found
    }
