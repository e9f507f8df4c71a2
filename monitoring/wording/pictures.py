"""What people read of a picture: why it is suspected, or why there is none to show."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from monitoring.pictures.pixelation import Suspicion
from registry.templatetags.portal import number
from vk.pictures import Trouble

_STATES = {
    "waiting": gettext_lazy("Картинка ещё не загружена."),
    Trouble.HOST_NOT_ALLOWED: gettext_lazy("Адрес картинки ведёт не на серверы ВКонтакте, её не загружаем."),
    Trouble.UNREACHABLE: gettext_lazy("Сервер картинок не ответил, попробуем снова."),
    Trouble.GONE: gettext_lazy("По этому адресу картинки нет."),
    Trouble.TOO_LARGE: gettext_lazy("Файл слишком большой, его не загружаем."),
    Trouble.TOO_MANY_PIXELS: gettext_lazy("В картинке слишком много точек, её не открываем."),
    Trouble.NOT_A_PICTURE: gettext_lazy("По этому адресу не картинка."),
    Trouble.BROKEN: gettext_lazy("Файл картинки повреждён."),
}


def suspicion(sign: str, figure: int) -> str:
    """Say why a picture is suspected; empty if it is not."""
    if sign == Suspicion.GRID:
        return _("Видна сетка квадратов с шагом %(step)s px") % {"step": number(figure)}
    if sign == Suspicion.ENLARGED:
        said = ngettext(
            "Нечёткая: похоже, увеличена в %(n)s раз или размыта",
            "Нечёткая: похоже, увеличена в %(n)s раз или размыта",
            figure,
        )
        return said % {"n": number(figure)}
    return ""


def absence(state: str) -> str:
    """Say why there is no picture to show."""
    return str(_STATES[state])
