"""The attacks stand on the world of the access matrix and the people of the account tests."""

from tests.access.conftest import world
from tests.accounts.conftest import anna, observer
from tests.pages.conftest import assets

__all__ = ["anna", "assets", "observer", "world"]
