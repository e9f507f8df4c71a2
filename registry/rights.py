"""Refusals of the registry's pages: asked once the object was found to be inside the person's scope."""

from django.core.exceptions import PermissionDenied

from registry.access import answers_for, is_specialist
from registry.models import Institution


def may_change_contact(user, institution: Institution) -> bool:
    """Tell whether the person may read and change who keeps the institution's public: personal data.

    Specialists may, and whoever answers for that very institution; observers see figures, not people.
    """
    return is_specialist(user) or answers_for(user, institution)


def require_change(user) -> None:
    """Raise PermissionDenied for a person who sees the registry's row but may not change it."""
    if not is_specialist(user):
        raise PermissionDenied


def require_contact(user, institution: Institution) -> None:
    """Raise PermissionDenied for a person who sees the institution but not its people."""
    if not may_change_contact(user, institution):
        raise PermissionDenied
