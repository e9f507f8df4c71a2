"""What a list would change: each row held against the registry and against the list's other rows.

Decides only, saves nothing. Identity is the VK number first, then the ОГРН, then the name within a district.
Where they disagree, and where the list tells too little, the row waits for the person who sent it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from registry import names
from registry.imports.columns import Column
from registry.imports.rows import Found, Rejection, Task, Unclear, Wanted, rejection, understand, with_choices
from registry.imports.snapshot import Held, HeldPublic, Snapshot
from registry.imports.suggesting import Suggestions
from registry.models import Category, District, Outcome

Change = list[Any]  # [«institution» or «public», field, old, new]; all that an added one gets has old None


@dataclass
class Decision:
    """What becomes of one row. ``institution``: a Held's ref, 0 for none; ``public``: a primary key, None if new.

    ``questions``: what a person has to tell, each with the portal's suggestion (empty: nothing comes to mind).
    """

    place: int
    outcome: Outcome
    name: str = ""
    institution: int = 0
    public: int | None = None
    changes: list[Change] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class _First:
    """What the first row of an institution told: its word stands, the others must agree."""

    number: int
    key: str
    type: str | None
    district: str


@dataclass
class _Meant:
    """A row in the middle of being decided."""

    task: Task
    wanted: Wanted
    told: District | None
    suggested: District | None
    public: HeldPublic | None
    decision: Decision
    shared: bool = False

    @property
    def place(self) -> District | None:
        return self.told or self.suggested

    @property
    def found(self) -> Found | None:
        return self.task.link if isinstance(self.task.link, Found) else None

    def ask(self, question: str, suggestion: str = "") -> None:
        self.decision.questions[question] = suggestion


class Deciding:
    """Decides the rows of one list, portion by portion, in their order."""

    def __init__(self, snapshot: Snapshot, suggestions: Suggestions):
        self.snapshot, self.suggestions = snapshot, suggestions
        self._first: dict[int, _First] = {}

    @classmethod
    def of_today(cls, lock: bool = False) -> "Deciding":
        """Decide against the registry as it is now; ``lock``: and as nobody else may change it meanwhile."""
        snapshot = Snapshot.of_today(lock)
        return cls(snapshot, Suggestions.from_table(snapshot.book))

    def portion(self, tasks: Iterable[Task]) -> list[Decision]:
        """Return one decision per row, in their order."""
        tasks = [replace(task, row=with_choices(task)) for task in tasks]
        self.snapshot.turn_to(tasks)
        return [self._of(task) for task in tasks]

    def _of(self, task: Task) -> Decision:
        name = task.row.get(Column.NAME) or task.row.get(Column.SHORT_NAME)
        if task.chosen.get("left_out"):
            return Decision(task.place, Outcome.LEFT_OUT, name)
        try:
            return self._accept(task)
        except Unclear as unclear:
            questions = {"shared": ""} if unclear.reason == task.repeated and task.shared else {}
            return Decision(
                task.place, Outcome.REJECTED, name, rejection=rejection(task, unclear), questions=questions
            )

    def _accept(self, task: Task) -> Decision:
        row, wanted = task.row, understand(task.row)
        if isinstance(task.link, Unclear):
            raise task.link
        if task.repeated and not task.shared:
            raise Unclear(Column.LINK, task.repeated)
        told = self.snapshot.book.of(row, task.title)
        suggested = None if told else self.suggestions.district_for(row)
        public = self.snapshot.public(task.link.id) if task.link else None
        decision = Decision(task.place, Outcome.UNCHANGED, wanted.name)
        meant = _Meant(task, wanted, told, suggested, public, decision)
        if task.shared and not self._is_known_to_keep(meant):
            raise Unclear(Column.LINK, task.repeated)
        return self._settle(meant, self._identify(meant))

    # --- who is meant -------------------------------------------------------------------------------------
    def _identify(self, meant: _Meant) -> Held | None:
        owner = meant.public.owner if meant.public else None
        holder = self.snapshot.by_ogrn(meant.wanted.ogrn)
        namesakes = self.snapshot.named(meant.wanted.key, meant.place) if meant.wanted.name else []
        if owner and _is_claimed(owner, holder, namesakes):
            return self._claimant(meant, owner, holder, namesakes)
        found = owner or holder or _only(namesakes, meant.wanted)
        _refuse_other_ogrn(found, meant.wanted)
        self._refuse_archived(found, meant.public)
        self._refuse_disagreement(found, meant)
        return found

    def _is_known_to_keep(self, meant: _Meant) -> bool:
        """Tell whether the registry knows the row's institution as one that keeps the public, alone or not."""
        if not meant.public or not meant.public.owner:
            return False
        namesakes = self.snapshot.named(meant.wanted.key, meant.place) if meant.wanted.name else []
        found = self.snapshot.by_ogrn(meant.wanted.ogrn) or _only(namesakes, meant.wanted)
        return found is not None and (found.ref == meant.public.owner.ref or found.shares == meant.public.pk)

    def _claimant(self, meant: _Meant, owner: Held, holder: Held | None, namesakes: list[Held]) -> Held:
        """Return whom the list gives a public of another institution: a person has the word."""
        found = holder or _only(namesakes, meant.wanted)
        if found and meant.public and found.shares == meant.public.pk:
            return self._sharer(meant, owner, found)
        told = {"name": owner.short_name, "district": owner.district}
        if not meant.task.chosen.get("owner"):
            meant.ask("owner")
        meant.decision.remarks.append(_("этот паблик уже записан за организацией «%(name)s» (%(district)s)") % told)
        self._refuse_archived(found, meant.public)
        return found or owner

    def _sharer(self, meant: _Meant, owner: Held, found: Held) -> Held:
        """Return an institution of which a person has said that it keeps the other one's public too."""
        meant.decision.remarks.append(_("общий паблик, записан за организацией «%s»") % owner.short_name)
        meant.shared = True
        self._refuse_archived(found, None)
        self._refuse_disagreement(found, meant)
        return found

    def _refuse_archived(self, found: Held | None, public: HeldPublic | None) -> None:
        gone = [one for one in (found, public) if one and one.archived and not one.returns]
        if gone:
            reason = _("организация или её паблик в архиве; верните их в реестре, если они снова нужны")
            raise Unclear(Column.NAME, reason)

    def _refuse_disagreement(self, found: Held | None, meant: _Meant) -> None:
        """Refuse a second row of one institution that tells something else, or nothing new."""
        first = self._first.get(found.ref) if found else None
        if not first:
            return
        if not meant.found:
            raise Unclear(Column.NAME, _("эта организация уже есть в строке %(row)s") % {"row": first.number})
        wanted = meant.wanted
        for column, one, other in (
            (Column.NAME, first.key, wanted.name and wanted.key),
            (Column.TYPE, first.type, wanted.type),
            (Column.DISTRICT, first.district, meant.told and meant.told.name),
        ):
            if one and other and one != other:
                reason = _("та же организация, что в строке %(row)s, но здесь сказано иначе; исправьте одну из строк")
                raise Unclear(column, reason % {"row": first.number})

    # --- what becomes of it -------------------------------------------------------------------------------
    def _settle(self, meant: _Meant, found: Held | None) -> Decision:
        decision = meant.decision
        left = self._settled_institution(meant, found)
        if meant.found and not meant.shared:
            self._settle_public(meant, meant.found, left)
        elif meant.wanted.category and not meant.shared:
            decision.remarks.append(_("категория не записана: в строке нет ссылки на паблик"))
        decision.name, decision.institution = left.short_name, left.ref
        if decision.questions:
            decision.outcome = Outcome.UNDECIDED
        elif decision.changes and decision.outcome is Outcome.UNCHANGED:
            decision.outcome = Outcome.CHANGED
        self._remember(meant, found, left)
        return decision

    def _remember(self, meant: _Meant, found: Held | None, left: Held) -> None:
        """Let later rows know what this one tells, unless a person has yet to say whether it does."""
        left.pending = bool(meant.decision.questions)
        if found is None or not left.pending:
            wanted = meant.wanted
            first = _First(meant.task.row.number, wanted.name and wanted.key, wanted.type, _name(meant.told))
            self._first.setdefault(left.ref, first)
            self.snapshot.keep(left)

    def _settled_institution(self, meant: _Meant, found: Held | None) -> Held:
        if found is None:
            meant.decision.outcome = Outcome.ADDED
            return self._new_institution(meant)
        if found.pending:
            meant.ask("earlier", str(self._first[found.ref].number))
        left = replace(found)
        if found.ref not in self._first:
            fields = _institution_fields(meant.wanted, _name(meant.told), found)
            meant.decision.changes += _change("institution", left, fields)
        return left

    def _new_institution(self, meant: _Meant) -> Held:
        wanted = meant.wanted
        if not wanted.name:
            raise Unclear(Column.NAME, _("нет названия организации"))
        type_ = wanted.type or self.suggestions.type_of(wanted.name).value
        if not wanted.type:
            meant.ask("type", type_)
        if not meant.told:
            meant.ask("district", _name(meant.suggested))
        short = wanted.short_name or names.short_name(wanted.name)
        held = Held(-meant.task.place, wanted.name, short, type_, wanted.ogrn, _name(meant.place))
        told = ("full_name", "short_name", "type", "ogrn", "district")
        meant.decision.changes += [
            ["institution", name, None, value] for name in told if (value := getattr(held, name))
        ]
        return held

    def _settle_public(self, meant: _Meant, community: Found, left: Held) -> None:
        decision = meant.decision
        if community.bare and not meant.task.chosen.get("public"):
            meant.ask("public", community.name or community.screen_name)
        if community.deactivated:
            decision.remarks.append(_("сообщество удалено или заблокировано"))
        if meant.public:
            decision.public = meant.public.pk
            decision.changes += _change("public", meant.public, _public_fields(meant.wanted, community))
            decision.changes += _moved(meant.public, left)
        else:
            self._add_public(meant, community, left)

    def _add_public(self, meant: _Meant, community: Found, left: Held) -> None:
        decision = meant.decision
        decision.outcome = Outcome.ADDED
        if left.link:
            told = {"link": f"vk.com/{left.link}"}
            decision.remarks.append(_("у организации уже есть паблик %(link)s; добавится ещё один") % told)
        left.link = left.link or community.screen_name
        fields = {"vk_id": community.id, "category": Category.UNSET.value, **_public_fields(meant.wanted, community)}
        decision.changes += [["public", name, None, value] for name, value in fields.items()]


