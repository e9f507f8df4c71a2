"""«Мой паблик»: what the people of one public have to do this week, and a reading of their wall at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring import checking, clock, tasks, wording
from monitoring.content_guide import BASICS
from monitoring.queries import appeals, mine
from monitoring.queries.public import publics
from monitoring.wording import todo
from registry.access import is_specialist, scope_of
from registry.models import Institution, Public
from registry.templatetags.portal import clock as clock_time

from .access import SignedIn
from .checks import state_of


@require_safe
def index(request: SignedIn) -> HttpResponse:
    """Lead to the person's only public; let it choose among several; tell what to do where there is none."""
    institutions = list(mine.own_institutions(request.user, scope_of(request.user).institutions))
    own = [public for one in institutions for public in _present(one)]
    if len(own) == 1 and len(institutions) == 1:
        return redirect("monitoring:my_public", own[0].pk)
    rows = [(one, _present(one)) for one in institutions]
    bare = [one for one, publics in rows if not publics]
    context = {"rows": rows, "publics": own, "sharing": bool(bare) and all(one.shares for one in bare)}
    return render(request, "monitoring/mine_index.html", context)


@require_safe
def page(request: SignedIn, pk: int) -> HttpResponse:
    """Show a public as its own people see it; to the district and the ministry too."""
    public = get_object_or_404(appeals.with_latest(publics(request.user, archived=False)), pk=pk)
    desk = mine.desk(public)
    own = public.institution_id in scope_of(request.user).institutions
    context = {
        "public": public,
        "desk": desk,
        "own": own,
        "several": own and len(scope_of(request.user).institutions) > 1,
        "may_check": may_check(request.user, public),
        "check": state_of(desk.check, desk.busy, public),
        "tasks": [_told(task, desk) for task in desk.tasks],
        "best": todo.when_best(desk.advice, desk.now.date()),
        "over": [wording.sentence(rule, verdict) for rule, verdict in desk.over],
        "to_look_at": [(wording.rule_name(rule), wording.sentence(rule, one)) for rule, one in desk.unseen_rules],
        "fine": [(wording.rule_name(rule), wording.short_fact(rule, verdict)) for rule, verdict in desk.fine],
        "basics": BASICS,
        "appeals": appeals.latest(public),
    }
    return render(request, "monitoring/mine.html", context)


@require_POST
def check(request: SignedIn, pk: int) -> HttpResponse:
    """Have the wall read now, or as soon as the run under way has ended."""
    public = get_object_or_404(publics(request.user, archived=False), pk=pk)
    if not may_check(request.user, public):
        raise PermissionDenied
    try:
        with transaction.atomic():
            checking.ask(public, request.user, clock.now())
            transaction.on_commit(tasks.begin_checks.delay, robust=True)
    except checking.TooSoon as early:
        said = _("Паблик проверяли меньше часа назад. Следующая проверка возможна в %(time)s.")
        messages.info(request, said % {"time": clock_time(early.again_at)})
    return redirect("monitoring:my_public", pk)


@require_safe
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """Return how far the check has come; when it has ended, the page is asked to show what it found."""
    public = get_object_or_404(publics(request.user, archived=False), pk=pk)
    state = state_of(checking.latest(public), None, public)
    response = render(request, "monitoring/_check.html", {"public": public, "check": state})
    if state is None or not state.live:
        response.headers["HX-Refresh"] = "true"
    return response


def may_check(user, public: Public) -> bool:
    """Tell whether the person may have this wall read: its own people, its district, specialists."""
    scope = scope_of(user)
    mine_or_district = public.institution_id in scope.institutions or public.institution.district_id in scope.districts
    return is_specialist(user) or mine_or_district


def _present(institution: Institution) -> list[Public]:
    return [one for one in institution.publics.all() if one.archived_at is None]


def _told(task, desk: mine.Desk) -> dict:
    """Return a task in words, with where it is done."""
    verdict = task.verdict
    links = [] if verdict is None or task.rule not in ("media", "text") else verdict.evidence[:5]
    wall = f"https://vk.com/wall-{desk.public.vk_id}"
    return {
        "rule": task.rule,
        "title": todo.title(task, desk.now),
        "why": todo.why(task, desk.now),
        "deadline": todo.deadline(task, desk.now),
        "severity": str(task.severity),
        "steps": todo.how(task),
        "posts": [(f"{wall}_{post}", place) for place, post in enumerate(links, 1)],
        "questions": desk.waiting if task.waiting else [],
        "name": desk.public.institution.full_name if task.rule == "description" else "",
    }
