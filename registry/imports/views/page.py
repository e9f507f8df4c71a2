"""One list: how far it is, and what it would change or has changed."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from registry.guards import for_specialists
from registry.imports import keeping, queries, steps
from registry.imports.lines import Line
from registry.imports.queries import Filters
from registry.imports.views import narrowing
from registry.models import Category, District, Import, InstitutionType

A_PAGE = 50
State = Import.State
WITHOUT_ROWS = {State.REFUSED, State.DROPPED}


@require_safe
@for_specialists
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list as it stands: at work, waiting for a person, written, or undone."""
    one = get_object_or_404(Import.objects.select_related("created_by", "written_by", "undone_by"), pk=pk)
    if one.state == State.COLUMNS:
        return redirect("registry:import_columns", pk)
    context = {"one": one, "done": steps.progress(one), "until": keeping.until(one)}
    if not one.working and one.state not in WITHOUT_ROWS:
        context |= _table(request, one)
    return render(request, "registry/imports/page.html", context)


def _table(request: HttpRequest, one: Import) -> dict:
    """Return what the table of rows needs: some queries, whatever their number."""
    filters = Filters.parse(request.GET)
    found = queries.rows(one, filters)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    read = [sheet for sheet in one.sheets if sheet["read"]]
    context = {
        "page": page,
        "lines": [Line(row, len(read) > 1) for row in page],
        "filters": filters,
        "tabs": narrowing.tabs(one, filters),
        "read": read,
        "left": [sheet for sheet in one.sheets if not sheet["read"]],
        "undo_days": settings.IMPORT_UNDO_DAYS,
        "writes": sum(one.counts.get(name, 0) for name in ("added", "changed")),
    }
    return context | (_choices(one, found, filters) if one.state == State.READY else {})


def _choices(one: Import, found: queries.Rows, filters: Filters) -> dict:
    """Return what a person may say of the rows."""
    return {
        "fields": narrowing.fields(found, filters),
        "shared": queries.shared(one),
        "suggested": found.exclude(suggested={}).count(),
        "types": InstitutionType.choices,
        "districts": list(District.objects.values_list("name", flat=True)),
        "categories": [pair for pair in Category.choices if pair[0] != Category.UNSET],
    }


@require_safe
@for_specialists
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the progress alone; it asks for itself again while a worker is at it, and for the whole page after."""
    one = get_object_or_404(Import, pk=pk)
    response = render(request, "registry/imports/_progress.html", {"one": one, "done": steps.progress(one)})
    if not one.working or one.stalled:
        response["HX-Refresh"] = "true"
    return response