def _is_claimed(owner: Held, holder: Held | None, namesakes: list[Held]) -> bool:
    """Tell whether the list gives the public to another institution than the registry does."""
    if holder:
        return holder.ref != owner.ref
    return bool(namesakes) and owner.ref not in {one.ref for one in namesakes}


def _only(namesakes: list[Held], wanted: Wanted) -> Held | None:
    exact = [one for one in namesakes if names.tidy(one.full_name) == wanted.name]
    found = exact if len(exact) == 1 else namesakes
    if len(found) > 1:
        told = ", ".join(sorted({one.district for one in found}))
        reason = _("организаций с таким названием несколько (%(districts)s); укажите ОГРН или район")
        raise Unclear(Column.NAME, reason % {"districts": told})
    return found[0] if found else None


def _refuse_other_ogrn(found: Held | None, wanted: Wanted) -> None:
    if found and wanted.ogrn and found.ogrn and found.ogrn != wanted.ogrn:
        reason = _("в реестре у организации «%s» другой ОГРН") % found.short_name
        raise Unclear(Column.OGRN, reason, found.ogrn)


def _name(district: District | None) -> str:
    return district.name if district else ""


def _institution_fields(wanted: Wanted, district: str, current: Held) -> dict[str, Any]:
    told = {"type": wanted.type, "ogrn": wanted.ogrn, "district": district}
    fields: dict[str, Any] = {name: value for name, value in told.items() if value}
    if wanted.name and _tells_more(wanted, current):
        fields["full_name"] = wanted.name
        if current.short_name == names.short_name(current.full_name):
            fields["short_name"] = names.short_name(wanted.name)
    if wanted.short_name:
        fields["short_name"] = wanted.short_name
    return {**fields, "archived": False} if current.archived else fields


