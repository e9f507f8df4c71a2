"""«Загрузка списков»: a file is taken here, and all that were taken before are found."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registry import tasks
from registry.guards import for_specialists
from registry.imports import keeping
from registry.imports.forms import UploadForm
from registry.models import Import

A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@for_specialists
def index(request: HttpRequest) -> HttpResponse:
    """List the imports, the latest first; take a new one."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        one = _receive(request, form)
        return redirect("registry:import", one.pk)
    imports = Import.objects.select_related("created_by").defer("sample", "sheets", "skipped")
    page = Paginator(imports, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/imports/index.html", {"form": form, "page": page})


def _receive(request: HttpRequest, form: UploadForm) -> Import:
    told = {"by": request.user, "language": get_language() or "ru"}
    one = keeping.receive(form.cleaned_data["file"], form.file_name, timezone.now(), **told)
    announce(one)
    messages.success(request, _("Файл принят. В реестр пока ничего не записано: сначала проверьте, что изменится."))
    return one


def announce(one: Import) -> None:
    """Wake a worker; if the broker is away now, beat does so within a minute."""
    transaction.on_commit(lambda: tasks.work_on_import.delay(one.pk), robust=True)
