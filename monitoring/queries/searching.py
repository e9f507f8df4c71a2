"""Finding an institution by what people paste: a name in any order of words, a link, a number."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from registry import links, searching
from registry.models import Public
from registry.names import ogrn_digits


def exact_public(publics: QuerySet[Public], search: str) -> Public | None:
    """Return the one public (of those given) whose link or ОГРН the search is, None if there is no or another one."""
    if searching.is_plain_number(search):
        return None
    match links.parse(search):
        case links.ById(id=vk_id):
            condition = Q(vk_id=vk_id)
        case links.ByName(name=name):
            condition = Q(screen_name__iexact=name)
        case _:
            condition = Q()
    hits = list(publics.filter(condition)[:2]) if condition else []
    if not hits and (digits := ogrn_digits(search)):
        hits = list(publics.filter(institution__ogrn=digits)[:2])
    return hits[0] if len(hits) == 1 else None


def publics_of_links(publics: QuerySet[Public], lines: Iterable[str]) -> dict[str, Public]:
    """Return the public (of those given) that each line's link names; lines that name none are left out."""
    meant = {line: links.parse(line) for line in lines}
    ids = [link.id for link in meant.values() if isinstance(link, links.ById)]
    names = [link.name.lower() for link in meant.values() if isinstance(link, links.ByName)]
    rows = publics.annotate(name=Lower("screen_name")).filter(Q(vk_id__in=ids) | Q(name__in=names))
    found: dict[int | str, Public] = {}
    for public in rows:
        found |= {public.vk_id: public, public.screen_name.lower(): public}
    keys = {line: _key(link) for line, link in meant.items()}
    return {line: found[key] for line, key in keys.items() if key in found}


def _key(link: links.Link) -> int | str | None:
    match link:
        case links.ById(id=vk_id):
            return vk_id
        case links.ByName(name=name):
            return name.lower()
    return None
