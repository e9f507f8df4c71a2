"""A whole import in one process, without a person to ask: for the command line and its like."""

from datetime import datetime

from django.db.models import Q

from registry.imports import choosing, keeping, steps
from registry.imports.steps import Watch
from registry.models import District, Import, InstitutionType, Outcome, User

State = Import.State
# Somebody else may change the registry between the decision and the writing; not for ever.
MOST_ROUNDS = 5


def unwatched(done: int, total: int) -> None:
    """Tell nobody how far a step is."""


def prepare(data: bytes, file_name: str, now: datetime, progress: Watch = unwatched, by: User | None = None) -> Import:
    """Take a list to where it can be written, all suggestions confirmed.

    ``progress`` gets rows whose links were asked, and rows in all. Raises UnreadableList or vk.errors.VkError; no
    trace of the list is left then.
    """
    one = keeping.receive(data, file_name, now, by, alone=True)
    try:
        _go_on(one, progress)
        choosing.confirm(one.rows.filter(outcome=Outcome.UNDECIDED))
        _settle_rest(one)
        choosing.decide_again(one)
        _go_on(one)
    except BaseException:
        one.delete()
        raise
    return one


def write(one: Import) -> None:
    """Write a list that is ready; decide it again as often as the registry changes meanwhile."""
    for _round in range(MOST_ROUNDS):
        steps.enter(one, State.WRITING)
        _go_on(one)
        if one.state == State.DONE:
            Import.objects.filter(pk=one.pk).update(alone=False)
            return
    raise RuntimeError("the registry changes faster than the list can be written")


def _go_on(one: Import, progress: Watch = unwatched) -> None:
    while one.working:
        steps.perform(one, progress if one.state == State.LINKS else unwatched)


def _settle_rest(one: Import) -> None:
    """Give rows that tell nothing the widest type and no district of their own."""
    waiting = one.rows.filter(outcome=Outcome.UNDECIDED)
    choosing.tell(waiting.filter(questions__type=""), type=InstitutionType.OTHER.value)
    republican = District.objects.filter(kind=District.Kind.REPUBLICAN).first()
    if republican:
        municipal = Q(cells__level__isnull=False, cells__level__iregex="^(мо|муниципальн)")
        nowhere = waiting.filter(Q(cells__level__isnull=True) | ~municipal, questions__district="")
        choosing.tell(nowhere, district=republican.name)
