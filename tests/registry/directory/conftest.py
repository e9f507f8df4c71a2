"""A specialist at work on the small region of the registry's tests."""

import pytest
from django.test import Client

from tests.registry.directory.people import signed_in


@pytest.fixture
def specialist(db) -> Client:
    return signed_in("specialist", "specialist@example.org")
