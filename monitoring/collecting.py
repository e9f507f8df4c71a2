"""Phase one of an audit: what VK shows is read and kept, batch by batch.

Each function gathers (rows and VK's answers), decides (pure), applies (one short transaction). No transaction
is open while VK is asked. Done twice, a batch has the effect of once.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from registry.models import Public
from vk import errors
from vk.door import Door, Wall, WallRequest
from vk.replies import Community

from . import appearance, bulk, clock, conversations, mandating, reaching, repeats, walls
from .models import Batch, Change, FrozenWeek, Miss, Post, Profile, Run
from .uniqueness import REMEMBERED
from .weeks import Week

log = logging.getLogger(__name__)

# A reader's comment of the last 14 days shows that comments are open.
COMMENTS_FOR = walls.USUAL
# Flood control passes in minutes: a run waits for it, but not all day long.
PATIENCE, RUN_PATIENCE = timedelta(minutes=15), timedelta(hours=3)
# So many failures and no answer are VK's own absence, not the walls': then a batch waits before it asks again.
ENOUGH_TO_TELL, VK_AWAY = 5, timedelta(seconds=20)
# A batch of which a part did not answer is looked at so often, each time after a longer pause; then it is named.
LOOKS, NEXT_LOOK = 4, timedelta(seconds=20)
# One vanished profile is a deleted public; half of hundreds is a fault of VK's or of the token's.
SUSPICIOUS_LOSS = 20
Failures = dict[int, errors.VkError]


class AskAgain(Exception):
    """Something of a batch was not answered. ``at``: when it is worth asking again; ``counts``: as an attempt."""

    def __init__(self, why: object, at: datetime, *, counts: bool = False):
        super().__init__(str(why))
        self.at, self.counts = at, counts


class Target(NamedTuple):
    """A public whose wall is to be read, and what its last reading told."""

    profile: int
    public: int
    seen_at: datetime | None
    depth: int | None
    weight: float


TARGET = ("pk", "public", "seen_at", "wall_depth", "post_weight")


def read_profiles(batch: Batch, door: Door) -> None:
    """Read the batch's profiles, 500 a call; follow renamed publics by their id."""
    publics = {public.vk_id: public for public in Public.objects.filter(pk__in=batch.public_ids)}
    known = Profile.objects.in_bulk(batch.public_ids, field_name="public_id")
    try:
        found, failures = _profiles(door, publics, known)
    except errors.VkError as error:
        _wait_for_vk(batch.run, [error] * len(batch.public_ids))
        found, failures = {}, dict.fromkeys(batch.public_ids, error)
    _look_again(batch, failures)
    now = clock.now()
    rows = [
        appearance.seen(public.pk, found.get(vk_id), known.get(public.pk), now)
        for vk_id, public in publics.items()
        if public.pk not in failures
    ]
    with transaction.atomic():
        _keep(rows, known, now)
        _rename(batch, publics, found)
        _note_misses(batch.run_id, failures)
        _tell_registry(rows)


def read_walls(batch: Batch, door: Door) -> None:
    """Read the batch's walls, and the comments of posts where their number has changed."""
    targets = _readable(batch)
    now = clock.now()
    since = _since(batch, targets.values(), now)
    answers = door.walls(_requests(targets, since, now), batch.keep)
    _wait_for_vk(batch.run, answers.values())
    read = {targets[vk_id].public: wall for vk_id, wall in answers.items() if isinstance(wall, Wall)}
    known = _known(read, since)
    comments = door.comments(_commented(batch, read, known, since, now), batch.keep)
    silent = _silent(comments, targets)
    vanished = _vanished(door, read, known, since)
    rows = [row for public, wall in read.items() for row in walls.rows(wall, public, known[public], comments, now)]
    publics = {vk_id: one.public for vk_id, one in targets.items()}
    said = conversations.rows(comments, publics, since)
    with transaction.atomic():
        _store(batch.run_id, rows, known, vanished, now)
        conversations.keep(comments, publics, said)
        reaching.keep(read, since, now)
        _name_unreadable(batch.run, read)
        failures = silent | _mark(batch.run_id, _whole(batch, targets, answers, silent), now)
    # What has been read is kept, whatever becomes of the rest.
    _wait_for_tokens(batch.run, failures.values())
    _look_again(batch, failures)
    _note_misses(batch.run_id, failures)


