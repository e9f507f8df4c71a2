"""A category for many publics at once: from which day, on what ground, seen before it is written."""

from datetime import datetime, time
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from registry import categories
from registry.directory import queries
from registry.directory.category_form import CategoryForm
from registry.directory.filters import Filters
from registry.directory.views.choices import words
from registry.guards import for_specialists
from registry.models import Category, Institution, Public, User
from registry.parameters import primary_key
from registry.templatetags.portal import number


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def page(request: HttpRequest) -> HttpResponse:
    """Take a category for one public (``?public=…``) or for all of the institutions that the filters leave."""
    publics = _meant(request)
    form = CategoryForm(request.POST if request.method == "POST" else None)
    order, foreseen = None, None
    if form.is_valid():
        order = _order(request, form)
        foreseen = categories.foresee(publics, order)
        if request.POST.get("step") == "save" and request.POST.get("told") == foreseen.mark:
            return _assigned(request, publics, order)
    context = {
        "form": form,
        "count": publics.count(),
        "foreseen": foreseen,
        "before": _named(foreseen) if foreseen else [],
        "category": str(Category(order.category).label) if order else "",
        "valid_from": order.valid_from if order else None,
        "changed": request.POST.get("step") == "save",
        "narrowed": words(Filters.parse(request.GET)),
        "public": publics.first() if primary_key(request.GET.get("public", "")) else None,
        "back": _back(request),
        "trail": [(_("Реестр"), reverse("registry:institutions"))],
    }
    return render(request, "registry/directory/categories.html", context)


def _meant(request: HttpRequest) -> QuerySet[Public]:
    publics = Public.objects.visible_to(request.user)
    if public := primary_key(request.GET.get("public", "")):
        return publics.filter(pk=public).select_related("institution")
    filters = Filters.parse(request.GET)
    institutions = queries.found(Institution.objects.visible_to(request.user), filters).rows
    publics = publics.filter(archived_at=None, institution__in=institutions.order_by().values("pk"))
    return publics.filter(category=filters.category) if filters.category else publics


def _order(request: HttpRequest, form: CategoryForm) -> categories.Order:
    told, by = form.cleaned_data, cast(User, request.user)
    begins = timezone.make_aware(datetime.combine(told["valid_from"], time()))
    return categories.Order(told["category"], begins, told["reason"], by)


def _named(foreseen: categories.Foreseen) -> list[tuple[str, int]]:
    return [(str(Category(code).label), count) for code, count in sorted(foreseen.before.items())]


def _assigned(request: HttpRequest, publics: QuerySet[Public], order: categories.Order) -> HttpResponse:
    count = categories.assign(publics, order, timezone.now())
    said = ngettext("Категория записана для %(count)s паблика.", "Категория записана для %(count)s пабликов.", count)
    messages.success(request, said % {"count": number(count)})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    if public := primary_key(request.GET.get("public", "")):
        owner = Public.objects.visible_to(request.user).filter(pk=public).values_list("institution", flat=True).first()
        if owner:
            return reverse("registry:institution", args=[owner])
    return f"{reverse('registry:institutions')}?{Filters.parse(request.GET).query(category='')}"
