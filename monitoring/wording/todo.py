"""What a school has to do, in its words: what, until when, and how it is done in VK."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from monitoring.pacing import Advice
from monitoring.rules.reasons import Reason
from monitoring.todo import Task
from registry.templatetags.portal import clock, day_month, duration, number

from .advice import what_to_do
from .figures import in_hours
from .sentences import sentence

Text = str | Promise
DAYS = (
    gettext_lazy("в понедельник"),
    gettext_lazy("во вторник"),
    gettext_lazy("в среду"),
    gettext_lazy("в четверг"),
    gettext_lazy("в пятницу"),
    gettext_lazy("в субботу"),
    gettext_lazy("в воскресенье"),
)
_MANAGE = gettext_lazy("Откройте паблик под администратором и нажмите «Управление».")
_SAVE = gettext_lazy("Нажмите «Сохранить».")
_EDIT = gettext_lazy("Откройте пост, нажмите «⋯», затем «Редактировать».")
HOW: dict[str, tuple[Text, ...]] = {
    "reachable": (
        _MANAGE,
        gettext_lazy("В «Основной информации» выберите тип «Открытое сообщество»."),
        gettext_lazy("В «Разделах» включите стену: открытую или ограниченную."),
        _SAVE,
    ),
    "posts": (
        gettext_lazy("Откройте паблик и нажмите «Создать пост»: автором должно быть сообщество, не вы."),
        gettext_lazy("Напишите два-три предложения своими словами и приложите фото или видео."),
        gettext_lazy("Нажмите «Опубликовать». Можно и отложить: пост засчитается, когда выйдет."),
    ),
    "media": (
        _EDIT,
        gettext_lazy("Нажмите на значок фотоаппарата и приложите фото или видео."),
        _SAVE,
    ),
    "text": (
        _EDIT,
        gettext_lazy("Скажите в двух-трёх предложениях, что на фото; слишком длинный текст разделите на два поста."),
        _SAVE,
    ),
    "comments_open": (
        _MANAGE,
        gettext_lazy("В «Разделах» выберите для стены «Открытая» или «Ограниченная»."),
        gettext_lazy("В «Комментариях» включите комментарии и сохраните."),
        gettext_lazy("Если закрыт один пост: «⋯» у поста, затем «Включить комментарии»."),
    ),
    "answers": (
        gettext_lazy("Откройте вопрос по ссылке и нажмите «Ответить»."),
        gettext_lazy("Слева от поля ответа выберите автора: сообщество."),
        gettext_lazy("Ответьте коротко; если нужно время, так и напишите, когда ответите."),
    ),
    "mandatory": (
        gettext_lazy("Откройте кабинет системы «Госпаблики» и найдите пост, который ждёт публикации."),
        gettext_lazy("Опубликуйте его на стене от имени сообщества, текст не меняйте."),
    ),
    "cover": (
        _MANAGE,
        gettext_lazy("В «Основной информации» у обложки нажмите «Загрузить»."),
        gettext_lazy("Выберите чёткую фотографию здания или картинку из брендбука и сохраните."),
    ),
    "avatar": (
        gettext_lazy("Откройте паблик под администратором и нажмите на его аватар."),
        gettext_lazy("Выберите «Загрузить фотографию»: подойдёт логотип учреждения или герб района."),
        gettext_lazy("Не увеличивайте маленькую картинку: пикселы будут видны."),
    ),
    "description": (
        _MANAGE,
        gettext_lazy("В «Основной информации» найдите поле «Описание сообщества»."),
        gettext_lazy("Начните с полного названия, оно есть ниже, и добавьте, чем занимается учреждение."),
        _SAVE,
    ),
    "state_mark": (
        _MANAGE,
        gettext_lazy("В «Основной информации» выберите подтверждение через Госуслуги и следуйте подсказкам."),
        gettext_lazy("Подтверждает сотрудник, у которого есть доступ учреждения на Госуслугах."),
    ),
}
_TITLES: dict[str, Text] = {
    "reachable": gettext_lazy("Верните паблик читателям"),
    "media": gettext_lazy("Добавьте к постам фото или видео"),
    "text": gettext_lazy("Поправьте тексты постов"),
    "comments_open": gettext_lazy("Откройте комментарии"),
    "mandatory": gettext_lazy("Опубликуйте обязательный пост"),
    "cover": gettext_lazy("Замените обложку"),
    "avatar": gettext_lazy("Замените аватар"),
    "description": gettext_lazy("Дополните описание"),
    "state_mark": gettext_lazy("Получите отметку «Госорганизация»"),
}
_BY_REASON: dict[str, Text] = {
    Reason.CATEGORY_UNSET: gettext_lazy("Узнайте категорию паблика"),
    Reason.DESCRIPTION_EMPTY: gettext_lazy("Заполните описание"),
    Reason.SILENCE_OPEN: gettext_lazy("Опубликуйте пост сегодня"),
    Reason.WALL_EMPTY: gettext_lazy("Опубликуйте первый пост"),
}


def title(task: Task, now: datetime) -> str:
    """Say what is to be done, in one line."""
    if task.waiting:
        return _answer(task, now)
    verdict = task.verdict
    assert verdict is not None  # noqa: S101 — only questions stand without a verdict
    if verdict.reason == Reason.POSTS_STILL_MISSING:
        return what_to_do(task.rule, verdict).rstrip(".")
    if verdict.reason == Reason.RHYTHM_KEPT and task.due:
        return _("Опубликуйте пост до %(moment)s") % {"moment": until(task.due, now)}
    if verdict.reason == Reason.PICTURE_NONE:
        return _("Поставьте обложку") if task.rule == "cover" else _("Поставьте аватар")
    return str(_BY_REASON.get(verdict.reason) or _TITLES.get(task.rule) or what_to_do(task.rule, verdict))


def why(task: Task, now: datetime) -> str:
    """Say what the task rests on, and what will do."""
    if task.waiting:
        return _waits(task, now)
    verdict = task.verdict
    assert verdict is not None  # noqa: S101
    if verdict.reason == Reason.RHYTHM_KEPT:
        return _("Последний пост был давно: в этот час перерыв станет слишком долгим для правил.")
    said = sentence(task.rule, verdict)
    if verdict.reason == Reason.POSTS_STILL_MISSING:
        return said
    return f"{said} {what_to_do(task.rule, verdict)}"


def how(task: Task) -> Sequence[Text]:
    """Return the steps in VK, none where there is nothing to do in VK."""
    if task.verdict and task.verdict.reason == Reason.CATEGORY_UNSET:
        return ()
    return HOW["posts"] if task.rule == "gaps" else HOW.get(task.rule, ())


def deadline(task: Task, now: datetime) -> str:
    """Say until when: «сегодня», «до 14:10 сегодня», «до воскресенья»."""
    if task.due is None:
        return _("как можно скорее")
    return _("до %(moment)s") % {"moment": until(task.due, now)}


def until(moment: datetime, now: datetime) -> str:
    """Write a moment to come, to stand after «до»: «14:10 сегодня», «конца воскресенья, 22 ноября»."""
    moment = moment.astimezone(now.tzinfo)
    if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0):
        last = moment.date() - timedelta(days=1)
        if last == now.date():
            return _("конца дня")
        if last.weekday() == 6:
            return _("конца воскресенья")
        return _("конца дня %(day)s") % {"day": day_month(last)}
    if moment.date() == now.date():
        return _("%(clock)s сегодня") % {"clock": clock(moment)}
    if moment.date() == now.date() + timedelta(days=1):
        return _("%(clock)s завтра") % {"clock": clock(moment)}
    return f"{clock(moment)}, {day_month(moment)}"


def when_best(advice: Advice, today: date) -> str:
    """Say on which days to publish: «Лучше сегодня и в воскресенье. Тогда …». Empty where nothing is missing."""
    if not advice.days:
        return ""
    days = [_on(day, count, today) for day, count in sorted(advice.days.items())]
    listed = (
        days[0] if len(days) == 1 else _("%(first)s и %(last)s") % {"first": ", ".join(days[:-1]), "last": days[-1]}
    )
    return _("Лучше %(days)s.") % {"days": listed} + _longest(advice.longest)


def _longest(days: int | None) -> str:
    if not days:
        return ""
    said = ngettext("Тогда перерыв нигде не превысит %(n)s дня.", "Тогда перерыв нигде не превысит %(n)s дней.", days)
    return " " + said % {"n": number(days)}


def _on(day: date, count: int, today: date) -> str:
    name = _("сегодня") if day == today else str(DAYS[day.weekday()])
    return name if count == 1 else _("%(day)s (постов: %(n)s)") % {"day": name, "n": number(count)}


def _waits(task: Task, now: datetime) -> str:
    waits = duration(now - task.waiting[0].asked_at)
    if task.hours is None:
        return _("Самый давний вопрос ждёт %(time)s.") % {"time": waits}
    said = _("Самый давний вопрос ждёт %(time)s, по правилам отвечают %(within)s.")
    return said % {"time": waits, "within": in_hours(int(task.hours))}


def _answer(task: Task, now: datetime) -> str:
    count = len(task.waiting)
    asked = ngettext("Ответьте на %(n)s вопрос", "Ответьте на %(n)s вопросов", count) % {"n": number(count)}
    if count == 1:
        asked = _("Ответьте на вопрос")
    return f"{asked} {deadline(task, now)}" if task.due else asked
