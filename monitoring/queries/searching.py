"""Finding an institution by what people paste: a name in any order of words, a link, a number."""

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from registry import links
from registry.models import Public
from registry.names import ogrn_digits


def found_by(search: str) -> Q:
    """Return the condition on the matrix's rows: a link or a number is exact, words may stand anywhere in the name."""
    return _by_words(search) | _by_link(search) | _by_ogrn(search)


def exact_public(publics: QuerySet[Public], search: str) -> Public | None:
    """Return the one public (of those given) whose link or ОГРН the search is, None if there is no or another one."""
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


def _by_words(search: str) -> Q:
    """Ask for every word: «школа 2» finds «Школа № 2», not «Школа № 12»; «звездочка» finds «Звёздочка»."""
    words = re.findall(r"\w+", search)
    condition = Q() if words else Q(pk=None)
    for word in words:
        pattern = _pattern(word)
        condition &= Q(short_name__iregex=pattern) | Q(full_name__iregex=pattern)
    return condition


def _pattern(word: str) -> str:
    """Return PostgreSQL's pattern of a word; letters, digits and «_» need no escape."""
    return rf"\m0*{word}\M" if word.isdigit() else re.sub("[её]", "[её]", word.lower())


def _by_link(search: str) -> Q:
    match links.parse(search):
        case links.ById(id=vk_id):
            return Q(vk_id=vk_id)
        case links.ByName(name=name):
            return Q(screen_name__icontains=name)
    return Q(pk=None)


def _by_ogrn(search: str) -> Q:
    digits = ogrn_digits(search)
    return Q(ogrn=digits) if digits else Q(pk=None)


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
