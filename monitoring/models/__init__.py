"""Rows of the monitoring."""

from .collected import Comment, Post, Profile, Resemblance
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .runs import Batch, LeftOut, Miss, Run

__all__ = [
    "Batch",
    "Change",
    "Comment",
    "FrozenWeek",
    "LeftOut",
    "Miss",
    "Post",
    "Profile",
    "Resemblance",
    "RuleSet",
    "Run",
    "Status",
    "WeekSummary",
]
