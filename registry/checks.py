"""What is wrong with the settings for people who sign in, said before they go out."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

TO_THE_LOG = "django.core.mail.backends.console.EmailBackend"


@register(Tags.security, deploy=True)
def letters(app_configs, **options) -> list[Warning]:
    """Tell that letters go to a log: their links let in whoever reads it."""
    if settings.EMAIL_BACKEND != TO_THE_LOG or settings.DEBUG or settings.DEMO_DATA:
        return []
    said = "EMAIL_URL не задан: письма со ссылками для входа печатаются в журнал"
    return [Warning(said, id="registry.W001")]
