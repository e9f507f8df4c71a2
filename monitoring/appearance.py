"""A community's profile as a row: what VK showed now, or what is left of what it showed before."""

from datetime import datetime
from urllib.parse import urlsplit

from vk.replies import Community

from .facts import Unreachable
from .models import Profile

PRIVATE = 2
SHOWN = [
    "name",
    "screen_name",
    "description",
    "wall",
    "is_closed",
    "members_count",
    "cover_set",
    "cover_url",
    "cover_width",
    "avatar_set",
    "avatar_url",
    "avatar_side",
    "state_mark",
    "trust_mark",
]
COLLECTED = ["collected_at", "gone", *SHOWN]
PICTURES = ("cover_url", "avatar_url")


def seen(public: int, community: Community | None, known: Profile | None, now: datetime) -> Profile:
    """Return a public's (primary key) row to write. Of a community that is gone, the last appearance stays."""
    gone = _gone(community)
    if community and not gone:
        shown = {name: getattr(community, name) for name in SHOWN}
        return Profile(public_id=public, collected_at=now, **shown | _kept_addresses(shown, known))
    kept = {name: getattr(known, name) for name in SHOWN} if known else {}
    return Profile(public_id=public, collected_at=known.collected_at if known else now, gone=gone, **kept)


def differs(row: Profile, known: Profile | None) -> bool:
    """Tell whether the row says anything that is not known already, but for the moment of reading."""
    return known is None or any(getattr(row, name) != getattr(known, name) for name in ("gone", *SHOWN))


def _kept_addresses(shown: dict, known: Profile | None) -> dict:
    """Return the known addresses of pictures that are the same: VK names another of its servers every time."""
    before = {name: getattr(known, name) for name in PICTURES} if known else {}
    return {name: url for name, url in before.items() if url and urlsplit(url).path == urlsplit(shown[name]).path}


def _gone(community: Community | None) -> str:
    if community is None:
        return Unreachable.NOT_FOUND
    if community.deactivated:
        return Unreachable.DELETED if "delet" in community.deactivated else Unreachable.BLOCKED
    return Unreachable.PRIVATE if community.is_closed == PRIVATE else ""
