"""«Редакции правил»: the list, one set, a draft with what it would change, and the form between them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring import adopting, clock, foreseeing, tasks
from monitoring.forms.rule_sets import RuleSetForm
from monitoring.models import RuleSet, WhatIf
from monitoring.queries import rule_sets
from monitoring.rules import LETTER
from registry.access import is_specialist
from registry.parameters import primary_key
from registry.templatetags.portal import day
from registry.trail import Change, history

from .access import SignedIn, for_ministry, for_specialists

A_PAGE = 25


@require_safe
@for_ministry
def index(request: SignedIn) -> HttpResponse:
    drafts = WhatIf.objects.filter(saved_as=None).select_related("started_by").order_by("-started_at")[:5]
    context = {"rows": rule_sets.listed(), "drafts": drafts, "specialist": is_specialist(request.user)}
    return render(request, "monitoring/rule_sets.html", context)


@require_safe
@for_ministry
def page(request: SignedIn, pk: int) -> HttpResponse:
    """Show a rule set: its values, what it changed, who did what to it."""
    row = get_object_or_404(RuleSet, pk=pk)
    previous = rule_sets.before(row)
    context = {
        "row": row,
        "current": row == rule_sets.in_force(),
        "editable": rule_sets.editable(row),
        "specialist": is_specialist(request.user),
        "demanded": rule_sets.demanded(row.values),
        "exemption_days": rule_sets.exemption_days(row.values),
        "previous": previous,
        "steps": rule_sets.steps(previous.values, row.values) if previous else [],
        "entries": history(row, _told),
    }
    return render(request, "monitoring/rule_set.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def new(request: SignedIn) -> HttpResponse:
    """Begin from a copy: ``?from`` names the rule set, the one in force by default."""
    asked = primary_key(request.GET.get("from", ""))
    base = RuleSet.objects.filter(pk=asked).first() if asked else rule_sets.in_force()
    values = base.values if base else LETTER.to_json()
    return _form_page(request, values, {"valid_from": clock.next_monday()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def edit(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(RuleSet, pk=pk)
    if not rule_sets.editable(row):
        messages.warning(request, _("Эта редакция уже действует или отозвана: её не меняют. Создайте новую."))
        return redirect("monitoring:rule_set", pk)
    return _form_page(request, row.values, _named(row), row)


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def redraft(request: SignedIn, pk: int) -> HttpResponse:
    """Change a draft: it makes a new one, so that both counts can be compared."""
    draft = get_object_or_404(WhatIf, pk=pk)
    return _form_page(request, draft.values, _named(draft), draft.replaces)


@require_safe
@for_ministry
def what_if(request: SignedIn, pk: int) -> HttpResponse:
    """Show a draft: what differs, and whom it would have touched in the last closed week."""
    draft = get_object_or_404(WhatIf.objects.select_related("started_by", "saved_as"), pk=pk)
    held = rule_sets.in_force(draft.week)
    affected = Paginator(rule_sets.affected(request.user, draft), A_PAGE)
    context = {
        "draft": draft,
        "held": held,
        "steps": rule_sets.steps(held.values, draft.values) if held else [],
        "outcome": rule_sets.outcome(draft),
        "categories": rule_sets.COUNTED,
        "counts": rule_sets.counts(draft),
        "page": affected.get_page(request.GET.get("page")),
        "specialist": is_specialist(request.user),
    }
    return render(request, "monitoring/what_if.html", context)


@require_safe
@for_ministry
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """Give the progress bar alone; when the count is done the whole page is renewed."""
    draft = get_object_or_404(WhatIf, pk=pk)
    response = render(request, "monitoring/_what_if_progress.html", {"draft": draft})
    if not draft.under_way:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@for_specialists
def adopt(request: SignedIn, pk: int) -> HttpResponse:
    """Keep the draft as a rule set."""
    draft = get_object_or_404(WhatIf, pk=pk)
    try:
        row = adopting.adopt(draft)
    except adopting.TooLate:
        messages.error(
            request,
            _(
                "Редакция не сохранена: её день прошёл или занят другой редакцией. Значения целы, выберите"
                " другой день."
            ),
        )
        return redirect("monitoring:rule_set_redraft", pk)
    messages.success(request, _("Редакция сохранена. Она действует с %(day)s.") % {"day": day(row.valid_from)})
    return redirect("monitoring:rule_set", row.pk)


@require_POST
@for_specialists
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(RuleSet, pk=pk)
    if adopting.withdraw(row):
        messages.success(request, _("Редакция отозвана. Её значения сохранены в списке."))
    else:
        messages.warning(request, _("Эта редакция уже действует или отозвана: отозвать её нельзя."))
    return redirect("monitoring:rule_set", pk)


def _form_page(
    request: SignedIn, values: dict[str, Any], initial: dict[str, Any], editing: RuleSet | None = None
) -> HttpResponse:
    form = RuleSetForm(values, request.POST or None, initial=initial, editing=editing)
    if request.method == "POST" and form.is_valid():
        draft = foreseeing.draft(form.proposed, request.user, editing)
        # The row is the record: if the broker is away now, beat calls a worker within a minute.
        transaction.on_commit(lambda: tasks.foresee.delay(draft.pk), robust=True)
        return redirect("monitoring:what_if", draft.pk)
    return render(request, "monitoring/rule_set_form.html", {"form": form, "editing": editing})


def _named(row: RuleSet | WhatIf) -> dict[str, Any]:
    return {"name": row.name, "decision": row.decision, "valid_from": row.valid_from}


def _told(field: str, title: str, before: Any, after: Any) -> list[Change]:
    """Tell a change of the values one by one."""
    match field:
        case "values":
            return [Change(one.place, one.before, one.after) for one in rule_sets.steps(before, after)]
        case "valid_from" | "withdrawn_at":
            return [Change(title, day(before), day(after))]
    return [Change(title, before, after)]
