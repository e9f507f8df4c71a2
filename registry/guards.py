"""Who may open a page that has no object of its own to be asked about. Anonymous visitors never come so far."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from registry.access import is_specialist, sees_everything

View = Callable[..., HttpResponseBase]


def for_ministry(view: View) -> View:
    """Show the page to those who see everything; to others it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not sees_everything(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_specialists(view: View) -> View:
    """Let specialists in; tell observers that they may not, and others that there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not is_specialist(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return for_ministry(guarded)
