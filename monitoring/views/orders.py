"""Files of rows: at once where they are few, in the background with progress where they are many."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring import clock, ordering, tasks
from monitoring.models import FileOrder
from monitoring.queries.matrix import read
from monitoring.weeks import Week
from registry import making
from registry.accounts.throttle import costly
from registry.models import District

from .access import SignedIn
from .files import CONTENT_TYPES, named


def deliver(
    request: SignedIn, kind: str, name: str, week: Week, query: dict[str, Any], district: District | None = None
) -> HttpResponseBase:
    """Answer with a file of the rows that the query asks for, or with the page on which it is being made."""
    if kind not in FileOrder.Kind.values:
        raise Http404
    rows = ordering.asked(request.user, week, query, district)
    # A printed page costs as much as a dozen rows of a table.
    most = settings.EXPORT_AT_ONCE_ROWS // (10 if kind == FileOrder.Kind.PDF else 1)
    if (total := rows.count()) > most:
        return _ordered(request, kind, name, week, query, district, total)
    # In memory: the setting bounds it.
    file = BytesIO()
    ordering.write(request.user, read(rows), kind, week, district, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=named(name, week, kind), content_type=CONTENT_TYPES[kind])


def _ordered(request: SignedIn, kind: str, name: str, week: Week, query: dict[str, Any], district, total: int):
    try:
        made = ordering.order(request.user, kind, name, week, query, district, total)
    except making.AnotherUnderWay as busy:
        messages.info(request, _("Ваш прошлый файл ещё готовится: вот он. Следующий можно будет заказать после него."))
        return redirect("monitoring:file_order", busy.made.pk)
    # The row is the record: if the broker is away now, beat wakes a worker within a minute.
    transaction.on_commit(lambda: tasks.make_file.delay(made.pk), robust=True)
    return redirect("monitoring:file_order", made.pk)


@require_safe
def page(request: SignedIn, pk: int) -> HttpResponse:
    """Show a file as it is made; the page asks for itself again until it is done."""
    return render(request, "monitoring/file_order.html", {"order": _own(request, pk)})


@require_safe
@costly("export")
def file(request: SignedIn, pk: int) -> HttpResponseBase:
    """Give the finished file to whom it was made for, until its time is over."""
    made = _own(request, pk)
    if not made.offered(clock.now()):
        return redirect("monitoring:file_order", pk)
    name = named(made.title, Week(made.week), made.kind)
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPES[made.kind])


@require_POST
def stop(request: SignedIn, pk: int) -> HttpResponse:
    if making.stop(_own(request, pk)):
        messages.success(request, _("Остановлено. Файл не создан, можно заказать другой."))
    else:
        messages.info(request, _("Этот файл уже не готовится, останавливать нечего."))
    return redirect("monitoring:file_order", pk)


def _own(request: SignedIn, pk: int) -> FileOrder:
    return get_object_or_404(FileOrder.objects.visible_to(request.user).select_related("district"), pk=pk)
