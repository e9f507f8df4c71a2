"""To the archive and back: nothing of the registry is deleted, so that past weeks keep their schools."""

from datetime import datetime

from django.db import transaction

from registry.models import Institution, Public


def archive(institution: Institution, when: datetime) -> None:
    """Put an institution aside; one that is aside already stays with its first date. Its publics go with it."""
    Institution.objects.present().filter(pk=institution.pk).update(archived_at=when)


@transaction.atomic
def restore(institution: Institution) -> None:
    """Bring an institution back, and let it be itself again if it was merged into another one."""
    Institution.objects.filter(pk=institution.pk).update(archived_at=None, merged_into=None)


def archive_public(public: Public, when: datetime) -> None:
    """Stop watching a public; what was collected stays."""
    Public.objects.filter(pk=public.pk, archived_at=None).update(archived_at=when)


def restore_public(public: Public) -> None:
    Public.objects.filter(pk=public.pk).update(archived_at=None)
