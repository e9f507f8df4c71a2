"""Letters go to the address that an account has now.

django-allauth keeps a table of addresses beside the account's own and sends links for a new password to any of them:
who still reads a mailbox that the person has left would come in by it. So a former address is forgotten at once.
"""

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save
from django.dispatch import receiver

from registry.models import User


@receiver(post_save, sender=User)
def forget_former(instance: User, update_fields: frozenset[str] | None = None, **kwargs) -> None:
    """Forget the addresses that the account had before; a sign-in, which saves its moment alone, changes none."""
    if update_fields is None or "email" in update_fields:
        EmailAddress.objects.filter(user=instance).exclude(email=instance.email.lower()).delete()
