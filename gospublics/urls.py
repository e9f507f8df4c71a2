"""The portal's addresses: each app keeps its own table."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from health_check.views import HealthCheckView
from redis.asyncio import Redis

# The two servers that the portal cannot work without; asked by the container engine, so open to all.
health = login_not_required(
    HealthCheckView.as_view(
        checks=[
            "health_check.checks.Database",
            ("health_check.contrib.redis.Redis", {"client_factory": lambda: Redis.from_url(settings.REDIS_URL)}),
        ]
    )
)

urlpatterns = [
    path("health/", health, name="health"),
    path("", include("registry.urls")),
    path("", include("monitoring.urls")),
    path("api/v1/", include("monitoring.api.urls")),
    path("qr/", include("qrcodes.urls")),
    path("admin/", admin.site.urls),
]
