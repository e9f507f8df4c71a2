"""Signing in, one's password, and the link of an invitation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registry.accounts import invitations, keys, vk_id
from registry.accounts.forms import NewPasswordForm
from registry.accounts.people_forms import AcceptForm
from registry.models import Invitation, User


class SignIn(LoginView):
    template_name = "registry/signin.html"
    extra_context = {"vk_id": vk_id.is_on}


signin = SignIn.as_view()


class PasswordChange(PasswordChangeView):
    template_name = "registry/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form) -> HttpResponse:
        messages.success(self.request, _("Пароль изменён. На других устройствах потребуется войти заново."))
        if keys.count(form.user.pk):
            messages.info(self.request, _("Токены API отозваны: создайте для программ новые."))
        return super().form_valid(form)


password_change = PasswordChange.as_view()


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation. Reading the page uses nothing up: mail filters follow links too."""
    now = timezone.now()
    row = invitations.find(token, now)
    if row is None:
        return _ended(request)
    form = AcceptForm(request.POST or None, email=row.email, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        user = invitations.accept(row, told["name"], told["password1"], now)
        return _enter(request, user) if user else _ended(request)
    return render(request, "registry/people/accept.html", {"form": form, "row": row, "waiting": _waiting(row)})


def _waiting(row: Invitation) -> list[Invitation]:
    rows = Invitation.objects.open().filter(email=row.email, ends_at__gt=timezone.now())
    return list(rows.select_related("district", "institution"))


def _ended(request: HttpRequest) -> HttpResponse:
    """Answer alike for a link that was used, one whose time is over, and one that never was."""
    return render(request, "registry/people/ended.html", status=404)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, "password", email=user.email)
    return perform_login(request, user, email_verification="none") or redirect("home")
