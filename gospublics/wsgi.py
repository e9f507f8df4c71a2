"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from gospublics.collector import spare_the_collector
from gospublics.threads import end_with_thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
application = get_wsgi_application()
connection_created.connect(end_with_thread)
spare_the_collector()
