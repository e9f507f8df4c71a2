"""VK keys in words: why one rests, until when, and what a specialist can do about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.templatetags.portal import moment, number
from vk.keyring import Key
from vk.models import Rest

Text = str | Promise
_NEW_KEY = gettext_lazy("Попросите администратора портала выпустить новый ключ и заменить его в настройках.")


@dataclass(frozen=True)
class Told:
    """A reason: what has happened, and what to do."""

    why: Text
    advice: Text


REASONS = {
    "revoked": Told(gettext_lazy("ВКонтакте больше не принимает этот ключ"), _NEW_KEY),
    "expired": Told(gettext_lazy("срок действия ключа закончился"), _NEW_KEY),
    "wrong_token": Told(
        gettext_lazy("у ключа не тот вид или не хватает прав"),
        gettext_lazy(
            "Попросите администратора портала выпустить ключ, которому разрешено читать стены, и заменить его в"
            " настройках."
        ),
    ),
    "captcha": Told(
        gettext_lazy("ВКонтакте хочет убедиться, что ключом пользуется человек"),
        gettext_lazy(
            "Пусть владелец ключа войдёт во ВКонтакте и пройдёт проверку. Затем нажмите «Снова использовать»."
        ),
    ),
    "flood": Told(
        gettext_lazy("ВКонтакте попросил сделать перерыв"),
        gettext_lazy("Делать ничего не нужно: после перерыва ключ заработает сам."),
    ),
    "quota": Told(
        gettext_lazy("обращения к ВКонтакте за сутки израсходованы"),
        gettext_lazy(
            "Делать ничего не нужно: с полуночи портал раз в час проверяет, открыл ли ВКонтакте новые сутки. Если"
            " это повторяется каждую ночь, попросите администратора портала добавить ещё один ключ."
        ),
    ),
    "outbreak": Told(
        gettext_lazy("ВКонтакте отказывает этому ключу почти в каждом паблике подряд"),
        gettext_lazy(
            "Портал считает это неисправностью ключа: паблики закрытыми не отмечены, прежние данные сохранены. Через"
            " час ключ будет испытан снова. Если отказы повторятся, попросите администратора портала проверить ключ."
        ),
    ),
    "not_renewed": Told(
        gettext_lazy("срок ключа закончился, а следующий ВКонтакте пока не выдал"),
        gettext_lazy("Делать ничего не нужно: портал попросит его снова через несколько минут."),
    ),
}
UNKNOWN = Told(gettext_lazy("причина не распознана"), gettext_lazy("Сообщите администратору портала."))
STATES = {
    "working": ("pass", gettext_lazy("Работает")),
    "spent": ("warn", gettext_lazy("На сегодня израсходован")),
    "resting": ("warn", gettext_lazy("Отдыхает")),
    "ended": ("fail", gettext_lazy("Не работает")),
}


def why(rest: Rest) -> str:
    """Say why a key rests: «ВКонтакте попросил сделать перерыв»."""
    return str(REASONS.get(rest.reason, UNKNOWN).why)


def advice(rest: Rest) -> str:
    """Say what a person can do."""
    return str(REASONS.get(rest.reason, UNKNOWN).advice)


def until(rest: Rest) -> str:
    """Say how long it will last."""
    if rest.ended:
        return _("до замены ключа в настройках")
    return _("до %(moment)s") % {"moment": moment(rest.until)} if rest.until else _("пока вы не разрешите снова")


def ends(key: Key) -> str:
    """Say when a key's time is over: «бессрочный», «23 ноября, 14:10, обновится сам»."""
    if key.row.expires_at is None:
        return _("обновится сам") if key.renewable else _("бессрочный")
    said = moment(key.row.expires_at)
    return _("%(moment)s, обновится сам") % {"moment": said} if key.renewable else said


def trouble(resting: list[Key], total: int) -> str:
    """Say in one sentence which keys make no calls now."""
    if len(resting) == 1 and resting[0].rest:
        one = {"key": capfirst(resting[0].label), "why": why(resting[0].rest)}
        return _("%(key)s не используется: %(why)s.") % one
    said = ngettext(
        "Не используется %(n)s ключ ВКонтакте из %(total)s.",
        "Не используются %(n)s ключей ВКонтакте из %(total)s.",
        len(resting),
    )
    return said % {"n": number(len(resting)), "total": number(total)}


def near_end(key: Key) -> str:
    """Say that a key's time is nearly over, or over."""
    said = _("%(key)s действует до %(moment)s. Попросите администратора портала подготовить новый.")
    return said % {"key": capfirst(key.label), "moment": moment(key.row.expires_at)}
