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

Rows = QuerySet[Institution]
MOST_WORDS = 12
# A longer number is the beginning of an ОГРН; a shorter one is a school's, and «2» is not «12».
LONGEST_PLAIN_NUMBER = 4
MANY = 1_000_000
# Of an organisation and of an entrepreneur.
OGRN_DIGITS = (13, 15)


def found(rows: Rows, search: str) -> Rows:
    """Return the institutions (of those given) that hold every word of the search, or whose public it names."""
    linked = by_link(search)
    if linked is None:
        return rows.filter(by_name(search))
    # Each with an index of its own: one condition over both tables would have none.
    named = Institution.objects.filter(by_name(search)).order_by().values("pk")
    return rows.filter(pk__in=named.union(Public.objects.filter(linked).order_by().values("institution")))


def by_name(search: str, prefix: str = "") -> Q:
    """Return the condition on institutions that hold every word of the search, or have it as their ОГРН.

    ``prefix``: for rows that refer to one, such as «institution__».
    """
    words, digits = _words(search), ogrn_digits(search)
    named = Q(*(_held(word, prefix) for word in words)) if words else Q(pk=None)
    # With «or» PostgreSQL gives the index of numbers up: not for what can be no ОГРН.
    return named | Q(**{f"{prefix}ogrn": digits}) if len(digits) in OGRN_DIGITS and digits.isdecimal() else named


def by_link(search: str) -> Q | None:
    """Return the condition on publics that the search names one by its link or number; None if it is neither."""
    if is_plain_number(search.strip()):
        return None
    match links.parse(search):
        case links.ById(id=vk_id):
            return Q(vk_id=vk_id)
        case links.ByName(name=name):
            return Q(screen_name__icontains=name)
    return None


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
