"""A region to look at in another language: its builders are those of the pages' room."""

from tests.pages.conftest import clock_at_friday, region

__all__ = ["clock_at_friday", "region"]
