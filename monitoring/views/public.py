"""«Паблик»: one public's week, rule by rule, with the posts that it rests on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring import clock, planning, tasks
from monitoring.queries import appeals, exemptions, ledger, overruled, rhythm, unanswered
from monitoring.queries.history import events, history
from monitoring.queries.pictures import looks, sightings
from monitoring.queries.public import Story, publics, story
from monitoring.queries.reach import habit, reach
from monitoring.queries.two_weeks import two_weeks
from registry.access import is_specialist, sees_everything
from registry.at_once import at_once
from registry.models import Public

from .appeals import is_own
from .notices import notices
from .weeks import beside, choose, earlier

LATEST_CHANGES, CHANGES_A_PAGE = 5, 25


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a public's week, what it rests on, and what became of the public."""
    public = get_object_or_404(appeals.with_latest(publics(request.user)), pk=pk)
    chosen = choose(request)
    told = story(public, chosen.week)
    seen, figures, changed = sightings(public), reach(public, chosen.week), events(public, LATEST_CHANGES)
    against = beside(request, chosen)
    other = public.weeks.filter(week=against.monday) if against else public.weeks.none()
    exempt = exemptions.around(chosen.week)
    at_once(seen, figures, *changed, other, exempt)
    context = {
        "public": public,
        "profile": getattr(public, "profile", None),
        "chosen": chosen,
        "story": told,
        "looks": looks(list(seen)),
        "habit": habit(figures, chosen.week),
        "appeals": appeals.latest(public),
        "exemptions": exemptions.binding(exempt, public),
        "history": history(public, *changed)[:LATEST_CHANGES],
        "against": against,
        "comparable": earlier(chosen),
        "two_weeks": two_weeks(next(iter(other), None), told.summary),
        **_verdicts(request.user, told),
        **_posts(told),
        **_rights(request.user, public),
    }
    return render(request, "monitoring/public.html", context)


def _verdicts(user, told: Story) -> dict:
    """Return what the rules say of the week, and how it compares with the weeks before."""
    judgements = ledger.judgements(told, overruled.manual(user, told))
    return {
        "notices": notices(told),
        "not_passed": ledger.not_passed(judgements),
        "passed": ledger.passed(judgements),
        "pictures": {row.rule: row for row in judgements},
        "trend": rhythm.trend(told.weeks, told.week.monday),
        "difference": _difference(told.summary, told.before),
    }


def _posts(told: Story) -> dict:
    """Return the week's posts, the days on which they came, and what readers ask under them."""
    lines = ledger.ledger(told)
    return {
        "lines": lines,
        "counted": sum(line.counted for line in lines),
        "not_counted": ledger.standing(lines),
        "strip": rhythm.strip(told),
        "calendar": rhythm.calendar(told),
        "waiting": unanswered.of_week(told),
    }


def _rights(user, public: Public) -> dict[str, bool]:
    """Return what the reader may do with the public."""
    return {
        "specialist": is_specialist(user),
        "may_audit": is_specialist(user) and not _archived(public),
        "may_appeal": is_own(user, public) and not _archived(public),
        "sees_everything": sees_everything(user),
    }


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that has changed of a public, the latest first."""
    public = get_object_or_404(publics(request.user), pk=pk)
    changed = events(public)
    at_once(*changed)
    listed = Paginator(history(public, *changed), CHANGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "monitoring/public_history.html", {"public": public, "page": listed})


@require_POST
def audit_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an audit of this public alone, unless one is under way."""
    public = get_object_or_404(publics(request.user, archived=False), pk=pk)
    if not is_specialist(request.user):
        raise PermissionDenied
    try:
        with transaction.atomic():
            run = planning.plan([public.pk], clock.now(), on_request=True, by=request.user)
            transaction.on_commit(lambda: tasks.announce_run(run), robust=True)
    except planning.RunUnderWay as busy:
        messages.warning(request, _("Аудит уже идёт: дождитесь его конца, он прочитает и этот паблик."))
        return redirect("monitoring:run", busy.run.pk)
    return redirect("monitoring:run", run.pk)


def _archived(public: Public) -> bool:
    return bool(public.archived_at or public.institution.archived_at)


def _difference(summary, before) -> float | None:
    """Return by how much the score changed since the week before, None if there is nothing to compare."""
    scores = [row.score for row in (summary, before) if row is not None and row.score is not None]
    return scores[0] - scores[1] if len(scores) == 2 else None
