"""What readers ask and communities answer: kept while the week is open, told as facts, then forgotten."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from vk import replies
from vk.errors import VkError

from . import clock
from .facts import Question
from .models import Comment, FrozenWeek, Post
from .rules.questions import Said, answered, asks, named
from .weeks import Week

# Answers to a week's questions are known when a collection comes so long after its end.
ANSWERS_AFTER = timedelta(hours=24)
# A reader's comment may stand under a post this much older than the week.
UNDER_POSTS_OF = timedelta(days=14)

Read = Mapping[tuple[int, int], tuple[replies.Comment, ...] | VkError]
SAID = ["public", "post", "vk_id", "date", "author", "thread", "reply_to", "addresses", "asks"]


@dataclass(frozen=True)
class Heard:
    """The week's questions, and how many posts have comments that could not be read."""

    questions: tuple[Question, ...]
    unread: int


def rows(read: Read, publics: Mapping[int, int], since: Mapping[int, datetime]) -> list[Comment]:
    """Return the comments to keep, {community id: public} told: of open weeks, without the readers' names.

    A number that VK tells twice on one wall is kept once.
    """
    told = {
        (community, one.id): _row(publics[community], community, post, one)
        for (community, post), said in read.items()
        if not isinstance(said, VkError)
        for one in said
        if one.date >= since[publics[community]].timestamp()
    }
    return list(told.values())


def keep(read: Read, publics: Mapping[int, int], comments: Iterable[Comment]) -> None:
    """Put the comments in place of what was known of the posts that were read: some may have been deleted."""
    posts = {(publics[community], post) for (community, post), said in read.items() if not isinstance(said, VkError)}
    if not posts:
        return
    known = Comment.objects.filter(public__in={public for public, _ in posts}, post__in={post for _, post in posts})
    gone = [pk for pk, public, post in known.values_list("pk", "public", "post") if (public, post) in posts]
    Comment.objects.filter(pk__in=gone).delete()
    told = [name for name in (*SAID[1:], "text") if name != "vk_id"]
    Comment.objects.bulk_create(
        comments, update_conflicts=True, unique_fields=["public", "vk_id"], update_fields=told, batch_size=1000
    )


def heard(weeks: Mapping[int, Iterable[Week]]) -> dict[tuple[int, Week], Heard]:
    """Return what was asked in the publics' (primary keys) weeks. Two queries, whatever their number."""
    return in_weeks(weeks, *rows_of(weeks)) if any(weeks.values()) else {}


def rows_of(weeks: Mapping[int, Iterable[Week]]) -> tuple[QuerySet, QuerySet]:
    """Return the comments that the publics' weeks may answer for, and the posts whose comments could not be read."""
    since = min(week for mine in weeks.values() for week in mine).starts(clock.zone())
    said = Comment.objects.filter(public__in=list(weeks), date__gte=since).values_list(*SAID)
    silent = Q(comments_unread=True, deleted_at=None, date__gte=since - UNDER_POSTS_OF)
    return said, Post.objects.filter(silent, public__in=list(weeks)).values_list("public", "date")


def in_weeks(
    weeks: Mapping[int, Iterable[Week]], comments: Iterable[tuple], silent: Iterable[tuple[int, datetime]]
) -> dict[tuple[int, Week], Heard]:
    """Return what the rows tell of each week."""
    said: dict[int, list[Said]] = defaultdict(list)
    for public, *one in comments:
        said[public].append(Said(*one))
    unread: dict[int, list[datetime]] = defaultdict(list)
    for public, date in silent:
        unread[public].append(date)
    return {
        (public, week): _in_week(week, said[public], unread[public]) for public, mine in weeks.items() for week in mine
    }


def doubted(publics: Collection[int], now: datetime) -> dict[int, set[int]]:
    """Return each public's posts with questions that seem unanswered, or unread, when their week is nearly complete.

    They are read once more: an answer written where a comment vanished leaves their number as it was.
    """
    waiting = defaultdict(list)
    for public, monday in FrozenWeek.objects.filter(public__in=publics, completed_at=None).values_list(
        "public", "week"
    ):
        if now >= Week(monday).ends(clock.zone()) + ANSWERS_AFTER:
            waiting[public].append(Week(monday))
    posts: dict[int, set[int]] = defaultdict(set, _refused(waiting))
    for (public, _), told in heard(waiting).items():
        posts[public] |= {one.post for one in told.questions if not one.answered_at}
    return posts


def forget(publics: Collection[int], before: datetime) -> None:
    """Delete what was said in weeks that are complete."""
    Comment.objects.filter(public__in=publics, date__lt=before).delete()


def _row(public: int, community: int, post: int, one: replies.Comment) -> Comment:
    own = one.author == -community
    addressed = {*named(one.text), one.addressed} - {0, -community} if own else ()
    return Comment(
        public_id=public,
        post=post,
        vk_id=one.id,
        date=datetime.fromtimestamp(one.date, UTC),
        author="" if own else _mark(public, one.author),
        thread=one.thread,
        reply_to=one.reply_to,
        addresses=sorted(_mark(public, reader) for reader in addressed),
        asks=not own and asks(one.text),
        text=one.text.replace("\0", ""),
    )


def _mark(public: int, reader: int) -> str:
    """Return a sign that tells readers of one wall apart and nobody who they are."""
    return salted_hmac("monitoring.conversations", f"{public} {reader}").hexdigest()[:16]


def _refused(waiting: Mapping[int, list[Week]]) -> dict[int, set[int]]:
    """Return the posts whose comments VK would not show before: it is asked once more, and no more after that."""
    if not waiting:
        return {}
    since = min(week for weeks in waiting.values() for week in weeks).starts(clock.zone()) - UNDER_POSTS_OF
    rows = Post.objects.filter(public__in=list(waiting), comments_unread=True, deleted_at=None, date__gte=since)
    posts: dict[int, set[int]] = defaultdict(set)
    for public, post in rows.values_list("public", "vk_id"):
        posts[public].add(post)
    return posts


def _in_week(week: Week, said: Iterable[Said], unread: Iterable[datetime]) -> Heard:
    starts, ends = week.starts(clock.zone()), week.ends(clock.zone())
    silent = sum(starts - UNDER_POSTS_OF <= date < ends for date in unread)
    return Heard(answered(said, starts.astimezone(UTC), ends.astimezone(UTC)), silent)
