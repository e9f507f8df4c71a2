"""A community's profile as a row: what VK showed now, or what is left of what it showed before."""

from datetime import datetime

from registry.models import Public
from vk.replies import Community

from .facts import Unreachable
from .models import Profile

PRIVATE = 2
SHOWN = [
    "name",
    "screen_name",
    "description",
    "wall",
    "members_count",
    "cover_set",
    "cover_url",
    "cover_width",
    "avatar_set",
    "avatar_url",
    "avatar_side",
]
COLLECTED = ["collected_at", "gone", *SHOWN]


def seen(public: Public, community: Community | None, known: Profile | None, now: datetime) -> Profile:
    """Return the row to write. Of a community that is gone, the last appearance stays."""
    gone = _gone(community)
    if community and not gone:
        return Profile(public=public, collected_at=now, **{name: getattr(community, name) for name in SHOWN})
    kept = {name: getattr(known, name) for name in SHOWN} if known else {}
    return Profile(public=public, collected_at=known.collected_at if known else now, gone=gone, **kept)


def _gone(community: Community | None) -> str:
    if community is None:
        return Unreachable.NOT_FOUND
    if community.deactivated:
        return Unreachable.DELETED if "delet" in community.deactivated else Unreachable.BLOCKED
    return Unreachable.PRIVATE if community.is_closed == PRIVATE else ""
