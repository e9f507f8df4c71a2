"""Finding institutions while somebody types: by pieces of a name, by ОГРН, by a link or a number of a public.

Names are looked up by trigrams, in PostgreSQL's index; what is not there literally is found by likeness.
"""

import re

from django.db.models import Q, QuerySet

from registry import links
from registry.collation import loosely
from registry.models import Institution, Public
from registry.names import ogrn_digits, word_key

Rows = QuerySet[Institution]
MOST_WORDS = 12
# A longer number is the beginning of an ОГРН; a shorter one is a school's, and «2» is not «12».
LONGEST_PLAIN_NUMBER = 4


def found(rows: Rows, search: str) -> Rows:
    """Return the institutions (of those given) that hold every word of the search, or whose public it names."""
    # Two subqueries, each with an index of its own: one condition over both tables would have none.
    named = Institution.objects.filter(_by_words(search) | _by_ogrn(search)).values("pk")
    keeping = Public.objects.filter(_of_public(search)).values("institution")
    return rows.filter(Q(pk__in=named) | Q(pk__in=keeping))


def alike(rows: Rows, search: str) -> Rows:
    """Return the institutions whose names are like the search: for a slip of the pen."""
    # By the operator, which the index knows; how like is like, the connection says (settings.py).
    near = [Q(searched__trigram_word_similar=word) for word in _words(search)]
    return rows.filter(*near) if near else rows.none()


def _words(search: str) -> list[str]:
    return [loosely(word) for word in re.findall(r"\w+", word_key(search))[:MOST_WORDS]]


def _by_words(search: str) -> Q:
    words = _words(search)
    return Q(*map(_held, words)) if words else Q(pk=None)


def _held(word: str) -> Q:
    if word.isdecimal() and len(word) <= LONGEST_PLAIN_NUMBER:
        return Q(searched__regex=rf"\m0*{word}\M")
    return Q(searched__contains=word)


def _of_public(search: str) -> Q:
    match links.parse(search):
        case links.ById(id=vk_id):
            return Q(vk_id=vk_id)
        case links.ByName(name=name):
            return Q(screen_name__icontains=name)
    return Q(pk=None)


def _by_ogrn(search: str) -> Q:
    digits = ogrn_digits(search)
    return Q(ogrn=digits) if digits.isdecimal() else Q(pk=None)
