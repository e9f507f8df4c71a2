"""Rows of the monitoring."""

from .collected import Post, Profile
from .judged import Change, FrozenWeek, RuleSet, Status, WeekSummary
from .runs import Batch, Miss, Run

__all__ = ["Batch", "Change", "FrozenWeek", "Miss", "Post", "Profile", "RuleSet", "Run", "Status", "WeekSummary"]
