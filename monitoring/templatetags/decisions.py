"""Decisions on a page: rules, outcomes and counts in words."""

from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring import wording
from monitoring.reassessing import Touched
from monitoring.weeks import Week
from monitoring.wording import audits as words
from registry.models import Category
from registry.templatetags.portal import number, week

register = template.Library()

register.filter("rule_name", wording.rule_name)
register.filter("outcome_name", wording.outcome_name)
register.filter(words.of_publics)


@register.filter
def category_name(category: str) -> str:
    return str(Category(category).label)


@register.filter
def week_code(monday: date) -> str:
    """Write a week as addresses name it: 2026-W46."""
    return str(Week(monday))


@register.filter
def more_would_fail(count: int) -> str:
    """Say how many publics would begin to fail."""
    if not count:
        return _("С этими порогами никто больше не перестал бы проходить.")
    said = ngettext(
        "С этими порогами за неделю не прошёл бы ещё %(n)s паблик.",
        "С этими порогами за неделю не прошли бы ещё %(n)s пабликов.",
        count,
    )
    return said % {"n": number(count)}


@register.filter
def would_pass(count: int) -> str:
    """Say how many publics would no longer fail."""
    said = ngettext("Стал бы проходить %(n)s паблик.", "Стали бы проходить %(n)s пабликов.", count)
    return said % {"n": number(count)}


@register.filter
def weeks_of_publics(touched: Touched) -> str:
    """Say what is judged again: «3 недели 212 пабликов: с 9–15 ноября по 23–29 ноября», in the accusative."""
    first, last = week(touched.weeks[0]), week(touched.weeks[-1])
    told = {"weeks": _weeks(len(touched.weeks)), "publics": words.of_publics(len(touched.publics))}
    told |= {"first": first, "last": last}
    if first == last:
        return _("%(weeks)s %(publics)s: %(first)s") % told
    return _("%(weeks)s %(publics)s: с %(first)s по %(last)s") % told


def _weeks(count: int) -> str:
    return ngettext("%(n)s неделю", "%(n)s недель", count) % {"n": number(count)}
