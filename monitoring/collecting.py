"""Phase one of an audit: what VK shows is read and kept, batch by batch.

Each function gathers (rows and VK's answers), decides (pure), applies (one short transaction). No transaction
is open while VK is asked. Done twice, a batch has the effect of once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q

from registry.models import Public
from vk import errors
from vk.door import Door, Wall, WallRequest
from vk.replies import Community

from . import appearance, clock, conversations, repeats, walls
from .models import Batch, Change, FrozenWeek, Miss, Post, Profile, Run
from .uniqueness import REMEMBERED
from .weeks import Week

# A reader's comment of the last 14 days shows that comments are open.
COMMENTS_FOR = timedelta(days=14)
# One vanished profile is a deleted public; half of hundreds is a fault of VK's or of the token's.
SUSPICIOUS_LOSS = 20


def read_profiles(batch: Batch, door: Door) -> None:
    """Read the batch's profiles, 500 a call; follow renamed publics by their id."""
    publics = {public.vk_id: public for public in Public.objects.filter(pk__in=batch.public_ids)}
    try:
        found = _profiles(door, list(publics))
    except errors.VkError as error:
        _note_misses(batch.run_id, dict.fromkeys(batch.public_ids, error))
        return
    known = Profile.objects.in_bulk(batch.public_ids, field_name="public_id")
    now = clock.now()
    rows = [appearance.seen(public, found.get(vk_id), known.get(public.pk), now) for vk_id, public in publics.items()]
    with transaction.atomic():
        Profile.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["public"], update_fields=appearance.COLLECTED
        )
        _rename(batch, publics, found)


def read_walls(batch: Batch, door: Door) -> None:
    """Read the batch's walls, and the comments of posts where their number has changed."""
    publics = _readable(batch)
    now = clock.now()
    since = _since(batch, publics.values(), now)
    answers = door.walls(_requests(publics, since, now))
    read = {publics[vk_id]: wall for vk_id, wall in answers.items() if isinstance(wall, Wall)}
    known = _known(read, min(since.values(), default=now))
    comments = door.comments(_commented(batch, read, known, since, now))
    rows = [
        row for public, wall in read.items() for row in walls.merge(wall, public, known, comments, since[public], now)
    ]
    said = conversations.rows(comments, publics, since)
    with transaction.atomic():
        _store(batch.run_id, rows, known)
        conversations.keep(comments, publics, said)
        _mark(batch.run_id, {publics[vk_id]: answer for vk_id, answer in answers.items()}, now)


def _commented(
    batch: Batch, read: Mapping[int, Wall], known: Mapping, since: Mapping[int, datetime], now: datetime
) -> list[tuple[int, int]]:
    """Return the posts whose comments are worth a call; none older than the first week that is judged."""
    first = Week(batch.run.first_week).starts(clock.zone())
    doubted = conversations.doubted(read, now)
    return [
        key
        for public, wall in read.items()
        for key in walls.commented(wall, public, known, max(since[public], first), doubted)
    ]


def _profiles(door: Door, ids: list[int]) -> dict[int, Community]:
    """Return communities by id. What VK left out is asked for again, alone, before it counts as gone."""
    found = {one.id: one for one in door.communities(ids).values()}
    lost = [vk_id for vk_id in ids if vk_id not in found]
    if len(lost) > SUSPICIOUS_LOSS and len(lost) * 2 > len(ids):
        raise errors.Transient(f"ВКонтакте не показал сразу {len(lost)} пабликов из {len(ids)}")
    alone = [one for vk_id in lost for one in door.communities([vk_id]).values()]
    return found | {one.id: one for one in alone}


def _rename(batch: Batch, publics: Mapping[int, Public], found: Mapping[int, Community]) -> None:
    for vk_id, one in found.items():
        public = publics[vk_id]
        if one.screen_name != public.screen_name and not one.deactivated:
            detail = {"before": public.screen_name, "after": one.screen_name}
            Change.objects.get_or_create(
                run_id=batch.run_id, public=public, kind=Change.Kind.RENAMED, defaults={"detail": detail}
            )
            Public.objects.filter(pk=public.pk).update(screen_name=one.screen_name)


