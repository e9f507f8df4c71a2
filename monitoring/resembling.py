"""A specialist's word on two posts that are suspected to be one."""

from django.db import transaction

from registry.models import User

from . import clock
from .holding import hold
from .models import FrozenWeek, Post, Resemblance


def decide(post: Post, same: bool, by: User) -> bool:
    """Keep the word; tell whether it comes in time: a week that is fixed stays as it was judged.

    An audit that fixes the week at this moment either ends before the answer is known, or reads the word.
    """
    with transaction.atomic():
        hold([post.public_id])
        word = {"same": same, "decided_by": by, "decided_at": clock.now()}
        Resemblance.objects.update_or_create(
            public=post.public, post=post.vk_id, original=post.repeats or 0, defaults=word
        )
        week = clock.week_of(post.date)
        return not FrozenWeek.objects.filter(public=post.public_id, week=week.monday).exists()
