"""What the values of a rule set are called, and how they are read: «норма», «80 %», «не выполнено»."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.rule_values import EXEMPTION_DAYS, WEIGHTS, Kind, kind_of
from registry.models import Category
from registry.templatetags.portal import number, percent

from .names import RULE_NAMES

# A value's name in the tables of rule sets; where it means another thing in a rule, under (rule, value).
VALUE_NAMES: dict[str | tuple[str, str], Any] = {
    "severity": gettext_lazy("Строгость"),
    "least": gettext_lazy("Не меньше"),
    ("posts", "least"): gettext_lazy("Собственных постов в неделю, не меньше"),
    ("cover", "least"): gettext_lazy("Ширина, px, не меньше"),
    ("avatar", "least"): gettext_lazy("Сторона, px, не меньше"),
    "hours": gettext_lazy("Часов"),
    ("gaps", "hours"): gettext_lazy("Перерыв меньше, часов"),
    ("answers", "hours"): gettext_lazy("Ответить за, часов"),
    "posting_days": gettext_lazy("Только если был пост за последние, дней"),
    "share": gettext_lazy("Доля, %, не меньше"),
    ("media", "share"): gettext_lazy("Доля постов с фото или видео, %, не меньше"),
    ("text", "share"): gettext_lazy("Доля постов с коротким текстом, %, не меньше"),
    ("answers", "share"): gettext_lazy("Доля вопросов с ответом, %, не меньше"),
    "shortest": gettext_lazy("Текст от, знаков"),
    "longest": gettext_lazy("Текст до, знаков"),
    "days": gettext_lazy("Смотреть комментарии под постами за, дней"),
    "posts": gettext_lazy("Смотреть последних постов"),
    "absent": gettext_lazy("Картинка есть"),
    "small": gettext_lazy("Картинка не мелкая"),
    "empty": gettext_lazy("Описание есть"),
    "poor": gettext_lazy("Описание полное"),
    "name_share": gettext_lazy("Слов полного названия, %, не меньше"),
    "characters": gettext_lazy("Знаков кроме названия, не меньше"),
    "asked": gettext_lazy("Проверяется"),
    WEIGHTS: gettext_lazy("Вес в балле"),
    EXEMPTION_DAYS: gettext_lazy("Исключение снимает правило, если охватывает дней недели, не меньше"),
}

# How grave it is when a demand is not met: a requirement of the letter or its advice.
SEVERITIES = {"fail": gettext_lazy("требование"), "warn": gettext_lazy("рекомендация")}


def value_name(rule: str, name: str) -> str:
    """Return what a value of a rule is called; one that nobody has named yet goes by its own name."""
    return str(VALUE_NAMES.get((rule, name)) or VALUE_NAMES.get(name) or name)


def place(path: str) -> str:
    """Say where a value stands: «Собственные посты, флагманский: Собственных постов в неделю, не меньше»."""
    match path.split("."):
        case [rule, category, name]:
            said = _("%(rule)s, %(category)s: %(value)s")
            told = {"rule": RULE_NAMES[rule], "category": Category(category).label, "value": value_name(rule, name)}
            return said % told
        case [_weights, rule]:
            return _("%(rule)s: вес в балле") % {"rule": RULE_NAMES[rule]}
    return str(VALUE_NAMES[path])


def told(path: str, value: Any) -> str:
    """Write a value as people read it; None is «not asked»."""
    if value is None:
        return _("нет")
    match kind_of(path):
        case Kind.SEVERITY:
            return str(SEVERITIES[value])
        case Kind.SHARE:
            return percent(round(value * 100))
    return number(value, 0 if value == int(value) else 1)
