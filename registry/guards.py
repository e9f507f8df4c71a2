"""Who may open a page of the registry."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from registry.access import is_specialist, scope_of

View = Callable[..., HttpResponseBase]


def for_specialists(view: View) -> View:
    """Let specialists in; tell observers that they may not, and others that there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if is_specialist(request.user):
            return view(request, *args, **kwargs)
        if scope_of(request.user).everything:
            raise PermissionDenied
        raise Http404

    return guarded
