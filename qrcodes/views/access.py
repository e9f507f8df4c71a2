"""Which public a page may show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from registry.models import Institution, Public


def visible_public(request: HttpRequest, pk: int) -> Public:
    """Return a public of the reader's scope. Raises Http404 for others, as if there were none."""
    visible = Public.objects.visible_to(request.user).select_related("institution__district", "vk_code")
    return get_object_or_404(visible, pk=pk)


def visible_institution(request: HttpRequest, pk: int) -> Institution:
    """Return an institution of the reader's scope. Raises Http404 for others, as if there were none."""
    return get_object_or_404(Institution.objects.visible_to(request.user).select_related("district"), pk=pk)


def is_archived(public: Public) -> bool:
    return bool(public.archived_at or public.institution.archived_at)


def gone(request: HttpRequest, public: Public) -> HttpResponse:
    """Say that an archived public gets no sheets."""
    return render(request, "qrcodes/gone.html", {"public": public}, status=410)
