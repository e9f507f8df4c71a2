"""The processes of the portal, in one table: the launcher and docker-compose.yml start the same commands.

Where they differ (address, port, keys) they read the environment.
"""

import shlex
import signal
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    line: str
    stop: signal.Signals = signal.SIGTERM

    def words(self, **values: object) -> list[str]:
        """The argv; programs are found in PATH, where .venv comes first."""
        return [word.format(**values) for word in shlex.split(self.line)]


MIGRATE = Command("python manage.py migrate --noinput")
BUILD_ASSETS = Command("python manage.py build_assets")
COLLECT_STATIC = Command("python manage.py collectstatic --noinput")
COMPILE_TRANSLATIONS = Command("pybabel compile --domain django --directory locale")

# Host and port: GRANIAN_HOST, GRANIAN_PORT.
# Each thread keeps a connection to PostgreSQL; by default there would be as many as there are waiting requests.
WEB = Command("granian --interface wsgi --blocking-threads 16 gospublics.wsgi:application")
# SIGQUIT leaves a task in the middle: its batch is taken up again, and nobody waits for a slow wall.
WORKER = Command("celery --app gospublics worker --loglevel INFO", stop=signal.SIGQUIT)
BEAT = Command("celery --app gospublics beat --loglevel INFO --schedule {data}/beat-schedule")