def _tells_more(wanted: Wanted, current: Held) -> bool:
    """Tell whether the name is another one, or the same not abbreviated further («МБОУ СОШ» loses to words).

    The name of an entry that was merged into this one tells nothing.
    """
    if wanted.key in current.also:
        return False
    if wanted.key == names.name_key(current.full_name):
        return len(wanted.name) >= len(current.full_name)
    return wanted.key != names.name_key(current.short_name)


def _public_fields(wanted: Wanted, community: Found) -> dict[str, Any]:
    told = {"category": wanted.category, "cabinet": wanted.cabinet, "state_mark": wanted.state_mark}
    fields = {name: value for name, value in told.items() if value is not None}
    return {"screen_name": community.screen_name, **fields}


def _change(what: str, held: Held | HeldPublic, fields: Mapping[str, Any]) -> list[Change]:
    """Set the fields that differ and return them."""
    changes = []
    for name, new in fields.items():
        old = getattr(held, name)
        if old != new and not (isinstance(old, str) and names.tidy(old) == new):
            setattr(held, name, new)
            changes.append([what, name, old, new])
    return changes


def _moved(public: HeldPublic, left: Held) -> list[Change]:
    changes: list[Change] = []
    if public.owner.ref != left.ref:
        changes.append(["public", "institution", public.owner.ref, left.ref])
    if public.archived:
        changes.append(["public", "archived", True, False])
    return changes
