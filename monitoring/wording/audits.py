"""An audit in words: who began it, how long it still takes, what it could not read and why, what it found."""

from datetime import timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from monitoring.agenda import Reason
from monitoring.models import Change, Run
from registry.models import Category
from registry.templatetags.portal import number

from .names import rule_name
from .sentences import MISSING, sentence

_NEW_KEY = gettext_lazy("Попросите администратора портала обновить ключ доступа и запустите аудит ещё раз.")
_NOTHING = gettext_lazy("Делать ничего не нужно: следующий аудит прочитает эти паблики первыми.")
# Codes of monitoring.models.Miss: names of errors of the VK door, and the audit's own.
ADVICE = {
    "gave_up": gettext_lazy(
        "Работа над этой пачкой несколько раз прерывалась. Запустите аудит ещё раз; если повторится, сообщите "
        "администратору портала."
    ),
    "Transient": _NOTHING,
    "TooFast": _NOTHING,
    "TooLarge": gettext_lazy("Сообщите администратору портала: эти стены не читаются даже по одной."),
    **dict.fromkeys(("Revoked", "Expired", "WrongToken"), _NEW_KEY),
    **dict.fromkeys(("NotRenewed", "FloodControl"), _NOTHING),
    "Captcha": gettext_lazy("Откройте «Ключи ВКонтакте»: там сказано, как вернуть ключ в работу."),
    "Outbreak": gettext_lazy(
        "Портал считает это неисправностью ключа, а не закрытием пабликов: прежние данные сохранены. Откройте «Ключи"
        " ВКонтакте»."
    ),
    "TokenDone": _NEW_KEY,
    "QuotaExhausted": gettext_lazy(
        "Завтра аудит дочитает их сам. Если это повторяется, администратору портала стоит добавить ещё один ключ."
    ),
    "NoTokens": gettext_lazy("Попросите администратора портала добавить или обновить ключи доступа к ВКонтакте."),
    "CallAPerson": gettext_lazy("Сообщите администратору портала: причина записана в журнале сервера."),
}
UNKNOWN_ADVICE = gettext_lazy("Сообщите администратору портала.")


def miss_reason(code: str) -> str:
    """Say why publics were not collected: «ВКонтакте не ответил»."""
    return str(MISSING.get(code, _("причина не распознана")))


def miss_advice(code: str) -> str:
    """Say what is to be done about it."""
    return str(ADVICE.get(code, UNKNOWN_ADVICE))


_MANY = {
    Category.FLAGSHIP: gettext_lazy("флагманские паблики"),
    Category.ACTIVE: gettext_lazy("активные паблики"),
    Category.CARD: gettext_lazy("визитки"),
    Category.UNSET: gettext_lazy("паблики без категории"),
}


def left_out_reason(reason: str, category: str, every_days: int) -> str:
    """Say why the plan has left publics for later: «не пора: визитки читаем раз в 3 дня»."""
    many = _MANY[Category(category)]
    if reason == Reason.QUOTA:
        return _("не хватило дневной квоты ВКонтакте: %(many)s") % {"many": many}
    if every_days == 1:
        return _("не пора: %(many)s сегодня уже прочитаны") % {"many": many}
    said = ngettext(
        "не пора: %(many)s читаем раз в %(n)s день", "не пора: %(many)s читаем раз в %(n)s дней", every_days
    )
    return said % {"many": many, "n": every_days}


def left_out_advice(reason: str) -> str:
    """Say what comes of it."""
    if reason == Reason.QUOTA:
        return _(
            "Следующий аудит прочитает их первыми. Если это повторяется, администратору портала стоит добавить ещё "
            "один ключ или реже читать визитки."
        )
    return _("После конца недели каждый паблик читается в любом случае.")


def begun_by(run: Run) -> str:
    """Say who began a run: a person, the night's schedule, or a command on the server."""
    if run.night:
        return _("ночной")
    return str(run.started_by) if run.started_by else _("командой на сервере")


def about(left: timedelta) -> str:
    """Write an estimate no finer than it is: «меньше минуты», «около 12 минут», «около 2 часов»."""
    minutes = ceil(left / timedelta(minutes=1))
    if minutes <= 1:
        return _("меньше минуты")
    if minutes < 90:
        return ngettext("около %(n)s минуты", "около %(n)s минут", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext("около %(n)s часа", "около %(n)s часов", hours) % {"n": hours}


def change_sentence(kind: str, rule: str, detail: dict) -> str:
    """Say what was found different. ``detail``: the new verdict, or the old and the new address."""
    if kind == Change.Kind.RENAMED:
        return _("Адрес сменился: %(before)s → %(after)s.") % detail
    if not detail:
        return rule_name(rule)
    name, said = rule_name(rule), sentence(rule, detail)
    # «Обложка есть…» names its rule by itself.
    return said if said.startswith(name) else f"{name}. {said}"


def change_count(kind: str, count: int) -> str:
    """Say how many publics changed so: «14 отстали»."""
    said = {
        Change.Kind.FELL_BEHIND: ngettext("%(n)s отстал", "%(n)s отстали", count),
        Change.Kind.MENDED: ngettext("%(n)s исправил", "%(n)s исправили", count),
        Change.Kind.RENAMED: ngettext("%(n)s сменил адрес", "%(n)s сменили адрес", count),
        Change.Kind.UNREACHABLE: ngettext("%(n)s недоступен", "%(n)s недоступны", count),
    }
    return said[Change.Kind(kind)] % {"n": number(count)}


def not_collected(count: int) -> str:
    """Say how many publics were not collected: «5 не собраны»."""
    return ngettext("%(n)s не собран", "%(n)s не собраны", count) % {"n": number(count)}


def keep_up(count: int) -> str:
    """Say how many publics have as many posts as their quota asks for by this day: «25 пабликов успевают»."""
    return ngettext("%(n)s паблик успевает", "%(n)s пабликов успевают", count) % {"n": number(count)}


def may_miss(count: int) -> str:
    """Say how many publics may not reach their quota: «214 пабликов могут не успеть»."""
    said = ngettext("%(n)s паблик может не успеть", "%(n)s пабликов могут не успеть", count)
    return said % {"n": number(count)}


def quota(posts: int) -> str:
    """Say what a category owes: «от 5 постов в неделю»."""
    return ngettext("от %(n)s поста в неделю", "от %(n)s постов в неделю", posts) % {"n": posts}


def of_publics(count: int) -> str:
    """Write a total after «из»: «283 пабликов»."""
    return ngettext("%(n)s паблика", "%(n)s пабликов", count) % {"n": number(count)}


def length(taken: timedelta) -> str:
    """Write how long an audit took: «1 ч 37 мин», «4 мин», «12 с»."""
    minutes, seconds = divmod(round(taken.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)s ч %(minutes)s мин") % {"hours": hours, "minutes": minutes}
    return _("%(n)s мин") % {"n": minutes} if minutes else _("%(n)s с") % {"n": seconds}
