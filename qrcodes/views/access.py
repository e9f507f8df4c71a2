"""Which public a page may show."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qrcodes.queries import FOR_SHEETS
from registry.access import may_change
from registry.models import Institution, Public


def visible_public(request: HttpRequest, pk: int) -> Public:
    """Return a public of the reader's scope. Raises Http404 for others, as if there were none."""
    visible = Public.objects.visible_to(request.user).select_related(*FOR_SHEETS, "sheet_words__set_by")
    return get_object_or_404(visible, pk=pk)


def visible_institution(request: HttpRequest, pk: int) -> Institution:
    """Return an institution of the reader's scope. Raises Http404 for others, as if there were none."""
    return get_object_or_404(Institution.objects.visible_to(request.user).select_related("district"), pk=pk)


def check_right(request: HttpRequest, public: Public) -> None:
    """Raise PermissionDenied for a person who sees the public but may not change what belongs to it."""
    if not may_change(request.user, public):
        raise PermissionDenied


def is_archived(public: Public) -> bool:
    return bool(public.archived_at or public.institution.archived_at)


def gone(request: HttpRequest, public: Public) -> HttpResponse:
    """Say that an archived public gets no sheets."""
    return render(request, "qrcodes/gone.html", {"public": public}, status=410)
