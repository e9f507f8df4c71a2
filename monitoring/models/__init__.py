"""Rows of the monitoring."""

from .collected import Comment, Post, Profile, Resemblance
from .decided import Amendment, Exemption, ManualVerdict, Reassessment, WhatIf, WhatIfLine
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .mandatory import Campaign, MandatoryPost, MandatorySearch, Publication
from .pictures import Mark, Picture, PictureKind, Sighting, mark_events
from .runs import Batch, LeftOut, Miss, Run

__all__ = [
    "Amendment",
    "Batch",
    "Campaign",
    "Change",
    "Comment",
    "Exemption",
    "FrozenWeek",
    "LeftOut",
    "MandatoryPost",
    "MandatorySearch",
    "ManualVerdict",
    "Mark",
    "Miss",
    "Picture",
    "PictureKind",
    "Post",
    "Profile",
    "Publication",
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
