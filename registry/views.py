"""One's own first page, the kit of the look, and the admin's door."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from registry.kit import samples
from registry.navigation import homes


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


@require_safe
def admin_password(request: HttpRequest) -> HttpResponse:
    """Lead to the portal's own page: Django's counts no attempts at the password that one has."""
    return redirect("password_change")


@login_not_required
def admin_door(request: HttpRequest) -> HttpResponse:
    """Lead to the one sign-in there is: Django's own knows neither throttle nor second factor."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))
