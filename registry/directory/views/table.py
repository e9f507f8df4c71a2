"""«Реестр»: institutions and their publics as one table, narrowed while somebody types, and its file."""

from datetime import date
from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.access import is_specialist, scope_of
from registry.accounts.throttle import costly
from registry.directory import queries
from registry.directory.filters import Filters
from registry.directory.views.choices import fields
from registry.files import XLSX
from registry.imports import exporting
from registry.models import District, Institution
from registry.paging import LongPaginator

A_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the institutions that the person sees; who has one only goes straight to it."""
    filters, seen = Filters.parse(request.GET), Institution.objects.visible_to(request.user)
    if own := _only_one(request):
        return redirect("registry:institution", own)
    found = queries.found(seen, filters)
    page = LongPaginator(queries.shown(found.rows), A_PAGE, found.total).get_page(request.GET.get("page"))
    districts = queries.of_several(District.objects.visible_to(request.user))
    context = {
        "filters": filters,
        "fields": fields(filters, districts),
        "found": found,
        "page": page,
        "sort": filters.sort,
        "empty": not filters.active and not page.paginator.count,
        "may_change": is_specialist(request.user),
        "sees_checks": scope_of(request.user).everything or bool(scope_of(request.user).districts),
    }
    return render(request, "registry/directory/index.html", context)


def _only_one(request: HttpRequest) -> int | None:
    scope = scope_of(request.user)
    if scope.everything or scope.districts or len(scope.institutions) != 1:
        return None
    return next(iter(scope.institutions))


@require_safe
@costly("export")
def export(request: HttpRequest) -> FileResponse:
    """Give exactly the rows that the page with this address shows; loaded again unchanged, they change nothing."""
    seen = Institution.objects.visible_to(request.user)
    file = BytesIO()
    exporting.write_registry(queries.found(seen, Filters.parse(request.GET)).rows, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_name(timezone.localdate()), content_type=XLSX)


def _name(today: date) -> str:
    return _("реестр-%(day)s.xlsx") % {"day": today.isoformat()}
