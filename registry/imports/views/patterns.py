"""The table of patterns: what suggests types and districts, tried on a name, changed, and its history."""

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registry.guards import for_specialists
from registry.history import author, names
from registry.imports.districts import DistrictBook
from registry.imports.forms import PatternForm
from registry.imports.suggesting import Hint, Suggestions
from registry.models import District, InstitutionType, Pattern

LAST_CHANGES = 30
LONGEST_TRIED = 500


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def index(request: HttpRequest) -> HttpResponse:
    """Show the table, try it on a name (``?name=…&founder=…``), take a new row."""
    form = PatternForm(request.POST) if request.method == "POST" else PatternForm(initial={"position": 5})
    if form.is_valid():
        form.save()
        messages.success(request, _("Образец добавлен. Он подействует на списки, которые сверяются после этого."))
        return redirect("registry:patterns")
    patterns = list(Pattern.objects.select_related("district"))
    tables = [(kind, [one for one in patterns if one.kind == kind.value]) for kind in Pattern.Kind]
    context = {"form": form, "tables": tables, "tried": _tried(request, patterns), "history": _history()}
    return render(request, "registry/imports/patterns.html", context)


def _tried(request: HttpRequest, patterns: list[Pattern]) -> dict[str, object]:
    name, founder = (request.GET.get(field, "").replace("\x00", "")[:LONGEST_TRIED] for field in ("name", "founder"))
    if not (name or founder):
        return {}
    suggestions = Suggestions(patterns, DistrictBook(District.objects.all()))
    type_ = suggestions.type_of(name)
    label = str(InstitutionType(type_.value).label) if type_.value else ""
    district = suggestions.district_of(founder, name)
    return {"name": name, "founder": founder, "type": Hint(label, type_.words), "district": district}


def _history() -> list[dict[str, object]]:
    """Return the last changes of the table: what the row said then, when, and by whom."""
    events = list(
        apps.get_model("registry", "PatternEvent")
        .objects.select_related("pgh_context", "district")
        .order_by("-pgh_id")[:LAST_CHANGES]
    )
    named = names(events)
    return [{"event": event, "by": named.get(author(event))} for event in events]


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one row of the table, or take it away."""
    one = get_object_or_404(Pattern, pk=pk)
    if request.method == "POST" and request.POST.get("do") == "delete":
        one.delete()
        messages.success(request, _("Образец удалён; он остался в истории."))
        return redirect("registry:patterns")
    form = PatternForm(request.POST if request.method == "POST" else None, instance=one)
    if form.is_valid():
        form.save()
        messages.success(request, _("Образец изменён. Он подействует на списки, которые сверяются после этого."))
        return redirect("registry:patterns")
    return render(request, "registry/imports/pattern.html", {"form": form, "one": one})
