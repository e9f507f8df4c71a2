"""Rows of the monitoring."""

from .collected import Comment, Post, Profile, Resemblance
from .decided import Amendment, Exemption, ManualVerdict, Reassessment, WhatIf, WhatIfLine
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .pictures import Mark, Picture, PictureKind, Sighting, mark_events
from .runs import Batch, LeftOut, Miss, Run
from .tallies import PlaceTally, RuleTally, WeekTally

__all__ = [
    "Amendment",
    "Batch",
    "Change",
    "Comment",
    "Exemption",
    "FrozenWeek",
    "LeftOut",
    "ManualVerdict",
    "Mark",
    "Miss",
    "Picture",
    "PictureKind",
    "PlaceTally",
    "Post",
    "Profile",
    "Reassessment",
    "Resemblance",
    "RuleSet",
    "RuleTally",
    "Run",
    "Sighting",
    "Status",
    "WeekSummary",
    "WeekTally",
    "WhatIf",
    "WhatIfLine",
    "mark_events",
]
