"""Rows of the monitoring."""

from .checks import Check
from .collected import Comment, Post, Profile, Resemblance
from .decided import Amendment, Exemption, ManualVerdict, Reassessment, WhatIf, WhatIfLine
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .pictures import Mark, Picture, PictureKind, Sighting, mark_events
from .runs import Batch, LeftOut, Miss, Run

__all__ = [
    "Amendment",
    "Batch",
    "Change",
    "Check",
    "Comment",
    "Exemption",
    "FrozenWeek",
    "LeftOut",
    "ManualVerdict",
    "Mark",
    "Miss",
    "Picture",
    "PictureKind",
    "Post",
    "Profile",
    "Reassessment",
    "Resemblance",
    "RuleSet",
    "Run",
    "Sighting",
    "Status",
    "WeekSummary",
    "WhatIf",
    "WhatIfLine",
    "mark_events",
]
