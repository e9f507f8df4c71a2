"""What a person may see and do: the one answer that every page, file, fragment and form goes through.

Rows are narrowed by ``visible_to(user)`` of their querysets, which asks ``scope_of``; what is done to them asks one
of the functions below. A person may hold several roles, each bound to its own place: they add up.
"""

from dataclasses import dataclass

SPECIALIST = "specialist"
SEE_EVERYTHING = {SPECIALIST, "observer"}


@dataclass(frozen=True)
class Scope:
    """Ids of the districts and institutions that a person reaches, or everything."""

    everything: bool = False
    districts: frozenset[int] = frozenset()
    institutions: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()


def scope_of(user) -> Scope:
    """Return the user's scope, read once per request. An anonymous or inactive user reaches nothing."""
    if not (user.is_authenticated and user.is_active):
        return Scope()
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def _read_scope(user) -> Scope:
    rows = list(user.memberships.values_list("role", "district", "institution"))
    roles = frozenset(role for role, _, _ in rows) | (frozenset({SPECIALIST}) if user.is_superuser else frozenset())
    return Scope(
        everything=bool(roles & SEE_EVERYTHING),
        districts=frozenset(district for _, district, _ in rows if district),
        institutions=frozenset(institution for _, _, institution in rows if institution),
        roles=roles,
    )


# --- what may be seen -----------------------------------------------------------------------------
def sees_everything(user) -> bool:
    """Tell whether the whole region is open to the user: its totals, audits, rule sets, exemptions."""
    return scope_of(user).everything


# --- what may be done -----------------------------------------------------------------------------
def is_specialist(user) -> bool:
    """Tell whether the user may change the registry, start audits and decide."""
    return SPECIALIST in scope_of(user).roles


def answers_for(user, institution) -> bool:
    """Tell whether the institution is in the user's own charge, through its district or by itself."""
    scope = scope_of(user)
    return institution.district_id in scope.districts or institution.pk in scope.institutions


def may_change(user, public) -> bool:
    """Tell whether the user may change what belongs to a public: its sheet, its code, its contacts.

    Observers see everything and change nothing.
    """
    return is_specialist(user) or answers_for(user, public.institution)


def may_manage_people(user) -> bool:
    """Tell whether the user may invite people, give and end roles, and close accounts."""
    return is_specialist(user)


def may_manage(user, other) -> bool:
    """Tell whether the user may change that person's account. A superuser's account is another superuser's affair."""
    return may_manage_people(user) and (user.is_superuser or not other.is_superuser)
