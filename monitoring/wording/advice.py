"""How to mend what a verdict found, in a sentence that a school can act on."""

from django.utils.translation import gettext_lazy, ngettext

from monitoring.facts import Outcome
from monitoring.rules.reasons import Reason
from registry.templatetags.portal import number

from .figures import Told, as_verdict, in_hours, wanted

_BY_REASON = {
    Reason.BY_HAND: gettext_lazy("Вердикт поставил специалист министерства: если он непонятен, спросите у него."),
    Reason.CATEGORY_UNSET: gettext_lazy("Сообщите министерству категорию паблика: флагманский, активный или визитка."),
    Reason.NO_DATA: gettext_lazy("Делать ничего не нужно: следующий аудит прочитает паблик снова."),
    Reason.WALL_UNSEEN: gettext_lazy("Сначала сделайте паблик доступным: тогда посты снова будут видны."),
    Reason.NOT_FOUND: gettext_lazy("Проверьте адрес паблика и сообщите министерству правильный."),
    Reason.DELETED: gettext_lazy("Восстановите паблик или сообщите министерству новый адрес."),
    Reason.BLOCKED: gettext_lazy("Напишите в поддержку ВКонтакте и узнайте, как снять блокировку."),
    Reason.PRIVATE: gettext_lazy("Сделайте паблик открытым: «Управление» → «Основная информация» → «Тип сообщества»."),
    Reason.WALL_CLOSED: gettext_lazy("Откройте стену: «Управление» → «Разделы» → «Стена»."),
    Reason.POSTS_FEW: gettext_lazy(
        "Публикуйте не меньше %(threshold)s собственных постов в неделю: репосты, повторы и общие тексты не считаются."
    ),
    Reason.SILENCE: gettext_lazy("Распределите посты по неделе: достаточно одного раз в два-три дня."),
    Reason.SILENCE_OPEN: gettext_lazy("Опубликуйте пост, а следующие распределите по неделе: один раз в два-три дня."),
    Reason.WALL_EMPTY: gettext_lazy("Опубликуйте первый пост от имени сообщества."),
    Reason.MEDIA_FEW: gettext_lazy(
        "Добавляйте фото, видео или прямой эфир: они нужны не меньше чем в %(threshold)s постов."
    ),
    Reason.TEXT_POOR: gettext_lazy(
        "Пишите к каждому посту короткий текст, до %(longest)s знаков; длинный разделите на два поста."
    ),
    Reason.COMMENTS_OFF: gettext_lazy("Откройте стену и комментарии: «Управление» → «Разделы» и «Комментарии»."),
    Reason.COMMENTS_CLOSED: gettext_lazy("Включите комментарии: «Управление» → «Комментарии»."),
    Reason.COMMENTS_UNCLEAR: gettext_lazy(
        "Откройте любой пост не от имени администратора и посмотрите, можно ли его комментировать."
    ),
    Reason.ANSWERS_LATE: gettext_lazy(
        "Отвечайте на вопросы читателей от имени сообщества %(hours)s, в той же ветке комментариев."
    ),
    Reason.ANSWERS_PENDING: gettext_lazy("Ответьте на вопросы читателей от имени сообщества: срок ещё не вышел."),
    Reason.COMMENTS_UNREAD: gettext_lazy("Делать ничего не нужно: следующий аудит прочитает комментарии снова."),
    Reason.CABINET_UNKNOWN: gettext_lazy("Сообщите министерству, есть ли у вас кабинет в системе «Госпаблики»."),
    Reason.DUTIES_MISSED: gettext_lazy(
        "Опубликуйте то, что пришло в кабинет системы «Госпаблики»: этого ждут от каждого."
    ),
    Reason.DUTIES_OPEN: gettext_lazy("Опубликуйте до конца срока то, что пришло в кабинет системы «Госпаблики»."),
    Reason.NOT_MARKED: gettext_lazy(
        "Подтвердите сообщество через Госуслуги: тогда ВКонтакте поставит отметку «Госорганизация»."
    ),
    Reason.MARK_UNKNOWN: gettext_lazy(
        "Откройте паблик и посмотрите, есть ли рядом с названием отметка «Госорганизация»; ответ внесите в реестр."
    ),
    Reason.DESCRIPTION_SHORT: gettext_lazy(
        "Допишите в описание, чем занимается учреждение: не хватает знаков — %(missing)s."
    ),
    Reason.DESCRIPTION_NAMELESS: gettext_lazy("Начните описание с полного названия учреждения."),
    Reason.DESCRIPTION_POOR: gettext_lazy(
        "Начните описание с полного названия учреждения и добавьте, чем оно занимается: от %(threshold)s знаков."
    ),
    Reason.DESCRIPTION_EMPTY: gettext_lazy(
        "Заполните описание: полное название учреждения и от %(threshold)s знаков о его деятельности."
    ),
}
_COVER = gettext_lazy(
    "Поставьте обложку шириной от %(threshold)s px: чёткую фотографию здания или картинку из брендбука."
)
_AVATAR = gettext_lazy("Поставьте аватар со стороной от %(threshold)s px: логотип учреждения или герб района.")
_PICTURES = (Reason.PICTURE_NONE, Reason.PICTURE_SMALL, Reason.PICTURE_PIXELATED, Reason.PICTURE_OFF_TOPIC)
_LOOK = gettext_lazy("Откройте паблик и посмотрите сами: ВКонтакте этого не сообщил.")


def what_to_do(rule: str, told: Told) -> str:
    """Say how to mend it, in one sentence; empty where nothing is to be mended."""
    verdict = as_verdict(told)
    if verdict.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.WAIVED):
        return ""
    if verdict.reason == Reason.POSTS_STILL_MISSING:
        return _publish(int(verdict.figures["missing"]))
    advice = _BY_REASON.get(Reason(verdict.reason)) or _appearance(rule, verdict.reason)
    return str(advice) % {**verdict.figures, **_numbers(rule, verdict)}


def _publish(missing: int) -> str:
    said = ngettext(
        "Опубликуйте ещё %(n)s пост до воскресенья.", "Опубликуйте ещё %(n)s постов до воскресенья.", missing
    )
    return said % {"n": missing}


def _appearance(rule: str, reason: str):
    if reason not in _PICTURES:
        return _LOOK
    return _COVER if rule == "cover" else _AVATAR


def _numbers(rule: str, verdict) -> dict[str, str]:
    """Write the thresholds that advice may name."""
    threshold = float(verdict.threshold or 0)
    return {
        "threshold": wanted(threshold) if rule in ("media", "text", "answers") else number(threshold),
        "longest": number(float(verdict.figures.get("longest", 0))),
        "hours": in_hours(int(verdict.figures.get("hours", 0))),
    }
