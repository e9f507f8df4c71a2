"""What a reader narrows the registry to. It lives in the address alone, so that it can be bookmarked and sent on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import urlencode

from registry.models import Category, InstitutionType
from registry.parameters import primary_key, search_text

NO_PUBLIC, SEVERAL, SHARED, DEAD = "no_public", "several", "shared", "unreachable"
PUBLICS = (NO_PUBLIC, SEVERAL, SHARED, DEAD)
ARCHIVED, EVERYTHING = "archived", "all"
SORTS = ("name", "district", "type", "ogrn", "category")
KNOWN = {
    "type": set(InstitutionType.values),
    "category": set(Category.values),
    "publics": set(PUBLICS),
    "archive": {ARCHIVED, EVERYTHING},
    "sort": {sign + name for name in SORTS for sign in ("", "-")},
}


@dataclass(frozen=True)
class Filters:
    """Empty is «all», of the archive «none». ``district``: a primary key. ``sort``: of SORTS, «-» for descending."""

    q: str = ""
    district: int | None = None
    type: str = ""
    category: str = ""
    publics: str = ""
    archive: str = ""
    sort: str = "name"

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of an address. What the portal does not know narrows nothing."""
        told = {name: query.get(name, "") for name in KNOWN}
        known = {name: value for name, value in told.items() if value in KNOWN[name]}
        return cls(**known, district=primary_key(query.get("district", "")), q=search_text(query.get("q", "")))

    @property
    def active(self) -> bool:
        """Tell whether any row of the present registry may be left out, or any other shown."""
        return any(value for name, value in asdict(self).items() if name != "sort")

    def query(self, **other: str) -> str:
        """Return these filters, or these with others, as the query of an address."""
        told = {name: value for name, value in {**asdict(self), **other}.items() if value}
        if told.get("sort") == "name":
            told.pop("sort")
        return urlencode(told)
