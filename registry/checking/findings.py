"""What VK says of publics, told as findings: who is not there, not open, not called so any more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from registry.models import LinkFinding
from vk.door import Door
from vk.errors import Transient
from vk.replies import Community

Kind = LinkFinding.Kind
COMMUNITIES = {"group", "page", "event"}
# If so many of a portion are missing at once, VK or the token is at fault, and nothing is told of anybody.
MANY, MOST = 20, 0.5
DEACTIVATED = {"deleted": Kind.DELETED, "banned": Kind.BLOCKED}


@dataclass(frozen=True)
class Held:
    """A public as the registry holds it."""

    pk: int
    vk_id: int
    screen_name: str


@dataclass(frozen=True)
class Finding:
    """``was``: the address in the registry; ``now``: the address that VK tells, or what stands at the old one."""

    pk: int
    kind: str
    was: str = ""
    now: str = ""


def ask(publics: Iterable[Held], door: Door, alive: Callable[[], None] = lambda: None) -> list[Finding]:
    """Ask VK for up to 500 publics. Raises vk.errors.VkError if it does not answer, or answers for too few."""
    rows = list(publics)
    shown = _shown([row.vk_id for row in rows], door)
    alive()
    return [finding for row in rows for finding in _of(row, shown, door, alive)]


def _shown(ids: list[int], door: Door) -> Mapping[int | str, Community]:
    """Return profiles by id. What is absent is asked for once more before anybody believes it."""
    found = dict(door.communities(ids))
    missing = [one for one in ids if one not in found]
    if missing:
        found |= door.communities(missing)
    missing = [one for one in missing if one not in found]
    if len(missing) > max(MANY, MOST * len(ids)):
        raise Transient("groups.getById: большей части пабликов нет в ответе")
    return found


def _of(row: Held, shown: Mapping[int | str, Community], door: Door, alive: Callable[[], None]) -> list[Finding]:
    one = shown.get(row.vk_id)
    if one is None:
        return [Finding(row.pk, Kind.NOT_FOUND, row.screen_name)]
    if one.deactivated:
        return [Finding(row.pk, DEACTIVATED.get(one.deactivated, Kind.BLOCKED), row.screen_name)]
    found = [Finding(row.pk, Kind.CLOSED, row.screen_name)] if one.is_closed else []
    if one.kind == "event":
        found.append(Finding(row.pk, Kind.WRONG_KIND, row.screen_name, one.kind))
    if one.screen_name.lower() != row.screen_name.lower():
        alive()
        found += _renamed(row, one, door)
    return found


def _renamed(row: Held, one: Community, door: Door) -> list[Finding]:
    """Tell a new address; who opens the old one may find somebody else there."""
    told = [Finding(row.pk, Kind.RENAMED, row.screen_name, one.screen_name)]
    holder = door.resolve(row.screen_name)
    if holder and not (holder.kind in COMMUNITIES and holder.id == row.vk_id):
        told.append(Finding(row.pk, Kind.TAKEN, row.screen_name, holder.kind))
    return told
