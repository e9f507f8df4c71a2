"""Rows of the monitoring."""

from .collected import Post, Profile
from .decided import Amendment, Exemption, ManualVerdict, Reassessment, WhatIf, WhatIfLine
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .runs import Batch, Miss, Run

__all__ = [
    "Amendment",
    "Batch",
    "Change",
    "Exemption",
    "FrozenWeek",
    "ManualVerdict",
    "Miss",
    "Post",
    "Profile",
    "Reassessment",
    "RuleSet",
    "Run",
    "Status",
    "WeekSummary",
    "WhatIf",
    "WhatIfLine",
]
