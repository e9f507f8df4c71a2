"""«Пользователи»: who has which role, invitations, and what a specialist does to an account."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry import tasks
from registry.access import may_manage
from registry.accounts import invitations, keys, people, second_factor
from registry.accounts.invitations import Invited
from registry.accounts.people_forms import InviteForm, InviteListForm, RoleForm
from registry.guards import SignedIn, for_specialists
from registry.models import Invitation, Membership, Role, User
from registry.parameters import search_text

A_PAGE = 50


@require_safe
@for_specialists
def index(request: SignedIn) -> HttpResponse:
    """List people by address, and the invitations that wait."""
    search = search_text(request.GET.get("q", ""))
    role, closed = request.GET.get("role", ""), request.GET.get("closed", "")
    role, closed = role if role in Role.values else "", closed if closed in ("yes", "no") else ""
    waiting = Paginator(people.invitations(), A_PAGE).get_page(request.GET.get("invited"))
    context = {
        "page": Paginator(people.listed(search, role, closed), A_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "role": role,
        "closed": closed,
        "roles": [("", _("любая")), *Role.choices],
        "closings": [("", _("любой")), ("no", _("открыт")), ("yes", _("закрыт"))],
        "waiting": waiting,
        "now": timezone.now(),
    }
    return render(request, "registry/people/index.html", context)


# --- invitations ----------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def invite(request: SignedIn) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = invitations.invite(told["email"], told["name"], form.place, request.user, timezone.now())
        return _told(request, done)
    return render(request, "registry/people/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def invite_list(request: SignedIn) -> HttpResponse:
    """Invite administrators of publics by a list; either all lines are taken or none.

    ``?contacts``: begin with those whom the registry knows as keepers and nobody has invited.
    """
    initial = {"lines": people.keepers()} if "contacts" in request.GET else {}
    form = InviteListForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _told(request, invitations.invite_all(form.told, request.user, timezone.now()))
    return render(request, "registry/people/invite_list.html", {"form": form})


@require_POST
@for_specialists
def invite_again(request: SignedIn, pk: int) -> HttpResponse:
    if invitations.send_again(get_object_or_404(Invitation, pk=pk), timezone.now()):
        _announce()
        messages.success(request, _("Новая ссылка отправляется. Прежняя больше не действует."))
    else:
        messages.info(request, _("Это приглашение уже принято или отозвано."))
    return redirect("people")


@require_POST
@for_specialists
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    if invitations.withdraw(get_object_or_404(Invitation, pk=pk), timezone.now()):
        messages.success(request, _("Приглашение отозвано, ссылка больше не действует."))
    else:
        messages.info(request, _("Это приглашение уже принято или отозвано."))
    return redirect("people")


def _told(request: SignedIn, done: Invited) -> HttpResponse:
    if done.sent:
        count = len(done.sent)
        said = ngettext("Отправляется %(n)s приглашение.", "Отправляется приглашений: %(n)s.", count)
        messages.success(request, said % {"n": count})
        _announce()
    if done.given:
        names = ", ".join(user.email for user in done.given[:10])
        messages.success(request, _("Уже есть учётная запись, роль добавлена сразу: %(names)s.") % {"names": names})
    if done.known:
        names = ", ".join(done.known[:10])
        messages.info(request, _("Уже приглашены или с этой ролью: %(names)s.") % {"names": names})
    return redirect("people")


def _announce() -> None:
    # The rows are the record: if the broker is away now, beat calls a worker within a minute.
    transaction.on_commit(tasks.send_invitations.delay, robust=True)


# --- one person -----------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def person(request: SignedIn, pk: int) -> HttpResponse:
    """Show a person's roles and sign-ins; give another role."""
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _check(request, user)
        _role, new = Membership.objects.get_or_create(user=user, **form.place.fields)
        messages.success(request, _("Роль добавлена.") if new else _("Эта роль у человека уже есть."))
        return redirect("person", pk)
    context = {
        "person": user,
        "roles": people.places().filter(user=user),
        "form": form,
        "sign_ins": people.sign_ins(user),
        "factor": second_factor.is_set_up(user),
        "keys": keys.count(user.pk),
        "manageable": may_manage(request.user, user),
        "myself": user == request.user,
    }
    return render(request, "registry/people/person.html", context)


@require_POST
@for_specialists
def end_role(request: SignedIn, pk: int, role: int) -> HttpResponse:
    row = get_object_or_404(Membership.objects.select_related("user"), pk=role, user=pk)
    _check(request, row.user)
    if row.role == Role.SPECIALIST and row.user == request.user:
        messages.error(request, _("Свою роль специалиста снять нельзя: попросите другого специалиста."))
        return redirect("person", pk)
    row.delete()
    messages.success(request, _("Роль снята. Что человек сделал в этой роли, осталось в истории."))
    return redirect("person", pk)


@require_POST
@for_specialists
def do(request: SignedIn, pk: int, deed: str) -> HttpResponse:
    """Close or reopen an account, end its sessions, take its second factor away."""
    user = get_object_or_404(User, pk=pk)
    if deed not in people.DEEDS:
        raise Http404
    _check(request, user)
    if deed in ("close", "factor") and user == request.user:
        messages.error(request, _("Со своей учётной записью этого сделать нельзя: попросите другого специалиста."))
        return redirect("person", pk)
    people.DEEDS[deed].act(user)
    messages.success(request, str(people.DEEDS[deed].said))
    return redirect("person", pk)


def _check(request: SignedIn, user: User) -> None:
    if not may_manage(request.user, user):
        raise PermissionDenied
