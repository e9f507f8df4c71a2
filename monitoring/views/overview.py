"""«Сводка»: the region's week on one page."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring import clock
from monitoring.queries import changes, keys, runs
from monitoring.queries.overview import CATEGORIES, SORTS, overview
from registry.models import Category

from .access import SignedIn, for_ministry
from .orders import deliver
from .runs import HtmxRequest, banner
from .weeks import against, choose, choose_or_404


@require_safe
@for_ministry
def page(request: HtmxRequest) -> HttpResponse:
    """Show the answer first, then who, why, what changed, where."""
    chosen = choose(request)
    before = against(request, chosen)
    category, sort = _category(request), _sort(request, "-behind" if chosen.running else "share")
    finished, running = runs.latest()
    context = {
        "chosen": chosen,
        "before": before,
        "usual": before == chosen.week.shift(-1),
        "comparable": chosen.comparable(clock.week_of(clock.now())),
        "region": overview(request.user, chosen.week, category, sort, before),
        "finished": finished,
        "night": changes.night(request.user, finished) if finished else None,
        "category": category,
        "categories": _categories(),
        "sort": sort,
        "notices": keys.notices(request.user),
    }
    return render(request, "monitoring/overview.html", context | (banner(request, running) if running else {}))


@require_safe
@for_ministry
def export(request: SignedIn, format: str) -> HttpResponseBase:
    """Give the publics that the page counts: of its week and category."""
    query = {"category": _category(request) or "", "only": "publics", "sort": "district"}
    return deliver(request, format, "gospublics", choose_or_404(request), query)


def _categories() -> list[tuple[str, str]]:
    known = [(category.value, str(name)) for category, name in CATEGORIES.items()]
    return [("", _("все")), *known, (Category.UNSET.value, _("не указана"))]


def _category(request: HttpRequest) -> str:
    asked = request.GET.get("category", "")
    return asked if asked in Category.values else ""


def _sort(request: HttpRequest, default: str) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else default
