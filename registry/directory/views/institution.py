"""The page of an institution, and its facts changed in place or on a page of their own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry import rights
from registry.access import is_specialist
from registry.directory import editing, keeping
from registry.directory.card import HIDDEN, card, teller
from registry.directory.forms import ContactForm, InstitutionForm, SeenForm
from registry.directory.views.access import institution_of
from registry.directory.views.going import go
from registry.guards import for_specialists
from registry.history import names
from registry.models import Contact, Institution
from registry.trail import entries, events_of


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an institution of the person's own scope."""
    institution = institution_of(request.user, pk)
    context = {
        "card": card(institution),
        "institution": institution,
        "trail": [(_("Реестр"), reverse("registry:institutions"))],
        "may_change": is_specialist(request.user),
        "may_change_contact": rights.may_change_contact(request.user, institution),
    }
    return render(request, "registry/directory/institution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def new(request: HttpRequest) -> HttpResponse:
    """Take a new institution; its public is added on its own page."""
    form = InstitutionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        messages.success(request, _("Организация добавлена. Теперь укажите её паблик."))
        return go(request, reverse("registry:institution", args=[form.instance.pk]))
    return _form_page(request, form, _("Новая организация"), reverse("registry:institutions"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the institution's facts: in place where htmx asks, else on a page."""
    institution = institution_of(request.user, pk)
    rights.require_change(request.user)
    version = editing.version(institution)
    form = InstitutionForm(request.POST if request.method == "POST" else None, instance=institution, version=version)
    return saved(request, form, institution, _("Сведения об организации"), _("Сведения сохранены."))


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change who keeps the institution's public."""
    institution = institution_of(request.user, pk)
    rights.require_contact(request.user, institution)
    row = Contact.objects.filter(institution=institution).first() or Contact(institution=institution)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=row, version=editing.version(row))
    return saved(request, form, institution, _("Кто ведёт паблик"), _("Контакт сохранён."))


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the institution to the archive, or bring it back from there."""
    institution = institution_of(request.user, pk)
    rights.require_change(request.user)
    if request.POST.get("do") == "restore":
        keeping.restore(institution)
        messages.success(request, _("Организация возвращена в реестр вместе со своими пабликами."))
    else:
        keeping.archive(institution, timezone.now())
        messages.success(request, _("Организация в архиве: паблики больше не проверяются, прошлые недели сохранены."))
    return redirect("registry:institution", pk)


def saved(request: HttpRequest, form: SeenForm, institution: Institution, title: str, said: str) -> HttpResponse:
    """Save what was sent; show the form again where it is not good, or where somebody else was quicker."""
    address, since = reverse("registry:institution", args=[institution.pk]), []
    if form.is_bound and form.is_valid():
        try:
            editing.save(form.instance, form.cleaned_data["seen"] or 0, form.columns)
        except editing.Overtaken as overtaken:
            since = _changes_since(form.instance, overtaken.seen)
            form.renew(editing.version(form.instance))
        else:
            messages.success(request, said)
            return go(request, address)
    return _form_page(request, form, title, address, since, institution)


def _changes_since(row: Any, seen: int) -> list:
    events = events_of(row)
    told = entries(row, events, names(events), teller(events)(row), HIDDEN)
    return told[: editing.changes_since(row, seen)]


def _form_page(
    request: HttpRequest,
    form: SeenForm,
    title: str,
    back: str,
    since: list | None = None,
    institution: Institution | None = None,
) -> HttpResponse:
    trail = [(_("Реестр"), reverse("registry:institutions"))]
    trail += [(institution.short_name, back)] if institution else []
    context = {"form": form, "title": title, "back": back, "since": since, "trail": trail, "action": request.path}
    return render(request, "registry/directory/form.html", context)
