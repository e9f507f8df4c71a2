"""Spheres: what institutions of several types have in common, such as what is worth writing about and looking at."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
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
# The first kinds of posts to look at, likewise.
FIRST_KINDS = (
    _("прошедшее событие"),
    _("важная информация"),
    _("победы"),
    _("видео"),
    _("подборки"),
    _("развлечение"),
    _("горячие линии"),
    _("вакансии"),
    _("расписание"),
    _("полезное"),
    _("событие"),
    _("добрая история"),
    _("спасение"),
    _("о команде"),
    _("советы"),
)
WALL_POST = re.compile(r"wall-(\d+)_(\d+)")


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


@tracked()
class SamplePost(models.Model):
    """A good post to look at in a sphere; `post`: its name in VK's addresses. Those of a kind stand together."""

    sphere = models.ForeignKey(Sphere, models.CASCADE, related_name="samples", verbose_name=_("Сфера"))
    kind = models.CharField(_("Чем хорош"), max_length=100)
    post = models.CharField(
        _("Пост"),
        max_length=40,
        validators=[
            RegexValidator(
                r"^(wall|clip|video)-\d{1,10}_\d{1,10}\Z",
                _("Скопируйте конец адреса ВКонтакте: wall-1_2, clip-1_2 или video-1_2."),
            )
        ],
        help_text=_("Конец адреса ВКонтакте, например wall-1_2."),
    )
    position = models.PositiveSmallIntegerField(_("Порядок"), default=100)
    # Told by the check of links; pages leave such a post out.
    gone_at = models.DateTimeField(_("Удалён, замечено"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("пост для примера")
        verbose_name_plural = _("посты для примера")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["sphere", "post"], name="sample_post_once")]

    def __str__(self) -> str:
        return self.post

    @staticmethod
    def link_of(post: str) -> str:
        return f"https://vk.com/{post}"

    @property
    def link(self) -> str:
        return self.link_of(self.post)

    @property
    def key(self) -> tuple[int, int] | None:
        """Return the community and the post's number on its wall; None of clips and videos, which no wall tells of."""
        found = WALL_POST.fullmatch(self.post)
        return (int(found[1]), int(found[2])) if found else None
