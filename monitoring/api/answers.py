"""Rows as the API tells them."""

from collections.abc import Iterable

from monitoring import wording
from monitoring.models import WeekSummary
from monitoring.queries.ledger import Line, address
from monitoring.queries.matrix import in_order
from monitoring.queries.public import Story
from monitoring.weeks import Week
from registry.models import Public

from .schemas import LedgerOut, PostOut, PublicOut, VerdictOut, WeekOut, WeekVerdictsOut


def public_out(row: Public) -> PublicOut:
    """``row`` with its institution, district and profile read."""
    profile = getattr(row, "profile", None)
    return PublicOut(
        vk_id=row.vk_id,
        link=row.url,
        institution=row.institution.full_name,
        ogrn=row.institution.ogrn or None,
        type=row.institution.type,
        district=row.institution.district.name,
        category=row.category,
        qr_placed=row.institution.qr_placed,
        seen_at=profile.seen_at if profile else None,
    )


def week_out(row: WeekSummary) -> WeekOut:
    """``row`` with its public read."""
    told = ("closed", "status", "needs_check", "score", "category", "counted", "quota", "failed", "warned", "seen_at")
    fields = {name: getattr(row, name) for name in told}
    return WeekOut(vk_id=row.public.vk_id, week=str(Week(row.week)), **fields)


def verdicts_out(row: WeekSummary, rule: str | None, outcome: str | None) -> WeekVerdictsOut:
    """``rule``, ``outcome``: what was asked for, None: all."""
    verdicts = [
        _verdict(row.public.vk_id, name, one)
        for name, one in in_order(row.verdicts)
        if rule in (None, name) and outcome in (None, one["outcome"])
    ]
    return WeekVerdictsOut(vk_id=row.public.vk_id, week=str(Week(row.week)), status=row.status, verdicts=verdicts)


def ledger_out(story: Story, lines: Iterable[Line]) -> LedgerOut:
    posts = [
        PostOut(
            url=address(story, line.id),
            at=line.at,
            counted=line.counted,
            why=line.why,
            original=line.original.url if line.original else None,
            words=line.words,
        )
        for line in lines
    ]
    return LedgerOut(vk_id=story.public.vk_id, week=str(story.week), monday=story.week.monday, posts=posts)


def _verdict(vk_id: int, rule: str, one: dict) -> VerdictOut:
    return VerdictOut(
        rule=rule,
        outcome=one["outcome"],
        value=one["value"],
        threshold=one["threshold"],
        sentence=wording.sentence(rule, one),
        posts=[f"https://vk.com/wall-{vk_id}_{post}" for post in one["evidence"]],
    )
