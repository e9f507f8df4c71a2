"""One sheet: the list to choose from, the page with the live preview, its words, the fragment for other rooms."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qrcodes import remembering
from qrcodes.code import Modules
from qrcodes.forms import SheetForm
from qrcodes.labels import NORMS, UNREACHABLE
from qrcodes.models import PlacementQuota, SheetWords
from qrcodes.preview import sheet_svg
from qrcodes.queries import publics_of, standing_of
from qrcodes.quotas import Standing
from qrcodes.sheet import Layout
from registry.access import is_specialist, may_change
from registry.history import history_rows, steps
from registry.models import Institution, InstitutionType, Public
from registry.paging import LongPaginator
from registry.parameters import search_text

from .access import check_right, gone, is_archived, visible_public

PAGE_SIZE = 50
# Points on paper below which a title is not read from where the code still is.
SMALL_LETTERS = 14
# Words that were remembered, of which the page tells.
LATEST = 10


@dataclass(frozen=True)
class Row:
    public: Public
    standing: Standing | None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the publics that the person sees; who has one only goes straight to its sheet."""
    search = search_text(request.GET.get("q", ""))
    page = LongPaginator(publics_of(request.user, search), PAGE_SIZE).get_page(request.GET.get("page"))
    if page.paginator.count == 1 and not search:
        return redirect("qrcodes:sheet", page[0].pk)
    quotas = PlacementQuota.objects.by_type()
    rows = [Row(public, _standing(quotas, public.institution)) for public in page]
    return render(request, "qrcodes/index.html", {"page": page, "rows": rows, "search": search})


def _standing(quotas: dict[str, PlacementQuota], institution: Institution) -> Standing | None:
    quota = quotas.get(institution.type)
    return quota.standing(institution) if quota else None


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet as it will be printed, beside the choices that shape it; remember its words."""
    public = visible_public(request, pk)
    sent = request.method == "POST"
    if sent:
        check_right(request, public)
    if is_archived(public):
        return gone(request, public)
    standing = standing_of(public.institution)
    form = SheetForm(request.POST if sent else request.GET, public, copies=standing.copies if standing else 1)
    if sent and form.words_are_right:
        return _remembered(request, form)
    return render(
        request,
        "qrcodes/sheet.html",
        _context(request, form, standing) | {"refused": sent},
        status=HTTPStatus.BAD_REQUEST if sent else HTTPStatus.OK,
    )


def _remembered(request: HttpRequest, form: SheetForm) -> HttpResponse:
    """Keep the words and show the page again with whatever else was chosen."""
    remembering.remember(form.public, form.words, request.user)
    messages.success(request, _("Текст листа запомнен."))
    return redirect(reverse("qrcodes:sheet", args=[form.public.pk], query=form.other_choices))


def _context(request: HttpRequest, form: SheetForm, standing: Standing | None) -> dict:
    public, layout = form.public, form.layout()
    context = {
        "public": public,
        "standing": standing,
        "norm": _norm(public),
        "form": form,
        "unreachable": UNREACHABLE.get(public.unreachable, ""),
        "portal_draws": layout is not None and isinstance(layout.sheet.code, Modules),
        "decision": settings.QR_DECISION,
        "is_specialist": is_specialist(request.user),
        "may_change": may_change(request.user, public),
        "steps": steps(history_rows(SheetWords).filter(public_id=public.pk))[:LATEST],
    }
    return context | (_shown(layout, form) if layout else {})


def _shown(layout: Layout, form: SheetForm) -> dict:
    """Return what the page shows of a sheet that can be printed."""
    label = _("Лист: %(title)s") % {"title": layout.title}
    pages = layout.format.pages(form.chosen["copies"])
    return {
        "layout": layout,
        # Built by us from numbers and outlines; the only text in it is the escaped label.
        "preview": mark_safe(sheet_svg(layout, label)),  # noqa: S308
        "pages": pages,
        "sheets_on_pages": pages * layout.format.per_page,
        "small": round(layout.letters) if layout.letters < SMALL_LETTERS else 0,
    }


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the sheet say the usual again; a second click finds nothing to forget and is no error."""
    public = visible_public(request, pk)
    check_right(request, public)
    if remembering.forget(public):
        messages.success(
            request, _("На листе снова название из реестра и обычный призыв. Прежний текст остался в истории ниже.")
        )
    return redirect("qrcodes:sheet", public.pk)


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the fragment that other rooms' pages show: quota, placed, the way to the sheet; ``?preview`` shows it."""
    public = visible_public(request, pk)
    standing = standing_of(public.institution)
    shown = "preview" in request.GET and not is_archived(public)
    context = {"public": public, "standing": standing, "norm": _norm(public), "with_sheet": shown}
    layout = SheetForm(QueryDict(), public, copies=1).layout() if shown else None
    if layout:
        label = _("Лист: %(title)s") % {"title": layout.title}
        context["preview"] = mark_safe(sheet_svg(layout, label))  # noqa: S308 — as in _shown
    return render(request, "qrcodes/_card.html", context)


def _norm(public: Public):
    return NORMS[InstitutionType(public.institution.type)]
