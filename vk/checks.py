"""What is wrong with the settings of the VK door, said at the start and without a token."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.utils import timezone

from . import entries


@register()
def user_tokens(app_configs, **options) -> list[Error | Warning]:
    """Tell which entry of VK_USER_TOKENS cannot be read, and which one cannot be renewed."""
    found: list[Error | Warning] = []
    for place, text in enumerate(settings.VK_USER_TOKENS, 1):
        try:
            entry = entries.read(text, timezone.get_default_timezone())
        except ValueError as error:
            found.append(Error(f"VK_USER_TOKENS, запись {place}: {error}", id="vk.E001"))
        else:
            if entry.refresh and not settings.VK_CLIENT_ID:
                said = f"VK_USER_TOKENS, запись {place}: для обновления ключа нужен VK_CLIENT_ID"
                found.append(Warning(said, id="vk.W001"))
    return found
