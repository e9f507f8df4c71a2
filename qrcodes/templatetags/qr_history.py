"""How changes of codes, of remembered words and of quotas read."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qrcodes.quota_table import Difference
from qrcodes.templatetags.qr import at_least_places

register = template.Library()

CODE_STEPS = {
    "insert": gettext_lazy("Загружен код:"),
    "update": gettext_lazy("Заменён на код:"),
    "delete": gettext_lazy("Убран код:"),
}
WORDS_STEPS = {
    "insert": gettext_lazy("Запомнен:"),
    "update": gettext_lazy("Заменён на:"),
    "delete": gettext_lazy("Убран:"),
}
QUOTA_FIELDS = {
    "places": gettext_lazy("Сколько мест"),
    "zones": gettext_lazy("Где повесить"),
    "paragraph": gettext_lazy("Основание"),
}


@register.filter
def code_step(kind: str):
    return CODE_STEPS[kind]


@register.filter
def words_step(kind: str):
    return WORDS_STEPS[kind]


@register.filter
def quota_field(name: str):
    return QUOTA_FIELDS[name]


@register.filter
def before_words(difference: Difference) -> str:
    return _words(difference.field, difference.before)


@register.filter
def after_words(difference: Difference) -> str:
    return _words(difference.field, difference.after)


def _words(field: str, value) -> str:
    if field == "places":
        return _("на усмотрение руководителя") if value is None else at_least_places(value)
    if field == "zones":
        return ", ".join(value) or _("не названы")
    return value
