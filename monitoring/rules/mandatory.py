"""Did the public publish what everybody had to? Letter, section I: what comes through the cabinet. Pure."""

from monitoring.facts import Duty, Outcome, Verdict, WeekFacts

from .asking import judges
from .demands import Mandatory
from .reasons import Reason


@judges("mandatory")
def judge_mandatory(facts: WeekFacts, demand: Mandatory) -> Verdict:
    """Look for every mandatory post whose period ends in the week. ``value``: how many are on the wall.

    They come through the cabinet, so only who has one owes them. While a period runs, nothing is owed yet.
    """
    if not facts.duties or facts.cabinet is False:
        return Verdict(Outcome.NOT_APPLICABLE, Reason.NO_CABINET if facts.duties else Reason.NO_DUTIES)
    if facts.cabinet is None:
        return Verdict(Outcome.UNKNOWN, Reason.CABINET_UNKNOWN)
    open_ones = [one for one in facts.duties if one.post is None]
    overdue = [one for one in open_ones if one.due <= facts.horizon]
    found = tuple(sorted(one.post for one in facts.duties if one.post is not None))
    if not open_ones:
        outcome, reason = Outcome.PASS, Reason.DUTIES_DONE
    elif facts.unreachable:
        outcome, reason = Outcome.UNKNOWN, Reason.WALL_UNSEEN
    elif overdue:
        outcome, reason = demand.severity.outcome, Reason.DUTIES_MISSED
    else:
        outcome, reason = Outcome.UNKNOWN, Reason.DUTIES_OPEN
    return Verdict(outcome, reason, len(found), len(facts.duties), _figures(open_ones, overdue), found)


def _figures(open_ones: list[Duty], overdue: list[Duty]) -> dict[str, str]:
    """Name what is missing, what is too late before what is not; ``to_come``: the rest of it, ``due``: until when."""
    to_come = [one for one in open_ones if one not in overdue]
    figures = {"missing": _titles(overdue or to_come)}
    if to_come:
        figures["due"] = min(one.due for one in to_come).isoformat()
    if to_come and overdue:
        figures["to_come"] = _titles(to_come)
    return figures


def _titles(duties: list[Duty]) -> str:
    return "; ".join(one.title for one in duties)
