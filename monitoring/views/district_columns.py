"""The columns of «Районы»: what each counts, where its figure leads, how it is ordered."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoring.models import Status
from monitoring.queries.district import PACES, Pace

CLOSED = (Status.ISSUES, Status.REMARKS, Status.UNCLEAR, Status.NO_DATA, Status.NO_PUBLIC)
RUNNING = (Status.ISSUES, Status.NO_DATA, Status.NO_PUBLIC)
# What a phone has room for, what can be spared last.
ON_A_PHONE = ("share", str(Status.ISSUES), "publics")
ON_A_PHONE_RUNNING = (str(Pace.BEHIND), str(Status.ISSUES), str(Pace.DONE))


@dataclass(frozen=True)
class Head:
    """``filter``: the parameter that narrows a district's matrix to the counted rows, if they can be listed.

    ``on_a_phone``: there is room for it on one.
    """

    key: str
    title: str
    filter: str = ""
    percent: bool = False
    on_a_phone: bool = True

    @property
    def first(self) -> str:
        """Return the direction of the first click: the lowest share, but the highest count."""
        return "" if self.percent else "-"

    @property
    def css(self) -> str:
        return "number" if self.on_a_phone else "number optional"


def district_columns(running: bool, sort: str) -> list[Head]:
    """Return the columns after the district's name, for a week that is over or for the running one."""
    paces = [(str(pace), str(pace.label).capitalize(), "pace") for pace in PACES] if running else []
    statuses = [(str(one), str(one.label), "status") for one in (RUNNING if running else CLOSED)]
    told = [
        ("publics", _("Паблики"), "", False),
        *((*pace, False) for pace in paces),
        *([] if running else [("share", _("Соответствуют"), "", True)]),
        *((*status, False) for status in statuses),
        ("sheets", _("QR размещены"), "", True),
    ]
    shown = _on_a_phone(ON_A_PHONE_RUNNING if running else ON_A_PHONE, sort.removeprefix("-"))
    return [Head(*one, on_a_phone=one[0] in shown) for one in told]


def _on_a_phone(usual: tuple[str, ...], sorted_by: str) -> set[str]:
    """Return the columns that a phone shows: what the rows are ordered by takes the place of the last of the usual."""
    return {*usual} if sorted_by in (*usual, "name", "") else {*usual[:-1], sorted_by}
