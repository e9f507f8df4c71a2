"""One rule of a public's week: what the rule says, what a specialist set in its place, and the form for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring import appealing, overruling, wording
from monitoring.forms.appeals import AppealForm
from monitoring.forms.verdicts import VerdictForm
from monitoring.models import ManualVerdict
from monitoring.queries import overruled
from monitoring.queries.public import Story, publics, story
from registry.access import is_specialist, sees_everything

from .access import SignedIn
from .appeals import is_own
from .weeks import choose_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedIn, pk: int, rule: str) -> HttpResponse:
    """Show a rule's verdict of ``?week`` and set another one by hand."""
    told = _story(request, pk)
    if rule not in (told.summary.verdicts if told.summary else {}):
        raise Http404
    if request.method == "POST" and not is_specialist(request.user):
        raise PermissionDenied
    form = VerdictForm(told.week, request.POST or None)
    if form.is_bound and form.is_valid():
        return _set(request, told, form, rule)
    return render(request, "monitoring/verdict.html", _context(request, told, form, rule))


@require_POST
def withdraw(request: SignedIn, pk: int, decision: int) -> HttpResponse:
    """Take a verdict set by hand back: the rule's own holds again."""
    row = get_object_or_404(ManualVerdict.objects.visible_to(request.user), pk=decision, public=pk)
    if not is_specialist(request.user):
        raise PermissionDenied
    if overruling.withdraw(row, request.user):
        messages.success(request, _("Вердикт отозван: снова действует то, что посчитали правила."))
    else:
        messages.info(request, _("Этот вердикт уже отозван."))
    return redirect(_address(row.public_id, row.rule, request.GET.get("week", "")))


def _story(request: SignedIn, pk: int) -> Story:
    public = get_object_or_404(publics(request.user), pk=pk)
    return story(public, choose_or_404(request))


def _set(request: SignedIn, told: Story, form: VerdictForm, rule: str) -> HttpResponse:
    computed = overruled.computed(told).get(rule)
    outcome = str(computed.outcome) if computed else ""
    overruling.overrule(told.public, form.ruling(rule), outcome, request.user)
    messages.success(request, _("Вердикт поставлен и уже учтён в статусе и балле."))
    return redirect(f"{reverse('monitoring:public', args=[told.public.pk])}?week={told.week}")


def _context(request: SignedIn, told: Story, form: VerdictForm, rule: str) -> dict:
    computed = overruled.computed(told).get(rule)
    rows = overruled.decided(request.user, told, rule)
    names = [(row, *(overruled.shown_name(request.user, by) for by in (row.set_by, row.withdrawn_by))) for row in rows]
    return {
        "public": told.public,
        "week": told.week,
        "rule": rule,
        "name": wording.rule_name(rule),
        "paragraph": wording.paragraph(rule),
        "computed": computed,
        "sentence": wording.sentence(rule, computed) if computed else "",
        "manual": overruled.manual(request.user, told).get(rule),
        "decided": names,
        "form": form,
        "appeal_form": _appeal_form(request, told, rule),
        "specialist": is_specialist(request.user),
        "sees_everything": sees_everything(request.user),
    }


def _appeal_form(request: SignedIn, told: Story, rule: str) -> AppealForm | None:
    """Return the form by which the public's own people dispute the verdict, if there is something to dispute."""
    public = told.public
    present = public.archived_at is None and public.institution.archived_at is None
    open_to = present and is_own(request.user, public) and appealing.disputable(told.summary, rule)
    return AppealForm(public.vk_id) if open_to else None


def _address(public: int, rule: str, week: str) -> str:
    address = reverse("monitoring:verdict", args=[public, rule])
    return f"{address}?week={week}" if week.isascii() and week.replace("-", "").isalnum() else address
