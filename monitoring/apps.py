from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Аудит")

    def ready(self) -> None:
        from monitoring import appealing
        from monitoring.api import tokens
        from registry import retention
        from registry.accounts import keys

        keys.OF_OTHER_ROOMS["api"] = keys.Keys(tokens.count, tokens.revoke_all)
        retention.OF_OTHER_ROOMS["appeals"] = appealing.forget
