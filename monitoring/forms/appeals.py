"""What a school says against a verdict, what the district adds, what a specialist answers."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring import wording
from monitoring.appealing import GRANTED, Claim
from monitoring.models import Appeal
from monitoring.weeks import Week

# A post's own address, or a post opened over a wall: «…?w=wall-1_2».
_OVER_WALL = r"(?:[^\s?#]*\?(?:[^\s#]*&)?w=)?"
POST = re.compile(rf"https?://(?:m\.)?vk\.(?:com|ru)/{_OVER_WALL}(wall-\d{{1,12}}_\d{{1,12}})(?:[?&#%]\S*)?", re.ASCII)
DECLINE = "decline"


def _words(label, help_text="", empty="") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=500, widget=widget, help_text=help_text, error_messages={"required": empty}
    )


class AppealForm(forms.Form):
    reason = _words(
        _("Почему вы не согласны"),
        _("Что портал не увидел или понял не так. Имён и телефонов писать не нужно."),
        _("Напишите, почему: без этого решить нельзя."),
    )
    post = forms.CharField(
        label=_("Ссылка на пост, если речь о нём"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://vk.com/wall-1_2"}),
    )

    def __init__(self, public_vk_id: int, data=None):
        self.wall = f"wall-{public_vk_id}_"
        super().__init__(data, label_suffix="")

    def clean_post(self) -> str:
        """Return the post's plain address: nothing else of what was typed is ever shown as a link."""
        told = self.cleaned_data["post"]
        found = POST.fullmatch(told) if told else None
        if told and not found:
            raise forms.ValidationError(_("Это не ссылка на пост. Она выглядит так: https://vk.com/wall-1_2"))
        if found and not found.group(1).startswith(self.wall):
            raise forms.ValidationError(_("Этот пост со стены другого сообщества."))
        return f"https://vk.com/{found.group(1)}" if found else ""

    def claim(self, rule: str, week: Week) -> Claim:
        return Claim(rule, week, self.cleaned_data["reason"], self.cleaned_data["post"])


class CommentForm(forms.Form):
    comment = _words(_("Мнение района"), _("Это увидят школа и министерство."), _("Напишите хотя бы слово."))

    def __init__(self, row: Appeal, data=None):
        super().__init__(data, initial={"comment": row.comment}, label_suffix="")


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Решение"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите решение.")},
    )
    answer = _words(
        _("Почему"),
        _("Это увидят школа и район рядом с вердиктом."),
        _("Напишите, почему: школа увидит это рядом с вердиктом."),
    )

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")
        granted = [(str(one), _("принять: «%(verdict)s»") % {"verdict": wording.outcome_name(one)}) for one in GRANTED]
        field = self.fields["decision"]
        field.choices = [*granted, (DECLINE, _("отклонить: вердикт остаётся"))]  # type: ignore[attr-defined]