def _wait_for_vk(run: Run, answers: Collection) -> None:
    """Raise AskAgain if nothing was answered and VK or a token will be back soon: then is time to go on."""
    if any(isinstance(answer, Wall | errors.Refused) for answer in answers):
        return
    _wait_for_tokens(run, answers)
    away = len(answers) >= ENOUGH_TO_TELL and all(isinstance(answer, errors.Transient) for answer in answers)
    if away and clock.now() - run.started_at <= RUN_PATIENCE:
        raise AskAgain("ВКонтакте не отвечает", clock.now() + VK_AWAY)


def _wait_for_tokens(run: Run, answers: Collection) -> None:
    now = clock.now()
    if now - run.started_at > RUN_PATIENCE:
        return
    for answer in answers:
        if isinstance(answer, errors.TokenDone) and answer.returns_at and answer.returns_at - now <= PATIENCE:
            raise AskAgain(answer, answer.returns_at)


def _look_again(batch: Batch, failures: Failures) -> None:
    """Raise AskAgain if some failures may pass, unless the batch was looked at often enough."""
    if any(_may_pass(batch, error) for error in failures.values()):
        raise AskAgain("ВКонтакте ответил не на всё", clock.now() + NEXT_LOOK * batch.attempts, counts=True)


def _may_pass(batch: Batch, error: errors.VkError) -> bool:
    return isinstance(error, errors.Transient) and batch.attempts < LOOKS


def _silent(comments: walls.Comments, targets: Mapping[int, Target]) -> Failures:
    """Return the publics some of whose comments were not told, and why. A refusal is an answer."""
    return {
        targets[community].public: answer
        for (community, _), answer in comments.items()
        if isinstance(answer, errors.VkError) and not isinstance(answer, errors.Refused)
    }


def _whole(
    batch: Batch, targets: Mapping[int, Target], answers: Mapping[int, Wall | errors.VkError], silent: Failures
) -> dict[Target, Wall | errors.VkError]:
    """Return the answers but for those walls whose comments are still to be asked for, or by another token."""
    return {
        targets[vk_id]: answer
        for vk_id, answer in answers.items()
        if not ((error := silent.get(targets[vk_id].public)) and _unfinished(batch, error))
    }


def _unfinished(batch: Batch, error: errors.VkError) -> bool:
    return isinstance(error, errors.TokenDone) or _may_pass(batch, error)


def _commented(
    batch: Batch, read: Mapping[int, Wall], known: Mapping, since: Mapping[int, datetime], now: datetime
) -> list[tuple[int, int]]:
    """Return the posts whose comments are worth a call; none older than the first week that is judged."""
    first = Week(batch.run.first_week).starts(clock.zone())
    doubted = conversations.doubted(read, now)
    return [
        key
        for public, wall in read.items()
        for key in walls.commented(wall, known[public], max(since[public], first), doubted.get(public, set()))
    ]


def _profiles(
    door: Door, publics: Mapping[int, Public], known: Mapping[int, Profile]
) -> tuple[dict[int, Community], Failures]:
    """Return communities by id, and by public why one could not be told.

    What VK left out is asked for again, alone, before it counts as gone; what is gone already is not asked again.
    """
    found = {one.id: one for one in door.communities(publics).values()}
    gone = {public for public, row in known.items() if row.gone == appearance.Unreachable.NOT_FOUND}
    lost = [vk_id for vk_id, public in publics.items() if vk_id not in found and public.pk not in gone]
    if len(lost) > SUSPICIOUS_LOSS and len(lost) * 2 > len(publics):
        raise errors.Outbreak(f"ВКонтакте не показал сразу {len(lost)} пабликов из {len(publics)}")
    failures: Failures = {}
    for vk_id in lost:
        try:
            found |= {one.id: one for one in door.communities([vk_id]).values()}
        except errors.VkError as error:
            failures[publics[vk_id].pk] = error
    return found, failures


