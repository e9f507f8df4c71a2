"""Can people read the public, and comment? Is it known as a state one? Letter, introduction and section I. Pure."""

from datetime import timedelta

from monitoring.facts import Outcome, PostFact, Unreachable, Verdict, WeekFacts

from .asking import judges
from .demands import Comments, Reachable, StateMark
from .reasons import Reason

# VK's ``wall``: 0 off, 1 open, 2 limited, 3 closed. In both middle modes readers may be able to comment.
WALL_OFF, WALL_CLOSED = 0, 3
# Of these publics VK shows the profile, and shows it truly.
READABLE_PROFILE = (None, Unreachable.WALL_CLOSED)


@judges("reachable")
def judge_reachable(facts: WeekFacts, demand: Reachable) -> Verdict:
    """Ask whether the public exists, is not deleted, blocked or private, and its wall can be read."""
    if facts.unreachable:
        return Verdict(demand.severity.outcome, Reason(facts.unreachable.value), facts.unreachable.value)
    return Verdict(Outcome.PASS, Reason.REACHABLE)


@judges("comments_open")
def judge_comments_open(facts: WeekFacts, demand: Comments) -> Verdict:
    """Ask the surest witness first: the wall's own setting, a reader's comment, what VK tells of each post.

    Only then is it unknown, for a person to look. Comments under reposts and visitors' posts prove nothing about
    the community's own.
    """
    return (
        _by_wall(facts, demand)
        or _by_readers(facts, demand)
        or _by_posts(facts, demand)
        or Verdict(Outcome.UNKNOWN, Reason.COMMENTS_UNCLEAR)
    )


@judges("state_mark")
def judge_state_mark(facts: WeekFacts, demand: StateMark) -> Verdict:
    """Ask for VK's «Госорганизация» mark. VK hardly tells of it: what nobody told is unknown."""
    if facts.state_mark is None:
        return Verdict(Outcome.UNKNOWN, Reason.MARK_UNKNOWN)
    if facts.state_mark:
        return Verdict(Outcome.PASS, Reason.MARKED)
    return Verdict(demand.severity.outcome, Reason.NOT_MARKED)


def _by_wall(facts: WeekFacts, demand: Comments) -> Verdict | None:
    wall = facts.profile.wall if facts.profile else None
    if wall == WALL_CLOSED or (wall == WALL_OFF and facts.unreachable in READABLE_PROFILE):
        return Verdict(demand.severity.outcome, Reason.COMMENTS_OFF, "closed")
    return None


def _by_readers(facts: WeekFacts, demand: Comments) -> Verdict | None:
    since = facts.horizon - timedelta(days=demand.days)
    seen = [post.id for post in facts.publications if post.reader_commented and post.date >= since]
    return Verdict(Outcome.PASS, Reason.COMMENT_SEEN, "open", evidence=tuple(seen)) if seen else None


def _by_posts(facts: WeekFacts, demand: Comments) -> Verdict | None:
    """Hold both sides against all posts that are asked: those of which VK told nothing count for neither."""
    asked = facts.publications[-demand.posts :]
    told = [post for post in asked if post.can_comment is not None]
    closed = [post for post in told if not post.can_comment]
    figures = {"closed": len(closed), "told": len(told)}
    if len(closed) * 2 > len(asked):
        return Verdict(demand.severity.outcome, Reason.COMMENTS_CLOSED, "closed", None, figures, _ids(closed))
    if (len(told) - len(closed)) * 2 > len(asked):
        return Verdict(Outcome.PASS, Reason.COMMENTS_OPEN, "open", None, figures)
    return None


def _ids(posts: list[PostFact]) -> tuple[int, ...]:
    return tuple(post.id for post in posts)
