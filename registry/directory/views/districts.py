"""Districts with the spellings by which lists know them."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registry import rights
from registry.directory import editing
from registry.directory.district_form import DistrictForm
from registry.directory.views.going import go
from registry.guards import for_specialists
from registry.models import District


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def index(request: HttpRequest) -> HttpResponse:
    """Show all districts, take a new one."""
    form = DistrictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        messages.success(request, _("Район добавлен."))
        return redirect("registry:districts")
    present = Count("institutions", filter=Q(institutions__archived_at=None))
    rows = District.objects.annotate(present=present).order_by("sort_key")
    context = {"rows": rows, "form": form, "trail": [(_("Реестр"), reverse("registry:institutions"))]}
    return render(request, "registry/directory/districts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a district's names."""
    row, overtaken = get_object_or_404(District.objects.visible_to(request.user), pk=pk), False
    rights.require_change(request.user)
    form = DistrictForm(request.POST if request.method == "POST" else None, instance=row, version=editing.version(row))
    if form.is_bound and form.is_valid():
        try:
            editing.save(row, form.cleaned_data["seen"] or 0, form.columns)
        except editing.Overtaken:
            overtaken = True
            form.renew(editing.version(row))
        else:
            messages.success(request, _("Район сохранён. Списки узнают его по новым написаниям."))
            return go(request, reverse("registry:districts"))
    trail = [
        (_("Реестр"), reverse("registry:institutions")),
        (_("Районы и их написания"), reverse("registry:districts")),
    ]
    context = {"form": form, "title": row.name, "back": reverse("registry:districts"), "trail": trail}
    context |= {"action": request.path, "overtaken": overtaken}
    return render(request, "registry/directory/form.html", context)
