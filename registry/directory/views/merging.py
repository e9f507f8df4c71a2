"""Merging of two institutions, and the pairs that may be one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registry import rights, searching
from registry.directory import doubles, editing, merging
from registry.directory.views.access import institution_of
from registry.guards import for_specialists
from registry.models import District, Institution
from registry.parameters import primary_key, search_text

CANDIDATES = 20
A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the other one (``?q=…``), tell what would move (``?with=…``), do it when the person has seen that."""
    keep = institution_of(request.user, pk)
    rights.require_change(request.user)
    other = primary_key(request.GET.get("with", "") or request.POST.get("with", ""))
    if other is None or other == pk:
        return _choose(request, keep)
    plan = merging.plan(keep, institution_of(request.user, other))
    if plan.gone.merged_into_id or keep.merged_into_id:
        messages.info(request, _("Одна из этих записей уже объединена с другой."))
        return redirect("registry:institution", pk)
    return _confirmed(request, plan)


def _choose(request: HttpRequest, keep: Institution) -> HttpResponse:
    search = search_text(request.GET.get("q", ""))
    seen = Institution.objects.visible_to(request.user).present().exclude(pk=keep.pk)
    rows = searching.found(seen, search) if search else seen.filter(district=keep.district, name_key=keep.name_key)
    found = list(rows.select_related("district").order_by("sort_key", "pk")[:CANDIDATES])
    context = {"keep": keep, "found": found, "q": search, "trail": _trail(keep)}
    return render(request, "registry/directory/merge_choose.html", context)


def _confirmed(request: HttpRequest, plan: merging.Plan) -> HttpResponse:
    seen = plan.seen
    mark, overtaken = f"{seen[0]}-{seen[1]}", False
    if request.method == "POST":
        try:
            if request.POST.get("seen") != mark:
                raise editing.Overtaken(0)
            merging.merge(plan.keep, plan.gone, seen, timezone.now())
        except editing.Overtaken:
            overtaken = True
        else:
            messages.success(request, _("Записи объединены. Прежняя осталась в архиве, её списки относятся к этой."))
            return redirect("registry:institution", plan.keep.pk)
    context = {"plan": plan, "seen": mark, "overtaken": overtaken, "trail": _trail(plan.keep)}
    return render(request, "registry/directory/merge.html", context)


def _trail(keep: Institution) -> list[tuple[str, str]]:
    page = reverse("registry:institution", args=[keep.pk])
    return [(_("Реестр"), reverse("registry:institutions")), (keep.short_name, page)]


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def pairs(request: HttpRequest) -> HttpResponse:
    """Show pairs of like names, of all districts or, with slips of the pen too, of one; take a person's word."""
    if request.method == "POST":
        return _told_apart(request)
    rows = Institution.objects.visible_to(request.user).present()
    district = primary_key(request.GET.get("district", ""))
    if district:
        rows = rows.filter(district=district)
    found = [*doubles.same_names(rows), *(doubles.like_names(rows) if district else [])]
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "districts": list(District.objects.order_by("sort_key")),
        "district": district,
        "trail": [(_("Реестр"), reverse("registry:institutions"))],
    }
    return render(request, "registry/directory/doubles.html", context)


def _told_apart(request: HttpRequest) -> HttpResponse:
    told = {primary_key(request.POST.get(name, "")) for name in ("first", "second")} - {None}
    if len(told) == 2:
        first, second = (institution_of(request.user, pk) for pk in told if pk)
        doubles.tell_apart([first, second], request.user)
        messages.success(request, _("Запомнено: это разные организации."))
    query = f"?district={district}" if (district := primary_key(request.POST.get("district", ""))) else ""
    return redirect(reverse("registry:doubles") + query)
