"""Verdicts set by hand beside what the rules themselves say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from monitoring import wording
from monitoring.decisions import under
from monitoring.facts import Verdict
from monitoring.judging import RuleSets
from monitoring.models import ManualVerdict
from monitoring.rules import assess
from registry.access import sees_everything
from registry.models import User

from .public import Story


@dataclass(frozen=True)
class Manual:
    """A verdict set by hand, as its readers see it. ``who`` is empty for those outside of the ministry."""

    row: ManualVerdict
    who: str
    computed: str
    computed_sentence: str

    @property
    def set_at(self) -> datetime:
        return self.row.set_at

    @property
    def until(self) -> date:
        return self.row.until


def manual(user, story: Story) -> dict[str, Manual]:
    """Return {rule: verdict set by hand} of the shown week; no query where there is none."""
    told = story.summary.verdicts if story.summary else {}
    ids = {rule: one["figures"]["decision"] for rule, one in told.items() if one["reason"] == "by_hand"}
    if not ids:
        return {}
    rows = {row.pk: row for row in story.decisions}
    ours = computed(story)
    return {rule: _manual(user, rows[pk], ours) for rule, pk in ids.items() if pk in rows}


def computed(story: Story) -> Mapping[str, Verdict]:
    """Return what the rules themselves say of the shown week, nothing if it was not judged."""
    if story.facts is None:
        return {}
    rule_sets = RuleSets(story.rule_sets)
    facts = under(story.facts, story.amendment.exemptions if story.amendment else None)
    return assess(facts, rule_sets.values(story.rule_set or rule_sets.of(story.week).pk)).verdicts


def decided(user, story: Story, rule: str) -> QuerySet[ManualVerdict]:
    """Return every verdict that was set by hand for a rule of the public, the latest first."""
    rows = ManualVerdict.objects.visible_to(user).filter(public=story.public, rule=rule)
    return rows.select_related("set_by", "withdrawn_by")


def shown_name(user, by: User | None) -> str:
    """Return who decided; outside of the ministry people deal with the ministry, not with a person."""
    return str(by) if by and sees_everything(user) else ""


def _manual(user, row: ManualVerdict, ours: Mapping[str, Verdict]) -> Manual:
    verdict = ours.get(row.rule)
    return Manual(
        row=row,
        who=shown_name(user, row.set_by),
        computed=str(verdict.outcome) if verdict else row.instead_of,
        computed_sentence=wording.sentence(row.rule, verdict) if verdict else "",
    )
