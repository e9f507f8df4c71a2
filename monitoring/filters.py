"""What a reader narrows the matrix to. It lives in the address alone, so that it can be bookmarked and sent on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from monitoring.facts import Outcome
from monitoring.models import Status, WeekSummary
from monitoring.rules import RULES
from registry.models import Category, InstitutionType
from registry.parameters import primary_key, search_text

WORST_FIRST = "-status"
SORTS = ("status", "score", "name", "posts", "district")
KNOWN = {
    "category": set(Category.values),
    "type": set(InstitutionType.values),
    "rule": {rule.id for rule in RULES},
    "verdict": {str(outcome) for outcome in Outcome},
    "status": set(Status.values),
    "pace": set(WeekSummary.Pace.values) - {""},
    "check": {"1"},
    "sort": {sign + name for name in SORTS for sign in ("", "-")},
}


@dataclass(frozen=True)
class Filters:
    """Empty is «all». ``verdict`` without ``rule`` is of any rule; ``rule`` without ``verdict``: not fulfilled.

    ``check``: «1» for those that a person should look at, whatever their status. ``district``: its primary
    key. ``sort``: a name of SORTS, with «-» before it for descending.
    """

    category: str = ""
    type: str = ""
    rule: str = ""
    verdict: str = ""
    status: str = ""
    pace: str = ""
    check: str = ""
    district: int | None = None
    q: str = ""
    sort: str = WORST_FIRST

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of an address. What the portal does not know narrows nothing."""
        told = {name: query.get(name, "") for name in KNOWN}
        known = {name: value for name, value in told.items() if value in KNOWN[name]}
        return cls(**known, district=primary_key(query.get("district", "")), q=search_text(query.get("q", "")))

    @property
    def active(self) -> bool:
        """Tell whether any row may be left out."""
        return any(value for name, value in asdict(self).items() if name != "sort")
