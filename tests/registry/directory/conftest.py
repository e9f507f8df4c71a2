"""A specialist at work on the small region of the registry's tests, who may send lists too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.models import Import
from tests.registry.directory.people import signed_in
from tests.registry.imports.conftest import worked


@pytest.fixture
def specialist(db) -> Client:
    return signed_in("specialist", "specialist@example.org")


@pytest.fixture
def upload(specialist, local_vk):
    """Return a function that sends a list and lets the worker take it as far as it goes."""

    def uploaded(data: bytes, name: str = "список.csv") -> Import:
        response = specialist.post(reverse("registry:imports"), {"file": SimpleUploadedFile(name, data)})
        assert response.status_code == 302, response.content.decode()
        return worked(Import.objects.latest("pk"))

    return uploaded
