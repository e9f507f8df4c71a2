"""«Аудиты»: the list of runs, one run as it goes, and the buttons that begin, stop and resume it."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from monitoring import audits, clock, planning, tasks
from monitoring.agenda import Reason
from monitoring.models import Change, Run
from monitoring.queries import changes, keys, runs
from registry.access import is_specialist
from registry.models import Public

from .access import for_ministry, for_specialists

A_PAGE = 25
MISSED = "missed"
LEFT_OUT = tuple(reason.value for reason in Reason)


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@require_safe
@for_ministry
def index(request: HttpRequest) -> HttpResponse:
    """List the runs, the latest first."""
    page = Paginator(runs.of_the_region(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "monitoring/runs.html", {"page": page, **_may_start(request)})


@require_safe
@for_ministry
def page(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show what a run means to read, how far it is, what it found.

    ``?show``: a kind of change, ``missed``, or why the plan left publics for later.
    """
    run = get_object_or_404(runs.runs(), pk=pk)
    show = _shown(request)
    listed = Paginator(_listed(request, run, show), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        **banner(request, run),
        "found": runs.found(request.user, run),
        "show": show,
        "page": listed,
        "left_out": show in LEFT_OUT,
        "differences": [] if show in (MISSED, *LEFT_OUT) else changes.differences(listed),
        **_may_start(request),
    }
    return render(request, "monitoring/run.html", context)


@require_safe
@for_ministry
def progress(request: HtmxRequest, pk: int) -> HttpResponse:
    """Give the progress bar alone; it asks for itself again while the run is under way."""
    run = get_object_or_404(runs.runs(), pk=pk)
    shown = banner(request, run)
    response = render(request, "monitoring/_run_progress.html", shown)
    if shown["inside"] and not run.under_way:
        # All of the run's own page is about to change: buttons, findings, figures.
        response["HX-Refresh"] = "true"
    return response


def banner(request: HtmxRequest, run: Run) -> dict:
    """Return what the progress bar needs: the run as it stands, and the page around it."""
    address = request.htmx.current_url_abs_path or request.get_full_path()
    inside = address.startswith(reverse("monitoring:run", args=[run.pk]))
    return {"live": runs.live(run), "address": address, "inside": inside}


@require_POST
@for_specialists
def start(request: HttpRequest) -> HttpResponse:
    """Begin an audit of the publics that are due; lead to the one under way if there is one."""
    if refusal := _refusal():
        messages.warning(request, refusal)
        return redirect("monitoring:runs")
    try:
        run = planning.plan_due(clock.now(), by=request.user)
    except planning.NothingDue:
        messages.info(request, _("Сегодня все паблики уже прочитаны. Один паблик можно проверить на его странице."))
        return redirect("monitoring:runs")
    except planning.RunUnderWay as busy:
        messages.info(request, _("Аудит уже идёт: вот он. Второй одновременно не нужен."))
        return redirect("monitoring:run", busy.run.pk)
    _announce(run)
    messages.success(request, _("Аудит начат. Страницу можно закрыть: он идёт на сервере."))
    return redirect("monitoring:run", run.pk)


@require_POST
@for_specialists
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run; what was collected stays, and it can go on later."""
    run = get_object_or_404(Run, pk=pk)
    if audits.stop(run):
        messages.success(request, _("Аудит остановлен. Собранное сохранено, его можно продолжить."))
    else:
        messages.info(request, _("Этот аудит уже не идёт, останавливать нечего."))
    return redirect("monitoring:run", pk)


@require_POST
@for_specialists
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a stopped run from where it was."""
    run = get_object_or_404(Run, pk=pk)
    if audits.resume(run):
        _announce(run)
        messages.success(request, _("Аудит продолжается с того места, где остановился."))
    else:
        messages.info(request, _("Продолжить не получилось: этот аудит не остановлен или уже идёт другой."))
    return redirect("monitoring:run", pk)


def _announce(run: Run) -> None:
    # The rows are the record: if the broker is away now, beat wakes the workers within a minute.
    transaction.on_commit(lambda: tasks.announce_run(run), robust=True)


def _refusal() -> str:
    """Say why no audit can begin; an empty string if one can."""
    if not (settings.VK_SERVICE_TOKENS or settings.VK_USER_TOKENS):
        return _(
            "Аудит начать нельзя: на сервере не указан ключ доступа к ВКонтакте. Его задаёт администратор портала."
        )
    return "" if Public.objects.present().exists() else _("Аудит начать нельзя: в реестре ещё нет пабликов.")


def _may_start(request: HttpRequest) -> dict:
    specialist = is_specialist(request.user)
    return {
        "specialist": specialist,
        "refusal": _refusal() if specialist else "",
        "going": runs.under_way(),
        "notices": keys.notices(request.user),
    }


def _shown(request: HttpRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in (*Change.Kind.values, MISSED, *LEFT_OUT) else ""


def _listed(request: HttpRequest, run: Run, show: str):
    """Return what the page lists: changes, publics not collected, or those that the plan has left for later."""
    if show == MISSED:
        return runs.misses(request.user, run)
    return runs.left_out(request.user, run, show) if show in LEFT_OUT else changes.found(request.user, run, show)
