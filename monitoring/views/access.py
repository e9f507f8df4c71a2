"""Who may open a page of the whole region: see registry/guards.py."""

from registry.guards import SignedIn, for_ministry, for_specialists

__all__ = ["SignedIn", "for_ministry", "for_specialists"]
