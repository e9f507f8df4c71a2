"""Links of a list against VK: which community each row means. The only part of an import that asks the network."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from registry import links, wording
from registry.imports.columns import Column
from registry.imports.lists import ListRow
from registry.imports.rows import Found, Unclear, link_in
from vk.door import Door
from vk.replies import Community

Meant = Found | Unclear | None
Pair = dict[Column, links.Link]


def resolve(rows: Sequence[ListRow], door: Door, alive: Callable[[], None] = lambda: None) -> list[Meant]:
    """Return what the link of each row means, in their order; some 500 rows at once make the fewest calls.

    ``alive`` is called before each slow question. Raises vk.errors.VkError if VK does not answer.
    """
    pairs = [_cells(row) for row in rows]
    found = _ask(_keys(pairs), door, alive)
    return [pair if isinstance(pair, Unclear) else _meant(pair, found) for pair in pairs]


def _cells(row: ListRow) -> Pair | Unclear:
    try:
        return {column: link_in(row, column) for column in (Column.LINK, Column.VK_ID)}
    except Unclear as unclear:
        return unclear


def _keys(pairs: Iterable[Pair | Unclear]) -> list[int | str]:
    """Return ids and names, each once; the order is always the same."""
    keys = {_key(link) for pair in pairs if not isinstance(pair, Unclear) for link in pair.values()}
    return sorted((key for key in keys if key is not None), key=str)


def _key(link: links.Link) -> int | str | None:
    return link.id if isinstance(link, links.ById) else link.name if isinstance(link, links.ByName) else None


def _ask(keys: list[int | str], door: Door, alive: Callable[[], None]) -> dict[int | str, Community | str]:
    """Return for each key its community, or VK's word for what it is instead (empty: nobody's)."""
    alive()
    found: dict[int | str, Community | str] = dict(door.communities(keys))
    for key in keys:
        if key not in found:
            alive()
            found[key] = _one_by_name(key, door) if isinstance(key, str) else ""
    return found


def _one_by_name(name: str, door: Door) -> Community | str:
    owner = door.resolve(name)
    if owner and owner.kind in {"group", "page", "event"}:
        return door.communities([owner.id]).get(owner.id, "")
    return owner.kind if owner else ""


def _meant(pair: Pair, found: dict[int | str, Community | str]) -> Meant:
    communities: dict[Column, Community] = {}
    for column, link in pair.items():
        if (key := _key(link)) is None:
            continue
        answer = found[key]
        if isinstance(answer, str):
            return Unclear(column, wording.of_kind(answer))
        communities[column] = answer
    if len({one.id for one in communities.values()}) > 1:
        return _contradiction(communities)
    one = next(iter(communities.values()), None)
    return _found(one, pair[Column.LINK]) if one else None


def _found(one: Community, link: links.Link) -> Found:
    bare = isinstance(link, links.ById) and link.bare
    return Found(one.id, one.screen_name, one.name, bare, bool(one.deactivated))


def _contradiction(communities: dict[Column, Community]) -> Unclear:
    told = {"name": communities[Column.LINK].name, "other": communities[Column.VK_ID].name}
    reason = _("ссылка ведёт в «%(name)s», а номер принадлежит «%(other)s»; оставьте что-то одно")
    return Unclear(Column.LINK, reason % told)
