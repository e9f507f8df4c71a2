"""Institutions and publics inside a person's own scope; foreign and unknown ones are not found alike."""

from django.shortcuts import get_object_or_404

from registry.models import Institution, Public


def institution_of(user, pk: int) -> Institution:
    seen = Institution.objects.visible_to(user)
    return get_object_or_404(seen.select_related("district", "shares__institution", "merged_into"), pk=pk)


def public_of(user, pk: int) -> Public:
    return get_object_or_404(Public.objects.visible_to(user).select_related("institution__district"), pk=pk)
