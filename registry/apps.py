from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Реестр")

    def ready(self) -> None:
        # Checks of settings; receivers of signals: django-allauth's, and those of roles that end.
        from registry import checks, immutable, making  # noqa: F401
        from registry.accounts import addresses, keys, second_factor, sign_ins  # noqa: F401

        # One app speaks for all: migrate tells each app only after all have their tables.
        post_migrate.connect(immutable.protect, sender=self, dispatch_uid="history stands")
