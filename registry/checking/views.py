"""«Проверка ссылок»: the last check with its progress, its findings, and who must act."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry import rights, tasks, wording
from registry.access import is_specialist, scope_of
from registry.checking import steps
from registry.models import LinkCheck, LinkFinding, Public, SamplePost

A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A finding as a reader meets it: what is said of it, and who does what."""

    finding: LinkFinding
    said: str
    to_do: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what the last check has found of the publics that the person sees."""
    _refuse_schools(request)
    last = LinkCheck.objects.select_related("started_by").first()
    found = _seen(request, last) if last else LinkFinding.objects.none()
    kind = request.GET.get("kind", "")
    rows = found.filter(kind=kind) if kind in LinkFinding.Kind.values else found
    page = Paginator(_told(rows), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "check": last,
        "tabs": _tabs(found, kind),
        "page": page,
        "lines": [Line(one, wording.finding(one), wording.to_do(one.kind)) for one in page],
        "may_change": is_specialist(request.user),
        "gone": _gone(request),
        "trail": [(_("Реестр"), reverse("registry:institutions"))],
    }
    return render(request, "registry/checking/index.html", context)


def _refuse_schools(request: HttpRequest) -> None:
    """A school's own public is told on its own pages; the checks are for those who look after many."""
    scope = scope_of(request.user)
    if not (scope.everything or scope.districts):
        raise Http404


def _seen(request: HttpRequest, check: LinkCheck) -> QuerySet[LinkFinding]:
    return LinkFinding.objects.filter(of=check, public__in=Public.objects.visible_to(request.user).present())


def _gone(request: HttpRequest) -> QuerySet[SamplePost]:
    """Return the posts for an example that are gone: who changes them is told."""
    rows = SamplePost.objects.exclude(gone_at=None).select_related("sphere").order_by("sphere", "position", "pk")
    return rows if is_specialist(request.user) else rows.none()


def _told(rows: QuerySet[LinkFinding]) -> QuerySet[LinkFinding]:
    found = rows.select_related("public__institution__district")
    return found.order_by("public__institution__district__sort_key", "public__institution__sort_key", "pk")


def _tabs(found: QuerySet[LinkFinding], chosen: str) -> list[dict]:
    counts = dict(found.values_list("kind").annotate(n=Count("pk")))
    kinds = [(kind.value, str(kind.label), counts.get(kind.value, 0)) for kind in LinkFinding.Kind]
    told = [("", _("Все находки"), sum(counts.values())), *(one for one in kinds if one[2] or one[0] == chosen)]
    return [{"kind": kind, "title": title, "count": count, "current": kind == chosen} for kind, title, count in told]


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a check; one that is under way goes on."""
    _refuse_schools(request)
    rights.require_change(request.user)
    one = steps.begin(request.user, timezone.now())
    transaction.on_commit(lambda: tasks.check_links.delay(one.pk), robust=True)
    return redirect("registry:link_checks")


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the progress alone; when the check is over, ask for the whole page."""
    _refuse_schools(request)
    one = get_object_or_404(LinkCheck, pk=pk)
    response = render(request, "registry/checking/_progress.html", {"check": one})
    if not one.working:
        response["HX-Refresh"] = "true"
    return response
