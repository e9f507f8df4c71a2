"""The files of one sheet, each under a name that people can read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qrcodes.code_files import code_files
from qrcodes.composing import compose_checklist
from qrcodes.forms import SheetForm
from qrcodes.handout import checklist_pdf, handout
from qrcodes.models import PlacementQuota
from qrcodes.naming import file_name
from qrcodes.packing import zipped
from qrcodes.pdf import sheet_pdf
from qrcodes.queries import quota_of
from qrcodes.sheet import Layout
from qrcodes.source import code_of
from registry.accounts.throttle import costly
from registry.models import Public

from .access import gone, is_archived, visible_public

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "png": "image/png",
    "svg": "image/svg+xml",
    "eps": "application/postscript",
}
Printer = Callable[[SheetForm, Layout, PlacementQuota | None], bytes]


@require_safe
@costly("sheet")
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the sheet to be printed, or say plainly why there is none."""
    return _printed(request, pk, "pdf", _pdf)


@require_safe
@costly("sheet")
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the sheet, the code alone in every format and the checklist in one ZIP."""
    return _printed(request, pk, "zip", _zip)


@require_safe
@costly("sheet")
def code(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Return the code alone as PNG, SVG or EPS."""
    public = visible_public(request, pk)
    if is_archived(public):
        return gone(request, public)
    drawn = code_of(public)
    files = code_files(public.url, drawn) if drawn else {}
    if f"qr.{kind}" not in files:
        return _refused(request, public)
    return _file(files[f"qr.{kind}"], _("QR-код, %(title)s") % {"title": public.institution.short_name}, kind)


@require_safe
@costly("sheet")
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the page that tells where to hang the sheets."""
    public = visible_public(request, pk)
    if is_archived(public):
        return gone(request, public)
    content = checklist_pdf(public, quota_of(public.institution))
    return _file(content, _("Где повесить QR-листы, %(title)s") % {"title": public.institution.short_name}, "pdf")


def _printed(request: HttpRequest, pk: int, kind: str, print_: Printer) -> HttpResponse:
    public = visible_public(request, pk)
    if is_archived(public):
        return gone(request, public)
    quota = quota_of(public.institution)
    form = SheetForm(request.GET, public, copies=quota.standing(public.institution).copies if quota else 1)
    layout = form.layout()
    if layout is None:
        return _refused(request, public)
    if not form.is_valid():
        return render(request, "qrcodes/refused.html", {"public": public, "form": form}, status=400)
    return _file(print_(form, layout, quota), _("QR-лист, %(title)s") % {"title": layout.title}, kind)


def _pdf(form: SheetForm, layout: Layout, quota: PlacementQuota | None) -> bytes:
    marks = compose_checklist(form.public, quota) if form.chosen["checklist"] else ()
    return sheet_pdf(layout, form.chosen["copies"], form.public.institution.full_name, marks)


def _zip(form: SheetForm, layout: Layout, quota: PlacementQuota | None) -> bytes:
    return zipped(handout(form.public, layout, form.chosen["copies"], quota))


def _refused(request: HttpRequest, public: Public) -> HttpResponse:
    return render(request, "qrcodes/refused.html", {"public": public}, status=403)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=f"{file_name(name)}.{kind}")
    headers = {"Content-Disposition": disposition or "", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)
