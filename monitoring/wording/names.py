"""What rules, outcomes and mistakes in rule sets are called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.rules import RULES
from monitoring.rules.reading import Problem

RULE_NAMES = {
    "reachable": gettext_lazy("Доступность"),
    "posts": gettext_lazy("Собственные посты"),
    "gaps": gettext_lazy("Перерывы"),
    "media": gettext_lazy("Фото и видео"),
    "text": gettext_lazy("Короткий текст"),
    "comments_open": gettext_lazy("Комментарии"),
    "answers": gettext_lazy("Ответы на вопросы"),
    "mandatory": gettext_lazy("Обязательные публикации"),
    "cover": gettext_lazy("Обложка"),
    "avatar": gettext_lazy("Аватар"),
    "description": gettext_lazy("Описание"),
    "state_mark": gettext_lazy("Отметка «Госорганизация»"),
}
# Where the name would make a table's column too wide.
RULE_SHORT_NAMES = {
    "reachable": gettext_lazy("Доступ"),
    "posts": gettext_lazy("Посты"),
    "gaps": gettext_lazy("Перерыв"),
    "media": gettext_lazy("Медиа"),
    "text": gettext_lazy("Текст"),
    "answers": gettext_lazy("Ответы"),
    "mandatory": gettext_lazy("Обязательные"),
    "state_mark": gettext_lazy("Госметка"),
}
OUTCOMES = {
    "pass": gettext_lazy("выполнено"),
    "warn": gettext_lazy("замечание"),
    "fail": gettext_lazy("не выполнено"),
    "unknown": gettext_lazy("неизвестно"),
    "not_applicable": gettext_lazy("не применяется"),
    "waived": gettext_lazy("исключение"),
}
PROBLEMS = {
    "not_a_table": gettext_lazy("нужен набор значений"),
    "unknown_name": gettext_lazy("такого названия нет"),
    "missing": gettext_lazy("значение не указано"),
    "not_a_severity": gettext_lazy("нужно «fail» или «warn»"),
    "not_a_number": gettext_lazy("нужно число"),
    "not_a_whole_number": gettext_lazy("нужно целое число"),
    "out_of_range": gettext_lazy("число слишком большое или слишком маленькое"),
    "upside_down": gettext_lazy("верхняя граница меньше нижней"),
}
# The letter's own words, by which the place is found in a section of several pages.
WORDS_OF_THE_LETTER = {
    "reachable": gettext_lazy("«регулярное ведение»"),
    "posts": gettext_lazy("«собственных, уникальных постов»"),
    "gaps": gettext_lazy("«отсутствие больших перерывов»"),
    "media": gettext_lazy("«текст с картинкой»"),
    "text": gettext_lazy("«короткий понятный текст»"),
    "comments_open": gettext_lazy("«открытые комментарии»"),
    "answers": gettext_lazy("«оперативно отвечать»"),
    "mandatory": gettext_lazy("«публикация всех постов»"),
    "state_mark": gettext_lazy("«Госорганизация»"),
}
_PARAGRAPHS = {rule.id: rule.paragraph for rule in RULES}


def rule_name(rule: str) -> str:
    """Return a rule's name: «Собственные посты»."""
    return str(RULE_NAMES[rule])


def rule_short_name(rule: str) -> str:
    """Return a rule's name for a narrow column: «Посты»."""
    return str(RULE_SHORT_NAMES.get(rule, RULE_NAMES[rule]))


def outcome_name(outcome: str) -> str:
    """Return an outcome's word: «не выполнено»."""
    return str(OUTCOMES[outcome])


def section(rule: str) -> str:
    """Return the part of the ministry's letter that asks for a rule: «п. II.1»."""
    place = _PARAGRAPHS[rule]
    return _("п. %(paragraph)s") % {"paragraph": place} if place else _("введение")


def paragraph(rule: str) -> str:
    """Return where the ministry's letter asks for a rule: «п. II.1», «п. I, «короткий понятный текст»»."""
    words = WORDS_OF_THE_LETTER.get(rule)
    return f"{section(rule)}, {words}" if words else section(rule)


def problem_sentence(problem: Problem) -> str:
    """Return what is wrong in a rule set's values, and where."""
    return f"{problem.path or _('редакция правил')}: {PROBLEMS[problem.reason]}"
