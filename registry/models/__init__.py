"""Rows of the registry."""

from .accounts import Membership, Role, User
from .institutions import Category, CategoryPeriod, District, Institution, InstitutionType, Public, category_at

__all__ = [
    "Category",
    "CategoryPeriod",
    "District",
    "Institution",
    "InstitutionType",
    "Membership",
    "Public",
    "Role",
    "User",
    "category_at",
]
