"""People of every role."""

from registry.models import Membership, User


def person(role=None, email="person@example.org", **place) -> User:
    """Return a saved user with one role (none: without any); ``place``: district or institution."""
    user = User.objects.create_user(email)
    if role:
        Membership.objects.create(user=user, role=role, **place)
    return user
