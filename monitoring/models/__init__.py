"""Rows of the monitoring."""

from .collected import Post, Profile
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .pictures import Mark, Picture, PictureKind, Sighting, mark_events
from .runs import Batch, Miss, Run

__all__ = [
    "Batch",
    "Change",
    "FrozenWeek",
    "Mark",
    "Miss",
    "Picture",
    "PictureKind",
    "Post",
    "Profile",
    "RuleSet",
    "Run",
    "Sighting",
    "Status",
    "WeekSummary",
    "mark_events",
]
