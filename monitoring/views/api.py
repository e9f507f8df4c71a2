"""«API»: a person's tokens, and what programs may ask with them."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from monitoring import clock
from monitoring.api import tokens
from monitoring.api.routes import api
from monitoring.forms.api_tokens import ApiTokenForm
from registry.accounts.throttle import costly

from .access import SignedIn


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@costly("token", method="POST")
@reauthentication_required(enabled=lambda request: request.method == "POST")
def page(request: SignedIn) -> HttpResponse:
    """List the person's tokens and make a new one: it is shown in this one answer and never again.

    A token opens for months what a session opens for days: who was signed in long ago gives the password again.
    """
    form = ApiTokenForm(request.POST or None)
    made = _make(request, form) if form.is_bound and form.is_valid() else None
    context = {
        "form": ApiTokenForm() if made else form,
        "made": made,
        "tokens": request.user.api_tokens.all()[:100],
        "now": clock.now(),
        "addresses": _addresses(),
    }
    return render(request, "monitoring/api.html", context)


@require_POST
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Take one of the person's own tokens back; other people's do not exist here."""
    get_object_or_404(request.user.api_tokens, pk=pk)
    if tokens.revoke(request.user, pk, clock.now()):
        messages.success(request, _("Токен отозван: программы с ним больше ничего не прочитают."))
    else:
        messages.info(request, _("Этот токен уже отозван."))
    return redirect("monitoring:api")


def _make(request: SignedIn, form: ApiTokenForm) -> str | None:
    try:
        return tokens.make(request.user, form.cleaned_data["name"], form.cleaned_data["days"], clock.now())[1]
    except tokens.TooMany:
        form.add_error(None, _("Действующих токенов уже двадцать: отзовите те, которые не нужны."))
        return None


def _addresses() -> list[dict]:
    """Return what the schema says of each address: path, summary, parameters."""
    schema = api.get_openapi_schema()
    return [
        {
            "path": path,
            "summary": call["summary"],
            "parameters": [
                {"name": one["name"], "said": one.get("description") or one["schema"].get("description", "")}
                for one in call.get("parameters", ())
            ],
        }
        for path, calls in schema["paths"].items()
        for call in calls.values()
    ]
