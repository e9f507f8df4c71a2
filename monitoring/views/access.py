"""A request of somebody who has signed in, and who may open a page of the whole region (registry/guards.py)."""

from django.http import HttpRequest

from registry.guards import for_ministry, for_specialists
from registry.models import User

__all__ = ["SignedIn", "for_ministry", "for_specialists"]


class SignedIn(HttpRequest):
    """A request to a page that asks for signing in: the middleware has let nobody else through."""

    user: User
