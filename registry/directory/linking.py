"""A link that a person gives becomes an institution's public: asked of VK, held against the registry."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registry import links, wording
from registry.imports import resolving
from registry.imports.columns import Column
from registry.imports.lists import ListRow
from registry.imports.rows import Found, Unclear
from registry.models import Institution, Public
from vk.door import Door


class Refused(Exception):
    """Why the link cannot be taken, in the reader's words."""


@dataclass
class Taken(Exception):
    """The public stands in the registry already."""

    public: Public


def add(institution: Institution, text: str) -> Public:
    """Add the public that the link names. Raises Refused, Taken, vk.errors.VkError."""
    community = _asked(text)
    known = Public.objects.select_related("institution").filter(vk_id=community.id).first()
    if known:
        raise Taken(known)
    try:
        with transaction.atomic():
            return Public.objects.create(
                vk_id=community.id, screen_name=community.screen_name, institution=institution
            )
    except IntegrityError:
        raise Taken(Public.objects.select_related("institution").get(vk_id=community.id)) from None


def _asked(text: str) -> Found:
    link = links.parse(text)
    if isinstance(link, links.NoLink):
        raise Refused(_("Укажите ссылку на паблик."))
    if isinstance(link, links.Refused):
        reason, hint = wording.of_link(link)
        raise Refused(_sentence(reason, hint))
    with Door.from_settings() as door:
        [meant] = resolving.resolve([ListRow(1, {Column.LINK: text})], door)
    if isinstance(meant, Unclear):
        raise Refused(_sentence(meant.reason, meant.suggestion))
    if meant is None or meant.deactivated:
        raise Refused(_("Это сообщество удалено или заблокировано."))
    return meant


def _sentence(reason: str, hint: str = "") -> str:
    told = wording.sentence(reason)
    return f"{told} " + _("Возможно, имелось в виду: %s.") % hint if hint else told
