"""Visits: the institution found by name or by its sheet, what was seen there, what was seen before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from qrcodes import placing
from qrcodes.decoding import Found
from qrcodes.models import Inspection, PlacementQuota
from qrcodes.owners import owners_of
from qrcodes.place_forms import InspectionForm, usual_key
from qrcodes.places import institutions_of, visits_of, zones_of
from qrcodes.queries import quota_of
from qrcodes.upload_forms import CheckForm
from qrcodes.verdicts import Kind, leads
from qrcodes.wording import Told, tell
from registry.access import is_specialist
from registry.accounts.throttle import costly
from registry.models import Institution, Public
from registry.parameters import search_text

from .access import visible_institution

PAGE_SIZE = 30
# Institutions that a search offers: more are not looked through on a phone.
OFFERED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@costly("check", method="POST")
def inspections(request: HttpRequest) -> HttpResponse:
    """List visits; let a specialist find the institution it stands in, by name or by a photograph of its sheet."""
    search = search_text(request.GET.get("q", ""))
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    told: list[Told] = []
    if form.is_bound:
        _check_right(request)
        if form.is_valid():
            institution, told = _of_code(request.user, form.cleaned_data["codes"])
            if institution:
                return redirect("qrcodes:inspect", institution.pk)
    return render(request, "qrcodes/inspections.html", _context(request, search, form) | {"told": told})


def _context(request: HttpRequest, search: str, form: CheckForm) -> dict:
    may = is_specialist(request.user)
    found = list(institutions_of(request.user, None, search)[: OFFERED + 1]) if may and search else []
    page = Paginator(visits_of(request.user, search), PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "search": search,
        "found": found[:OFFERED],
        "more": len(found) > OFFERED,
        "page": page,
        "may_inspect": may,
    }


def _of_code(user, codes: tuple[Found, ...]) -> tuple[Institution | None, list[Told]]:
    """Return the institution that the photographed codes lead to; where it is not one, what to say instead."""
    texts = [code.text for code in codes]
    found = leads(texts, owners_of(user, texts))
    if len(found) == 1 and found[0].kind is Kind.OURS and found[0].owner:
        public = Public.objects.select_related("institution").get(pk=found[0].owner.public)
        if not public.institution.archived_at:
            return public.institution, []
    return None, [tell(lead, asked=False) for lead in found]


@require_http_methods(["GET", "HEAD", "POST"])
@costly("place", method="POST")
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a specialist tick the zones where a sheet hangs, add photographs and a note."""
    institution = visible_institution(request, pk)
    _check_right(request)
    if institution.archived_at:
        raise PermissionDenied
    quota = quota_of(institution)
    zones = quota.zones if quota else []
    form = InspectionForm(zones, initial=usual_key())
    if request.method == "POST":
        form = InspectionForm(zones, request.POST, request.FILES)
        if form.is_valid():
            return _kept(request, institution, zones, form.cleaned_data)
    return render(request, "qrcodes/inspect.html", _form_context(institution, quota, form))


def _form_context(institution: Institution, quota: PlacementQuota | None, form: InspectionForm) -> dict:
    """Return the form, each zone with the sheets that were told to hang there."""
    told = zones_of(quota, list(institution.placements.hanging()))
    return {
        "institution": institution,
        "form": form,
        "boxes": [(box, zone.placements) for box, zone in zip(form["seen"], told, strict=False)],
        "others": [one for zone in told if not zone.asked for one in zone.placements],
    }


def _kept(request: HttpRequest, institution: Institution, zones: list[str], told: dict) -> HttpResponse:
    visit = placing.inspect(
        institution,
        request.user,
        told["key"],
        zones=zones,
        seen=told["seen"],
        photos=told["photos"],
        note=told["note"],
    )
    messages.success(request, _("Проверка записана."))
    address = reverse("qrcodes:inspection", args=[visit.pk])
    # htmx would follow a redirect by itself and look for the form in what comes.
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


@require_safe
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a visit saw."""
    visits = Inspection.objects.visible_to(request.user).select_related("institution__district", "inspected_by")
    visit = get_object_or_404(visits, pk=pk)
    zones = [(zone, zone in visit.seen) for zone in visit.zones]
    return render(request, "qrcodes/inspection.html", {"visit": visit, "zones": zones})


def _check_right(request: HttpRequest) -> None:
    if not is_specialist(request.user):
        raise PermissionDenied
