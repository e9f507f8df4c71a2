"""A worker killed in the middle of a book of 500 institutions: another begins anew, no half file is ever offered."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pypdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from qrcodes import printing, tasks
from qrcodes.models import Book
from registry import making
from registry.models import District, Institution, Membership, Public, User
from tests.drills.house import on_the_tests_servers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill, pytest.mark.xdist_group("killed worker")]

ROOT = Path(__file__).resolve().parents[2]
SCHOOLS = 500
PATIENCE = 300


@pytest.fixture
def officer() -> User:
    user = User.objects.create_user("officer@example.org", "a password nobody guesses")
    Membership.objects.create(user=user, role="specialist")
    return user


@pytest.fixture
def schools() -> list[int]:
    district = District.objects.create(name="Заречный")
    Institution.objects.bulk_create(
        Institution(full_name=f"Школа № {number}", short_name=f"Школа № {number}", type="school", district=district)
        for number in range(SCHOOLS)
    )
    Public.objects.bulk_create(
        Public(vk_id=900_000 + place, screen_name=f"school{place}", institution=institution)
        for place, institution in enumerate(Institution.objects.all())
    )
    return list(Public.objects.values_list("pk", flat=True))


@pytest.fixture
def start_worker(tmp_path, settings):
    """Return a function that starts a Celery worker on the test's servers; all are gone after the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    workers: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "--app", "gospublics", "worker", "--concurrency", "1"]
        with (tmp_path / f"worker-{len(workers)}.log").open("wb") as log:
            environment = on_the_tests_servers(MEDIA_ROOT=str(settings.MEDIA_ROOT))
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        kill(worker)


def kill(worker: subprocess.Popen) -> None:
    try:
        os.killpg(worker.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        worker.wait()


def wait(book: Book, happened: Callable[[Book], bool], folder: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while not happened(book):
        assert time.monotonic() < ends, tail(folder)
        threading.Event().wait(0.02)
        book.refresh_from_db()


def tail(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace")[-3000:] for path in folder.glob("*.log"))


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_book_whose_worker_is_killed_is_made_anew_by_the_next(
    client, officer, schools, start_worker, tmp_path, kind
):
    client.force_login(officer)
    book = printing.order(officer, schools, "Заречный", kind, {"language": "ru", "ink": "colour", "per_page": 1})
    address = reverse("qrcodes:book_file", args=[book.pk])

    first = start_worker()
    tasks.make_book.delay(book.pk)
    wait(book, lambda book: book.seen >= 2 * printing.STEP, tmp_path)
    kill(first)
    book.refresh_from_db()
    assert 0 < book.seen < SCHOOLS
    assert book.under_way
    assert client.get(address).status_code == 302
    assert [path.suffix for path in files()] == [".part"]

    Book.objects.update(leased_until=timezone.now() - timedelta(seconds=1))  # a minute later
    start_worker()
    tasks.tend_books()
    wait(book, lambda book: not book.under_way, tmp_path)
    assert (book.state, book.attempts, book.printed) == (Book.State.READY, 2, SCHOOLS), tail(tmp_path)
    making.purge(Book, timezone.now())
    assert files() == [book.path]
    assert sheets_in(b"".join(client.get(address).streaming_content), tmp_path, kind) == SCHOOLS


def files() -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / "books").iterdir())


def sheets_in(content: bytes, folder: Path, kind: str) -> int:
    target = folder / f"downloaded.{kind}"
    target.write_bytes(content)
    if kind == "pdf":
        return len(pypdf.PdfReader(target).pages)
    with ZipFile(target) as archive:
        assert archive.testzip() is None
        return sum(name.endswith("/sheet.pdf") for name in archive.namelist())
