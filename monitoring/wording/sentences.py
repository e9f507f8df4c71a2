"""One plain sentence or two per reason that a rule can give."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from monitoring.facts import Verdict
from monitoring.rules.reasons import Reason
from registry.templatetags.portal import days, number, percent

from .figures import Told, as_verdict, hours, length, wanted, when


def sentence(rule: str, told: Told) -> str:
    """Say what a verdict (or its JSON) rests on, with its figures."""
    verdict = as_verdict(told)
    said = _SENTENCES[Reason(verdict.reason)]
    return said(rule, verdict) if callable(said) else str(said)


def _waived(_rule: str, verdict: Verdict) -> str:
    covered = int(verdict.figures["days"])
    if why := verdict.figures["why"]:
        return _("Исключение: %(why)s. Охватывает %(days)s недели.") % {"why": why, "days": days(covered)}
    return _("Исключение охватывает %(days)s недели.") % {"days": days(covered)}


def _by_hand(_rule: str, verdict: Verdict) -> str:
    return _("Решение специалиста: %(why)s") % {"why": verdict.figures["why"]}


# Codes of monitoring.models.Miss: names of errors of the VK door, and the audit's own.
MISSING = {
    "not_read_yet": gettext_lazy("паблик ещё не читали"),
    "gave_up": gettext_lazy("прочитать не удалось за несколько попыток"),
    "Transient": gettext_lazy("ВКонтакте не ответил"),
    "TooFast": gettext_lazy("ВКонтакте попросил обращаться реже"),
    "TooLarge": gettext_lazy("ответ ВКонтакте слишком большой"),
    "Revoked": gettext_lazy("ВКонтакте больше не принимает ключ доступа"),
    "Expired": gettext_lazy("срок действия ключа доступа к ВКонтакте закончился"),
    "NotRenewed": gettext_lazy("ВКонтакте пока не выдал следующий ключ доступа"),
    "WrongToken": gettext_lazy("ключу доступа к ВКонтакте не хватает прав"),
    "Captcha": gettext_lazy("ВКонтакте просит подтвердить, что ключом пользуется человек"),
    "FloodControl": gettext_lazy("ВКонтакте попросил сделать перерыв"),
    "Outbreak": gettext_lazy("ВКонтакте отказывает ключу доступа почти в каждом паблике"),
    "TokenDone": gettext_lazy("ключ доступа к ВКонтакте больше не действует"),
    "QuotaExhausted": gettext_lazy("исчерпаны обращения к ВКонтакте за сутки"),
    "NoTokens": gettext_lazy("не осталось действующих ключей доступа к ВКонтакте"),
    "CallAPerson": gettext_lazy("настройку портала должен проверить администратор"),
}


def _no_data(_rule: str, verdict: Verdict) -> str:
    cause = MISSING.get(str(verdict.figures.get("missing", "")))
    return _("Данные не получены: %(cause)s.") % {"cause": cause} if cause else _("Данные не получены.")


_NOT_TOLD = {
    "cover": gettext_lazy("ВКонтакте не сообщил, есть ли обложка."),
    "avatar": gettext_lazy("ВКонтакте не сообщил, есть ли аватар."),
    "description": gettext_lazy("ВКонтакте не сообщил описание."),
}


def _not_told(rule: str, _verdict: Verdict) -> str:
    return str(_NOT_TOLD[rule])


def _card_silent(_rule: str, verdict: Verdict) -> str:
    return _("Паблик не ведёт ленту: за %(days)s нет постов.") % {"days": days(int(verdict.figures["days"]))}


def _not_counted(verdict: Verdict) -> str:
    """Say what stands on the wall and does not count; the first thing that a school asks."""
    words = {
        "repost": _("репостов — %(n)s"),
        "duplicate": _("повторов — %(n)s"),
        "shared": _("общих с другими пабликами текстов — %(n)s"),
        "ad": _("рекламы — %(n)s"),
    }
    parts = [word % {"n": verdict.figures[name]} for name, word in words.items() if verdict.figures.get(name)]
    return " " + _("Не засчитано: %(list)s.") % {"list": ", ".join(parts)} if parts else ""


def _posts_enough(_rule: str, verdict: Verdict) -> str:
    said = _("Засчитано постов: %(count)s, норма %(quota)s.")
    return said % {"count": verdict.value, "quota": verdict.threshold} + _not_counted(verdict)


def _posts_few(_rule: str, verdict: Verdict) -> str:
    missing = int(verdict.figures["missing"])
    said = ngettext(
        "Не хватает %(n)s поста: засчитано %(count)s, норма %(quota)s.",
        "Не хватает %(n)s постов: засчитано %(count)s, норма %(quota)s.",
        missing,
    )
    return said % {"n": missing, "count": verdict.value, "quota": verdict.threshold} + _not_counted(verdict)


def _posts_still_missing(_rule: str, verdict: Verdict) -> str:
    missing = int(verdict.figures["missing"])
    said = ngettext(
        "Ещё %(n)s пост до воскресенья: засчитано %(count)s, норма %(quota)s.",
        "Ещё %(n)s постов до воскресенья: засчитано %(count)s, норма %(quota)s.",
        missing,
    )
    return said % {"n": missing, "count": verdict.value, "quota": verdict.threshold} + _not_counted(verdict)


def _rhythm_kept(_rule: str, verdict: Verdict) -> str:
    return _("Самый большой перерыв — %(length)s.") % {"length": length(_hours(verdict))} + _exempt(verdict)


def _silence(_rule: str, verdict: Verdict) -> str:
    said = _("Тишина %(length)s: с %(since)s до %(until)s.")
    return said % _times(verdict) + _exempt(verdict)


def _silence_open(_rule: str, verdict: Verdict) -> str:
    said = _("Тишина %(length)s: последний пост %(since)s, известно до %(until)s.")
    return said % _times(verdict) + _exempt(verdict)


def _times(verdict: Verdict) -> dict[str, str]:
    since, until = (when(verdict.figures, name) for name in ("since", "until"))
    return {"length": length(_hours(verdict)), "since": since, "until": until}


def _hours(verdict: Verdict) -> float:
    return float(verdict.value or 0)


def _exempt(verdict: Verdict) -> str:
    taken = float(verdict.figures["exempt_hours"])
    return " " + _("Исключение вычтено: %(length)s.") % {"length": length(taken)} if taken else ""


def _media(_rule: str, verdict: Verdict) -> str:
    total = int(verdict.figures["total"])
    said = ngettext(
        "Фото или видео есть в %(good)s из %(total)s поста",
        "Фото или видео есть в %(good)s из %(total)s постов",
        total,
    )
    return said % {"good": verdict.figures["good"], "total": total} + _least_share(verdict)


def _text(_rule: str, verdict: Verdict) -> str:
    total = int(verdict.figures["total"])
    said = ngettext(
        "Короткий текст есть в %(good)s из %(total)s поста",
        "Короткий текст есть в %(good)s из %(total)s постов",
        total,
    )
    return said % {"good": verdict.figures["good"], "total": total} + _least_share(verdict) + _why_not_short(verdict)


def _least_share(verdict: Verdict) -> str:
    if verdict.reason in (Reason.MEDIA_ENOUGH, Reason.TEXT_GOOD, Reason.ANSWERS_IN_TIME):
        return "."
    return _(", нужно не меньше %(share)s.") % {"share": wanted(float(verdict.threshold or 0))}


def _why_not_short(verdict: Verdict) -> str:
    if verdict.reason == Reason.TEXT_GOOD:
        return ""
    figures = {**verdict.figures, "longest": number(float(verdict.figures["longest"]))}
    return " " + _("Длиннее %(longest)s знаков — %(long)s, без текста — %(empty)s.") % figures


def _comments_told(open_or_closed: str) -> Callable[[str, Verdict], str]:
    def said(_rule: str, verdict: Verdict) -> str:
        told, closed = int(verdict.figures["told"]), int(verdict.figures["closed"])
        if open_or_closed == "open":
            return _("Комментарии открыты: в %(n)s из последних постов (%(told)s).") % {
                "n": told - closed,
                "told": told,
            }
        return _("Комментарии закрыты: в %(n)s из последних постов (%(told)s).") % {"n": closed, "told": told}

    return said


def _answers(_rule: str, verdict: Verdict) -> str:
    figures = verdict.figures
    total = int(figures["total"])
    said = ngettext(
        "За %(hours)s отвечено на %(answered)s вопрос из %(total)s",
        "За %(hours)s отвечено на %(answered)s вопросов из %(total)s",
        int(figures["answered"]),
    )
    words = {"hours": hours(int(figures["hours"])), "answered": figures["answered"], "total": total}
    return said % words + _least_share(verdict) + _late(verdict) + _pending(verdict)


def _late(verdict: Verdict) -> str:
    late = int(verdict.figures["late"])
    return " " + _("Ответов позже срока: %(n)s.") % {"n": late} if late else ""


def _pending(verdict: Verdict) -> str:
    pending = int(verdict.figures["pending"])
    return " " + _("Срок ответа ещё не вышел: %(n)s.") % {"n": pending} if pending else ""


def _comments_unread(_rule: str, verdict: Verdict) -> str:
    if unread := int(verdict.figures.get("posts", 0)):
        said = ngettext(
            "Комментарии к %(n)s посту прочитать не удалось, поэтому неизвестно, на все ли вопросы отвечено.",
            "Комментарии к %(n)s постам прочитать не удалось, поэтому неизвестно, на все ли вопросы отвечено.",
            unread,
        )
        return said % {"n": unread}
    return _("Комментарии за эту неделю портал не читал.")


def _duties(said) -> Callable[[str, Verdict], str]:
    """Make a sentence about mandatory posts: how many of how many, which are not there, which may still come."""

    def told(_rule: str, verdict: Verdict) -> str:
        figures = {"done": verdict.value, "total": verdict.threshold, "missing": verdict.figures["missing"]}
        to_come = verdict.figures.get("to_come")
        rest = " " + _("Срок ещё не вышел: %(titles)s.") % {"titles": to_come} if to_come else ""
        return str(said) % figures + rest

    return told


def _picture(of_cover, of_avatar) -> Callable[[str, Verdict], str]:
    """Make a sentence about a cover or an avatar with its pixels and the threshold."""

    def said(rule: str, verdict: Verdict) -> str:
        template = str(of_cover if rule == "cover" else of_avatar)
        pixels = number(verdict.value) if isinstance(verdict.value, int) else ""
        return template % {"px": pixels, "least": number(float(verdict.threshold or 0))}

    return said


def _description_full(_rule: str, verdict: Verdict) -> str:
    count = int(verdict.value or 0)
    said = ngettext("Есть полное название и ещё %(n)s знак.", "Есть полное название и ещё %(n)s знаков.", count)
    return said % {"n": number(count)}


def _description_short(_rule: str, verdict: Verdict) -> str:
    said = _("Полное название есть, но кроме него только %(count)s зн., нужно от %(least)s.")
    return said % {"count": verdict.value, "least": verdict.threshold}


def _description_nameless(_rule: str, verdict: Verdict) -> str:
    return _("В описании нет полного названия: нашлось %(share)s его слов.") % {"share": _matched(verdict)}


def _description_poor(_rule: str, verdict: Verdict) -> str:
    said = _("В описании нет полного названия (нашлось %(share)s его слов), а кроме него только %(count)s зн.")
    return said % {"share": _matched(verdict), "count": verdict.value}


def _matched(verdict: Verdict) -> str:
    return percent(round(float(verdict.figures["matched_share"]) * 100))


_SENTENCES: dict[Reason, object] = {
    Reason.BY_HAND: _by_hand,
    Reason.WAIVED: _waived,
    Reason.CATEGORY_UNSET: gettext_lazy("Категория паблика не указана, поэтому неизвестно, что от него требуется."),
    Reason.NOT_ASKED: gettext_lazy("От пабликов этой категории не требуется."),
    Reason.NO_DATA: _no_data,
    Reason.NOT_TOLD: _not_told,
    Reason.WALL_UNSEEN: gettext_lazy("Стена не читается, поэтому неизвестно, что на ней опубликовано."),
    Reason.NO_POSTS_IN_WEEK: gettext_lazy("На этой неделе нет постов сообщества."),
    Reason.CARD_SILENT: _card_silent,
    Reason.REACHABLE: gettext_lazy("Паблик открыт, стена читается."),
    Reason.NOT_FOUND: gettext_lazy("Такого паблика нет во ВКонтакте."),
    Reason.DELETED: gettext_lazy("Паблик удалён."),
    Reason.BLOCKED: gettext_lazy("Паблик заблокирован ВКонтакте."),
    Reason.PRIVATE: gettext_lazy("Паблик закрыт: его видят только участники."),
    Reason.WALL_CLOSED: gettext_lazy("Стена закрыта: посетители не видят постов."),
    Reason.POSTS_ENOUGH: _posts_enough,
    Reason.POSTS_FEW: _posts_few,
    Reason.POSTS_STILL_MISSING: _posts_still_missing,
    Reason.RHYTHM_KEPT: _rhythm_kept,
    Reason.SILENCE: _silence,
    Reason.SILENCE_OPEN: _silence_open,
    Reason.WALL_EMPTY: gettext_lazy("На стене нет ни одного поста сообщества."),
    Reason.MEDIA_ENOUGH: _media,
    Reason.MEDIA_FEW: _media,
    Reason.TEXT_GOOD: _text,
    Reason.TEXT_POOR: _text,
    Reason.COMMENTS_OFF: gettext_lazy("Стена выключена или закрыта, комментировать посты нельзя."),
    Reason.COMMENT_SEEN: gettext_lazy("Комментарии открыты: читатели их оставляют."),
    Reason.COMMENTS_OPEN: _comments_told("open"),
    Reason.COMMENTS_CLOSED: _comments_told("closed"),
    Reason.COMMENTS_UNCLEAR: gettext_lazy("По данным ВКонтакте не видно, открыты ли комментарии."),
    Reason.NO_QUESTIONS: gettext_lazy("Читатели на этой неделе ни о чём не спросили."),
    Reason.ANSWERS_IN_TIME: _answers,
    Reason.ANSWERS_LATE: _answers,
    Reason.ANSWERS_PENDING: _answers,
    Reason.COMMENTS_UNREAD: _comments_unread,
    Reason.NO_DUTIES: gettext_lazy("На этой неделе обязательных публикаций нет."),
    Reason.NO_CABINET: gettext_lazy(
        "У паблика нет кабинета в системе «Госпаблики», обязательные посты ему не приходят."
    ),
    Reason.CABINET_UNKNOWN: gettext_lazy(
        "Неизвестно, есть ли у паблика кабинет в системе «Госпаблики», а значит, обязан ли он публиковать эти посты."
    ),
    Reason.DUTIES_DONE: _duties(gettext_lazy("Обязательные посты вышли: %(done)s из %(total)s.")),
    Reason.DUTIES_MISSED: _duties(
        gettext_lazy("Обязательные посты вышли: %(done)s из %(total)s. Нет на стене: %(missing)s.")
    ),
    Reason.DUTIES_OPEN: _duties(
        gettext_lazy("Обязательные посты вышли: %(done)s из %(total)s. Срок ещё не вышел: %(missing)s.")
    ),
    Reason.PICTURE_GOOD: _picture(
        gettext_lazy("Обложка есть, ширина %(px)s px."), gettext_lazy("Аватар есть, сторона %(px)s px.")
    ),
    Reason.PICTURE_SMALL: _picture(
        gettext_lazy("Обложка мелкая: ширина %(px)s px, нужно от %(least)s px."),
        gettext_lazy("Аватар мелкий: сторона %(px)s px, нужно от %(least)s px."),
    ),
    Reason.PICTURE_NONE: _picture(gettext_lazy("Обложки нет."), gettext_lazy("Аватара нет.")),
    Reason.PICTURE_SIZE_UNKNOWN: _picture(
        gettext_lazy("Обложка есть, но ВКонтакте не сообщил её размер."),
        gettext_lazy("Аватар есть, но ВКонтакте не сообщил его размер."),
    ),
    Reason.PICTURE_PIXELATED: _picture(
        gettext_lazy("Обложка нечёткая: специалист министерства увидел пикселы."),
        gettext_lazy("Аватар нечёткий: специалист министерства увидел пикселы."),
    ),
    Reason.PICTURE_OFF_TOPIC: _picture(
        gettext_lazy("Обложка не по теме: так решил специалист министерства."),
        gettext_lazy("Аватар не по теме: так решил специалист министерства."),
    ),
    Reason.DESCRIPTION_FULL: _description_full,
    Reason.DESCRIPTION_SHORT: _description_short,
    Reason.DESCRIPTION_NAMELESS: _description_nameless,
    Reason.DESCRIPTION_POOR: _description_poor,
    Reason.DESCRIPTION_EMPTY: gettext_lazy("Описание пустое."),
    Reason.MARKED: gettext_lazy("Отметка «Госорганизация» есть."),
    Reason.NOT_MARKED: gettext_lazy("Отметки «Госорганизация» нет."),
    Reason.MARK_UNKNOWN: gettext_lazy(
        "Неизвестно, есть ли отметка «Госорганизация»: ВКонтакте не сообщил, в реестре не указано."
    ),
}
