"""Parameters of addresses and forms: anybody may write anything there."""

# As many digits as every number has that PostgreSQL's bigint holds.
MOST_DIGITS = 18
LONGEST_SEARCH = 200


def primary_key(text: str) -> int | None:
    """Read a primary key; None for what can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def search_text(text: str) -> str:
    """Return a search without what PostgreSQL cannot hold, not longer than people type."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_SEARCH]
