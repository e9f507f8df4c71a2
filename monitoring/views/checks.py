"""Where a check of a wall stands, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from monitoring import checking, clock
from monitoring.models import Check, Miss, Run
from monitoring.progress import progress_of
from monitoring.wording.sentences import MISSING
from registry.models import Public
from registry.templatetags.portal import clock as clock_time


@dataclass(frozen=True)
class State:
    """``live``: it goes on, the page asks again. ``done`` of ``total``: its bar, None where nothing is measured.

    ``again_at``: until when the wall may not be asked for again, None if it may.
    """

    kind: str
    text: str
    live: bool = False
    done: int | None = None
    total: int = 0
    again_at: datetime | None = None


def state_of(check: Check | None, busy: Run | None, public: Public) -> State | None:
    """Return where the last check stands; None if there is nothing to tell. ``busy``: the run under way."""
    if check is None:
        return _night(busy)
    if check.run is None and check.done_at is None:
        return _waits(busy or Run.objects.filter(state=Run.State.UNDER_WAY).first())
    if check.run and check.run.under_way:
        return _runs(check.run)
    again_at = check.asked_at + checking.APART
    if again_at <= clock.now():
        return _night(busy)
    return _ended(check, public, again_at)


def _night(busy: Run | None) -> State | None:
    """Tell of the night's audit to those who think of asking."""
    if busy is None or busy.on_request:
        return None
    return State("info", _("Сейчас идёт аудит всех пабликов: ваш он прочитает тоже."))


def _waits(busy: Run | None) -> State:
    if busy is None:
        return State("info", _("Проверка начнётся через несколько секунд."), live=True)
    far = progress_of(busy)
    said = _("Сейчас идёт аудит всех пабликов, готово %(percent)s %%. Ваш паблик прочитаем сразу после него.")
    if busy.on_request:
        said = _("Сейчас читаем другие паблики, готово %(percent)s %%. Ваш на очереди.")
    return State("info", said % {"percent": far.percent}, live=True, done=far.done, total=far.total)


def _runs(run: Run) -> State:
    far = progress_of(run)
    return State("info", _("Читаем паблик: %(step)s") % {"step": far.step.lower()}, True, far.done, far.total)


def _ended(check: Check, public: Public, again_at: datetime) -> State:
    profile = getattr(public, "profile", None)
    seen_at = profile.seen_at if profile else None
    again = _("Следующая проверка возможна в %(time)s.") % {"time": clock_time(again_at)}
    if seen_at and seen_at >= check.asked_at:
        said = _("Паблик проверен в %(time)s, всё на этой странице — по свежим данным.") % {
            "time": clock_time(seen_at)
        }
        return State("ok", f"{said} {again}", again_at=again_at)
    miss = Miss.objects.filter(run=check.run_id, public=public).first()
    cause = MISSING.get(miss.reason) if miss else None
    why = _("Прочитать паблик не получилось: %(cause)s.") % {"cause": cause or _("причина в журнале аудита")}
    kept = _("Показаны прежние данные, ночью портал попробует снова.")
    return State("warn", f"{why} {kept} {again}", again_at=again_at)
