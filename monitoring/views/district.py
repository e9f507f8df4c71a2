"""«Районы», «Район», «Паблики»: the matrix of institutions and rules, and its files."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.facts import Outcome
from monitoring.filters import Filters
from monitoring.models import FileOrder
from monitoring.queries import district as queries
from monitoring.queries import unanswered
from monitoring.queries.listing import Listing
from monitoring.queries.searching import exact_public
from monitoring.weeks import Week
from monitoring.wording import rule_short_name
from registry.access import sees_everything
from registry.accounts.throttle import costly
from registry.models import District, Institution, Public

from .access import SignedIn
from .choices import Field, filter_fields, week_field
from .district_columns import district_columns
from .matrix_cells import columns, counted, lines
from .orders import deliver
from .weeks import Chosen, beside, choose, choose_or_404, earlier

PAGE_SIZE = 50
# So many rows a browser shows and prints at once without trouble.
PRINTABLE = 500


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the districts that the person sees; who has one only goes straight to it."""
    chosen, asked = choose(request), request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in queries.SORTS else "name"
    rows = queries.districts(request.user, chosen.week, sort)
    if len(rows) == 1 and not sees_everything(request.user):
        return redirect("monitoring:district", rows[0].district.pk)
    heads = district_columns(chosen.running, sort)
    cells = [(row, [(head, row.sorting(head.key)) for head in heads]) for row in rows]
    sorts = [("name", _("Район"), ""), *((head.key, head.title, head.first) for head in heads)]
    context = {"rows": cells, "heads": heads, "sorts": sorts, "sort": sort, "chosen": chosen}
    return render(request, "monitoring/districts.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    district = get_object_or_404(District.objects.visible_to(request.user), pk=pk)
    institutions = _institutions(request).filter(district=district)
    trail = [(_("Районы"), reverse("monitoring:districts"))] if sees_everything(request.user) else []
    return _matrix_page(request, institutions, {"district": district, "title": district.name, "trail": trail})


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """List readers' questions that wait for an answer in the district."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=pk)
    waiting = unanswered.of_district(request.user, district)
    listed = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "monitoring/questions.html", {"district": district, "page": listed})


@require_safe
def everyone(request: HttpRequest) -> HttpResponse:
    """Show the matrix of all that the person sees; a pasted link or ОГРН leads straight to its public."""
    filters = Filters.parse(request.GET)
    publics = Public.objects.visible_to(request.user).present()
    if filters.q and (hit := exact_public(publics, filters.q)):
        return redirect("monitoring:public", hit.pk)
    districts = District.objects.visible_to(request.user).order_by("sort_key")
    return _matrix_page(request, _institutions(request), {"districts": districts, "title": _("Паблики")})


@require_safe
@costly("export")
def export(request: SignedIn, pk: int, format: str) -> HttpResponseBase:
    """Return exactly the rows that the page with this address shows, of all its pages, in the same order."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=pk)
    return deliver(request, format, district.name, choose_or_404(request), request.GET.dict(), district)


@require_safe
@costly("export")
def export_everyone(request: SignedIn, format: str) -> HttpResponseBase:
    return deliver(request, format, _("Паблики"), choose_or_404(request), request.GET.dict())


def _institutions(request: HttpRequest) -> QuerySet[Institution]:
    return Institution.objects.visible_to(request.user).present()


def _matrix_page(request: HttpRequest, institutions: QuerySet[Institution], place: dict[str, Any]) -> HttpResponse:
    chosen, filters = choose(request), Filters.parse(request.GET)
    district, user, against = place.get("district"), request.user, beside(request, chosen)
    weeks = [chosen.week, *([against] if against else [])]
    tallied = queries.tallied(user, weeks, district)
    stood = _stood(queries.standings(user, weeks, district, tallied), *weeks)
    counts, places = tallied[chosen.week] if tallied else None, queries.places(user, district)
    listing = Listing(user, institutions, chosen.week, filters, places, counts, against)
    rows = _paged(request, listing)
    fields = filter_fields(request.GET, filters, stood["standing"].types, place.get("districts"))
    context = {
        "chosen": chosen,
        "filters": filters,
        "fields": [*fields, *_week_fields(request, chosen, against)],
        "page": rows,
        "listing": listing,
        "lines": lines(rows.object_list),
        "columns": columns(),
        "legend": [str(outcome) for outcome in Outcome],
        "sort": filters.sort,
        "sorts": _sorts(place),
        "export": _exports(request, chosen, place.get("district")),
        "printable": PRINTABLE,
    }
    return render(request, "monitoring/district.html", {**context, **stood, **place})


def _stood(told: dict[Week, queries.Standing], week: Week, against: Week | None = None) -> dict[str, Any]:
    """Return how the rows stand, and how that differs from the other week."""
    now, before = told[week], told[against] if against else None
    points = now.share.since(before.share) if before else None
    change = None if points is None else round(points)
    return {"against": against, "standing": now, "before": before, "change": change, "counted": counted(now, before)}


def _sorts(place: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (key, title, direction of the first click) of what rows are ordered by."""
    district = [("district", _("Район"), "")] if "districts" in place else []
    more = [("status", _("Статус"), "-"), ("score", _("Балл"), ""), ("posts", rule_short_name("posts"), "")]
    return [("name", _("Организация и паблик"), ""), *district, *more]


def _week_fields(request: HttpRequest, chosen: Chosen, against: Week | None) -> list[Field]:
    """Return the choice of a week to compare with, if there is any."""
    weeks = earlier(chosen)
    return [week_field(request.GET, weeks, against)] if weeks else []


def _paged(request: HttpRequest, rows: Listing) -> Page:
    size = PRINTABLE if request.GET.get("rows") == "all" else PAGE_SIZE
    return Paginator(cast(Sequence, rows), size).get_page(request.GET.get("page"))


def _exports(request: HttpRequest, chosen: Chosen, district: District | None) -> dict[str, str]:
    """Return the addresses of the files of these rows: the shown week, all pages."""
    query = request.GET.copy()
    for name in ("page", "rows"):
        query.pop(name, None)
    query["week"] = str(chosen.week)
    return {format: f"{_export_path(district, format)}?{query.urlencode()}" for format in FileOrder.Kind.values}


def _export_path(district: District | None, format: str) -> str:
    if district:
        return reverse("monitoring:district_export", args=[district.pk, format])
    return reverse("monitoring:publics_export", args=[format])
