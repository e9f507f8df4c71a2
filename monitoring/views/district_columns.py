"""The columns of «Районы»: what each counts, where its figure leads, how it is ordered."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoring.models import Status
from monitoring.queries.district import PACES

# What a phone has room for; it shows besides what the rows are ordered by.
ALWAYS = {"publics", "share", str(Status.ISSUES), *map(str, PACES)}
CLOSED = (Status.ISSUES, Status.REMARKS, Status.UNCLEAR, Status.NO_DATA, Status.NO_PUBLIC)
RUNNING = (Status.ISSUES, Status.NO_DATA, Status.NO_PUBLIC)


@dataclass(frozen=True)
class Head:
    """``filter``: the parameter that narrows a district's matrix to the counted rows, if they can be listed.

    ``sorted``: the table is in its order.
    """

    key: str
    title: str
    filter: str = ""
    percent: bool = False
    sorted: bool = False

    @property
    def first(self) -> str:
        """Return the direction of the first click: the lowest share, but the highest count."""
        return "" if self.percent else "-"

    @property
    def css(self) -> str:
        return "number" if self.sorted or self.key in ALWAYS else "number optional"


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
    key = sort.removeprefix("-")
    return [Head(*one, sorted=one[0] == key) for one in told]
