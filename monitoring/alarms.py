"""Letters to specialists: of a VK key once when it stops working and once before its end, of old data once a day, of a
night whose audit failed once.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from registry.models import Role, User
from registry.templatetags.portal import day_month, moment, number
from vk import credentials, keyring
from vk.models import Rest, Token

from . import clock
from .agenda import Reason
from .letters import REFUSALS, to_each
from .models import Run, SentLetter
from .queries.overview import Freshness, freshness
from .wording import keys as words

log = logging.getLogger(__name__)
# A night begins at two (gospublics/celery.py); by then it is over, or something is wrong with it.
OVER_BY = time(8)
# A night may miss this share of what it owed: its page names those publics, and the next one reads them first.
MISSED_AT_MOST = 0.05


def tell(now: datetime) -> int:
    """Tell specialists what they have not been told yet; return how many letters' worth there was."""
    with override(settings.LANGUAGE_CODE):
        return sum([*(_tell_rest(rest, now) for rest in _untold(now)), *(_tell_end(row) for row in _ending(now))])


def tell_stale(now: datetime) -> int:
    """Tell each specialist, once a day, that most publics were not read in time; return how many letters went out."""
    people = list(_specialists())
    fresh = freshness(people[0]) if people else None
    if fresh is None or fresh.latest is None or 2 * fresh.stale <= fresh.publics:
        return 0
    with override(settings.LANGUAGE_CODE):
        day = now.astimezone(clock.zone()).date()
        return to_each(people, SentLetter.Kind.STALE, day, partial(_stale_letter, fresh=fresh))


def _stale_letter(user: User, fresh: Freshness) -> EmailMessage:
    told = {"stale": number(fresh.stale), "publics": number(fresh.publics), "latest": moment(fresh.latest)}
    lines = [
        _("Больше 36 часов не прочитано пабликов: %(stale)s из %(publics)s. Последнее чтение: %(latest)s.") % told,
        _("Вердикты за эти дни могут отстать. Проверьте, идёт ли ночной аудит и работают ли ключи ВКонтакте."),
        _("Подробнее: %(url)s") % {"url": settings.SITE_URL + reverse("monitoring:runs")},
    ]
    return EmailMessage(_("Портал: данные устарели"), "\n\n".join(lines), to=[user.email])


class Trouble(NamedTuple):
    """What is wrong with a night's audit, what is to be done about it, and the page that tells more."""

    what: str
    advice: str
    address: str


def tell_failed_night(now: datetime) -> int:
    """Tell each specialist, once a night, that its audit has failed; return how many letters went out."""
    local = now.astimezone(clock.zone())
    if local.time() < OVER_BY:
        return 0
    with override(settings.LANGUAGE_CODE):
        trouble = _trouble(local.date())
        if trouble is None:
            return 0
        return to_each(_specialists(), SentLetter.Kind.NIGHT, local.date(), partial(_night_letter, trouble=trouble))


def _night_letter(user: User, trouble: Trouble) -> EmailMessage:
    page = _("Подробнее: %(url)s") % {"url": settings.SITE_URL + trouble.address}
    lines = [trouble.what, trouble.advice, page]
    return EmailMessage(_("Портал: сбой ночного аудита"), "\n\n".join(lines), to=[user.email])


def _trouble(night: date) -> Trouble | None:
    """Return what is wrong with the night's audit. One that a person has stopped is no failure."""
    run = Run.objects.filter(night=night).first()
    if run is None:
        return _not_begun(night)
    match run.state:
        case Run.State.UNDER_WAY:
            return _not_over(run)
        case Run.State.PARTIAL:
            return _missed(run)
    return None


def _not_begun(night: date) -> Trouble | None:
    """Tell why there is no audit of the night; a portal that had none before that day owed none."""
    if not Run.objects.filter(started_at__lt=datetime.combine(night, time(), clock.zone())).exists():
        return None
    what = _("Ночной аудит %(night)s не начался.") % {"night": day_month(night)}
    if busy := Run.objects.filter(state=Run.State.UNDER_WAY, night_owed=night).first():
        advice = _("С %(moment)s идёт другой аудит. Ночной начнётся сам, когда тот закончится или его остановят.")
        return Trouble(what, advice % {"moment": moment(busy.started_at)}, reverse("monitoring:run", args=[busy.pk]))
    advice = _("Попросите администратора портала проверить, работают ли beat и worker. Аудит можно начать и вручную.")
    return Trouble(what, advice, reverse("monitoring:runs"))


