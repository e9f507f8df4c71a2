"""Numbers as addresses and forms tell them: anybody may write anything there."""

# As many digits as every number has that PostgreSQL's bigint holds.
MOST_DIGITS = 18


def primary_key(text: str) -> int | None:
    """Read a primary key; None for what can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
