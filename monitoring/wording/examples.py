"""The situations of worked examples in words: what happened, before the rule says what it makes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from monitoring.examples import Example
from registry.templatetags.portal import days, number

from .figures import length


def situation(example: Example) -> str:
    """Say what happened in an example."""
    said = _SITUATIONS[example.name]
    return said(example.figures) if callable(said) else str(said)


def _own(figures: Mapping[str, Any]) -> str:
    count = figures["n"]
    return ngettext("За неделю вышел %(n)s собственный пост.", "За неделю вышло %(n)s собственных постов.", count) % {
        "n": number(count)
    }


def _and_reposts(figures: Mapping[str, Any]) -> str:
    told = {"own": number(figures["n"]), "reposts": number(figures["reposts"])}
    return _("Собственных постов — %(own)s, репостов — %(reposts)s.") % told


def _twice(figures: Mapping[str, Any]) -> str:
    return _("Постов %(n)s, но последний повторяет более ранний слово в слово.") % {"n": number(figures["n"])}


def _exact(figures: Mapping[str, Any]) -> str:
    return _("Между двумя постами прошло ровно %(length)s.") % {"length": length(figures["hours"])}


def _second_less(figures: Mapping[str, Any]) -> str:
    return _("Между двумя постами прошло %(length)s без одной секунды.") % {"length": length(figures["hours"])}


def _exempt(figures: Mapping[str, Any]) -> str:
    return _("Перерыв вышел длинным, но %(days)s из него были каникулы с исключением.") % {
        "days": days(figures["days"])
    }


def _media(figures: Mapping[str, Any]) -> str:
    told = {"good": number(figures["good"]), "total": number(figures["total"])}
    return _("Фото или видео есть в %(good)s постах из %(total)s.") % told


def _text(figures: Mapping[str, Any]) -> str:
    told = {name: number(figures[name]) for name in ("good", "total", "longest")}
    return _("Текст не длиннее %(longest)s знаков у %(good)s постов из %(total)s.") % told


def _answers(figures: Mapping[str, Any]) -> str:
    told = {"good": number(figures["good"]), "total": number(figures["total"]), "length": length(figures["hours"])}
    return _("Вопросов %(total)s, ответ за %(length)s получили %(good)s.") % told


def _late(figures: Mapping[str, Any]) -> str:
    return _("На единственный вопрос ответили через %(length)s и одну минуту.") % {"length": length(figures["hours"])}


def _cover(figures: Mapping[str, Any]) -> str:
    return _("Обложка шириной %(px)s px.") % {"px": number(figures["px"])}


def _avatar(figures: Mapping[str, Any]) -> str:
    return _("Аватар со стороной %(px)s px.") % {"px": number(figures["px"])}


def _described(figures: Mapping[str, Any]) -> str:
    count = figures["n"]
    return ngettext(
        "В описании полное название и ещё %(n)s знак.", "В описании полное название и ещё %(n)s знаков.", count
    ) % {"n": number(count)}


_SITUATIONS: dict[str, Any | Callable[[Mapping[str, Any]], str]] = {
    "reachable_open": gettext_lazy("Паблик открыт для всех."),
    "reachable_private": gettext_lazy("Паблик сделали закрытым: посты видят только участники."),
    "reachable_deleted": gettext_lazy("Паблик удалили."),
    "posts_enough": _own,
    "posts_and_reposts": _and_reposts,
    "posts_twice": _twice,
    "gap_exact": _exact,
    "gap_second_less": _second_less,
    "gap_burst": gettext_lazy("На прошлой неделе вышло пять постов за два дня, на этой — ни одного."),
    "gap_exempt": _exempt,
    "media_some": _media,
    "text_some": _text,
    "comments_seen": gettext_lazy("Под свежим постом есть комментарий читателя."),
    "comments_closed": gettext_lazy("Стена в настройках паблика закрыта."),
    "comments_unclear": gettext_lazy("Комментариев под постами нет, а настройку ВКонтакте не показал."),
    "answers_some": _answers,
    "answers_late": _late,
    "mandatory_done": gettext_lazy("Обязательный материал вышел на стене в срок."),
    "mandatory_missed": gettext_lazy("Срок обязательного материала прошёл, на стене его нет."),
    "cover_sized": _cover,
    "cover_none": gettext_lazy("Обложку не поставили."),
    "avatar_sized": _avatar,
    "avatar_none": gettext_lazy("Аватар не поставили."),
    "description_full": _described,
    "description_name_only": gettext_lazy("В описании только полное название."),
    "description_empty": gettext_lazy("Описание не заполнили."),
    "mark_set": gettext_lazy("Отметка есть."),
    "mark_absent": gettext_lazy("Отметки нет."),
    "mark_unknown": gettext_lazy("Об отметке никто не сообщил."),
}
