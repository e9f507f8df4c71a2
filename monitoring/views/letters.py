"""«Письма»: whether a person gets the weekly letter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from monitoring import clock, digests

from .access import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedIn) -> HttpResponse:
    """Show and change it; only those who answer for publics have something to be written about."""
    offered = digests.is_offered(request.user)
    if request.method == "POST":
        if not offered:
            raise PermissionDenied
        digests.wish(request.user, bool(request.POST.get("digest")), clock.now())
        messages.success(request, _("Сохранено."))
        return redirect("monitoring:letters")
    context = {"offered": offered, "wants": offered and digests.wants(request.user)}
    return render(request, "monitoring/letters.html", context)
