"""Rows of the registry."""

from .accounts import Membership, Role, User
from .imports import Heading, Import, ImportFile, ImportRow, Outcome, Pattern
from .institutions import Category, CategoryPeriod, District, Institution, InstitutionType, Public, category_at

__all__ = [
    "Category",
    "CategoryPeriod",
    "District",
    "Heading",
    "Import",
    "ImportFile",
    "ImportRow",
    "Institution",
    "InstitutionType",
    "Membership",
    "Outcome",
    "Pattern",
    "Public",
    "Role",
    "User",
    "category_at",
]
