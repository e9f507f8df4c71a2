from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Реестр")

    def ready(self) -> None:
        # Receivers of django-allauth's signals.
        from registry.accounts import second_factor, sign_ins  # noqa: F401
