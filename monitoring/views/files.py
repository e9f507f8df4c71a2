"""What files of rows are called, and what they say they are."""

from monitoring.weeks import Week
from registry.files import XLSX

CONTENT_TYPES = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "pdf": "application/pdf",
}


def named(name: str, week: Week, kind: str) -> str:
    """Return the name under which a file of a week is kept."""
    return f"{name}-{week}.{kind}"
