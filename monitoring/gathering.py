"""From rows to facts: all that the rules may look at for a public's week, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from registry.at_once import at_once
from registry.models import CategoryPeriod, Public, category_at

from . import clock, conversations, exempting, mandating, uniqueness
from .facts import Conversation, Duty, Exemption, Kind, NotUnique, PostFact, ProfileFact, Unreachable, WeekFacts
from .mandating import Owed
from .models import Miss, Post, Profile, Resemblance
from .models.collected import PUBLICATION
from .pictures.marking import marked, marks
from .uniqueness import Likeness
from .weeks import Week

# Later than this after its end, a week that was not collected is «no data», no longer «still running».
PATIENCE = timedelta(hours=48)
# The rules look at the 28 days before the week's end and at the publication before them.
IN_VIEW = timedelta(days=28)
FIELDS = ["public_id", "vk_id", "date", "from_community", "is_repost", "is_ad", "text_length", "media"]
FIELDS += ["can_comment", "reader_commented", "fingerprint", "shareable", "repeats", "likeness", "deleted_at"]
Address = uniqueness.Address


@dataclass(frozen=True)
class Subject:
    """A public with what is the same for all its weeks.

    ``decided``: {(post, the post it was suspected to repeat): whether it does}, a specialist's word.
    """

    public: Public
    profile: Profile | None
    periods: list[CategoryPeriod]
    # What a person said of the cover and of the avatar, by kind.
    marks: Mapping[str, str]
    missing: str
    posts: Sequence[Post]
    decided: Mapping[tuple[int, int | None], bool]
    exemptions: Sequence[Exemption]


@dataclass(frozen=True)
class Rows:
    """What is known of some publics beside their posts: a few rows of each kind, read at once."""

    publics: QuerySet[Public]
    periods: QuerySet[CategoryPeriod]
    marked: QuerySet
    decided: QuerySet[Resemblance]
    exemptions: QuerySet
    missing: QuerySet
    said: QuerySet
    silent: QuerySet
    asked: QuerySet


def gather(weeks: Mapping[int, Iterable[Week]], now: datetime) -> dict[tuple[int, Week], WeekFacts]:
    """Return the facts of each public's (primary key) weeks. The number of queries is constant."""
    every = {week for mine in weeks.values() for week in mine}
    if not every:
        return {}
    rows = _rows(weeks, every)
    subjects = _subjects(rows, list(weeks), min(every))
    shared = _shared(every, subjects)
    heard = conversations.in_weeks(weeks, rows.said, rows.silent)
    owed = mandating.owed(weeks, list(rows.asked))
    found = {}
    for one in subjects:
        for week in weeks[one.public.pk]:
            facts = _facts(one, week, shared[week], heard[one.public.pk, week], now)
            found[one.public.pk, week] = replace(facts, duties=_duties(facts, one, week, owed))
    return found


def listen(weeks: Mapping[int, Iterable[Week]]) -> dict[tuple[int, Week], tuple[datetime | None, Conversation | None]]:
    """Return when the publics' walls were last seen, and what readers asked in their weeks as known then.

    None for the latter where the wall cannot be read.
    """
    profiles = {row.public_id: row for row in Profile.objects.filter(public__in=list(weeks))}
    heard = conversations.heard(weeks)
    return {
        (public, week): (profiles[public].seen_at, _conversation(profiles[public], told))
        for (public, week), told in heard.items()
    }


def _rows(weeks: Mapping[int, Iterable[Week]], every: Set[Week]) -> Rows:
    ids = list(weeks)
    said, silent = conversations.rows_of(weeks)
    rows = Rows(
        publics=Public.objects.filter(pk__in=ids).select_related("institution", "profile"),
        periods=CategoryPeriod.objects.filter(public__in=ids).order_by("valid_from", "pk"),
        marked=marked(ids),
        decided=Resemblance.objects.filter(public__in=ids),
        exemptions=exempting.standing(),
        missing=Miss.objects.filter(public__in=ids)
        .order_by("public", "-run")
        .distinct("public")
        .values_list("public", "reason"),
        said=said,
        silent=silent,
        asked=mandating.ending(every),
    )
    at_once(*(getattr(rows, one.name) for one in fields(Rows)))
    return rows


