"""A week's publics as a file to keep: the same rows as on the page, in the formats of monitoring/exporting.py."""

from collections.abc import Iterable
from io import BytesIO

from django.http import FileResponse, Http404

from monitoring import exporting
from monitoring.queries.matrix import Row
from monitoring.weeks import Week

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
}


def download(publics, week: Week, format: str, name: str = "gospublics") -> FileResponse:
    """Return the publics (a Public queryset) as a file named after the week. Raises Http404 for another format."""
    return download_rows(exporting.records(publics, week), week, format, name)


def download_rows(rows: Iterable[Row], week: Week, format: str, name: str) -> FileResponse:
    """Return rows of the matrix, in their order, as a file. Raises Http404 for another format."""
    if format not in exporting.FORMATS:
        raise Http404
    file = BytesIO()
    exporting.write(rows, format, file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}-{week}.{format}", content_type=CONTENT_TYPES[format]
    )