def _readable(batch: Batch) -> dict[int, int]:
    """Return {community id: public id} of the walls worth asking for; of the others the profile tells all."""
    missed = Miss.objects.filter(run=batch.run_id, public__in=batch.public_ids).values("public")
    rows = Profile.objects.filter(public__in=batch.public_ids).exclude(public__in=missed)
    rows.exclude(gone="").update(seen_at=clock.now())
    return dict(rows.filter(gone="").values_list("public__vk_id", "public"))


def _since(batch: Batch, publics: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Return for each public the moment from which its posts are needed: its earliest week not yet complete.

    Of a public never seen, also what its posts are compared with, or the first weeks would know no duplicates.
    """
    frozen = defaultdict(set)
    weeks = FrozenWeek.objects.filter(public__in=batch.public_ids, week__gte=batch.run.first_week)
    weeks = weeks.exclude(completed_at=None)
    for public, monday in weeks.values_list("public", "week"):
        frozen[public].add(monday)
    new = set(Profile.objects.filter(public__in=batch.public_ids, seen_at=None).values_list("public", flat=True))
    recent = now - COMMENTS_FOR
    first = Week(batch.run.first_week).starts(clock.zone()) - REMEMBERED
    return {public: first if public in new else min(_first_open(batch, frozen[public]), recent) for public in publics}


def _first_open(batch: Batch, frozen: set) -> datetime:
    week = Week(batch.run.first_week)
    while week.monday in frozen:
        week = week.shift(1)
    return week.starts(clock.zone())


def _requests(publics: Mapping[int, int], since: Mapping[int, datetime], now: datetime) -> list[WallRequest]:
    lately = Post.objects.filter(public__in=publics.values(), date__gte=now - timedelta(days=28))
    rhythm = dict(lately.values("public").annotate(posts=Count("pk")).values_list("public", "posts"))
    return [
        WallRequest(
            vk_id,
            int(since[public].timestamp()),
            walls.page_size(rhythm.get(public), (now - since[public]) / timedelta(days=1)),
        )
        for vk_id, public in publics.items()
    ]


def _known(read: Mapping[int, Wall], since: datetime) -> dict[tuple[int, int], Post]:
    """Return the rows that a reading may touch: those since the moment, and those that it showed."""
    shown = {post.id for wall in read.values() for post in wall.posts}
    rows = Post.objects.filter(Q(date__gte=since) | Q(vk_id__in=shown), public__in=list(read))
    return walls.by_key(rows)


def _store(run_id: int, rows: list[Post], known: Mapping) -> None:
    for row in rows:
        row.pk = None
    Post.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["public", "vk_id"], update_fields=walls.SEEN, batch_size=1000
    )
    repeats.find(_earliest(rows))
    new = sum((row.public_id, row.vk_id) not in known for row in rows)
    Run.objects.filter(pk=run_id).update(posts_new=F("posts_new") + new)


def _earliest(rows: Iterable[Post]) -> dict[int, datetime]:
    """Return {public: its first post that changed}: what comes later may repeat it, or no longer does."""
    earliest: dict[int, datetime] = {}
    for row in rows:
        earliest[row.public_id] = min(row.date, earliest.get(row.public_id, row.date))
    return earliest


def _mark(run_id: int, answers: Mapping[int, Wall | errors.VkError], now: datetime) -> None:
    """Note which walls were read, which cannot be, and which did not answer."""
    causes, failures = defaultdict(list), {}
    for public, answer in answers.items():
        if isinstance(answer, Wall):
            causes[""].append(public)
        elif isinstance(answer, errors.Refused):
            causes[answer.cause.value].append(public)
        else:
            failures[public] = answer
    for cause, publics in causes.items():
        Profile.objects.filter(public__in=publics).update(seen_at=now, wall_refused=cause)
    _note_misses(run_id, failures)


def _note_misses(run_id: int, failures: Mapping[int, errors.VkError]) -> None:
    rows = [
        Miss(run_id=run_id, public_id=public, reason=type(error).__name__, detail=str(error)[:300])
        for public, error in failures.items()
    ]
    Miss.objects.bulk_create(rows, ignore_conflicts=True)
