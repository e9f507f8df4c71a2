from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VkConfig(AppConfig):
    name = "vk"
    verbose_name = _("ВКонтакте")

    def ready(self) -> None:
        from . import checks  # noqa: F401 — registers itself
