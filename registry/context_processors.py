"""What every template may need."""

from django.conf import settings


def portal(request):
    """Return the region's name and whether the stand shows invented data."""
    return {"region_name": settings.REGION_NAME, "demo_data": settings.DEMO_DATA}
