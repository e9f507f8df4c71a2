"""Covers and avatars: which picture was seen where, and what a person said of it."""

from collections.abc import Iterable

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from monitoring.pictures.pixelation import Suspicion
from registry.models import Public
from vk.pictures import Trouble

from .collected import CollectedQuerySet


class PictureKind(models.TextChoices):
    COVER = "cover", _("Обложка")
    AVATAR = "avatar", _("Аватар")


class Mark(models.TextChoices):
    """A person's judgement. It belongs to the picture: another picture needs another judgement."""

    PIXELS = "pixels", _("пикселы")
    OFF_TOPIC = "off_topic", _("не по теме")
    GOOD = "good", _("хорошо")


class PictureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return pictures that were seen at a public inside the user's scope."""
        return self.filter(Exists(Sighting.objects.visible_to(user).filter(picture=OuterRef("pk"))))


@pghistory.track(pghistory.UpdateEvent(), fields=["mark", "marked_by", "marked_at"], model_name="PictureMarkEvent")
class Picture(models.Model):
    """A cover or an avatar, known by its content. The file itself is not kept, only what pages show of it."""

    kind = models.CharField(max_length=6, choices=PictureKind.choices)
    # SHA-256 of the file as VK served it, in hexadecimal.
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # monitoring.pictures.pixelation: the figures (Measure), and what they made likely when it was seen (Suspected).
    measured = models.JSONField(default=dict)
    suspicion = models.CharField(max_length=8, blank=True, choices=[(str(one), str(one)) for one in Suspicion if one])
    figure = models.PositiveSmallIntegerField(default=0)
    mark = models.CharField(max_length=9, blank=True, choices=Mark.choices)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    marked_at = models.DateTimeField(null=True, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("картинка")
        verbose_name_plural = _("картинки")
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="picture_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"


def mark_events(pictures: Iterable[int]) -> models.QuerySet:
    """Return the history rows of these pictures' marks."""
    return Picture.pgh_event_model.objects.filter(pgh_obj__in=list(pictures))  # type: ignore[attr-defined]


class SightingQuerySet(CollectedQuerySet):
    def present(self):
        """Return what the publics under watch show now."""
        return self.filter(current=True, public__archived_at=None, public__institution__archived_at=None)

    def due(self, now):
        """Return addresses to be asked now, those tried least first: none hinders the others."""
        return self.present().filter(next_try_at__lte=now).order_by("tries", "next_try_at", "pk")


class Sighting(models.Model):
    """An address at which a public's profile showed its cover or avatar. One that is known is not fetched again."""

    WAITING, SEEN = "waiting", "seen"

    public = models.ForeignKey(Public, models.CASCADE, related_name="sightings")
    kind = models.CharField(max_length=6, choices=PictureKind.choices)
    address = models.URLField(max_length=1000)
    # The address without its host, hashed: VK serves one file from many mirrors.
    key = models.CharField(max_length=64)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="sightings")
    state = models.CharField(max_length=16, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    # When to ask for it (again); NULL: never. A worker that takes it moves this on, and so holds it for a while.
    next_try_at = models.DateTimeField(null=True, blank=True)
    # Since when the profile has shown it, and whether it still does.
    since = models.DateTimeField()
    current = models.BooleanField(default=True)

    objects = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("показ картинки")
        verbose_name_plural = _("показы картинок")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["public", "kind", "key"], name="sighting_once"),
            models.UniqueConstraint(fields=["public", "kind"], condition=Q(current=True), name="sighting_current"),
            models.CheckConstraint(
                condition=Q(state="seen", picture__isnull=False)
                | Q(state__in=["waiting", *(str(trouble) for trouble in Trouble)], picture=None),
                name="sighting_state",
            ),
        ]
        indexes = [models.Index(F("next_try_at"), condition=Q(next_try_at__isnull=False), name="sighting_due")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind} {self.state}"
