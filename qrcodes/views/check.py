"""«Куда ведёт этот код?»: a picture comes, an answer goes; nothing of it is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qrcodes.decoding import Found
from qrcodes.owners import owners_of
from qrcodes.queries import publics_of
from qrcodes.upload_forms import CheckForm
from qrcodes.verdicts import leads
from qrcodes.wording import Told, tell
from registry.accounts.throttle import costly
from registry.models import Public

from .access import visible_public

READING = ["GET", "HEAD", "POST"]


@require_http_methods(READING)
@costly("check", method="POST")
def check(request: HttpRequest) -> HttpResponse:
    """Tell where any code leads; who answers for one public only is asked about that one."""
    own = publics_of(request.user)[:2]
    if request.method != "POST" and len(own) == 1:
        return redirect("qrcodes:check_public", own[0].pk)
    return _answer(request, None)


@require_http_methods(READING)
@costly("check", method="POST")
def check_public(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell whether a code leads to this public. An archived one too: its old sheets still hang."""
    return _answer(request, visible_public(request, pk))


def _answer(request: HttpRequest, public: Public | None) -> HttpResponse:
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context: dict[str, Any] = {"public": public, "form": form, "answered": form.is_bound and form.is_valid()}
    if context["answered"]:
        context["told"] = _told(request, public, form.cleaned_data["codes"])
    return render(request, "qrcodes/check.html", context)


def _told(request: HttpRequest, public: Public | None, codes: tuple[Found, ...]) -> list[Told]:
    asked = public.pk if public else None
    texts = [code.text for code in codes]
    found = leads(texts, owners_of(request.user, texts, asked), asked)
    return [tell(lead, asked=public is not None) for lead in found]
