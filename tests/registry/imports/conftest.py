"""A specialist's browser, and a worker that does at once what a page has asked for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.imports import alone, steps
from registry.models import Import
from tests.registry.people import person
from tests.registry.tables import HEADER

from .reports import Report, prepared


@pytest.fixture
def specialist(client, db):
    client.force_login(person("specialist"))
    return client


@pytest.fixture
def upload(specialist, local_vk, django_capture_on_commit_callbacks):
    """Return a function that sends a file and lets the worker take it as far as it goes without a person."""

    def uploaded(data: bytes, name: str = "список.csv") -> Import:
        response = specialist.post(reverse("registry:imports"), {"file": SimpleUploadedFile(name, data)})
        assert response.status_code == 302, response.content.decode()
        return worked(Import.objects.latest("pk"))

    return uploaded


@pytest.fixture
def press(specialist):
    """Return a function that presses a button of a list's page and lets the worker do what it asks."""

    def pressed(one: Import, do: str, page: str = "import_step", **fields) -> Import:
        specialist.post(reverse(f"registry:{page}", args=[one.pk]), {"do": do, **fields})
        return worked(one)

    return pressed


def worked(one: Import) -> Import:
    steps.work(one.pk)
    one.refresh_from_db()
    return one


def text(client, address: str) -> str:
    """Return a page's HTML with every kind of space made one."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def page_of(client, one: Import, query: str = "") -> str:
    return text(client, reverse("registry:import", args=[one.pk]) + query)


@pytest.fixture
def load(local_vk):
    """Return a function that imports rows (the first is the header) and returns the report."""

    def loaded(*rows, data=None):
        one = prepared(*rows, data=data)
        alone.write(one)
        return Report(one)

    return loaded


@pytest.fixture
def load_table(load):
    """Return a function that imports rows under the usual header."""
    return lambda *rows: load(HEADER, *rows)
