"""«Обращения»: a school disputes a verdict, its district says a word, a specialist decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring import appealing, wording
from monitoring.forms.appeals import DECLINE, AppealForm, CommentForm, DecisionForm
from monitoring.models import Appeal
from monitoring.queries import appeals
from monitoring.queries.overruled import shown_name
from monitoring.queries.public import publics
from monitoring.rules import RULES
from registry.access import answers_for, is_specialist, scope_of, sees_everything
from registry.models import Public
from registry.trail import Change, history

from .access import SignedIn
from .choices import Field, without
from .weeks import choose_or_404

A_PAGE = 50
# These tell the same as the lines above the history.
SAID = {f"{deed}_{end}" for deed in ("made", "commented", "decided") for end in ("at", "by")} | {"verdict"}


@require_safe
def index(request: SignedIn) -> HttpResponse:
    """List the appeals in the person's scope; what waits for a decision stands first."""
    filters = appeals.AppealFilters.parse(request.GET)
    context = {
        "page": Paginator(appeals.filtered(request.user, filters), A_PAGE).get_page(request.GET.get("page")),
        "fields": _fields(request, filters),
        "active": filters != appeals.AppealFilters(),
    }
    return render(request, "monitoring/appeals.html", context)


@require_safe
def page(request: SignedIn, pk: int) -> HttpResponse:
    return _shown(request, _appeal(request, pk))


@require_POST
def make(request: SignedIn, pk: int, rule: str) -> HttpResponse:
    """Dispute a rule's verdict of ``?week``; only those whose own public it is."""
    public = get_object_or_404(publics(request.user, archived=False), pk=pk)
    if rule not in {one.id for one in RULES}:
        raise Http404
    if not is_own(request.user, public):
        raise PermissionDenied
    week, form = choose_or_404(request), AppealForm(public.vk_id, request.POST)
    if not form.is_valid():
        context = {"public": public, "week": week, "rule": rule, "name": wording.rule_name(rule), "form": form}
        return render(request, "monitoring/appeal_form.html", context)
    try:
        row = appealing.make(public, form.claim(rule, week), request.user)
        messages.success(request, _("Обращение отправлено: его увидят район и министерство."))
    except appealing.AlreadyWaiting as earlier:
        row = earlier.args[0]
        messages.info(request, _("Этот вердикт уже оспорен: обращение ждёт решения."))
    except appealing.NotDisputable:
        messages.info(request, _("Оспаривать больше нечего: вердикт изменился."))
        return redirect(f"{reverse('monitoring:public', args=[pk])}?week={week}")
    return redirect("monitoring:appeal", row.pk)


@require_POST
def comment(request: SignedIn, pk: int) -> HttpResponse:
    """Keep the word of the district that the public belongs to."""
    row = _appeal(request, pk)
    if not of_district(request.user, row):
        raise PermissionDenied
    form = CommentForm(row, request.POST)
    if not form.is_valid():
        return _shown(request, row, comment_form=form)
    return _done(request, row, appealing.comment(row, form.cleaned_data["comment"], request.user))


@require_POST
def decide(request: SignedIn, pk: int) -> HttpResponse:
    """Accept or decline: a decision is made once."""
    row = _appeal(request, pk)
    if not is_specialist(request.user):
        raise PermissionDenied
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, decision_form=form)
    decision, answer = form.cleaned_data["decision"], form.cleaned_data["answer"]
    if decision == DECLINE:
        return _done(request, row, appealing.decline(row, answer, request.user))
    return _done(request, row, appealing.accept(row, decision, answer, request.user))


def is_own(user, public: Public) -> bool:
    """Tell whether the public is the person's own school's."""
    return public.institution_id in scope_of(user).institutions


def of_district(user, row: Appeal) -> bool:
    return row.public.institution.district_id in scope_of(user).districts


def _appeal(request: SignedIn, pk: int) -> Appeal:
    related = ("made_by", "commented_by", "decided_by")
    return get_object_or_404(appeals.visible(request.user).select_related(*related), pk=pk)


def _done(request: SignedIn, row: Appeal, done: bool) -> HttpResponse:
    if done:
        messages.success(request, _("Сохранено."))
    else:
        messages.info(request, _("По этому обращению уже есть решение."))
    return redirect("monitoring:appeal", row.pk)


def _shown(request: SignedIn, row: Appeal, comment_form=None, decision_form=None) -> HttpResponse:
    waits, user = row.state == Appeal.State.WAITING, request.user
    forms_: dict[str, forms.Form | None] = {
        "comment_form": (comment_form or CommentForm(row)) if waits and of_district(user, row) else None,
        "decision_form": (decision_form or DecisionForm()) if waits and is_specialist(user) else None,
    }
    context = {
        "row": row,
        "public": row.public,
        "name": wording.rule_name(row.rule),
        "sentence": appeals.sentence(row),
        "maker": _name(user, row, row.made_by),
        "decider": shown_name(user, row.decided_by),
        "entries": history(row, _told, hidden=SAID) if sees_everything(user) else [],
    }
    return render(request, "monitoring/appeal.html", context | forms_)


def _name(user, row: Appeal, by) -> str:
    """Return who made the appeal, for the ministry and for those who answer for the school."""
    return str(by) if by and (sees_everything(user) or answers_for(user, row.public.institution)) else ""


def _told(field: str, title: str, before: Any, after: Any) -> list[Change]:
    return [Change(title, appeals.told(field, before), appeals.told(field, after))]


def _fields(request: SignedIn, filters: appeals.AppealFilters) -> list[Field]:
    rules = [(rule.id, wording.rule_name(rule.id)) for rule in RULES]
    states = [(value, str(label)) for value, label in Appeal.State.choices]
    told = [
        ("state", _("Состояние"), filters.state, [("", _("любое")), *states]),
        ("rule", _("Правило"), filters.rule, [("", _("любое")), *rules]),
    ]
    places = [(str(one.pk), one.name) for one in appeals.districts(request.user)]
    if len(places) > 1:
        told.insert(0, ("district", _("Район"), filters.district, [("", _("все")), *places]))
    return [Field(name, title, value, options, without(request.GET, name)) for name, title, value, options in told]
