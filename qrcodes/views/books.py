"""Sheets of many publics: what will be printed, the book as it is made, its file."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qrcodes import printing, tasks
from qrcodes.book_form import BookForm
from qrcodes.models import Book, PlacementQuota
from qrcodes.naming import file_name
from qrcodes.queries import publics_for_book
from registry import making
from registry.accounts.throttle import costly
from registry.models import Institution, Public

# Books of a person that the page lists: the files of the last days are what is looked for.
RECENT = 10


@dataclass(frozen=True)
class Summary:
    """What a book will hold: ids in its order, sheets, and who is left out."""

    ids: list[int]
    sheets: int
    unreachable: list[Public]
    without: int


@require_http_methods(["GET", "HEAD", "POST"])
@costly("order", method="POST")
def books(request: HttpRequest) -> HttpResponse:
    """Show what can be printed and how; order it; list the person's books."""
    form = BookForm(request.POST or request.GET, request.user)
    summary = _summary(request.user, form)
    if request.method == "POST" and form.is_valid() and summary.ids:
        return _order(request, form, summary)
    context = {
        "form": form,
        "summary": summary,
        "books": Book.objects.visible_to(request.user)[:RECENT],
    }
    status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
    return render(request, "qrcodes/books.html", context, status=status)


def _summary(user, form: BookForm) -> Summary:
    selection = form.selection
    found = list(publics_for_book(user, selection).select_related("institution"))
    reachable = [public for public in found if not public.unreachable]
    quotas = PlacementQuota.objects.by_type() if form.by_quota else {}
    return Summary(
        ids=[public.pk for public in reachable],
        sheets=sum(_copies(quotas, public.institution) for public in reachable),
        unreachable=[public for public in found if public.unreachable],
        without=0 if selection.publics or selection.categories or selection.search else _without(user, selection),
    )


def _copies(quotas: dict[str, PlacementQuota], institution: Institution) -> int:
    quota = quotas.get(institution.type)
    return quota.standing(institution).copies if quota else 1


def _without(user, selection) -> int:
    """Count the institutions of the selection that have no public to print for, of their own or a shared one."""
    found = Institution.objects.visible_to(user).present().filter(shares=None)
    found = found.exclude(publics__archived_at=None, publics__pk__isnull=False)
    if selection.district:
        found = found.filter(district=selection.district)
    return (found.filter(type__in=selection.types) if selection.types else found).count()


def _order(request: HttpRequest, form: BookForm, summary: Summary) -> HttpResponse:
    chosen = form.chosen
    try:
        made = printing.order(
            request.user, summary.ids, form.title, chosen["kind"], form.style, by_quota=form.by_quota
        )
    except making.AnotherUnderWay as busy:
        messages.info(request, _("Ваш прошлый файл ещё готовится: вот он. Следующий можно будет заказать после него."))
        return redirect("qrcodes:book", busy.made.pk)
    # The row is the record: if the broker is away now, beat wakes a worker within a minute.
    transaction.on_commit(lambda: tasks.make_book.delay(made.pk), robust=True)
    return redirect("qrcodes:book", made.pk)


@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a book as it is made; the page asks for itself again until it is done."""
    return render(request, "qrcodes/book.html", {"book": _book(request, pk)})


@require_safe
@costly("export")
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the finished file to whom it was made for, until its time is over."""
    made = _book(request, pk)
    if not made.offered(timezone.now()):
        return redirect("qrcodes:book", pk)
    name = file_name(_("QR-листы, %(title)s") % {"title": made.title})
    response = FileResponse(made.path.open("rb"), as_attachment=True, filename=f"{name}.{made.kind}")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a book that is being made."""
    if making.stop(_book(request, pk)):
        messages.success(request, _("Остановлено. Файл не создан, можно заказать другой."))
    else:
        messages.info(request, _("Этот файл уже не готовится, останавливать нечего."))
    return redirect("qrcodes:book", pk)


def _book(request: HttpRequest, pk: int) -> Book:
    return get_object_or_404(Book.objects.visible_to(request.user), pk=pk)
