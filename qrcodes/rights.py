"""Who may change what belongs to a public. Observers see everything and change nothing."""

from registry.access import is_specialist, scope_of
from registry.models import Institution, Public


def may_change(user, public: Public) -> bool:
    """Tell whether the person answers for the public: as a specialist, for its district or its institution."""
    scope = scope_of(user)
    mine = public.institution.district_id in scope.districts or public.institution_id in scope.institutions
    return mine or is_specialist(user)


def may_place(user, institution: Institution) -> bool:
    """Tell whether the person says where sheets hang: its school or its district, and nobody in their stead."""
    scope = scope_of(user)
    return institution.district_id in scope.districts or institution.pk in scope.institutions


def may_inspect(user) -> bool:
    """Tell whether the person writes down what it saw on a visit."""
    return is_specialist(user)
