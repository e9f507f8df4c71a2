from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Аудит")

    def ready(self) -> None:
        from monitoring import appealing
        from registry import retention

        retention.OF_OTHER_ROOMS["appeals"] = appealing.forget
