"""Links of a list against VK: which community each row means. The only part of an import that asks the network."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from registry import links, wording
from registry.columns import Column
from registry.lists import ListRow
from registry.rows import Unclear, link_in
from vk.door import Door
from vk.replies import Community

KEYS_A_CALL = 500


@dataclass
class Meant:
    """The community that a row means, None if it names none, and remarks for the person who decides."""

    community: Community | None = None
    remarks: list[str] = field(default_factory=list)


def resolve(
    rows: Iterable[ListRow], door: Door, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[int, Meant | Unclear]:
    """Return by row number what each row's link means. Raises vk.errors.VkError if VK does not answer."""
    cells = {row.number: _cells(row) for row in rows}
    keys = {_key(link) for pair in cells.values() if not isinstance(pair, Unclear) for link in pair.values()} - {None}
    found = _ask(sorted(keys, key=str), door, progress)
    return {number: pair if isinstance(pair, Unclear) else _meant(pair, found) for number, pair in cells.items()}


def _cells(row: ListRow) -> dict[Column, links.Link] | Unclear:
    try:
        return {column: link_in(row, column) for column in (Column.LINK, Column.VK_ID)}
    except Unclear as unclear:
        return unclear


def _key(link: links.Link) -> int | str | None:
    return link.id if isinstance(link, links.ById) else link.name if isinstance(link, links.ByName) else None


def _ask(keys: list, door: Door, progress: Callable[[int, int], None]) -> dict[int | str, Community | str]:
    """Return for each key its community, or VK's word for what it is instead (empty: nobody's)."""
    found: dict[int | str, Community | str] = {}
    for start in range(0, len(keys), KEYS_A_CALL):
        found.update(door.communities(keys[start : start + KEYS_A_CALL]))
        progress(min(start + KEYS_A_CALL, len(keys)), len(keys))
    for key in keys:
        if key not in found:
            found[key] = _one_by_name(key, door) if isinstance(key, str) else ""
    return found


def _one_by_name(name: str, door: Door) -> Community | str:
    owner = door.resolve(name)
    if owner and owner.kind in {"group", "page", "event"}:
        return door.communities([owner.id]).get(owner.id, "")
    return owner.kind if owner else ""


def _meant(pair: dict[Column, links.Link], found: dict) -> Meant | Unclear:
    communities = {}
    for column, link in pair.items():
        if (key := _key(link)) is None:
            continue
        if isinstance(found[key], str):
            return Unclear(column, wording.of_kind(found[key]))
        communities[column] = found[key]
    if len({one.id for one in communities.values()}) > 1:
        return _contradiction(communities)
    return Meant(next(iter(communities.values()), None), _remarks(pair, communities))


def _contradiction(communities: dict[Column, Community]) -> Unclear:
    told = {"name": communities[Column.LINK].name, "other": communities[Column.VK_ID].name}
    reason = _("ссылка ведёт в «%(name)s», а номер принадлежит «%(other)s»; оставьте что-то одно")
    return Unclear(Column.LINK, reason % told)


def _remarks(pair: dict[Column, links.Link], communities: dict[Column, Community]) -> list[str]:
    remarks = []
    link, community = pair[Column.LINK], communities.get(Column.LINK)
    if community and isinstance(link, links.ById) and link.bare:
        remarks.append(_("по номеру найдено сообщество «%(name)s»") % {"name": community.name})
    if any(one.deactivated for one in communities.values()):
        remarks.append(_("сообщество удалено или заблокировано"))
    return remarks
