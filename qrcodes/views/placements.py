"""Where sheets hang: progress of districts, zones of one institution, a sheet told and taken down, its photograph."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qrcodes import placing, shelf
from qrcodes.labels import NORMS
from qrcodes.models import Inspection, Placement, PlacementQuota
from qrcodes.place_forms import PlacementForm, WithdrawForm, usual_key
from qrcodes.places import institutions_of, progress_of_districts, visits_of, zones_of
from qrcodes.queries import quota_of
from registry.access import answers_for, is_specialist
from registry.accounts.throttle import costly
from registry.history import history_rows
from registry.models import Institution, InstitutionType, Public
from registry.paging import LongPaginator
from registry.parameters import primary_key, search_text

from .access import visible_institution
from .vk_code import PICTURE_HEADERS

PAGE_SIZE = 50
# Visits that an institution's page lists.
RECENT = 5


@require_safe
def placements(request: HttpRequest) -> HttpResponse:
    """Show how far districts and institutions are; who has one institution goes straight to it."""
    chosen = {name: search_text(request.GET.get(name, "")) for name in ("q", "district", "lacking")}
    district = primary_key(chosen["district"])
    found = institutions_of(request.user, district, chosen["q"], lacking=bool(chosen["lacking"]))
    page = LongPaginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if page.paginator.count == 1 and not any(chosen.values()):
        return redirect("qrcodes:placement", page[0].pk)
    context = {
        "page": page,
        "rows": _rows(page),
        "chosen": chosen,
        "district": district,
        "districts": progress_of_districts(request.user),
    }
    return render(request, "qrcodes/placements.html", context)


def _rows(page) -> list[dict]:
    quotas = PlacementQuota.objects.by_type()
    standings = ((one, quotas.get(one.type)) for one in page)
    return [{"institution": one, "standing": quota.standing(one) if quota else None} for one, quota in standings]


@require_http_methods(["GET", "HEAD", "POST"])
@costly("place", method="POST")
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an institution's zones with their sheets; write down another one."""
    institution = visible_institution(request, pk)
    quota = quota_of(institution)
    form = PlacementForm(quota, initial=usual_key() | {"zone": _next_zone(institution, quota)})
    if request.method == "POST":
        _check_right(request, institution)
        form = PlacementForm(quota, request.POST, request.FILES)
        if institution.archived_at:
            messages.info(request, _("Организация в архиве: новые листы для неё не отмечают."))
            return redirect("qrcodes:placement", pk)
        if form.is_valid():
            _place(request, institution, form.cleaned_data)
            return redirect("qrcodes:placement", pk)
    return render(request, "qrcodes/placement.html", _context(request, institution, form))


def _next_zone(institution: Institution, quota: PlacementQuota | None) -> str:
    """Return the first zone of the norm that has no sheet yet: most likely it is the one just hung."""
    taken = set(institution.placements.hanging().values_list("zone", flat=True))
    return next((zone for zone in (quota.zones if quota else []) if zone not in taken), "")


def _place(request: HttpRequest, institution: Institution, told: dict) -> None:
    placing.place(
        institution,
        request.user,
        told["key"],
        zone=told["zone"],
        words=told["words"],
        on=told["placed_on"],
        photo=told["photo"],
    )
    messages.success(request, _("Лист отмечен."))


def _context(request: HttpRequest, institution: Institution, form: PlacementForm) -> dict:
    told = list(institution.placements.select_related("added_by", "withdrawn_by"))
    quota = quota_of(institution)
    return {
        "institution": institution,
        "public": _public(request.user, institution),
        "norm": NORMS[InstitutionType(institution.type)],
        "standing": quota.standing(institution) if quota else None,
        "zones": zones_of(quota, [one for one in told if not one.withdrawn_at]),
        "withdrawn": sorted((one for one in told if one.withdrawn_at), key=lambda one: one.withdrawn_at, reverse=True),
        "visits": visits_of(request.user).filter(institution=institution)[:RECENT],
        "form": form,
        "may_place": answers_for(request.user, institution) and not institution.archived_at,
        "may_inspect": is_specialist(request.user) and not institution.archived_at,
    }


def _public(user, institution: Institution) -> Public | None:
    """Return whose sheet hangs there: the own public, or the shared one if the person may see it."""
    seen = Public.objects.visible_to(user).present()
    found = seen.filter(Q(institution=institution) | Q(pk=institution.shares_id))
    return found.order_by(Case(When(institution=institution, then=0), default=1), "pk").first()


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sheet down; done twice, it is done once."""
    found = get_object_or_404(Placement.objects.visible_to(request.user).select_related("institution"), pk=pk)
    _check_right(request, found.institution)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Причина длиннее 200 знаков. Лист не снят, напишите короче."))
    elif placing.withdraw(found, request.user, form.cleaned_data["reason"]):
        messages.success(request, _("Лист снят с учёта, запись осталась в истории."))
    return redirect("qrcodes:placement", found.institution_id)


@require_safe
def photo(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Return a photograph that belongs to a placement or a visit of the institution."""
    institution = visible_institution(request, pk)
    told = history_rows(Placement).filter(institution_id=institution.pk, photo=digest).exists()
    known = told or Inspection.objects.filter(institution=institution, photos__contains=[digest]).exists()
    jpeg = shelf.read(digest, shelf.JPEG) if known else None
    if jpeg is None:
        raise Http404
    headers = PICTURE_HEADERS | {"Content-Disposition": 'inline; filename="photo.jpg"'}
    return HttpResponse(jpeg, content_type="image/jpeg", headers=headers)


def _check_right(request: HttpRequest, institution: Institution) -> None:
    if not answers_for(request.user, institution):
        raise PermissionDenied
