"""Which week a page shows: ``?week=2026-W46``, or the last one that is over."""

from dataclasses import dataclass

from django.db.models import Max, Min
from django.http import Http404, HttpRequest

from monitoring import clock
from monitoring.models import WeekSummary
from monitoring.weeks import Week


@dataclass(frozen=True)
class Chosen:
    """The week that a page shows, and those on either side of it that it could show.

    ``refused``: what was asked for instead and is no week with data; the page says so rather than failing.
    """

    week: Week
    running: bool
    earlier: Week | None = None
    later: Week | None = None
    refused: str = ""


def choose(request: HttpRequest) -> Chosen:
    """Return the asked week if the reader has data of it, else the last closed one with data. One query."""
    first, last = _known(request.user)
    running = clock.week_of(clock.now())
    asked, text = _parsed(request.GET.get("week", "")), request.GET.get("week", "")
    good = asked is not None and first <= asked <= last
    week = asked if asked and good else min(max(running.shift(-1), first), last)
    return Chosen(
        week=week,
        running=week >= running,
        earlier=week.shift(-1) if week > first else None,
        later=week.shift(1) if week < last else None,
        refused="" if good else text,
    )


def choose_or_404(request: HttpRequest) -> Week:
    """Return the asked week. A file of another week than the asked one would be a lie."""
    chosen = choose(request)
    if chosen.refused:
        raise Http404
    return chosen.week


def _known(user) -> tuple[Week, Week]:
    span = WeekSummary.objects.visible_to(user).aggregate(first=Min("week"), last=Max("week"))
    now = clock.week_of(clock.now()).monday
    return Week(span["first"] or now), Week(span["last"] or now)


def _parsed(text: str) -> Week | None:
    try:
        return Week.parse(text)
    except ValueError:
        return None
