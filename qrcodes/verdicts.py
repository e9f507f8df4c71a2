"""Where codes lead: pure decisions over what they say and who owns the addresses. A link is never followed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.links import HOSTS, ById, ByName, Link, Reason, Refused, parse_address

_OF_VK = {Reason.PERSON, Reason.APPLICATION, Reason.SERVICE_PAGE, Reason.ARTICLE, Reason.BAD_NAME, Reason.CYRILLIC}

Address = int | str


class Kind(StrEnum):
    """What a code leads to, as the page names it."""

    THIS = "this"
    FORMER = "former"
    OURS = "ours"
    UNNAMED = "unnamed"
    COMMUNITY = "community"
    PAGE = "page"
    SHORTENED = "shortened"
    LOOKALIKE = "lookalike"
    SITE = "site"
    TEXT = "text"


@dataclass(frozen=True)
class Owner:
    """Whose an address is. ``institution``: empty if the reader may not see it; ``former``: the address of before."""

    public: int
    institution: str = ""
    former: bool = False
    archived: bool = False


@dataclass(frozen=True)
class Lead:
    """Where one code leads."""

    text: str
    kind: Kind
    owner: Owner | None = None


def address_in(text: str) -> Address | None:
    """Return the community that a code names: its number, or its screen name in lower case."""
    link = _link_in(text)
    if isinstance(link, ById):
        return link.id
    return link.name if isinstance(link, ByName) else None


def leads(texts: Iterable[str], owners: Mapping[Address, Owner], asked: int | None = None) -> tuple[Lead, ...]:
    """Return where the codes lead; two that lead to the same place are one.

    ``owners``: who has the addresses found in the texts; ``asked``: the public that the reader asks about.
    """
    places: dict[tuple, Lead] = {}
    for text in texts:
        lead = _lead(text, owners, asked)
        places.setdefault(_place(lead), lead)
    return tuple(places.values())


def _place(lead: Lead) -> tuple:
    return (lead.kind, lead.owner.public) if lead.owner else (lead.kind, address_in(lead.text) or lead.text)


def _lead(text: str, owners: Mapping[Address, Owner], asked: int | None) -> Lead:
    address = address_in(text)
    if address is None:
        return Lead(text, _kind_of_other(_link_in(text)))
    owner = owners.get(address)
    return Lead(text, _kind_of_community(owner, asked), owner)


def _kind_of_community(owner: Owner | None, asked: int | None) -> Kind:
    if owner is None:
        return Kind.COMMUNITY
    if owner.public == asked:
        return Kind.FORMER if owner.former else Kind.THIS
    return Kind.OURS if owner.institution else Kind.UNNAMED


def _kind_of_other(link: Link) -> Kind:
    reason = link.reason if isinstance(link, Refused) else Reason.NOT_A_LINK
    if reason in _OF_VK:
        return Kind.PAGE
    kinds = {Reason.SHORTENED: Kind.SHORTENED, Reason.LOOKALIKE_SITE: Kind.LOOKALIKE, Reason.OTHER_SITE: Kind.SITE}
    return kinds.get(reason, Kind.TEXT)


def _link_in(text: str) -> Link:
    text = text.strip()
    if text.casefold().removeprefix("https://").removeprefix("http://").rstrip("/") in HOSTS:
        return Refused(Reason.SERVICE_PAGE)
    return parse_address(text)