def _subjects(rows: Rows, ids: list[int], earliest: Week) -> list[Subject]:
    publics = list(rows.publics)
    periods: dict[int, list[CategoryPeriod]] = defaultdict(list)
    for period in rows.periods:
        periods[period.public_id].append(period)
    judged = marks(publics, rows.marked)
    posts = _posts(ids, earliest.ends(clock.zone()) - IN_VIEW)
    decided = _decided(rows.decided)
    exempt = exempting.among(rows.exemptions, publics)
    missing = dict(rows.missing)
    return [
        Subject(
            public,
            getattr(public, "profile", None),
            periods[public.pk],
            {kind: mark for (pk, kind), mark in judged.items() if pk == public.pk},
            missing.get(public.pk, "not_read_yet"),
            posts[public.pk],
            decided[public.pk],
            exempt[public.pk],
        )
        for public in publics
    ]


def _posts(ids: list[int], since: datetime) -> dict[int, list[Post]]:
    """Return each public's posts since the moment and the last publication before it, oldest first."""
    rows = Post.objects.only(*FIELDS).order_by("date", "vk_id")
    last = rows.filter(pk__in=_last_before(ids, since))
    by_public: dict[int, list[Post]] = defaultdict(list)
    for post in last.union(rows.filter(public__in=ids, date__gte=since), all=True).order_by("date", "vk_id"):
        by_public[post.public_id].append(post)
    return by_public


def _last_before(ids: list[int], since: datetime) -> QuerySet:
    """Return the keys of each public's last publication before the moment.

    Each is looked up from the newest on: told apart all at once, all that was ever stored would be read.
    """
    before = Post.objects.filter(PUBLICATION, public=OuterRef("pk"), date__lt=since).order_by("-date", "-vk_id")
    return Public.objects.filter(pk__in=ids).values_list(Subquery(before.values("pk")[:1]))


def _decided(rows: Iterable[Resemblance]) -> dict[int, dict[tuple[int, int | None], bool]]:
    by_public: dict[int, dict[tuple[int, int | None], bool]] = defaultdict(dict)
    for row in rows:
        by_public[row.public_id][row.post, row.original] = row.same
    return by_public


def _shared(weeks: Set[Week], subjects: Iterable[Subject]) -> dict[Week, Mapping[Address, Address]]:
    """Return for each week the posts whose text another public has published first, and that first post."""
    begin = min(weeks).starts(clock.zone())
    prints = {post.fingerprint for one in subjects for post in one.posts if post.shareable and post.date >= begin}
    rows = Post.objects.filter(
        shareable=True,
        fingerprint__in=prints,
        date__gte=begin - uniqueness.SHARED_WITHIN,
        from_community=True,
        is_repost=False,
        is_ad=False,
        deleted_at=None,
    ).values_list("fingerprint", "public__vk_id", "vk_id", "date")
    posts = [uniqueness.Print(*row) for row in rows.iterator()] if prints else []
    return {week: uniqueness.shared(posts, week.ends(clock.zone())) for week in weeks}


def _facts(one: Subject, week: Week, shared: Mapping, heard: conversations.Heard, now: datetime) -> WeekFacts:
    starts, ends = week.starts(clock.zone()), week.ends(clock.zone())
    public, profile = one.public, one.profile
    seen_at = _seen_at(profile, starts, ends, now)
    facts = WeekFacts(
        starts=starts,
        ends=ends,
        seen_at=seen_at,
        category=category_at(one.periods, ends - timedelta.resolution),
        full_name=public.institution.full_name,
        state_mark=_state_mark(public, profile if seen_at else None),
        cabinet=public.cabinet,
        unreachable=_unreachable(_since(profile, starts)),
        profile=_profile(profile, one.marks),
        posts=_in_view(one, ends, seen_at or ends, shared),
        conversation=_conversation(profile, heard) if seen_at else None,
        missing="" if seen_at else one.missing,
    )
    return replace(facts, exemptions=exempting.seen_by(one.exemptions, facts))


def _duties(facts: WeekFacts, one: Subject, week: Week, owed: Owed) -> tuple[Duty, ...]:
    return owed.duties(one.public, facts.category, week, facts.seen_at or facts.ends)


