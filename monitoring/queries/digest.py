"""What the weekly letter tells a person of its own publics."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from monitoring import wording
from monitoring.models import Status, WeekSummary
from monitoring.weeks import Week

# A letter names so many; the page behind its link shows all.
MOST = 50


@dataclass(frozen=True)
class Behind:
    """A public that has to mend something. ``rules``: names of what is not fulfilled."""

    public: int
    name: str
    rules: Sequence[str]


@dataclass(frozen=True)
class Digest:
    """A closed week of the publics in somebody's scope. ``behind``: the worst first, at most ``MOST``."""

    week: Week
    publics: int
    compliant: int
    issues: int
    no_data: int
    behind: Sequence[Behind]

    @property
    def more(self) -> int:
        return self.issues - len(self.behind)


def digest(user, week: Week) -> Digest:
    """Read a person's week. Two queries, and one for the scope."""
    rows = WeekSummary.objects.visible_to(user).filter(week=week.monday, closed=True)
    rows = rows.filter(public__archived_at=None, public__institution__archived_at=None)
    counted = {name: Count("pk", filter=Q(status=status)) for name, status in _COUNTED.items()}
    counts = rows.aggregate(publics=Count("pk"), **counted)
    worst = rows.filter(status=Status.ISSUES).order_by("-badness", "score", "public")[:MOST]
    told = worst.values_list("public", "public__institution__short_name", "failed")
    behind = [Behind(pk, name, [wording.rule_name(rule) for rule in failed]) for pk, name, failed in told]
    return Digest(week=week, behind=behind, **counts)


_COUNTED = {"compliant": Status.COMPLIANT, "issues": Status.ISSUES, "no_data": Status.NO_DATA}
