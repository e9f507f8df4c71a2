"""The Celery app and its timetable, in the region's time zone."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

from gospublics.collector import spare_the_collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
app = Celery("gospublics")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "nightly audit": {"task": "monitoring.tasks.nightly", "schedule": crontab(hour=2, minute=0)},
    # A message may be lost with its broker or its worker; the batches are not.
    "announce stale work": {"task": "monitoring.tasks.announce", "schedule": 60.0},
    "begin checks that waited": {"task": "monitoring.tasks.begin_checks", "schedule": 60.0},
    "tell of keys that rest": {"task": "monitoring.tasks.alarm", "schedule": 60.0},
    "tell of old data": {"task": "monitoring.tasks.alarm_of_old_data", "schedule": crontab(minute=20)},
    # From alarms.OVER_BY on, over and over: a letter that the mail server did not take goes out the next time.
    "tell of a failed night": {
        "task": "monitoring.tasks.alarm_of_a_failed_night",
        "schedule": crontab(hour="8-20", minute="*/20"),
        "options": {"expires": 600},
    },
    # The week's letters go out when its night is over, however long that takes: who has one gets no second.
    "send digests": {
        "task": "monitoring.tasks.send_digests",
        "schedule": crontab(day_of_week="mon,tue", hour="7-20", minute="*/10"),
        "options": {"expires": 600},
    },
    "merge counts": {"task": "monitoring.tasks.merge_counts", "schedule": 300.0, "options": {"expires": 300}},
    "count anew": {"task": "monitoring.tasks.count_anew", "schedule": crontab(hour=1, minute=30)},
    "tend files of rows": {"task": "monitoring.tasks.tend_files", "schedule": 60.0},
    "tend books of sheets": {"task": "qrcodes.tasks.tend_books", "schedule": 60.0},
    "tell new institutions their norm": {"task": "qrcodes.tasks.tend_quotas", "schedule": 60.0},
    "send invitations": {"task": "registry.tasks.send_invitations", "schedule": 60.0},
    "announce waiting lists": {"task": "registry.tasks.announce_imports", "schedule": 60.0},
    "purge personal data": {"task": "registry.tasks.purge_personal", "schedule": crontab(hour=4, minute=30)},
    "announce waiting checks of links": {"task": "registry.tasks.announce_checks", "schedule": 60.0},
    # Days begin at midnight of the region; an hour late is soon enough where a worker was away.
    "begin categories": {"task": "registry.tasks.begin_categories", "schedule": crontab(minute=1)},
    "tidy lists": {"task": "registry.tasks.tidy_imports", "schedule": crontab(hour=4, minute=0)},
    # What a message finds undone when an audit runs, or when its minute is over, the next one does.
    "pictures": {"task": "monitoring.tasks.look_at_pictures", "schedule": 60.0, "options": {"expires": 60}},
}

worker_init.connect(spare_the_collector)
