"""What a specialist fills in of a district."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry import names
from registry.directory.forms import SeenForm
from registry.models import District


class DistrictForm(SeenForm):
    class Meta:
        model = District
        fields = ["name", "kind", "genitive", "name_tt", "aliases"]
        help_texts = {
            "genitive": _("Например, Арского муниципального района: так район называют учредители и заголовки."),
            "aliases": _("Через запятую: как ещё район пишут в списках. Окончания «район», «МР» портал отбросит сам."),
        }

    def clean_name(self) -> str:
        return names.tidy(self.cleaned_data["name"])

    def clean_aliases(self) -> str:
        """Return the spellings tidied; refuse one that means another district already."""
        told = [word for part in self.cleaned_data["aliases"].split(",") if (word := names.tidy(part))]
        others = District.objects.exclude(pk=self.instance.pk)
        known = {names.district_key(form): row for row in others for form in spellings(row)}
        for word in told:
            if row := known.get(names.district_key(word)):
                raise ValidationError(
                    _("Под «%(word)s» портал уже понимает район «%(name)s».") % {"word": word, "name": row}
                )
        return ", ".join(told)


def spellings(row: District) -> list[str]:
    """Return every form by which a list may call the district."""
    return [form for form in (row.name, row.genitive, *row.aliases.split(",")) if form.strip()]
