"""The read-only JSON API: what a person's programs may ask, in the person's own scope."""
