"""Rows of the monitoring."""

from .api import ApiToken
from .appeals import Appeal
from .checks import Check
from .collected import Comment, Post, Profile, Resemblance
from .decided import Amendment, Exemption, ManualVerdict, Reassessment, WhatIf, WhatIfLine
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .letters import DigestWish, SentLetter
from .mandatory import Campaign, MandatoryPost, MandatorySearch, Publication
from .orders import FileOrder
from .pictures import Mark, Picture, PictureKind, Sighting, mark_events
from .reach import WeekReach
from .runs import Batch, LeftOut, Miss, Run
from .tallies import PlaceTally, PublishedTally, RuleTally, WeekTally

__all__ = [
    "Amendment",
    "ApiToken",
    "Appeal",
    "Batch",
    "Campaign",
    "Change",
    "Check",
    "Comment",
    "DigestWish",
    "Exemption",
    "FileOrder",
    "FrozenWeek",
    "LeftOut",
    "MandatoryPost",
    "MandatorySearch",
    "ManualVerdict",
    "Mark",
    "Miss",
    "Picture",
    "PictureKind",
    "PlaceTally",
    "Post",
    "Profile",
    "Publication",
    "PublishedTally",
    "Reassessment",
    "Resemblance",
    "RuleSet",
    "RuleTally",
    "Run",
    "SentLetter",
    "Sighting",
    "Status",
    "WeekReach",
    "WeekSummary",
    "WeekTally",
    "WhatIf",
    "WhatIfLine",
    "mark_events",
]
