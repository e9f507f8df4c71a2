"""A row of a list as a reader meets it: what becomes of it, why, and what is replaced by what."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry import wording
from registry.imports.undoing import GONE, PUBLICS
from registry.models import ImportRow, Outcome

TAKEN = (Outcome.ADDED, Outcome.CHANGED)


@dataclass(frozen=True)
class Difference:
    """One field: its name for people, the old and the new value. ``old`` is empty where there was none."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Question:
    """What a person has to tell, and what the portal suggests (empty: nothing comes to mind)."""

    said: str
    suggestion: str = ""


@dataclass
class Line:
    row: ImportRow
    several_sheets: bool = False
    facts: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.facts = {f"{what}.{name}": new for what, name, _old, new in self.row.changes}

    @property
    def title(self) -> str:
        return self.row.name or _("Без названия")

    @property
    def place(self) -> str:
        """Return where the row stands in the file."""
        return f"{self.row.sheet}, {self.row.number}" if self.several_sheets else str(self.row.number)

    @cached_property
    def questions(self) -> list[Question]:
        return [
            Question(wording.question(name), wording.suggestion(name, value) if value else "")
            for name, value in self.row.questions.items()
        ]

    @cached_property
    def differences(self) -> list[Difference]:
        """Return what changes in what is there already; an added one has no old values to compare."""
        told = [change for change in wording.shown(self.row.changes) if change[2] is not None]
        return [
            Difference(wording.field(what, name), wording.value(name, old), wording.value(name, new))
            for what, name, old, new in told
        ]

    @property
    def brings(self) -> str:
        """Return what an added institution is: its type, district and category."""
        names = ("institution.type", "institution.district", "public.category")
        told = [wording.value(name.partition(".")[2], value) for name in names if (value := self.facts.get(name))]
        return " · ".join(word for word in told if word)

    @property
    def public(self) -> str:
        """Return the address of a public that the row adds."""
        name = self.facts.get("public.screen_name")
        return f"vk.com/{name}" if name and "public.vk_id" in self.facts else ""

    @property
    def called(self) -> str:
        """Return how VK calls the community."""
        return str(self.row.link.get("name", ""))

    @cached_property
    def kept(self) -> list[Difference]:
        """Return what an undo leaves alone: what the list wrote, what stands there now."""
        return [_kept(*one) for one in self.row.kept]


def _kept(what: str, name: str, wrote: Any, now: Any) -> Difference:
    if name == GONE:
        subject = _("организация") if what == "institution" else _("паблик")
        return Difference(subject, "", _("в реестре уже нет"))
    if name == PUBLICS:
        return Difference(_("остаётся паблик"), "", str(now))
    if name == "institution":
        return Difference(_("организация паблика"), "", _("уже другая"))
    return Difference(wording.field(what, name), wording.value(name, wrote), wording.value(name, now))
