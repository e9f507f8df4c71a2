"""Short clear texts with pictures: letter, section I, basic rules. Pure."""

from monitoring.facts import Outcome, PostFact, Verdict, WeekFacts

from .asking import judges
from .demands import Media, Text
from .reasons import Reason


@judges("media")
def judge_media(facts: WeekFacts, demand: Media) -> Verdict:
    """Look for a photo, album, video, clip or live stream in most of the week's community posts."""
    bad = [post for post in facts.in_week if not post.media]
    return _idle(facts, demand) or _share(facts, demand, bad, {}, (Reason.MEDIA_ENOUGH, Reason.MEDIA_FEW))


@judges("text")
def judge_text(facts: WeekFacts, demand: Text) -> Verdict:
    """Look for a text, and for a short one, in most of the week's community posts."""
    empty = [post for post in facts.in_week if post.text_length < demand.shortest]
    long = [post for post in facts.in_week if post.text_length > demand.longest]
    figures = {"empty": len(empty), "long": len(long), "longest": demand.longest}
    reasons = (Reason.TEXT_GOOD, Reason.TEXT_POOR)
    return _idle(facts, demand) or _share(facts, demand, [*empty, *long], figures, reasons)


def _idle(facts: WeekFacts, demand: Media | Text) -> Verdict | None:
    if demand.posting_days is not None and not facts.published_within(demand.posting_days):
        return Verdict(Outcome.NOT_APPLICABLE, Reason.CARD_SILENT, figures={"days": demand.posting_days})
    if not facts.in_week:
        return Verdict(Outcome.NOT_APPLICABLE, Reason.NO_POSTS_IN_WEEK)
    return None


def _share(
    facts: WeekFacts, demand: Media | Text, bad: list[PostFact], figures: dict, reasons: tuple[Reason, Reason]
) -> Verdict:
    total, good = len(facts.in_week), len(facts.in_week) - len(bad)
    share = good / total
    outcome, reason = (Outcome.PASS, reasons[0]) if share >= demand.share else (demand.severity.outcome, reasons[1])
    evidence = tuple(sorted([post.id for post in bad])) if bad else ()
    figures = {"good": good, "total": total, **figures}
    return Verdict(outcome, reason, round(share, 4), demand.share, figures, evidence)
