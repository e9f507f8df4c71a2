"""A draft becomes a rule set; one not yet in force is withdrawn."""

from django.db import IntegrityError, transaction

from . import clock
from .models import RuleSet, WhatIf


class TooLate(Exception):
    """The Monday has come or is taken: the draft's day has to be chosen anew, nothing was saved."""


def adopt(draft: WhatIf) -> RuleSet:
    """Keep a draft as a rule set, once; a second time returns the same one. Raises TooLate."""
    with transaction.atomic():
        draft = WhatIf.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if draft.saved_as:
            return draft.saved_as
        if draft.valid_from < clock.today() or not _still_editable(draft.replaces_id):
            raise TooLate
        draft.saved_as = _saved(draft)
        draft.save(update_fields=["saved_as"])
    return draft.saved_as


def withdraw(row: RuleSet) -> bool:
    """Take back a rule set that is not yet in force; tell whether it was."""
    rows = RuleSet.objects.standing().filter(pk=row.pk, valid_from__gt=clock.today())
    return bool(rows.update(withdrawn_at=clock.now()))


def _still_editable(replaced: int | None) -> bool:
    rows = RuleSet.objects.standing().filter(pk=replaced, valid_from__gt=clock.today())
    return replaced is None or rows.select_for_update().exists()


def _saved(draft: WhatIf) -> RuleSet:
    row = draft.replaces or RuleSet()
    row.name, row.decision, row.valid_from, row.values = draft.name, draft.decision, draft.valid_from, draft.values
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise TooLate from None
    return row
