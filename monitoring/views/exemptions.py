"""«Исключения»: the list, one of them, and the form; what will be judged again is told before anything is saved."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from monitoring import clock, reassessing, tasks
from monitoring.forms.exemptions import ExemptionForm, initial_of
from monitoring.models import Exemption, Reassessment
from monitoring.queries import exemptions
from monitoring.reassessing import Reach
from registry.access import is_specialist
from registry.models import Public
from registry.parameters import primary_key
from registry.templatetags.portal import day
from registry.trail import Change, Told, history

from .access import SignedIn, for_ministry, for_specialists

A_PAGE = 25


@dataclass(frozen=True)
class Proposal:
    """A change of an exemption that a person is about to confirm. ``form`` None: nothing but the button is asked."""

    row: Exemption
    before: Exemption | None
    title: str
    form: ExemptionForm | None = None


@require_safe
@for_ministry
def index(request: SignedIn) -> HttpResponse:
    past = Paginator(exemptions.past(), A_PAGE).get_page(request.GET.get("page"))
    groups = [
        (_("Действуют"), exemptions.listed(exemptions.current())),
        (_("Будут действовать"), exemptions.listed(exemptions.future())),
        (_("Прошли или отменены"), exemptions.listed(past)),
    ]
    context = {
        "groups": groups,
        "page": past,
        "any": any(rows for _title, rows in groups),
        "specialist": is_specialist(request.user),
    }
    return render(request, "monitoring/exemptions.html", context)


@require_safe
@for_ministry
def page(request: SignedIn, pk: int) -> HttpResponse:
    """Show an exemption, what was judged again because of it, and who changed what."""
    row = get_object_or_404(Exemption.objects.select_related("created_by"), pk=pk)
    context = {
        "row": row,
        "told": exemptions.listed([row])[0],
        "days": exemptions.days(row),
        "orders": exemptions.orders(row),
        "entries": history(row, _teller(), hidden=("created_at", "created_by")),
        "specialist": is_specialist(request.user),
        "ends_today": exemptions.ends_today(row),
        "today": clock.today(),
    }
    return render(request, "monitoring/exemption.html", context)


@require_safe
@for_ministry
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """Give an order's progress bar alone; at its end the page is renewed."""
    order = get_object_or_404(Reassessment, pk=pk)
    response = render(request, "monitoring/_reassessment.html", {"order": order})
    if not order.under_way:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def new(request: SignedIn) -> HttpResponse:
    """Make an exemption; ``?public`` names the one that it is for."""
    asked = primary_key(request.GET.get("public", ""))
    public = Public.objects.filter(pk=asked).first() if asked else None
    initial = {"scope": Exemption.Scope.PUBLICS, "publics": public.url} if public else {}
    row = Exemption(created_at=clock.now(), created_by=request.user)
    return _form_page(request, row, None, initial, _("Новое исключение"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def edit(request: SignedIn, pk: int) -> HttpResponse:
    row, before = _standing(pk)
    initial = initial_of(row, Public.objects.filter(pk__in=row.publics))
    return _form_page(request, row, before, initial, _("Изменение исключения"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Let the rules bind again from tomorrow on."""
    row, before = _standing(pk)
    if not exemptions.ends_today(row):
        messages.info(request, _("Это исключение сегодня не действует или сегодня и закончится."))
        return redirect("monitoring:exemption", pk)
    row.last_day = clock.today()
    return _confirmed(request, Proposal(row, before, _("Закончить сегодня")))


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take an exemption back as if it had never been."""
    row, before = _standing(pk)
    row.withdrawn_at = clock.now()
    return _confirmed(request, Proposal(row, before, _("Отменить исключение")))


def _form_page(
    request: SignedIn, row: Exemption, before: Exemption | None, initial: dict[str, Any], title: str
) -> HttpResponse:
    form = ExemptionForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid() and request.POST.get("step") != "edit":
        return _confirmed(request, Proposal(form.fill(row), before, title, form))
    context = {"form": form, "title": title, "row": row, "errors": request.POST.get("step") != "edit"}
    return render(request, "monitoring/exemption_form.html", context)


def _confirmed(request: SignedIn, proposal: Proposal) -> HttpResponse:
    """Save what a person has confirmed; else, or if it has become another matter since, tell what would be done."""
    reach = reassessing.reach([one for one in (proposal.before, proposal.row) if one])
    told = _told(reach)
    if request.POST.get("step") == "save" and request.POST.get("told") == told:
        return _save(request, proposal, closed=bool(request.POST.get("closed")))
    context = {
        "proposal": proposal,
        "told": told,
        "changed": request.POST.get("step") == "save",
        "reach": reach,
        "words": exemptions.listed([proposal.row])[0],
    }
    return render(request, "monitoring/exemption_confirm.html", context)


def _save(request: SignedIn, proposal: Proposal, closed: bool) -> HttpResponse:
    order = reassessing.save(proposal.row, proposal.before, request.user, closed)
    if order is None:
        messages.success(request, _("Сохранено. Пересчитывать ничего не нужно."))
    else:
        # The row is the record: if the broker is away now, beat calls a worker within a minute.
        transaction.on_commit(lambda: tasks.reassess.delay(order.pk), robust=True)
        messages.success(request, _("Сохранено. Пересчёт идёт на сервере, страницу можно закрыть."))
    return redirect("monitoring:exemption", proposal.row.pk)


def _standing(pk: int) -> tuple[Exemption, Exemption]:
    """Return an exemption to be changed, and itself as it was."""
    rows = Exemption.objects.standing()
    return get_object_or_404(rows, pk=pk), get_object_or_404(rows, pk=pk)


def _told(reach: Reach) -> str:
    """Return a mark of what the person was told, to notice when it is no longer so."""
    return "-".join(str(len(one)) for side in (reach.open, reach.closed) for one in (side.weeks, side.publics))


def _teller() -> Told:
    names = exemptions.all_names()

    def tell(field: str, title: str, before: Any, after: Any) -> list[Change]:
        if field in ("first_day", "last_day", "withdrawn_at"):
            return [Change(title, day(before), day(after))]
        return [Change(title, exemptions.told(field, before, names), exemptions.told(field, after, names))]

    return tell
