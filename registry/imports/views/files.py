"""Rows of a list that were not taken, as a table to be mended and sent again."""

from io import BytesIO
from pathlib import PurePath

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.files import XLSX
from registry.guards import for_specialists
from registry.imports import exporting
from registry.models import Import


@require_safe
@for_specialists
def refused(request: HttpRequest, pk: int) -> FileResponse:
    """Give the rows that were not taken, each with its reason."""
    one = get_object_or_404(Import, pk=pk)
    file = BytesIO()
    exporting.write_refused(one, file)
    return _download(file, _("%(list)s-исправить.xlsx") % {"list": PurePath(one.file_name).stem})


def _download(file: BytesIO, name: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
