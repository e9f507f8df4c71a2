"""The quota table: everybody reads it, specialists change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qrcodes.models import PlacementQuota
from qrcodes.quota_forms import QuotaForm
from qrcodes.quota_table import change, history_of, latest_change
from registry.access import is_specialist

CHANGED_MEANWHILE = gettext_lazy(
    "Пока вы правили, норму изменил кто-то ещё: смотрите историю. Ваши значения ниже; сохраните, если они вернее."
)


@require_safe
def quotas(request: HttpRequest) -> HttpResponse:
    """Show the whole table."""
    context = {"quotas": PlacementQuota.objects.all(), "may_change": is_specialist(request.user)}
    return render(request, "qrcodes/quotas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quota(request: HttpRequest, type_: str) -> HttpResponse:
    """Show one quota with its history; a specialist changes it here."""
    row = get_object_or_404(PlacementQuota, type=type_)
    form = QuotaForm.of(row, latest_change(row))
    if request.method == "POST":
        form = _checked(request)
        if form.is_valid() and _changed(request, row, form):
            return redirect("qrcodes:quota", row.type)
    context = {"quota": row, "form": form, "may_change": is_specialist(request.user), "history": history_of(row)}
    return render(request, "qrcodes/quota.html", context)


def _checked(request: HttpRequest) -> QuotaForm:
    if not is_specialist(request.user):
        raise PermissionDenied
    return QuotaForm(request.POST)


def _changed(request: HttpRequest, row: PlacementQuota, form: QuotaForm) -> bool:
    """Write the form, or keep what was typed and let the person compare it with what came before it."""
    if change(row, form.cleaned_data, form.cleaned_data["seen"]):
        messages.success(request, _("Норма сохранена."))
        return True
    row.refresh_from_db()
    # What was typed stays in the form, now as an answer to the change that came before it.
    form.data = {name: form.data.get(name) for name in form.data} | {"seen": latest_change(row)}
    form.add_error(None, CHANGED_MEANWHILE)
    return False
