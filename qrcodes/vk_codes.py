"""The code that VK made for a public: taken if it leads there, replaced, removed; the history keeps every step."""

from django.db import transaction
from django.utils import timezone

from qrcodes import shelf
from qrcodes.archives import is_archive, picture_in
from qrcodes.cutting import Cut, cut_out
from qrcodes.models import VkCode
from qrcodes.owners import owners_of
from qrcodes.verdicts import Kind, Lead, leads
from registry.models import Public

TAKEN = {Kind.THIS, Kind.FORMER}


def open_upload(content: bytes) -> Cut:
    """Return the code of an uploaded qr.png, or of VK's archive with it. Raises uploads.Refused."""
    return cut_out(picture_in(content) if is_archive(content) else content)


def take(public: Public, cut: Cut, user) -> Lead:
    """Keep the code if it leads to the public; return where it leads."""
    lead = leads([cut.text], owners_of(user, [cut.text], public.pk), public.pk)[0]
    if lead.kind in TAKEN:
        _keep(public, cut, user)
    return lead


@transaction.atomic
def _keep(public: Public, cut: Cut, user) -> None:
    digest = shelf.keep(cut.picture)
    if not VkCode.objects.filter(public=public, picture=digest, text=cut.text).exists():
        values = {"text": cut.text, "picture": digest, "uploaded_by": user, "uploaded_at": timezone.now()}
        VkCode.objects.update_or_create(public=public, defaults=values)


def remove(public: Public) -> bool:
    """Let the public have no code of VK's any more; its picture stays for the history. False: there was none."""
    deleted, _ = VkCode.objects.filter(public=public).delete()
    return bool(deleted)
