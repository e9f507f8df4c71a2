"""How a verdict went from one week to another, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.comparing import Turn

_TURNS = {
    Turn.WORSE: gettext_lazy("хуже"),
    Turn.BETTER: gettext_lazy("лучше"),
    Turn.OTHER: gettext_lazy("сравнить нельзя"),
    Turn.SAME: gettext_lazy("вердикт тот же"),
}


def turned(turn: Turn, same_fact: bool) -> str:
    """Say which way a verdict went; ``same_fact``: its figure and norm are the same too."""
    return _("без изменений") if same_fact else str(_TURNS[turn])
