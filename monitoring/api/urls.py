"""Addresses of the JSON API, under api/v1/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from .routes import api

app_name = "api"
ROOT = "api-root"
ROUTES: list[Any] = api.urls[0]


def open_to_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for no session: the token lets a program in. HEAD is answered as GET, the server leaves the body out."""

    @login_not_required
    @require_safe
    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, *args, **kwargs)

    return asked


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="monitoring:api", http_method_names=["get", "head"]), name=ROOT),
    *(
        path(str(route.pattern), open_to_programs(route.callback), name=route.name)
        for route in ROUTES
        if route.name != ROOT
    ),
]
