"""How often one person may ask for what costs much, counted in Redis for all processes together."""

from collections.abc import Callable
from functools import wraps

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

View = Callable[..., HttpResponseBase]
# A request without an address comes from inside: tests, commands.
NOWHERE = "127.0.0.1"


def client_address(request: HttpRequest) -> str:
    """Return the visitor's IP address; behind proxies the one that the outermost trusted proxy saw."""
    return get_client_ip(request) or NOWHERE


def costly(action: str, method: str = "") -> Callable[[View], View]:
    """Limit a page by ``settings.COSTLY[action]``, such as «30/m/user»; who asks more often is told to wait.

    ``method``: only requests of this method count.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            free = method and request.method != method
            return view(request, *args, **kwargs) if free or once_more(request, action) else too_many(request)

        return limited

    return decorate


def once_more(request: HttpRequest, action: str) -> bool:
    """Count one request of the person to the action; tell whether it is still within the limit of a minute."""
    return consume(request, app="portal", action=action, config=settings.COSTLY, limit_get=True)


def too_many(request: HttpRequest) -> HttpResponseBase:
    """Answer that it is too early, in words, which htmx's page shows above itself (static/js/portal.js)."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response
