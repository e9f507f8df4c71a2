"""Who says where sheets hang, and who goes and looks."""

from registry.access import is_specialist, scope_of
from registry.models import Institution


def may_place(user, institution: Institution) -> bool:
    """Tell whether the person says where sheets hang: its school or its district, and nobody in their stead."""
    scope = scope_of(user)
    return institution.district_id in scope.districts or institution.pk in scope.institutions


def may_inspect(user) -> bool:
    """Tell whether the person writes down what it saw on a visit."""
    return is_specialist(user)
