"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application

from gospublics.collector import spare_the_collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
application = get_wsgi_application()
spare_the_collector()