def _keep(rows: list[Profile], known: Mapping[int, Profile], now: datetime) -> None:
    """Write what has changed; of the others only that they were read."""
    changed = [row for row in rows if appearance.differs(row, known.get(row.public_id))]
    bulk.insert(changed, unique=["public"], update=appearance.COLLECTED)
    Profile.objects.filter(public__in=[row.public_id for row in rows if not row.gone]).update(collected_at=now)


def _rename(batch: Batch, publics: Mapping[int, Public], found: Mapping[int, Community]) -> None:
    for vk_id, one in found.items():
        public = publics[vk_id]
        if one.screen_name != public.screen_name and not one.deactivated:
            detail = {"before": public.screen_name, "after": one.screen_name}
            Change.objects.get_or_create(
                run_id=batch.run_id, public=public, kind=Change.Kind.RENAMED, defaults={"detail": detail}
            )
            Public.objects.filter(pk=public.pk).update(screen_name=one.screen_name)


def _tell_registry(rows: Iterable[Profile]) -> None:
    """Keep where other rooms may read it why readers cannot open a public. A quiet night writes nothing."""
    by_reason = defaultdict(list)
    for row in rows:
        by_reason[row.gone].append(row.public_id)
    for reason, publics in by_reason.items():
        Public.objects.filter(pk__in=publics).exclude(unreachable=reason).update(unreachable=reason)


def _readable(batch: Batch) -> dict[int, Target]:
    """Return {community id: target} of the walls worth asking for; of the others the profile tells all.

    What this run has read already is not read again: a part of the batch may not have been answered before.
    """
    missed = Miss.objects.filter(run=batch.run_id, public__in=batch.public_ids).values("public")
    profiles = Profile.objects.filter(public__in=batch.public_ids).exclude(public__in=missed)
    profiles.exclude(gone="").update(seen_at=clock.now())
    read = profiles.filter(seen_at__gte=batch.run.started_at)
    told = profiles.filter(gone="").exclude(pk__in=read.values("pk")).values_list("public__vk_id", *TARGET)
    return {row[0]: Target(*row[1:]) for row in told}


def _since(batch: Batch, targets: Iterable[Target], now: datetime) -> dict[int, datetime]:
    """Return for each public the moment from which its posts are needed: its earliest week not yet complete.

    Of a public never seen, also what its posts are compared with, or the first weeks would know no duplicates.
    """
    frozen = defaultdict(set)
    weeks = FrozenWeek.objects.filter(public__in=batch.public_ids, week__gte=batch.run.first_week)
    weeks = weeks.exclude(completed_at=None)
    for public, monday in weeks.values_list("public", "week"):
        frozen[public].add(monday)
    recent = now - COMMENTS_FOR
    first = Week(batch.run.first_week).starts(clock.zone()) - REMEMBERED
    return {
        one.public: min(_first_open(batch, frozen[one.public]), recent) if one.seen_at else first for one in targets
    }


def _first_open(batch: Batch, frozen: set) -> datetime:
    week = Week(batch.run.first_week)
    while week.monday in frozen:
        week = week.shift(1)
    return week.starts(clock.zone())


def _requests(targets: Mapping[int, Target], since: Mapping[int, datetime], now: datetime) -> Iterator[WallRequest]:
    for vk_id, one in targets.items():
        moment = since[one.public]
        page = walls.page_size(one.depth, now - moment, now - (one.seen_at or moment))
        yield WallRequest(vk_id, int(moment.timestamp()), page, one.weight)


def _known(read: Mapping[int, Wall], since: Mapping[int, datetime]) -> dict[int, dict[int, walls.Known]]:
    """Return the rows that a reading may touch, by public and post: those since the moment, those that it showed."""
    earliest = min((since[public] for public in read), default=clock.now())
    moment = earliest.timestamp()
    older = {post.id for wall in read.values() for post in wall.posts if post.date < moment}
    rows = Post.objects.filter(Q(date__gte=earliest) | Q(vk_id__in=older), public__in=list(read)).order_by()
    known: dict[int, dict[int, walls.Known]] = {public: {} for public in read}
    for public, vk_id, *row in rows.values_list(*walls.KNOWN):
        known[public][vk_id] = walls.Known(*row)
    return known


