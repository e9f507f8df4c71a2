"""What a list would change: every row held against the registry and against the list's other rows.

Decides in memory only: instances get their new values, nothing is saved. Identity is the VK number first,
then the ОГРН, then the name within a district. Where they disagree the row goes back to the person who sent it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from registry import names, wording
from registry.columns import Column
from registry.districts import DistrictBook
from registry.lists import ListRow, Table
from registry.models import Category, District, Institution, Public
from registry.resolving import Meant
from registry.rows import Rejection, Unclear, Wanted, rejection, understand
from vk.replies import Community


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Change:
    """One field of an institution or a public: its name for people, the old and the new value as text."""

    field: str
    old: str
    new: str


@dataclass
class Decision:
    """What becomes of one row. ``institution`` and ``public`` hold their new values and may be unsaved.

    ``recategorised``: the public's category is first told or another one than before.
    """

    row: int
    name: str
    outcome: Outcome
    changes: list[Change] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rejection: Rejection | None = None
    institution: Institution | None = None
    public: Public | None = None
    recategorised: bool = False


class Snapshot:
    """The registry in memory, and what the rows decided so far have added to it."""

    def __init__(self, districts: DistrictBook, institutions: Iterable[Institution], publics: Iterable[Public]):
        self.districts = districts
        self.by_ogrn: dict[str, Institution] = {}
        self.by_name: dict[str, list[Institution]] = defaultdict(list)
        self.by_vk_id: dict[int, Public] = {}
        self.publics_of: dict[int, list[Public]] = defaultdict(list)
        for institution in institutions:
            self.add(institution)
        for public in publics:
            self.add_public(public)

    def add(self, institution: Institution) -> None:
        if institution.ogrn:
            self.by_ogrn[institution.ogrn] = institution
        for key in {names.name_key(institution.full_name), names.name_key(institution.short_name)}:
            self.by_name[key].append(institution)

    def add_public(self, public: Public) -> None:
        self.by_vk_id[public.vk_id] = public
        self.publics_of[id(public.institution)].append(public)

    def named(self, wanted: Wanted, district: District | None) -> list[Institution]:
        """Return the institutions of that name: of the district if the row tells it, else of all."""
        found = self.by_name[wanted.key] if wanted.name else []
        return [one for one in found if district is None or one.district is district]


def decide(table: Table, meant: Mapping[int, Meant | Unclear], snapshot: Snapshot) -> list[Decision]:
    """Return one decision per row, in the order of the file."""
    deciding = _Deciding(table, meant, snapshot)
    return [deciding.of(row) for row in table.rows]


class _Deciding:
    def __init__(self, table: Table, meant: Mapping[int, Meant | Unclear], snapshot: Snapshot):
        self.table, self.meant, self.snapshot = table, meant, snapshot
        self.repeated = _repeated(table.rows, meant)
        # Which row spoke first of an institution: its word stands, the others must agree.
        self.first: dict[int, tuple[Wanted, District | None]] = {}

    def of(self, row: ListRow) -> Decision:
        name = row.get(Column.NAME) or row.get(Column.SHORT_NAME)
        try:
            return self._accept(row)
        except Unclear as unclear:
            refused = rejection(row, self.table.headings, unclear)
            return Decision(row.number, name, Outcome.REJECTED, rejection=refused)

    def _accept(self, row: ListRow) -> Decision:
        wanted, meant = understand(row), self.meant[row.number]
        if isinstance(meant, Unclear):
            raise meant
        if row.number in self.repeated:
            raise Unclear(Column.LINK, self.repeated[row.number])
        district = self.snapshot.districts.of(row, self.table.title)
        public = self.snapshot.by_vk_id.get(meant.community.id) if meant.community else None
        institution = self._identify(wanted, district, public)
        _refuse_archived(institution, public)
        self._refuse_disagreement(institution, wanted, district, meant)
        return self._settle(wanted, district, institution, meant)

    # --- who is meant -------------------------------------------------------------------------------------
    def _identify(self, wanted: Wanted, district: District | None, public: Public | None) -> Institution | None:
        owner = public.institution if public else None
        holder = self.snapshot.by_ogrn.get(wanted.ogrn or "")
        namesakes = self.snapshot.named(wanted, district)
        if owner and holder and owner is not holder:
            raise Unclear(Column.LINK, _claimed(owner))
        if owner and namesakes and owner not in namesakes:
            raise Unclear(Column.LINK, _claimed(owner))
        found = owner or holder or _only(namesakes)
        if found and wanted.ogrn and found.ogrn and found.ogrn != wanted.ogrn:
            raise Unclear(Column.OGRN, _("в реестре у организации «%s» другой ОГРН") % found.short_name, found.ogrn)
        return found

    def _refuse_disagreement(
        self, institution: Institution | None, wanted: Wanted, district: District | None, meant: Meant
    ) -> None:
        """Refuse a second row of one institution that tells something else, or nothing new."""
        if institution is None or id(institution) not in self.first:
            return
        first, place = self.first[id(institution)]
        if not meant.community:
            raise Unclear(Column.NAME, _("эта организация уже есть в строке %(row)s") % {"row": first.row})
        for column, one, other in (
            (Column.NAME, first.name and first.key, wanted.name and wanted.key),
            (Column.TYPE, first.type, wanted.type),
            (Column.DISTRICT, place, district),
        ):
            if one and other and one != other:
                reason = _("та же организация, что в строке %(row)s, но здесь сказано иначе; исправьте одну из строк")
                raise Unclear(column, reason % {"row": first.row})

    # --- what becomes of it -------------------------------------------------------------------------------
    def _settle(
        self, wanted: Wanted, district: District | None, institution: Institution | None, meant: Meant
    ) -> Decision:
        decision = Decision(wanted.row, wanted.name, Outcome.UNCHANGED, remarks=list(meant.remarks))
        decision.institution = self._settled_institution(wanted, district, institution, decision)
        self.first.setdefault(id(decision.institution), (wanted, district))
        if meant.community:
            decision.public = self._settled_public(wanted, meant.community, decision)
        elif wanted.category:
            decision.remarks.append(_("категория не записана: в строке нет ссылки на паблик"))
        if decision.changes and decision.outcome is Outcome.UNCHANGED:
            decision.outcome = Outcome.CHANGED
        decision.name = decision.institution.short_name
        return decision

    def _settled_institution(
        self, wanted: Wanted, district: District | None, institution: Institution | None, decision: Decision
    ) -> Institution:
        if institution is None:
            decision.outcome = Outcome.ADDED
            return self._new_institution(wanted, district, decision.remarks)
        if id(institution) not in self.first:
            decision.changes += _change(institution, _institution_fields(wanted, district, institution))
            self.snapshot.by_ogrn.update({wanted.ogrn: institution} if wanted.ogrn else {})
        return institution

    def _settled_public(self, wanted: Wanted, community: Community, decision: Decision) -> Public:
        public = self.snapshot.by_vk_id.get(community.id)
        known = public is not None
        public = public or self._new_public(community, decision)
        before = public.category
        changes = _change(public, _public_fields(wanted, community))
        decision.changes += changes if known else []
        decision.recategorised = public.category != before
        return public

    def _new_institution(self, wanted: Wanted, district: District | None, remarks: list[str]) -> Institution:
        if not wanted.name:
            raise Unclear(Column.NAME, _("нет названия организации"))
        guessed = wanted.type or names.type_in_name(wanted.name) or "other"
        institution = Institution(
            full_name=wanted.name,
            short_name=wanted.short_name or names.short_name(wanted.name),
            type=guessed,
            ogrn=wanted.ogrn,
            district=district or self.snapshot.districts.republican,
        )
        if not wanted.type:
            remarks.append(_("тип определён по названию: %(type)s") % {"type": institution.get_type_display()})
        self.snapshot.add(institution)
        return institution

    def _new_public(self, community: Community, decision: Decision) -> Public:
        decision.outcome = Outcome.ADDED
        others = self.snapshot.publics_of[id(decision.institution)]
        if others:
            told = {"link": others[0].link}
            decision.remarks.append(_("у организации уже есть паблик %(link)s; добавлен ещё один") % told)
        public = Public(vk_id=community.id, institution=decision.institution)
        self.snapshot.add_public(public)
        return public


def _repeated(rows: list[ListRow], meant: Mapping[int, Meant | Unclear]) -> dict[int, str]:
    """Return why rows that share a public are refused. The first of equal rows stands; unequal ones all go back."""
    sharing: dict[int, list[ListRow]] = defaultdict(list)
    for row in rows:
        one = meant[row.number]
        if isinstance(one, Meant) and one.community:
            sharing[one.community.id].append(row)
    return {number: reason for group in sharing.values() if len(group) > 1 for number, reason in _reasons(group)}


def _reasons(group: list[ListRow]) -> Iterable[tuple[int, str]]:
    first, *later = group
    if all(row.cells == first.cells for row in later):
        return [(row.number, _("строка повторяет строку %(row)s") % {"row": first.number}) for row in later]
    numbers = [row.number for row in group]
    reason = _("тот же паблик указан в строке %(rows)s; оставьте его в одной из строк")
    return [(one, reason % {"rows": ", ".join(str(n) for n in numbers if n != one)}) for one in numbers]


def _claimed(owner: Institution) -> str:
    told = {"name": owner.short_name, "district": owner.district.name}
    return _("этот паблик уже записан за организацией «%(name)s» (%(district)s)") % told


def _only(namesakes: list[Institution]) -> Institution | None:
    if len(namesakes) > 1:
        told = ", ".join(sorted({one.district.name for one in namesakes}))
        reason = _("организаций с таким названием несколько (%(districts)s); укажите ОГРН или район")
        raise Unclear(Column.NAME, reason % {"districts": told})
    return namesakes[0] if namesakes else None


def _refuse_archived(institution: Institution | None, public: Public | None) -> None:
    if (public and public.archived_at) or (institution and institution.archived_at):
        raise Unclear(Column.NAME, _("организация или её паблик в архиве; верните их в реестре, если они снова нужны"))


def _institution_fields(wanted: Wanted, district: District | None, current: Institution) -> dict[str, Any]:
    told = {"type": wanted.type, "ogrn": wanted.ogrn, "district": district}
    fields = {name: value for name, value in told.items() if value}
    if wanted.name and _tells_more(wanted, current):
        fields["full_name"] = wanted.name
        if current.short_name == names.short_name(current.full_name):
            fields["short_name"] = names.short_name(wanted.name)
    return {**fields, "short_name": wanted.short_name} if wanted.short_name else fields


def _tells_more(wanted: Wanted, current: Institution) -> bool:
    """Tell whether the name is another one, or the same not abbreviated further («МБОУ СОШ» loses to words)."""
    if wanted.key == names.name_key(current.full_name):
        return len(wanted.name) >= len(current.full_name)
    return wanted.key != names.name_key(current.short_name)


def _public_fields(wanted: Wanted, community: Community) -> dict[str, Any]:
    told = {"category": wanted.category, "cabinet": wanted.cabinet, "state_mark": wanted.state_mark}
    fields = {name: value for name, value in told.items() if value is not None}
    return {"screen_name": community.screen_name, **fields}


def _change(row: Model, fields: Mapping[str, Any]) -> list[Change]:
    """Set the fields that differ and return them."""
    changes = []
    for name, new in fields.items():
        old = getattr(row, name)
        if old != new:
            setattr(row, name, new)
            label = str(getattr(row._meta.get_field(name), "verbose_name", name))
            changes.append(Change(label, _shown(name, old), _shown(name, new)))
    return changes


def _shown(name: str, value: Any) -> str:
    if name in {"cabinet", "state_mark"}:
        return wording.yes_no(value)
    if name == "category":
        return str(Category(value).label)
    return str(Institution(type=value).get_type_display()) if name == "type" else str(value or "")
