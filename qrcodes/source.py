"""Where a public's code comes from: made by VK and uploaded, or else by the portal where the region permits it."""

from django.conf import settings

from qrcodes.code import Code, Picture, encode
from registry.models import Public


def code_of(public: Public) -> Code | None:
    """Return the code to be laid out: VK's where one was uploaded; None if the portal must not make one instead.

    Read many publics with ``select_related("vk_code")``.
    """
    made_by_vk = getattr(public, "vk_code", None)
    png = made_by_vk.png() if made_by_vk else None
    if png:
        return Picture(png)
    return encode(public.url) if settings.QR_SOURCE == "portal" else None
