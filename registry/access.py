"""What a person may see: the one answer that every query of every page goes through."""

from dataclasses import dataclass

SEE_EVERYTHING = {"specialist", "observer"}


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


def is_specialist(user) -> bool:
    """Tell whether the user may change the registry, start audits and decide."""
    return user.is_superuser or "specialist" in scope_of(user).roles


def _read_scope(user) -> Scope:
    rows = list(user.memberships.values_list("role", "district", "institution"))
    roles = frozenset(role for role, _, _ in rows)
    return Scope(
        everything=user.is_superuser or bool(roles & SEE_EVERYTHING),
        districts=frozenset(district for _, district, _ in rows if district),
        institutions=frozenset(institution for _, _, institution in rows if institution),
        roles=roles,
    )
