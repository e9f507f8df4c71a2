"""The project: settings, urls, schedule. No business code."""

from .celery import app as celery_app

__all__ = ["celery_app"]
