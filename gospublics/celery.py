"""The Celery app and its timetable, in the region's time zone."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
app = Celery("gospublics")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "nightly audit": {"task": "monitoring.tasks.nightly", "schedule": crontab(hour=2, minute=0)},
    # A message may be lost with its broker or its worker; the batches are not.
    "announce stale work": {"task": "monitoring.tasks.announce", "schedule": 60.0},
    # What a message finds undone when an audit runs, or when its minute is over, the next one does.
    "pictures": {"task": "monitoring.tasks.look_at_pictures", "schedule": 60.0, "options": {"expires": 60}},
}
