"""What is missing in the settings of the sheets, said by `manage.py check --deploy`."""

from django.conf import settings
from django.core.checks import Warning, register


@register(deploy=True)
def decision(app_configs, **options) -> list[Warning]:
    """Tell of codes that the portal makes without a decision that permits it: the letter leaves them to VK's tool."""
    if settings.QR_SOURCE != "portal" or settings.QR_DECISION:
        return []
    return [
        Warning(
            "QR_SOURCE=portal, а QR_DECISION не задан: неизвестно, какое решение разрешает коды портала",
            hint="Впишите номер решения в QR_DECISION или поставьте QR_SOURCE=vk_only.",
            id="qrcodes.W001",
        )
    ]
