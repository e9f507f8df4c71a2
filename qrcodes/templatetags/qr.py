"""How counts of sheets and places read."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import ngettext

from qrcodes.labels import UNREACHABLE

register = template.Library()


@register.filter
def sheets(count: int) -> str:
    return ngettext("%(n)s лист", "%(n)s листов", count) % {"n": count}


@register.filter
def missing_sheets(count: int) -> str:
    return ngettext("не хватает %(n)s листа", "не хватает %(n)s листов", count) % {"n": count}


@register.filter
def at_least_places(count: int) -> str:
    return ngettext("не менее %(n)s места", "не менее %(n)s мест", count) % {"n": count}


@register.filter
def pages(count: int) -> str:
    return ngettext("%(n)s страница", "%(n)s страниц", count) % {"n": count}


@register.filter
def tenths(value: float) -> str:
    """Write a measure with one digit: 1,2."""
    return number_format(value, 1)


@register.filter
def unreachable_words(reason: str) -> str:
    """Say why readers cannot open a public; nothing of a reason that is not known here."""
    return str(UNREACHABLE.get(reason, ""))
