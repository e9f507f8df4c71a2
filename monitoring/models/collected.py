"""What VK showed: profiles and posts as collected."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.facts import Unreachable
from monitoring.uniqueness import Likeness
from registry.models import Public
from registry.models.institutions import ScopedQuerySet

# What a public's history tells of its appearance, and of each post.
APPEARANCE = [
    "name",
    "screen_name",
    "description",
    "cover_set",
    "cover_url",
    "cover_width",
    "avatar_set",
    "avatar_url",
]
STANDING = ["gone", "wall_refused", "is_closed", "wall", "state_mark", "trust_mark"]
FIRST_READING = "first_reading"
POST_HISTORY = ["public", "vk_id", "date", "text", "attachments", "edited_at", "deleted_at"]


class CollectedQuerySet(ScopedQuerySet):
    district_path = "public__institution__district"
    institution_path = "public__institution"


# The first reading of the wall has a row of its own: what it answers then is where it began, and no change.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(FIRST_READING, condition=pghistory.Q(old__seen_at__isnull=True, new__seen_at__isnull=False)),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(*APPEARANCE, *STANDING)),
    fields=["public", *APPEARANCE, *STANDING],
    model_name="ProfileEvent",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class Profile(models.Model):
    """A public's appearance at its last successful reading. Absent in VK's answer is NULL here."""

    public = models.OneToOneField(Public, models.CASCADE, related_name="profile")
    collected_at = models.DateTimeField(_("Оформление собрано"))
    # When the wall was last read, or known to be unreadable; None until then.
    seen_at = models.DateTimeField(_("Стена прочитана"), null=True, blank=True)
    # Why the community is not there for readers, by its profile; and why its wall cannot be read.
    gone = models.CharField(max_length=16, blank=True, choices=[(one, one) for one in Unreachable])
    wall_refused = models.CharField(max_length=16, blank=True, choices=[(one, one) for one in Unreachable])
    name = models.CharField(max_length=300, blank=True)
    screen_name = models.CharField(max_length=64, blank=True)
    description = models.TextField(null=True, blank=True)
    wall = models.SmallIntegerField(null=True, blank=True)
    cover_set = models.BooleanField(null=True, blank=True)
    cover_url = models.URLField(max_length=1000, blank=True)
    cover_width = models.PositiveIntegerField(null=True, blank=True)
    avatar_set = models.BooleanField(null=True, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    avatar_side = models.PositiveIntegerField(null=True, blank=True)
    members_count = models.PositiveIntegerField(null=True, blank=True)
    is_closed = models.SmallIntegerField(null=True, blank=True)
    # VK shows the «Госорганизация» mark and its trust mark to some and not to others: NULL is «not told».
    state_mark = models.BooleanField(null=True, blank=True)
    trust_mark = models.SmallIntegerField(null=True, blank=True)
    # How many posts of the wall a usual night needs, by the last reading; see monitoring.walls.
    wall_depth = models.PositiveIntegerField(null=True, blank=True)
    # How much larger than usual its posts are in VK's answers: learnt when one was too large.
    post_weight = models.FloatField(default=1)

    objects = CollectedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or str(self.public_id)


# What ``Post.is_publication`` tells of one row, asked of many.
PUBLICATION = models.Q(from_community=True, is_repost=False, is_ad=False, deleted_at=None)


# A row of the history is the post as it stood until then: a wall read for the first time has none, however long it is.
@pghistory.track(
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange("text", "attachments", "edited_at", "deleted_at"), row=pghistory.Old
    ),
    fields=POST_HISTORY,
    model_name="PostEvent",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class Post(models.Model):
    """A post on a public's wall. Volatile counters stay outside, so that a quiet night writes nothing."""

    public = models.ForeignKey(Public, models.CASCADE, related_name="posts")
    vk_id = models.BigIntegerField()
    date = models.DateTimeField()
    from_community = models.BooleanField()
    is_repost = models.BooleanField(default=False)
    is_ad = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    # In characters, without the white space around it.
    text_length = models.PositiveIntegerField(default=0)
    # [{"type": "photo", "owner": -1, "id": 5}, …] in the order of the post.
    attachments = models.JSONField(default=list)
    media = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    can_comment = models.BooleanField(null=True, blank=True)
    # How many comments were there when they were last read, and whether a reader's was among them; and whether
    # there are some that could not be read.
    comments_read = models.PositiveIntegerField(default=0)
    reader_commented = models.BooleanField(default=False)
    comments_unread = models.BooleanField(default=False)
    # What tells equal and like texts apart without reading them: see monitoring/uniqueness.py.
    fingerprint = models.CharField(max_length=32, blank=True)
    shareable = models.BooleanField(default=False)
    sketch = models.BinaryField(default=bytes)
    # The earlier post of this wall that it repeats, and how sure that is; found when posts are stored.
    repeats = models.BigIntegerField(null=True, blank=True)
    likeness = models.CharField(max_length=9, blank=True, choices=[(one, one) for one in Likeness])
    first_seen_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Of all that the last reading showed: a night compares it instead of the row.
    digest = models.BigIntegerField(null=True, blank=True)

    objects = CollectedQuerySet.as_manager()

    class Meta:
        verbose_name = _("пост")
        verbose_name_plural = _("посты")
        ordering = ["date", "vk_id"]
        constraints = [models.UniqueConstraint(fields=["public", "vk_id"], name="post_once")]
        indexes = [
            models.Index(fields=["public", "date"]),
            models.Index(fields=["fingerprint", "date"], condition=models.Q(shareable=True), name="post_shareable"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}_{self.vk_id}"

    @property
    def is_publication(self) -> bool:
        """Tell whether it is the community's own: no repost, ad, visitor's or deleted post."""
        return self.from_community and not (self.is_repost or self.is_ad or self.deleted_at)


class Comment(models.Model):
    """What was said under a post, for as long as its week is open; then figures remain of it.

    Readers have no names here: only the community knows whom it answers.
    """

    public = models.ForeignKey(Public, models.CASCADE, related_name="comments")
    post = models.BigIntegerField()
    vk_id = models.BigIntegerField()
    date = models.DateTimeField()
    # A mark that is the same for all comments of a reader on this wall; empty for the community.
    author = models.CharField(max_length=16, blank=True)
    # The comment that begins its thread, on the first level itself; and the one that it answers, 0 if none.
    thread = models.BigIntegerField()
    reply_to = models.BigIntegerField(default=0)
    # Marks of the readers whom the community answers by name.
    addresses = ArrayField(models.CharField(max_length=16), default=list)
    asks = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    objects = CollectedQuerySet.as_manager()

    class Meta:
        ordering = ["date", "vk_id"]
        constraints = [models.UniqueConstraint(fields=["public", "vk_id"], name="comment_once")]
        indexes = [models.Index(fields=["public", "post"]), models.Index(fields=["public", "date"])]

    def __str__(self) -> str:
        return f"{self.public_id}_{self.post}?reply={self.vk_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Resemblance(models.Model):
    """A specialist's word on two posts that are suspected to be one: ``same``, or two after all."""

    public = models.ForeignKey(Public, models.CASCADE, related_name="resemblances")
    post = models.BigIntegerField()
    original = models.BigIntegerField()
    same = models.BooleanField()
    decided_by = models.ForeignKey("registry.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    objects = CollectedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public", "post", "original"], name="resemblance_once")]

    def __str__(self) -> str:
        return f"{self.public_id}_{self.post} ~ {self.original}"
