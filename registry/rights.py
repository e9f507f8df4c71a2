"""What a person may change in the registry. What it may see is told by registry.access."""

from django.core.exceptions import PermissionDenied

from registry.access import is_specialist, scope_of
from registry.models import Institution


def may_change(user) -> bool:
    """Tell whether the person may change institutions, publics and districts."""
    return is_specialist(user)


def may_change_contact(user, institution: Institution) -> bool:
    """Tell whether the person may read and change who keeps the institution's public: personal data.

    Specialists may, and whoever has a role in that very district or institution; observers see figures, not people.
    """
    scope = scope_of(user)
    near = institution.district_id in scope.districts or institution.pk in scope.institutions
    return is_specialist(user) or near


def require_contact(user, institution: Institution) -> None:
    """Raise PermissionDenied for a person who sees the institution but not its people."""
    if not may_change_contact(user, institution):
        raise PermissionDenied
