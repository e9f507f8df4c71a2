"""The door's addresses beside stand-ins of the pages that it leads to: this room is tested without them."""

from django.http import HttpResponse
from django.urls import include, path


def stand_in(request, pk=None):
    return HttpResponse(f"{request.resolver_match.view_name} {pk or ''}".strip())


monitoring = [
    path("overview/", stand_in, name="overview"),
    path("districts/", stand_in, name="districts"),
    path("districts/<int:pk>/", stand_in, name="district"),
    path("publics/", stand_in, name="publics"),
    path("publics/<int:pk>/", stand_in, name="public"),
    path("my/", stand_in, name="mine"),
    path("my/<int:pk>/", stand_in, name="my_public"),
    path("api/", stand_in, name="api"),
    path("audits/", stand_in, name="runs"),
    path("pictures/", stand_in, name="pictures"),
    path("appeals/", stand_in, name="appeals"),
    path("mandatory/", stand_in, name="mandatory"),
    path("methodology/", stand_in, name="methodology"),
]
qrcodes = [path("", stand_in, name="index")]

urlpatterns = [
    path("", include("registry.urls")),
    path("", include((monitoring, "monitoring"))),
    path("qr/", include((qrcodes, "qrcodes"))),
]
