"""«Обложки и аватары»: the contact sheet, a person's marks on it, and the files themselves."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from monitoring import clock
from monitoring.models import Mark, Picture, PictureKind, Sighting
from monitoring.pictures import files, marking
from monitoring.queries import pictures as queries
from monitoring.queries.pictures import SheetFilters
from registry.access import is_specialist, sees_everything
from registry.models import District
from registry.parameters import primary_key

from .choices import Field, Options, labels, without

A_PAGE = 24
# What a picture's number shows never changes: another picture has another number.
A_YEAR = 365 * 24 * 3600


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the covers and avatars that the person sees. ``?deed``: a moment whose marks may be taken back."""
    filters = SheetFilters.parse(request.GET)
    page = Paginator(queries.sheet(request.user, filters), A_PAGE).get_page(request.GET.get("page"))
    districts = District.objects.visible_to(request.user).order_by("sort_key")
    context = {
        "page": page,
        "filters": filters,
        "fields": _fields(request.GET, filters, districts if sees_everything(request.user) else []),
        "tally": queries.tally(request.user),
        "deed": _deed(request.GET.get("deed")),
        "unjudged": [row.picture_id for row in page if row.picture and not row.picture.mark],
        **_cards(request, page),
    }
    return render(request, "monitoring/pictures.html", context)


@require_POST
def mark(request: HtmxRequest, pk: int) -> HttpResponse:
    """Write down the specialist's judgement of one picture; answer with its card, or with the page it was on."""
    row = _visible(request, pk)
    judgement, now = request.POST.get("mark"), clock.now()
    if judgement not in Mark.values or row.picture is None:
        raise Http404
    marking.mark([row.picture], Mark(judgement), request.user, now)
    return _answer(request, pk, now)


@require_POST
def mark_good(request: HttpRequest) -> HttpResponse:
    """Mark as good what nobody has judged of the pictures on a page."""
    if not is_specialist(request.user):
        raise PermissionDenied
    ids = [pk for told in request.POST.getlist("picture")[:A_PAGE] if (pk := primary_key(told))]
    chosen, now = Picture.objects.visible_to(request.user).filter(pk__in=ids, mark=""), clock.now()
    count = len(marked := list(chosen))
    marking.mark(marked, Mark.GOOD, request.user, now)
    said = ngettext("Отмечена хорошей %(n)s картинка.", "Отмечено хорошими картинок: %(n)s.", count)
    messages.success(request, said % {"n": count})
    return _back(request, now if count else None)


@require_POST
def undo(request: HtmxRequest) -> HttpResponse:
    """Take back the person's marks of one moment; with ``sighting`` only that picture's."""
    if not is_specialist(request.user):
        raise PermissionDenied
    at, sighting = _deed(request.POST.get("deed")), primary_key(request.POST.get("sighting", ""))
    only = _visible(request, sighting).picture if sighting else None
    rows = marking.undo(request.user, at, only) if at else []
    if sighting and only and request.htmx:
        return _card(request, sighting)
    said = ngettext("Снята отметка с %(n)s картинки.", "Снята отметка с картинок: %(n)s.", len(rows))
    messages.success(request, said % {"n": len(rows)})
    return _back(request)


@require_safe
def file(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Give a picture's file to whoever may see a public that shows it, or has shown it."""
    picture = get_object_or_404(Picture.objects.visible_to(request.user), pk=pk)
    if size not in files.SIZES[picture.kind]:
        raise Http404
    try:
        content = files.path_of(picture.kind, picture.digest, size).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/webp")
    patch_cache_control(response, private=True, max_age=A_YEAR, immutable=True)
    return response


# --- cards -----------------------------------------------------------------------------------------------------------


def _visible(request: HttpRequest, pk: int) -> Sighting:
    """Return a sighting inside the person's scope, for a change that only specialists make."""
    rows = Sighting.objects.visible_to(request.user).select_related("picture__marked_by")
    row = get_object_or_404(rows.select_related("public__institution__district"), pk=pk)
    if not is_specialist(request.user):
        raise PermissionDenied
    return row


def _cards(request: HttpRequest, rows: Iterable[Sighting]) -> dict:
    rows = list(rows)
    query = request.GET.copy()
    query.pop("deed", None)
    return {
        "rows": rows,
        "history": queries.history(rows),
        "marks": [(str(mark.value), mark.label) for mark in Mark],
        "may_mark": is_specialist(request.user),
        "query": query.urlencode(),
    }


def _card(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visible(request, pk)
    context = {"row": row, **_cards(request, [row]), "query": request.POST.get("query", "")}
    return render(request, "monitoring/_picture_card.html", context)


def _answer(request: HtmxRequest, pk: int, now: datetime) -> HttpResponse:
    return _card(request, pk) if request.htmx else _back(request, now)


def _back(request: HttpRequest, deed: datetime | None = None) -> HttpResponse:
    """Lead back to the page of the sheet, where a fresh deed can be taken back."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("deed", None)
    told = [query.urlencode(), urlencode({"deed": deed.isoformat()}) if deed else ""]
    return redirect(f"{reverse('monitoring:pictures')}?{'&'.join(filter(None, told))}")


def _deed(text: str | None) -> datetime | None:
    try:
        at = parse_datetime(text or "")
    except ValueError:
        return None
    return at if at and at.tzinfo else None


# --- filters ---------------------------------------------------------------------------------------------------------


def _fields(query: QueryDict, filters: SheetFilters, districts: Iterable[District]) -> list[Field]:
    """Return the form's selects; a person with one district is not asked for it."""
    looks = [(queries.SUSPECTED, _("подозрительные")), (queries.CLEAR, _("без подозрений"))]
    looks += [(queries.MISSING, _("не загружены"))]
    marks = [(queries.UNMARKED, _("не отмечены")), (queries.MARKED, _("отмечены")), *labels(Mark)]
    told: list[tuple[str, str, str, Options]] = [
        ("kind", _("Вид"), filters.kind, [("", _("обложки и аватары")), *labels(PictureKind)]),
        ("look", _("Чёткость"), filters.look, [("", _("любая")), *looks]),
        ("mark", _("Отметка"), filters.mark, [("", _("любая")), *marks]),
    ]
    if names := [(str(district.pk), district.name) for district in districts]:
        told.insert(0, ("district", _("Район"), str(filters.district or ""), [("", _("все")), *names]))
    return [Field(name, title, value, options, without(query, name)) for name, title, value, options in told]
