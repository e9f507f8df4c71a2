"""Rows of the monitoring."""

from .collected import Post, Profile
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .runs import Batch, LeftOut, Miss, Run

__all__ = [
    "Batch",
    "Change",
    "FrozenWeek",
    "LeftOut",
    "Miss",
    "Post",
    "Profile",
    "RuleSet",
    "Run",
    "Status",
    "WeekSummary",
]
