"""What the weekly letter tells a person of its own publics."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from monitoring import wording
from monitoring.models import Status, WeekSummary
from monitoring.weeks import Week
from registry.models import Category, Institution

from .matrix import matrix
from .shares import GOOD, JUDGED, WITH_VERDICT

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
    """A closed week of the publics in somebody's scope.

    ``good`` of ``judged`` comply, as everywhere; ``remarks`` of the good ones have one, of ``unclear`` judged ones
    nobody knows. Beside them stand publics ``uncategorised`` or with ``no_data``, and institutions ``without`` one of
    their own or another's. ``behind`` of ``issues``: the worst first, at most ``MOST``.
    """

    week: Week
    judged: int
    good: int
    remarks: int
    unclear: int
    uncategorised: int
    no_data: int
    without: int
    issues: int
    behind: Sequence[Behind]

    @property
    def more(self) -> int:
        return self.issues - len(self.behind)

    @property
    def all_well(self) -> bool:
        """Tell whether there is nothing to mend, and nothing that nobody knows."""
        beside = self.uncategorised or self.no_data or self.without
        return 0 < self.judged == self.good - self.remarks and not beside


_COUNTED = {
    "judged": JUDGED,
    "good": JUDGED & Q(status__in=GOOD),
    "remarks": JUDGED & Q(status=Status.REMARKS),
    "unclear": JUDGED & Q(status=Status.UNCLEAR),
    "uncategorised": Q(closed=True, status__in=WITH_VERDICT, category=Category.UNSET),
    "no_data": Q(public__isnull=False) & (Q(closed=False) | Q(status=Status.NO_DATA)),
    "without": Q(status=Status.NO_PUBLIC),
    "issues": Q(closed=True, status=Status.ISSUES),
}


def digest(user, week: Week) -> Digest:
    """Read a person's week. Two queries, and one for the scope."""
    rows = matrix(Institution.objects.visible_to(user).present(), week)
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in _COUNTED.items()})
    return Digest(week=week, behind=_behind(user, week), **counts)


def _behind(user, week: Week) -> list[Behind]:
    rows = WeekSummary.objects.visible_to(user).filter(week=week.monday, closed=True, status=Status.ISSUES)
    rows = rows.filter(public__archived_at=None, public__institution__archived_at=None)
    worst = rows.order_by("-badness", "score", "public")[:MOST]
    told = worst.values_list("public", "public__institution__short_name", "failed")
    return [Behind(pk, name, [wording.rule_name(rule) for rule in failed]) for pk, name, failed in told]
