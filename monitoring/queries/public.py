"""What a public's page reads: its weeks, the facts of the shown week, its wall of the last half year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, F, JSONField, QuerySet, TextField, Value, When
from django.utils import timezone

from monitoring import clock, facts_json
from monitoring.facts import WeekFacts
from monitoring.gathering import PATIENCE, gather
from monitoring.models import FrozenWeek, Post, Resemblance, WeekSummary
from monitoring.uniqueness import Likeness
from monitoring.weeks import Week
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
    them. ``decided``: {(post, like post): whether it is one}.
    """

    public: Public
    week: Week
    weeks: Sequence[WeekSummary]
    facts: WeekFacts | None
    wall: Mapping[int, WallPost]
    copies: Mapping[str, Mapping]
    rule_set: int | None
    decided: Mapping[tuple[int, int | None], bool]

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
    """Read all that the page shows of a public's week, in a number of queries that grows with nothing."""
    weeks = list(public.weeks.filter(week__lte=week.monday).order_by("-week")[:WEEKS])[::-1]
    judged = bool(weeks) and weeks[-1].week == week.monday
    first = weeks[0].week if weeks else week.monday
    facts, copies, rule_set = _facts(public, week) if judged else (None, {}, None)
    wall = _wall(public, first, week)
    return Story(public, week, weeks, facts, wall, copies, rule_set, _decided(public, wall))


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


def _facts(public: Public, week: Week) -> tuple[WeekFacts, Mapping[str, Mapping], int | None]:
    """Return the facts of the week; the copies of its posts and its rule set if the facts are fixed."""
    fixed = FrozenWeek.objects.filter(public=public, week=week.monday).first()
    if fixed:
        return facts_json.from_json(fixed.facts), fixed.copies, fixed.rule_set_id
    return gather({public.pk: [week]}, clock.now())[public.pk, week], {}, None


def _decided(public: Public, wall: Mapping[int, WallPost]) -> dict[tuple[int, int | None], bool]:
    """Return what people said of suspected posts; no query where none is suspected."""
    if not any(post.like for post in wall.values()):
        return {}
    rows = Resemblance.objects.filter(public=public).values_list("post", "original", "same")
    return {(post, original): same for post, original, same in rows}


def _wall(public: Public, first: date, last: Week) -> dict[int, WallPost]:
    """Return the posts from the first week on, and those before it that duplicates may refer to."""
    starts = last.starts(clock.zone())
    since = min(Week(first).starts(clock.zone()), starts - timedelta(days=70))
    attached = Case(When(date__gte=starts, then=F("attachments")), default=Value([], JSONField()))
    told = Case(When(date__gte=starts, then=F("text")), default=Value("", TextField()))
    rows = Post.objects.filter(public=public, date__gte=since, date__lt=last.ends(clock.zone()))
    like = Case(When(likeness=Likeness.SUSPECTED, then=F("repeats")))
    found = rows.annotate(told=told, attached=attached, like=like).values_list(
        "vk_id", "date", "told", "attached", "deleted_at", "from_community", "is_repost", "is_ad", "like", "edited_at"
    )
    return {
        vk_id: WallPost(vk_id, at, text, attachments, deleted_at, own and not repost and not ad, *rest)
        for vk_id, at, text, attachments, deleted_at, own, repost, ad, *rest in found
    }
