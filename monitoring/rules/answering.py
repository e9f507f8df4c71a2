"""Does the community answer its readers? Letter, section I, «оперативно отвечать». Pure."""

from datetime import timedelta

from monitoring.facts import Conversation, Outcome, Question, Verdict, WeekFacts

from .asking import judges
from .demands import Answers
from .reasons import Reason


@judges("answers")
def judge_answers(facts: WeekFacts, demand: Answers) -> Verdict:
    """Ask whether readers' questions of the week were answered in time. ``value``: their share.

    A question younger than the time for an answer is pending: it decides nothing for or against. The verdict falls
    only when the pending ones cannot change it any more.
    """
    talk = facts.conversation
    if talk is None:
        return Verdict(Outcome.UNKNOWN, Reason.WALL_UNSEEN if facts.unreachable else Reason.COMMENTS_UNREAD)
    if talk.unread:
        return Verdict(Outcome.UNKNOWN, Reason.COMMENTS_UNREAD, figures={"posts": talk.unread})
    if not talk.questions:
        return Verdict(Outcome.NOT_APPLICABLE, Reason.NO_QUESTIONS)
    return _held_against(talk, demand)


def unanswered(talk: Conversation, hours: float) -> list[Question]:
    """Return the questions whose time is over without an answer, or was when it came."""
    limit = timedelta(hours=hours)
    return [one for one in talk.questions if (one.answered_at or talk.seen_at) - one.asked_at > limit]


def _held_against(talk: Conversation, demand: Answers) -> Verdict:
    over = unanswered(talk, demand.hours)
    answered = sum(one.answered_at is not None for one in talk.questions if one not in over)
    total, pending = len(talk.questions), len(talk.questions) - len(over) - answered
    if answered / total >= demand.share:
        outcome, reason = Outcome.PASS, Reason.ANSWERS_IN_TIME
    elif (answered + pending) / total < demand.share:
        outcome, reason = demand.severity.outcome, Reason.ANSWERS_LATE
    else:
        outcome, reason = Outcome.UNKNOWN, Reason.ANSWERS_PENDING
    figures = {"answered": answered, "total": total, "pending": pending, "hours": demand.hours}
    figures["late"] = sum(one.answered_at is not None for one in over)
    posts = tuple(sorted({one.post for one in over}))
    return Verdict(outcome, reason, round(answered / total, 4), demand.share, figures, posts)
