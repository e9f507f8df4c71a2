"""Finding institutions while somebody types: by pieces of a name, by ОГРН, by a link or a number of a public.

Names are looked up by trigrams, in PostgreSQL's index; what is not there literally is found by likeness.
"""

import re

from django.contrib.postgres.lookups import DataContains
from django.db.models import Q, QuerySet, Value

from registry import links
from registry.collation import loosely
from registry.models import Institution, Public
from registry.models.institutions import NUMBERS, numbers
from registry.names import ogrn_digits, word_key
from registry.paging import MANY

Rows = QuerySet[Institution]
MOST_WORDS = 12
# A longer number is the beginning of an ОГРН; a shorter one is a school's, and «2» is not «12».
LONGEST_PLAIN_NUMBER = 4
# Of an organisation and of an entrepreneur.
OGRN_DIGITS = (13, 15)


def found(rows: Rows, search: str) -> Rows:
    """Return the institutions (of those given) that hold every word of the search, or whose public it names."""
    return rows.filter(condition(search))


def condition(search: str, prefix: str = "") -> Q:
    """Return the condition of a search on institutions: every word in the name, the ОГРН, or the address of a public.

    ``prefix``: for rows that refer to an institution, such as «institution__».
    """
    addressed = by_address(search)
    if addressed is None:
        return by_name(search, prefix)
    # Each with an index of its own: one condition over both tables would have none.
    named = Institution.objects.filter(by_name(search)).order_by().values("pk")
    keeping = Public.objects.filter(addressed).order_by().values("institution")
    return Q(**{f"{prefix}pk__in": named.union(keeping)})


def by_name(search: str, prefix: str = "") -> Q:
    """Return the condition on institutions that hold every word of the search, or have it as their ОГРН."""
    words, digits = _words(search), ogrn_digits(search)
    named = Q(*(_held(word, prefix) for word in words)) if words else Q(pk=None)
    # With «or» PostgreSQL gives the index of numbers up: not for what can be no ОГРН.
    return named | Q(**{f"{prefix}ogrn": digits}) if len(digits) in OGRN_DIGITS and digits.isdecimal() else named


def by_address(search: str) -> Q | None:
    """Return the condition on publics whose address, or pieces of it, the search tells; None if it tells none."""
    if is_plain_number(search.strip()):
        return None
    match links.parse(search):
        case links.ById(id=vk_id):
            return Q(vk_id=vk_id)
        case links.ByName(name=name):
            return Q(screen_name__icontains=name)
    pieces = search.split()[:MOST_WORDS]
    return Q(*(Q(screen_name__icontains=piece) for piece in pieces)) if pieces and search.isascii() else None


def alike(rows: Rows, search: str) -> Rows:
    """Return the institutions whose names are like the search: for a slip of the pen."""
    # By the operator, which the index knows; how like is like, the connection says (settings.py).
    near = [Q(searched__trigram_word_similar=word) for word in _words(search)]
    return rows.filter(*near) if near else rows.none()


def _words(search: str) -> list[str]:
    return [loosely(word) for word in re.findall(r"\w+", word_key(search))[:MOST_WORDS]]


def _held(word: str, prefix: str) -> Q:
    if not is_plain_number(word):
        return Q(**{f"{prefix}searched__contains": word})
    # Bounded, or PostgreSQL makes a condition of it that it tries on one row after the other.
    having = Institution.objects.filter(DataContains(numbers(), Value([str(int(word))], NUMBERS))).order_by()
    return Q(**{f"{prefix}pk__in": having.values("pk")[:MANY]})


def is_plain_number(word: str) -> bool:
    """Tell whether a search is a number as names have it: «7» is «Школа № 7», and no community's number."""
    return word.isdecimal() and len(word) <= LONGEST_PLAIN_NUMBER
