"""Rows of the registry."""

from .accounts import Invitation, Membership, Role, SignIn, User
from .checks import LinkCheck, LinkFinding
from .contacts import Contact, Distinction
from .imports import Heading, Import, ImportFile, ImportRow, Outcome, Pattern
from .institutions import Category, CategoryPeriod, District, Institution, InstitutionType, Public, category_at
from .spheres import SamplePost, Sphere

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
    "Invitation",
    "LinkCheck",
    "LinkFinding",
    "Membership",
    "Outcome",
    "Pattern",
    "Public",
    "Role",
    "SamplePost",
    "SignIn",
    "Sphere",
    "User",
    "category_at",
]
