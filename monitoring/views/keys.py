"""«Ключи ВКонтакте»: what each key is doing, why it rests, and the button that lets it work again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring import clock
from registry.access import is_specialist
from vk import keyring, states

from .access import for_ministry, for_specialists


@require_safe
@for_ministry
def index(request: HttpRequest) -> HttpResponse:
    """List the keys of the settings, those that need somebody first."""
    keys = keyring.every()
    context = {
        "keys": keys,
        "resting": [key for key in keys if key.rest],
        "specialist": is_specialist(request.user),
    }
    return render(request, "monitoring/keys.html", context)


@require_POST
@for_specialists
def use_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a resting key work again; one that has ended needs another in the settings."""
    key = next((key for key in keyring.every() if key.row.pk == pk), None)
    if key is None:
        raise Http404
    said = {"key": capfirst(key.label)}
    if states.use_again(key.row, clock.now()):
        messages.success(request, _("%(key)s снова используется. Если ВКонтакте откажет, вы узнаете об этом.") % said)
    else:
        messages.info(request, _("%(key)s сейчас не отдыхает: снимать нечего.") % said)
    return redirect("monitoring:keys")
