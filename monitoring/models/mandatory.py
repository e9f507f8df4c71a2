"""What everybody has to publish: mandatory posts, their campaigns, and the posts in which they were found."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from monitoring.recognising import Way
from registry.access import scope_of
from registry.models import Category, Institution, Public, User
from registry.models.institutions import InstitutionType

from .collected import CollectedQuerySet, Post
from .portioned import Portioned

WAYS = (
    (Way.TEXT, _("По тексту")),
    (Way.HASHTAGS, _("По хештегам")),
    (Way.KEYWORDS, _("По словам")),
)


class Campaign(models.Model):
    """Mandatory posts of one cause, such as the Year of the Teacher and Mentor."""

    name = models.CharField(_("Кампания"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("кампания")
        verbose_name_plural = _("кампании")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MandatoryPostQuerySet(models.QuerySet):
    def standing(self):
        """Return what nobody has taken back."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Return what may concern publics of the user's scope: what is asked of other districts alone does not."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        if not scope.districts and not scope.institutions:
            return self.none()
        of_institutions = Institution.objects.filter(pk__in=scope.institutions).values("district")
        mine = Q(districts__overlap=list(scope.districts)) | Q(districts__overlap=of_institutions)
        return self.exclude(Q(scope=MandatoryPost.Scope.DISTRICTS) & ~mine)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MandatoryPost(models.Model):
    """A post that the publics in scope that have a cabinet must publish within its days.

    As with exemptions, the scope stands in the row itself, so that its history tells the whole of it.
    """

    class Scope(models.TextChoices):
        HOLDERS = "holders", _("Все, у кого есть кабинет")
        DISTRICTS = "districts", _("Районы")
        TYPES = "types", _("Типы организаций")
        CATEGORIES = "categories", _("Категории пабликов")

    ASKED = (Category.FLAGSHIP, Category.ACTIVE, Category.CARD)

    title = models.CharField(_("Название"), max_length=200)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("Кампания")
    )
    way = models.CharField(_("Как узнать пост"), max_length=8, choices=WAYS)
    sample = models.TextField(_("Что искать"))
    # Both days count, from midnight to midnight of the region.
    first_day = models.DateField(_("Первый день"))
    last_day = models.DateField(_("Последний день"))
    scope = models.CharField(_("Кто публикует"), max_length=10, choices=Scope.choices)
    districts = ArrayField(models.BigIntegerField(), verbose_name=_("Районы"), default=list, blank=True)
    types = ArrayField(
        models.CharField(max_length=24, choices=InstitutionType.choices),
        verbose_name=_("Типы организаций"),
        default=list,
        blank=True,
    )
    categories = ArrayField(
        models.CharField(max_length=10, choices=[(one.value, one.label) for one in ASKED]),
        verbose_name=_("Категории пабликов"),
        default=list,
        blank=True,
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("Отменено"), null=True, blank=True)

    objects = MandatoryPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("обязательная публикация")
        verbose_name_plural = _("обязательные публикации")
        ordering = ["-last_day", "-pk"]
        indexes = [models.Index(fields=["last_day"])]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="mandatory_post_has_days"),
        ]

    def __str__(self) -> str:
        return self.title


class Publication(models.Model):
    """A stored post in which a mandatory one was recognised, for as long as it stands as the community's own."""

    mandatory = models.ForeignKey(MandatoryPost, models.CASCADE, related_name="publications")
    public = models.ForeignKey(Public, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandatory", "post"], name="publication_once")]
        indexes = [models.Index(fields=["public", "mandatory"])]

    def __str__(self) -> str:
        return f"{self.mandatory_id} {self.post_id}"


class MandatorySearch(Portioned):
    """A mandatory post is looked for among posts that were stored before it was entered or changed."""

    mandatory = models.ForeignKey(MandatoryPost, models.CASCADE, related_name="searches")

    def __str__(self) -> str:
        return f"{self.mandatory_id} {self.started_at}"
