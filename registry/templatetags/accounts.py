"""What pages of accounts need: where they stand, and a browser's name in words."""

import re

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()
# The first that is found names the browser: the others call themselves by its name too.
BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """Name a browser and its system by what it says of itself: «Chrome, Windows»."""
    found = [next((name for mark, name in known if re.search(mark, agent)), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("неизвестный браузер")


@register.simple_tag
def own_trail() -> list[tuple[str, str]]:
    return [(_("Моя учётная запись"), reverse("account"))]


@register.simple_tag
def people_trail() -> list[tuple[str, str]]:
    return [(_("Пользователи"), reverse("people"))]
