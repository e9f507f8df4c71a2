"""The sheet's pages: parse, ask, render."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qrcodes import sheet as geometry
from qrcodes.code import Code
from qrcodes.forms import SheetForm
from qrcodes.labels import NORMS
from qrcodes.models import PlacementQuota
from qrcodes.naming import file_name
from qrcodes.pdf import sheet_pdf
from qrcodes.preview import sheet_svg
from qrcodes.queries import publics_of, standing_of
from qrcodes.quotas import Standing
from qrcodes.sheet import lay_out
from qrcodes.source import code_of
from registry.models import Institution, InstitutionType, Public

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    public: Public
    standing: Standing | None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the publics that the person sees; who has one only goes straight to its sheet."""
    search = request.GET.get("q", "").replace("\x00", "").strip()
    page = Paginator(publics_of(request.user, search), PAGE_SIZE).get_page(request.GET.get("page"))
    if page.paginator.count == 1 and not search:
        return redirect("qrcodes:sheet", page[0].pk)
    quotas = PlacementQuota.objects.by_type()
    rows = [Row(public, _standing(quotas, public.institution)) for public in page]
    return render(request, "qrcodes/index.html", {"page": page, "rows": rows, "search": search})


def _standing(quotas: dict[str, PlacementQuota], institution: Institution) -> Standing | None:
    quota = quotas.get(institution.type)
    return quota.standing(institution) if quota else None


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet as it will be printed, beside the choices that shape it."""
    public = _public(request, pk)
    if _archived(public):
        return _gone(request, public)
    return render(request, "qrcodes/sheet.html", _sheet_context(request, public))


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the sheet as a file, or say plainly why there is none."""
    public = _public(request, pk)
    if _archived(public):
        return _gone(request, public)
    code = code_of(public)
    if code is None:
        return render(request, "qrcodes/refused.html", {"public": public}, status=403)
    form = _form(request, public, standing_of(public.institution))
    if not form.is_valid():
        return render(request, "qrcodes/refused.html", {"public": public, "form": form}, status=400)
    return _file(form, public, code)


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the fragment that other rooms' pages show: quota, placed, the way to the sheet."""
    public = _public(request, pk)
    standing = standing_of(public.institution)
    return render(request, "qrcodes/_card.html", {"public": public, "standing": standing, "norm": _norm(public)})


def _public(request: HttpRequest, pk: int) -> Public:
    visible = Public.objects.visible_to(request.user).select_related("institution__district", "vk_code")
    return get_object_or_404(visible, pk=pk)


def _archived(public: Public) -> bool:
    return bool(public.archived_at or public.institution.archived_at)


def _gone(request: HttpRequest, public: Public) -> HttpResponse:
    return render(request, "qrcodes/gone.html", {"public": public}, status=410)


def _norm(public: Public):
    return NORMS[InstitutionType(public.institution.type)]


def _form(request: HttpRequest, public: Public, standing: Standing | None) -> SheetForm:
    return SheetForm(request.GET, public, copies=standing.copies if standing else 1)


def _sheet_context(request: HttpRequest, public: Public) -> dict:
    standing = standing_of(public.institution)
    form = _form(request, public, standing)
    code = code_of(public)
    layout = lay_out(form.sheet(code)) if code else None
    return {
        "public": public,
        "standing": standing,
        "norm": _norm(public),
        "form": form,
        "layout": layout,
        # Built by us from numbers and outlines; the only text in it is the escaped label.
        "preview": layout and mark_safe(sheet_svg(layout, _("Лист: %(title)s") % {"title": layout.title})),  # noqa: S308
        "code_mm": round(geometry.CODE_SIDE),
        "distance": number_format(geometry.READING_DISTANCE_M, 1),
        "portal_prints": code is not None,
        "decision": settings.QR_DECISION,
    }


def _file(form: SheetForm, public: Public, code: Code) -> HttpResponse:
    layout = lay_out(form.sheet(code))
    content = sheet_pdf(layout, form.cleaned_data["copies"], author=public.institution.full_name)
    name = f"{file_name(_('QR-лист, %(title)s') % {'title': layout.title})}.pdf"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
