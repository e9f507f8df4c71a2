"""Who may change what belongs to a public. Observers see everything and change nothing."""

from registry.access import is_specialist, scope_of
from registry.models import Public


def may_change(user, public: Public) -> bool:
    """Tell whether the person answers for the public: as a specialist, for its district or its institution."""
    scope = scope_of(user)
    mine = public.institution.district_id in scope.districts or public.institution_id in scope.institutions
    return mine or is_specialist(user)
