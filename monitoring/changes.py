"""What an audit found different from the one before: who fell behind, who mended."""

from collections.abc import Iterable, Iterator, Mapping

from .models import Change, WeekSummary


def note(run_id: int, before: Mapping, after: Iterable[WeekSummary]) -> None:
    """Write the changes between the summaries of the same week, {(public id, Monday): row}, and their successors."""
    rows = [
        change
        for row in after
        if (row.public_id, row.week) in before
        for change in _between(run_id, before[row.public_id, row.week], row)
    ]
    Change.objects.bulk_create(rows, ignore_conflicts=True)


def _between(run_id: int, before: WeekSummary, after: WeekSummary) -> Iterator[Change]:
    """Yield a change per rule that began to fail, or no longer does. «Unknown» is no mending."""
    if before.seen_at is None or after.seen_at is None:
        return
    for rule in after.failed:
        if rule not in before.failed:
            yield _change(run_id, after, rule, Change.Kind.FELL_BEHIND)
    for rule in before.failed:
        if after.verdicts.get(rule, {}).get("outcome") in ("pass", "warn"):
            yield _change(run_id, after, rule, Change.Kind.MENDED)


def _change(run_id: int, row: WeekSummary, rule: str, kind: str) -> Change:
    if rule == "reachable" and kind == Change.Kind.FELL_BEHIND:
        kind = Change.Kind.UNREACHABLE
    return Change(run_id=run_id, public_id=row.public_id, kind=kind, rule=rule, detail=row.verdicts[rule])
