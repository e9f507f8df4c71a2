"""Rows of the monitoring."""

from .collected import Comment, Post, Profile, Resemblance
from .decided import Amendment, Exemption, ManualVerdict, Reassessment, WhatIf, WhatIfLine
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .runs import Batch, LeftOut, Miss, Run

__all__ = [
    "Amendment",
    "Batch",
    "Change",
    "Comment",
    "Exemption",
    "FrozenWeek",
    "LeftOut",
    "ManualVerdict",
    "Miss",
    "Post",
    "Profile",
    "Reassessment",
    "Resemblance",
    "RuleSet",
    "Run",
    "Status",
    "WeekSummary",
    "WhatIf",
    "WhatIfLine",
]
