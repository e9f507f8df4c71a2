"""How much of a time an exemption takes out. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitoring.facts import WeekFacts

Span = tuple[datetime, datetime]


def exempt_spans(facts: WeekFacts, rule: str) -> list[Span]:
    """Return the times in which a rule does not bind, in order and without overlaps: two exemptions may overlap."""
    binding = (one for one in facts.exemptions if not one.rules or rule in one.rules)
    merged: list[Span] = []
    for starts, ends in sorted((one.starts.astimezone(UTC), one.ends.astimezone(UTC)) for one in binding):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((starts, ends))
    return merged


def exempt_time(spans: Sequence[Span], since: datetime, until: datetime) -> timedelta:
    """Return how much of the time between two moments is exempt."""
    overlaps = (min(ends, until) - max(starts, since) for starts, ends in spans)
    return sum((overlap for overlap in overlaps if overlap > timedelta(0)), timedelta(0))


def exempt_days(facts: WeekFacts, rule: str) -> int:
    """Return how many of the week's days are exempt from midnight to midnight, on the region's calendar."""
    spans = exempt_spans(facts, rule)
    days = zip(facts.days, facts.days[1:], strict=False)
    return sum(exempt_time(spans, starts, ends) == ends - starts for starts, ends in days)


def exempt_reasons(facts: WeekFacts, rule: str) -> str:
    """Return what people wrote as the reasons of the exemptions that touch the week."""
    binding = (one for one in facts.exemptions if not one.rules or rule in one.rules)
    touching = (one.reason for one in binding if one.starts < facts.ends and one.ends > facts.starts)
    return "; ".join(dict.fromkeys(reason for reason in touching if reason))
