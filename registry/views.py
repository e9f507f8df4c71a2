"""The door: signing in, one's own first page, one's password, the language, the kit of the look."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.forms import NewPasswordForm, SignInForm
from registry.kit import samples
from registry.navigation import homes


class SignIn(LoginView):
    template_name = "registry/signin.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class PasswordChange(PasswordChangeView):
    template_name = "registry/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form) -> HttpResponse:
        messages.success(self.request, _("Пароль изменён. На других устройствах потребуется войти заново."))
        return super().form_valid(form)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead a person to its own first page; let it choose where there are several."""
    links = homes(request.user)
    if len(links) == 1:
        return redirect(links[0].url)
    return render(request, "registry/home.html", {"links": links})


@login_not_required
@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, to those who build."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    return render(request, "kit.html", samples())