def _since(profile: Profile | None, starts: datetime) -> Profile | None:
    """Return the profile if it was seen since the week began: an older refusal says nothing of the week."""
    return profile if profile and profile.seen_at and profile.seen_at >= starts else None


def _seen_at(profile: Profile | None, starts: datetime, ends: datetime, now: datetime) -> datetime | None:
    """Return when the week was last seen; None if never, or not since its end and the patience is over."""
    seen_at = profile.seen_at if profile else None
    if seen_at is None or seen_at < starts or seen_at < ends <= now - PATIENCE:
        return None
    return seen_at


def _conversation(profile: Profile | None, heard: conversations.Heard) -> Conversation | None:
    if profile is None or profile.seen_at is None or _unreachable(profile):
        return None
    return Conversation(profile.seen_at, heard.questions, heard.unread)


def _state_mark(public: Public, profile: Profile | None) -> bool | None:
    """Return what a person entered; VK, which hardly tells of the mark, is asked only where nobody did."""
    told_by_vk = profile.state_mark if profile else None
    return told_by_vk if public.state_mark is None else public.state_mark


def _unreachable(profile: Profile | None) -> Unreachable | None:
    cause = (profile.gone or profile.wall_refused) if profile else ""
    return Unreachable(cause) if cause else None


def _profile(profile: Profile | None, marks: Mapping[str, str]) -> ProfileFact | None:
    if profile is None:
        return None
    return ProfileFact(
        collected_at=profile.collected_at,
        wall=profile.wall,
        cover_set=profile.cover_set,
        cover_width=profile.cover_width,
        cover_mark=marks.get("cover"),
        avatar_set=profile.avatar_set,
        avatar_side=profile.avatar_side,
        avatar_mark=marks.get("avatar"),
        description=profile.description,
    )


def _in_view(one: Subject, ends: datetime, seen_at: datetime, shared: Mapping) -> tuple[PostFact, ...]:
    facts = [_post(one, post, seen_at, shared) for post in one.posts if post.date < ends]
    older = [fact for fact in facts if fact.date < ends - IN_VIEW and fact.is_publication]
    return (*older[-1:], *(fact for fact in facts if fact.date >= ends - IN_VIEW))


def _post(one: Subject, post: Post, seen_at: datetime, shared: Mapping[Address, Address]) -> PostFact:
    not_unique, kept_by = _not_unique(one, post, shared)
    doubtful = post.likeness == Likeness.SUSPECTED and (post.vk_id, post.repeats) not in one.decided
    return PostFact(
        id=post.vk_id,
        date=post.date,
        kind=_kind(post, seen_at),
        text_length=post.text_length,
        media=post.media,
        not_unique=not_unique,
        original=_address(kept_by) if kept_by else "",
        suspected=_address((one.public.vk_id, post.repeats)) if post.repeats and doubtful and not not_unique else "",
        can_comment=post.can_comment,
        reader_commented=post.reader_commented,
        deleted_at=post.deleted_at,
    )


def _not_unique(one: Subject, post: Post, shared: Mapping) -> tuple[NotUnique | None, Address | None]:
    """Return why it is not unique, if so, and the post that keeps the text."""
    if post.repeats and (post.likeness == Likeness.DUPLICATE or one.decided.get((post.vk_id, post.repeats))):
        return NotUnique.DUPLICATE, (one.public.vk_id, post.repeats)
    first = shared.get((one.public.vk_id, post.vk_id))
    return (NotUnique.SHARED, first) if first else (None, None)


def _address(post: Address) -> str:
    return f"https://vk.com/wall-{post[0]}_{post[1]}"


def _kind(post: Post, seen_at: datetime) -> Kind:
    """Return what a post is; the first that holds."""
    kinds = (
        (post.deleted_at is not None, Kind.DELETED),
        (not post.from_community, Kind.VISITOR),
        (post.is_repost, Kind.REPOST),
        (post.is_ad, Kind.AD),
        (post.date > seen_at, Kind.FUTURE),
    )
    return next((kind for holds, kind in kinds if holds), Kind.COMMUNITY)