def _vanished(
    door: Door, read: Mapping[int, Wall], known: Mapping[int, Mapping[int, walls.Known]], since: Mapping[int, datetime]
) -> list[tuple[int, walls.Known]]:
    """Return publics and rows of posts that are gone: the wall did not show them, and neither does VK alone."""
    missing = {
        (wall.community, vk_id): (public, known[public][vk_id])
        for public, wall in read.items()
        for vk_id in walls.missing(wall, known[public], since[public])
    }
    standing = door.standing(missing) if missing else set()
    return [gone for key, gone in missing.items() if key not in standing]


def _store(
    run_id: int, rows: list[Post], known: Mapping, vanished: list[tuple[int, walls.Known]], now: datetime
) -> None:
    bulk.insert(rows, unique=["public", "vk_id"], update=walls.SEEN)
    if vanished:
        gone = [row.pk for _, row in vanished]
        Post.objects.filter(pk__in=gone).update(deleted_at=now)
        mandating.forget(gone)
    mandating.look(rows)
    changed = [(row.public_id, row.date) for row in rows]
    repeats.find(_earliest([*changed, *((public, row.date) for public, row in vanished)]))
    if new := sum(row.vk_id not in known[row.public_id] for row in rows):
        Run.objects.filter(pk=run_id).update(posts_new=F("posts_new") + new)


def _earliest(changed: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    """Return {public: its first post that changed}: what comes later may repeat it, or no longer does."""
    earliest: dict[int, datetime] = {}
    for public, date in changed:
        earliest[public] = min(date, earliest.get(public, date))
    return earliest


def _mark(run_id: int, answers: Mapping[Target, Wall | errors.VkError], now: datetime) -> Failures:
    """Note which walls were read and which cannot be; return those that did not answer."""
    causes: dict[str, list[int]] = defaultdict(list)
    failures: Failures = {}
    for target, answer in answers.items():
        if isinstance(answer, Wall):
            causes[""].append(target.public)
        elif isinstance(answer, errors.Refused):
            causes[answer.cause.value].append(target.public)
        else:
            failures[target.public] = answer
    for cause, publics in causes.items():
        Profile.objects.filter(public__in=publics).update(seen_at=now, wall_refused=cause)
    read = {target: answer for target, answer in answers.items() if isinstance(answer, Wall)}
    _learn(read, now)
    return failures


def _learn(read: Mapping[Target, Wall], now: datetime) -> None:
    """Keep what the next reading of the walls should know, where it is not known so already."""
    lessons = [
        Profile(pk=target.profile, wall_depth=depth, post_weight=wall.weight)
        for target, wall in read.items()
        if walls.outgrown(target.depth, depth := walls.depth(wall.posts, now - COMMENTS_FOR))
        or target.weight != wall.weight
    ]
    bulk.update(lessons, ["wall_depth", "post_weight"])


def _name_unreadable(run: Run, read: Mapping[int, Wall]) -> None:
    """Count the posts that could be none, once a run: a batch that is done twice has marked its walls by then."""
    odd = {public: wall for public, wall in read.items() if wall.unreadable}
    if not odd:
        return
    unmarked = Profile.objects.select_for_update().filter(public__in=list(odd)).exclude(seen_at__gte=run.started_at)
    named = [odd[public] for public in unmarked.order_by("pk").values_list("public", flat=True)]
    for wall in named:
        log.warning("club%s, пропущены посты: %s", wall.community, "; ".join(wall.unreadable))
    count = sum(len(wall.unreadable) for wall in named)
    Run.objects.filter(pk=run.pk).update(posts_unreadable=F("posts_unreadable") + count)


def _note_misses(run_id: int, failures: Failures) -> None:
    rows = [
        Miss(run_id=run_id, public_id=public, reason=type(error).__name__, detail=str(error)[:300])
        for public, error in failures.items()
    ]
    if rows:
        Miss.objects.bulk_create(rows, ignore_conflicts=True)
