"""Letters by e-mail: who wants the weekly one, and what has been sent already."""

from django.db import models

from registry.models import User


class DigestWish(models.Model):
    """A person wants the weekly letter. No row: it does not."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest_wish")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class SentLetter(models.Model):
    """A letter to a person for a day: the Monday of the week it tells of, or the day of an alarm.

    ``tries``: how often the mail server was, or may have been, given it; ``taken``: it has said that it took it.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest"
        STALE = "stale"
        NIGHT = "night"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    day = models.DateField()
    tried_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField()
    taken = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "day", "user"], name="letter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id} {self.day}"
