"""From rows to facts: all that the rules may look at for a public's week, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from registry.models import CategoryPeriod, Public, category_at

from . import clock, uniqueness
from .facts import Kind, NotUnique, PostFact, ProfileFact, Unreachable, WeekFacts
from .models import Miss, Post, Profile
from .pictures.marking import marks
from .weeks import Week

# Later than this after its end, a week that was not collected is «no data», no longer «still running».
PATIENCE = timedelta(hours=48)
# The rules look at the 28 days before the week's end and at the publication before them.
IN_VIEW = timedelta(days=28)
FIELDS = ["public_id", "vk_id", "date", "from_community", "is_repost", "is_ad", "text", "attachments", "media"]
FIELDS += ["can_comment", "reader_commented", "fingerprint", "deleted_at"]


@dataclass(frozen=True)
class Subject:
    """A public with what is the same for all its weeks."""

    public: Public
    profile: Profile | None
    # What a person said of the cover and of the avatar, by kind.
    marks: Mapping[str, str]
    missing: str
    posts: Sequence[Post]
    repeats: Mapping[int, uniqueness.Repeat]


def gather(weeks: Mapping[int, Iterable[Week]], now: datetime) -> dict[tuple[int, Week], WeekFacts]:
    """Return the facts of each public's (primary key) weeks. The number of queries is constant."""
    earliest = min((week for mine in weeks.values() for week in mine), default=None)
    if earliest is None:
        return {}
    subjects = _subjects(list(weeks), earliest.starts(clock.zone()))
    shared = _shared({week for mine in weeks.values() for week in mine}, subjects)
    return {
        (one.public.pk, week): _facts(one, week, shared[week], now)
        for one in subjects
        for week in weeks[one.public.pk]
    }


def _subjects(ids: list[int], since: datetime) -> list[Subject]:
    periods = Prefetch("category_periods", CategoryPeriod.objects.order_by("valid_from", "pk"))
    rows = Public.objects.filter(pk__in=ids).select_related("institution", "profile").prefetch_related(periods)
    publics = list(rows)
    marked = marks(publics)
    posts = _posts(ids, since - uniqueness.REMEMBERED)
    missing = dict(Miss.objects.filter(public__in=ids).order_by("run").values_list("public", "reason"))
    return [
        Subject(
            public,
            getattr(public, "profile", None),
            {kind: mark for (pk, kind), mark in marked.items() if pk == public.pk},
            missing.get(public.pk, "not_read_yet"),
            posts[public.pk],
            uniqueness.duplicates(_candidates(posts[public.pk], public), since),
        )
        for public in publics
    ]


def _posts(ids: list[int], since: datetime) -> dict[int, list[Post]]:
    """Return each public's posts since the moment and the last publication before it, oldest first."""
    rows = Post.objects.filter(public__in=ids).only(*FIELDS).order_by("date", "vk_id")
    before = rows.filter(date__lt=since, from_community=True, is_repost=False, is_ad=False, deleted_at=None)
    by_public: dict[int, list[Post]] = defaultdict(list)
    for post in [*before.order_by("public", "-date", "-vk_id").distinct("public"), *rows.filter(date__gte=since)]:
        by_public[post.public_id].append(post)
    return by_public


def _candidates(posts: Iterable[Post], public: Public) -> list[uniqueness.Candidate]:
    return [
        uniqueness.Candidate(
            owner=public.vk_id,
            id=post.vk_id,
            date=post.date,
            text=post.text,
            attachment=_first_attachment(post),
        )
        for post in posts
        if _kind(post, post.date) is Kind.COMMUNITY
    ]


def _first_attachment(post: Post) -> tuple[str, int, int] | None:
    first = post.attachments[0] if post.attachments else None
    return (first["type"], first["owner"], first["id"]) if first else None


def _shared(weeks: set[Week], subjects: Iterable[Subject]) -> dict[Week, Mapping[tuple[int, int], tuple[int, int]]]:
    """Return for each week the posts whose text another public has published first, and that first post."""
    prints = {post.fingerprint for one in subjects for post in one.posts if post.fingerprint}
    begin = min(weeks).starts(clock.zone()) - uniqueness.SHARED_WITHIN
    rows = Post.objects.filter(
        fingerprint__in=prints, date__gte=begin, from_community=True, is_repost=False, is_ad=False, deleted_at=None
    )
    posts = [
        uniqueness.Print(*row) for row in rows.values_list("fingerprint", "public__vk_id", "vk_id", "date").iterator()
    ]
    return {week: uniqueness.shared(posts, week.ends(clock.zone())) for week in weeks}


def _facts(one: Subject, week: Week, shared: Mapping, now: datetime) -> WeekFacts:
    starts, ends = week.starts(clock.zone()), week.ends(clock.zone())
    public, profile = one.public, one.profile
    seen_at = _seen_at(profile, ends, now)
    return WeekFacts(
        starts=starts,
        ends=ends,
        seen_at=seen_at,
        category=category_at(list(public.category_periods.all()), ends - timedelta.resolution),
        full_name=public.institution.full_name,
        state_mark=public.state_mark,
        cabinet=public.cabinet,
        unreachable=_unreachable(profile),
        profile=_profile(profile, one.marks),
        posts=_in_view(one, ends, seen_at or ends, shared),
        missing="" if seen_at else one.missing,
    )


def _seen_at(profile: Profile | None, ends: datetime, now: datetime) -> datetime | None:
    """Return when the week was last seen; None if never, or not since its end and the patience is over."""
    seen_at = profile.seen_at if profile else None
    stale = seen_at is not None and seen_at < ends <= now - PATIENCE
    return None if stale else seen_at


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


def _post(one: Subject, post: Post, seen_at: datetime, shared: Mapping) -> PostFact:
    repeat = one.repeats.get(post.vk_id)
    first = shared.get((one.public.vk_id, post.vk_id))
    duplicate = repeat is not None and repeat.certain
    kept_by = (one.public.vk_id, repeat.original) if repeat else first
    address = f"https://vk.com/wall-{kept_by[0]}_{kept_by[1]}" if kept_by else ""
    return PostFact(
        id=post.vk_id,
        date=post.date,
        kind=_kind(post, seen_at),
        text_length=len(post.text.strip()),
        media=post.media,
        not_unique=NotUnique.DUPLICATE if duplicate else NotUnique.SHARED if first else None,
        original=address if duplicate or first else "",
        suspected=address if repeat and not duplicate and not first else "",
        can_comment=post.can_comment,
        reader_commented=post.reader_commented,
    )


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
