"""Where a public's code comes from: made by the portal, or by VK and uploaded, as the region's setting says."""

from django.conf import settings

from qrcodes.code import HIGH, Code, encode
from registry.models import Public


def code_of(public: Public, level: str = HIGH) -> Code | None:
    """Return the code to be laid out; None where the region prints VK's codes only and there is none yet."""
    return encode(public.url, level) if settings.QR_SOURCE == "portal" else None
