"""A verdict in a matrix cell: its figure in two or three words, and the norm beside it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.facts import Outcome, Verdict
from monitoring.rules.reasons import Reason
from registry.templatetags.portal import days, number

from .figures import Told, as_verdict, hours, length, share, wanted

# Reasons that one word tells.
_WORDS = {
    Reason.BY_HAND: gettext_lazy("вручную"),
    Reason.NO_DATA: gettext_lazy("нет данных"),
    Reason.WALL_UNSEEN: gettext_lazy("не видно"),
    Reason.CATEGORY_UNSET: gettext_lazy("нет категории"),
    Reason.REACHABLE: gettext_lazy("открыт"),
    Reason.NOT_FOUND: gettext_lazy("не найден"),
    Reason.DELETED: gettext_lazy("удалён"),
    Reason.BLOCKED: gettext_lazy("заблокирован"),
    Reason.PRIVATE: gettext_lazy("закрыт"),
    Reason.WALL_CLOSED: gettext_lazy("стена закрыта"),
    Reason.WALL_EMPTY: gettext_lazy("нет постов"),
    Reason.COMMENTS_OFF: gettext_lazy("закрыты"),
    Reason.COMMENTS_CLOSED: gettext_lazy("закрыты"),
    Reason.COMMENT_SEEN: gettext_lazy("открыты"),
    Reason.COMMENTS_OPEN: gettext_lazy("открыты"),
    Reason.PICTURE_GOOD: gettext_lazy("есть"),
    Reason.PICTURE_NONE: gettext_lazy("нет"),
    Reason.PICTURE_PIXELATED: gettext_lazy("пикселы"),
    Reason.PICTURE_OFF_TOPIC: gettext_lazy("не по теме"),
    Reason.DESCRIPTION_FULL: gettext_lazy("полное"),
    Reason.DESCRIPTION_SHORT: gettext_lazy("кратко"),
    Reason.DESCRIPTION_NAMELESS: gettext_lazy("без названия"),
    Reason.DESCRIPTION_POOR: gettext_lazy("кратко"),
    Reason.DESCRIPTION_EMPTY: gettext_lazy("пусто"),
    Reason.ANSWERS_PENDING: gettext_lazy("ждут ответа"),
    Reason.COMMENTS_UNREAD: gettext_lazy("не читали"),
    Reason.MARKED: gettext_lazy("есть"),
    Reason.NOT_MARKED: gettext_lazy("нет"),
}


def short_fact(rule: str, told: Told) -> str:
    """Say a verdict (or its JSON) as a matrix cell does: «2 из 5», «8 дней», «1 000 px». Empty if not applicable."""
    verdict = as_verdict(told)
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        return ""
    if verdict.outcome is Outcome.WAIVED:
        return _("искл.")
    word = _WORDS.get(Reason(verdict.reason))
    return str(word) if word else _figure(rule, verdict)


def norm(rule: str, told: Told) -> str:
    """Say what the figure is held against: «норма 5», «меньше 7 дней», «от 80 %». Empty if there is no number."""
    threshold = as_verdict(told).threshold
    if not isinstance(threshold, int | float):
        return ""
    match rule:
        case "posts":
            return _("норма %(n)s") % {"n": number(threshold)}
        case "mandatory":
            return ""
        case "gaps":
            return _("меньше %(length)s") % {"length": length(threshold)}
        case "media" | "text" | "answers":
            return _("от %(share)s") % {"share": wanted(threshold)}
        case "description":
            return _("название и от %(n)s знаков") % {"n": number(threshold)}
    return _("от %(n)s px") % {"n": number(threshold)}


def _figure(rule: str, verdict: Verdict) -> str:
    value, threshold = verdict.value, verdict.threshold
    if not isinstance(value, int | float) or not isinstance(threshold, int | float):
        return _("неясно")
    match rule:
        case "posts" | "mandatory":
            return _("%(count)s из %(quota)s") % {"count": number(value), "quota": number(threshold)}
        case "gaps":
            return days(int(value // 24)) if value >= 24 else hours(int(value))
        case "media" | "text" | "answers":
            return share(value, threshold)
    return _("%(n)s px") % {"n": number(value)}
