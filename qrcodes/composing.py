"""A public's sheet and checklist, out of its registry row and what a person chose."""

from django.utils.translation import gettext as _

from qrcodes.checklist import Checklist, lay_out_checklist
from qrcodes.labels import NORMS
from qrcodes.marks import Mark
from qrcodes.models import PlacementQuota
from qrcodes.remembering import words_of
from qrcodes.sheet import Layout, Sheet, Style, lay_out
from qrcodes.source import code_of
from qrcodes.templatetags.qr import at_least_places
from registry.models import InstitutionType, Public

# Lines for places of one's own, where the head decides how many there are.
LINES_OF_ONES_OWN = 3


def compose(public: Public, style: Style, titles: tuple[str, ...], calls: tuple[str, ...]) -> Layout | None:
    """Lay out a sheet; None where there is no code to print yet."""
    code = code_of(public)
    if code is None:
        return None
    return lay_out(Sheet(titles, calls, public.url, code, style, state_mark=public.state_mark is True))


def compose_usual(public: Public, style: Style) -> Layout | None:
    """Lay out the sheet that a public gets when nobody writes anything for this one."""
    words = words_of(public)
    return compose(public, style, words.titles(style.language), words.calls(style.language))


def compose_checklist(public: Public, quota: PlacementQuota | None) -> tuple[Mark, ...]:
    """Lay out the page that tells where to hang the sheets."""
    zones = tuple(zone[:1].upper() + zone[1:] for zone in quota.zones) if quota else ()
    places = quota.places if quota and quota.places else len(zones) + LINES_OF_ONES_OWN
    words = Checklist(
        title=_("Где повесить QR-листы"),
        name=public.institution.short_name,
        norm=_norm(public, quota),
        basis=quota.paragraph if quota else "",
        heads=(_("Где"), _("Место словами"), _("Когда повешен")),
        zones=zones,
        another=_("Ещё одно место") if zones else _("Место"),
        rows=places,
        foot=_(
            "Вешайте на уровне глаз, при хорошем свете и не за бликующим стеклом. Наведите на лист камеру телефона: "
            "должна открыться страница %(link)s."
        )
        % {"link": public.link},
    )
    return lay_out_checklist(words)


def _norm(public: Public, quota: PlacementQuota | None) -> str:
    if quota is None:
        return _("Норма для этого типа организаций не задана.")
    places = at_least_places(quota.places) if quota.places else _("сколько мест, решает руководитель")
    return f"{NORMS[InstitutionType(public.institution.type)]}: {places}."
