"""Which week a page shows: ``?week=2026-W46``, or the last one that is over."""

from dataclasses import dataclass

from django.db.models import Max, Min
from django.http import Http404, HttpRequest

from monitoring import clock
from monitoring.models import WeekSummary
from monitoring.weeks import Week

MOST_COMPARED = 26


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
    first: Week | None = None

    def comparable(self, running: Week) -> list[Week]:
        """Return the closed weeks that the shown one can be held against, the latest first; at most half a year."""
        latest = running.shift(-1)
        weeks = [latest.shift(-back) for back in range(MOST_COMPARED)]
        return [week for week in weeks if self.first and week >= self.first and week != self.week]


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
        first=first,
    )


def against(request: HttpRequest, chosen: Chosen) -> Week:
    """Return the week that the shown one is held against: ``?with=2026-W40``, or the week before it."""
    asked = _parsed(request.GET.get("with", ""))
    known = chosen.comparable(clock.week_of(clock.now()))
    return asked if asked in known else chosen.week.shift(-1)


def earlier(chosen: Chosen) -> list[Week]:
    """Return the weeks that a closed one can be held against row by row: those before it, the latest first."""
    weeks = [] if chosen.running else chosen.comparable(clock.week_of(clock.now()))
    return [week for week in weeks if week < chosen.week]


def beside(request: HttpRequest, chosen: Chosen) -> Week | None:
    """Return the earlier week that the address asks for, ``?with=2026-W40``, or None."""
    asked = _parsed(request.GET.get("with", ""))
    return asked if asked in earlier(chosen) else None


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
