"""The portal's addresses: each app keeps its own table."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("registry.urls")),
    path("", include("monitoring.urls")),
    path("qr/", include("qrcodes.urls")),
    path("admin/", admin.site.urls),
]