def _not_over(run: Run) -> Trouble:
    told = {"night": day_month(run.night), "hour": f"{OVER_BY:%H:%M}"}
    return Trouble(
        _("Ночной аудит %(night)s не закончен к %(hour)s.") % told,
        _("Прочитанное сохранено. Если аудит не движется, попросите администратора портала проверить worker."),
        reverse("monitoring:run", args=[run.pk]),
    )


def _missed(run: Run) -> Trouble | None:
    """Tell how many publics the night owed and has not collected: what VK refused, and what its quota left out."""
    short = run.left_out.filter(reason=Reason.QUOTA).annotate(publics=F("public_ids__len"))
    missed, read = run.misses.count(), run.publics_total + (short.aggregate(sum=Sum("publics"))["sum"] or 0)
    # Verdicts that were given up may be of publics that this night had not to read.
    owed = max(read, missed)
    if missed <= owed * MISSED_AT_MOST:
        return None
    told = {"night": day_month(run.night), "missed": number(missed), "owed": number(owed)}
    return Trouble(
        _("Ночной аудит %(night)s завершён не полностью. Не собрано пабликов: %(missed)s из %(owed)s.") % told,
        _("Собранное сохранено. Причины и что с ними делать названы на странице аудита."),
        reverse("monitoring:run", args=[run.pk]),
    )


def _specialists() -> QuerySet[User]:
    return User.objects.filter(is_active=True, memberships__role=Role.SPECIALIST).distinct().order_by("pk")


def _untold(now: datetime):
    going_on = Rest.objects.filter(over_at=None, alarmed_at=None).filter(Q(until=None) | Q(until__gt=now))
    return going_on.filter(token__key__in=[one.key for one in credentials.told()]).select_related("token")


def _ending(now: datetime) -> list[Token]:
    renewable = {one.key: one.renewable for one in credentials.told()}
    rows = Token.objects.filter(key__in=list(renewable), expires_at__gt=now)
    return [row for row in rows if row.warned_of != row.expires_at and keyring.ending(row, renewable[row.key], now)]


def _tell_rest(rest: Rest, now: datetime) -> bool:
    # Claimed first: two beats at once send one letter. What could not be sent is given back and tried again.
    mine = Rest.objects.filter(pk=rest.pk)
    if not mine.filter(alarmed_at=None).update(alarmed_at=now):
        return False
    subject = _("Портал: %(key)s не используется") % {"key": rest.token.label}
    lines = [f"{capfirst(words.why(rest))}.", words.advice(rest), _page()]
    return _sent(subject, lines, lambda: mine.update(alarmed_at=None))


def _tell_end(row: Token) -> bool:
    mine, before = Token.objects.filter(pk=row.pk), row.warned_of
    if not mine.filter(warned_of=before).update(warned_of=row.expires_at):
        return False
    told = {"key": row.label, "moment": moment(row.expires_at)}
    subject = _("Портал: %(key)s действует до %(moment)s") % told
    lines = [_("Попросите администратора портала подготовить новый ключ и заменить его в настройках."), _page()]
    return _sent(subject, lines, lambda: mine.update(warned_of=before))


def _sent(subject: str, lines: list[str], give_back: Callable[[], object]) -> bool:
    """Send a letter to each: nobody learns the others' addresses. Only if nobody has it, it is tried again."""
    addresses = sorted(_specialists().values_list("email", flat=True))
    taken = _taken(subject, "\n\n".join(lines), addresses)
    if addresses and not taken:
        give_back()
    return bool(taken)


def _taken(subject: str, text: str, addresses: list[str]) -> int:
    """Return how many letters the mail server took. One that does not answer is waited for once, not for each."""
    taken = 0
    try:
        with get_connection() as server:
            for one in addresses:
                taken += _handed_over(EmailMessage(subject, text, to=[one], connection=server))
    except Exception:
        log.exception("Письмо «%s» не отправлено", subject)
    return taken


def _handed_over(letter: EmailMessage) -> bool:
    try:
        return bool(letter.send())
    except REFUSALS:
        log.exception("Письмо «%s» не отправлено", letter.subject)
        return False


def _page() -> str:
    return _("Подробнее: %(url)s") % {"url": settings.SITE_URL + reverse("monitoring:keys")}
