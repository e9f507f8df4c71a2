"""Addresses of the JSON API, under api/v1/."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from .routes import api

app_name = "api"
ROOT = "api-root"
ROUTES: list[Any] = api.urls[0]
# No session lets a program in but its token, which the API asks for itself.
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="monitoring:api", http_method_names=["get", "head"]), name=ROOT),
    *(
        path(str(route.pattern), login_not_required(route.callback), name=route.name)
        for route in ROUTES
        if route.name != ROOT
    ),
]
