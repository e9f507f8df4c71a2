"""Spheres: what institutions of several types have in common, such as what is worth writing about."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .institutions import InstitutionType, tracked

# The first names, for their translations: a name that people change is shown as they wrote it.
FIRST_NAMES = (
    _("Образование"),
    _("Культура"),
    _("Молодёжь"),
    _("Спорт"),
    _("Социальная защита и занятость"),
    _("Здравоохранение"),
)


@tracked()
class Sphere(models.Model):
    """A row that people name and put types into; what the ministry's letter says of it is found by ``code``."""

    code = models.SlugField(_("Обозначение"), unique=True, help_text=_("По нему портал находит темы для постов."))
    name = models.CharField(_("Название"), max_length=200)
    position = models.PositiveSmallIntegerField(_("Порядок"), default=100)
    types = ArrayField(
        models.CharField(max_length=24, choices=InstitutionType.choices),
        verbose_name=_("Типы организаций"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("сфера")
        verbose_name_plural = _("сферы")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Return the name in the reader's language, as far as it is known there."""
        return gettext(self.name)
