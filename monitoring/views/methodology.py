"""«Методика»: the one page beside sign-in that everybody may read."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monitoring.content_guide import BASICS
from monitoring.queries.methodology import methodology
from monitoring.queries.spheres import guide
from monitoring.wording.methodology import NOT_COUNTED, PEOPLE, SCORE, STATUSES, WEEK
from registry.access import sees_everything


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "method": methodology(),
        "week_facts": WEEK,
        "not_counted": NOT_COUNTED,
        "statuses": STATUSES.items(),
        "score": SCORE,
        "people": PEOPLE,
        "qr_decision": settings.QR_DECISION if settings.QR_SOURCE == "portal" else "",
        "guide": guide(),
        "basics": BASICS,
        "sees_everything": sees_everything(request.user),
    }
    return render(request, "monitoring/methodology.html", context)
