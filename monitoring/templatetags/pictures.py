"""Covers and avatars on a page."""

from django import template
from django.utils.safestring import SafeString

from monitoring.models import Mark, Picture, Sighting
from monitoring.wording import pictures
from registry.templatetags.portal import verdict

register = template.Library()

register.filter(pictures.absence)


@register.filter
def of_key(found: dict, key: object) -> object:
    """Return what a dict holds under a key; None if nothing."""
    return found.get(key)


@register.simple_tag
def picture_mark(mark: str) -> SafeString:
    """Return a person's judgement with the symbol of the verdict that it gives."""
    return verdict("pass" if mark == Mark.GOOD else "warn", str(Mark(mark).label))


@register.simple_tag
def suspicion(picture: Picture) -> SafeString | str:
    """Return why a picture is suspected, with the symbol of what a person must check; empty if it is not."""
    said = pictures.suspicion(picture.suspicion, picture.figure)
    return verdict("unknown", said) if said else ""


@register.filter
def may_be_undone(row: Sighting, user) -> bool:
    """Tell whether the person may take the mark back: one's own only, another's is answered by another mark."""
    return bool(row.picture and row.picture.mark and row.picture.marked_by_id == user.pk)
