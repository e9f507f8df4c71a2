"""How lists and their rows look: marks of outcomes and states, counted rows."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from registry.models import Import, Outcome
from registry.templatetags.portal import number, symbol

register = template.Library()

# Import actions use plus and pencil, never the symbols of fulfilled rules.
SHAPES = {"added": "plus", "changed": "pencil"}
SYMBOLS = {"rejected": "fail", "undecided": "unknown", "unchanged": "not_applicable", "left_out": "no_data"}
WRITTEN = {"added": gettext_lazy("Добавлена"), "changed": gettext_lazy("Изменена")}
STATES = {
    Import.State.REFUSED: "fail",
    Import.State.COLUMNS: "unknown",
    Import.State.READY: "unknown",
    Import.State.UNDOABLE: "unknown",
    Import.State.DONE: "pass",
    Import.State.UNDONE: "waived",
    Import.State.DROPPED: "not_applicable",
}


@register.simple_tag
def outcome(name: str, written: bool = False) -> SafeString:
    """Return what becomes of a row, or what became of it: a symbol and a word."""
    word = WRITTEN.get(name) if written else None
    return format_html(
        '<span class="status is-row-{}">{}<span>{}</span></span>',
        name,
        outcome_symbol(name),
        word or Outcome(name).label,
    )


@register.simple_tag
def outcome_symbol(name: str) -> SafeString:
    if name not in SHAPES:
        return symbol(SYMBOLS[name]) if name in SYMBOLS else SafeString("")
    return format_html(
        '<svg class="symbol symbol-row-{}" viewBox="0 0 20 20" aria-hidden="true"><use href="#shape-{}"/></svg>',
        name,
        SHAPES[name],
    )


@register.simple_tag
def list_state(one: Import) -> SafeString:
    """Return where a list is on its way."""
    name = STATES.get(Import.State(one.state), "in_progress")
    html = '<span class="status is-{}">{}<span>{}</span></span>'
    return format_html(html, name, symbol(name), one.get_state_display())


@register.filter
def rows(count: int) -> str:
    return ngettext("%(n)s строка", "%(n)s строк", count) % {"n": number(count)}


@register.filter
def of_rows(count: int) -> str:
    """Write a number of rows after «из»: из 1 строки, из 5 строк."""
    return ngettext("%(n)s строки", "%(n)s строк", count) % {"n": number(count)}


@register.filter
def write_rows(count: int) -> str:
    """Write what a button does with so many rows: Записать 1 строку."""
    return ngettext("Записать %(n)s строку", "Записать %(n)s строк", count) % {"n": number(count)}
