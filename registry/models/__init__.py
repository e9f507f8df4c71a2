"""Rows of the registry."""

from .accounts import Membership, Role, User
from .checks import LinkCheck, LinkFinding
from .contacts import Contact, Distinction
from .imports import Heading, Import, ImportFile, ImportRow, Outcome, Pattern
from .institutions import Category, CategoryPeriod, District, Institution, InstitutionType, Public, category_at

__all__ = [
    "Category",
    "CategoryPeriod",
    "Contact",
    "Distinction",
    "District",
    "Heading",
    "Import",
    "ImportFile",
    "ImportRow",
    "Institution",
    "InstitutionType",
    "LinkCheck",
    "LinkFinding",
    "Membership",
    "Outcome",
    "Pattern",
    "Public",
    "Role",
    "User",
    "category_at",
]
