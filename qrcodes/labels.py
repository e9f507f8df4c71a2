"""Whole phrases for each type: a case ending glued on by a template breaks in the next language."""

from django.utils.translation import gettext_lazy as _

from registry.models import InstitutionType

NORMS = {
    InstitutionType.AUTHORITY: _("Норма для органа власти"),
    InstitutionType.RURAL_ADMINISTRATION: _("Норма для сельского поселения"),
    InstitutionType.KINDERGARTEN: _("Норма для детского сада"),
    InstitutionType.SCHOOL: _("Норма для школы"),
    InstitutionType.COLLEGE: _("Норма для колледжа"),
    InstitutionType.ADDITIONAL_EDUCATION: _("Норма для учреждения дополнительного образования"),
    InstitutionType.CHILDRENS_HOME: _("Норма для детского дома"),
    InstitutionType.YOUTH_CENTRE: _("Норма для молодёжного центра"),
    InstitutionType.CULTURE: _("Норма для учреждения культуры"),
    InstitutionType.HEALTH: _("Норма для учреждения здравоохранения"),
    InstitutionType.SPORT: _("Норма для спортивного учреждения"),
    InstitutionType.SOCIAL: _("Норма для учреждения социальной сферы"),
    InstitutionType.RESIDENTIAL_HOME: _("Норма для дома-интерната"),
    InstitutionType.MFC: _("Норма для МФЦ"),
    InstitutionType.OTHER: _("Норма для этой организации"),
}

# Why readers who follow the code see nothing, by the reason that the registry keeps.
UNREACHABLE = {
    "not_found": _("ВКонтакте не находит этот паблик"),
    "deleted": _("паблик удалён"),
    "blocked": _("паблик заблокирован"),
    "private": _("паблик закрыт для читателей"),
}
