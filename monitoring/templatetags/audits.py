"""Audits on a page: their states, authors and findings in words."""

from django import template
from django.utils.safestring import SafeString

from monitoring.models import Run
from monitoring.wording import audits as words
from registry.templatetags.portal import status, status_pill

register = template.Library()

# A run's state has a symbol, so that it is not told by its word alone.
MARKS = {
    Run.State.UNDER_WAY: "in_progress",
    Run.State.COMPLETE: "compliant",
    Run.State.PARTIAL: "remarks",
    Run.State.STOPPED: "no_data",
}

register.filter(words.begun_by)
register.filter(words.about)
register.filter(words.miss_reason)
register.filter(words.change_count)
register.filter(words.not_collected)
register.filter(words.keep_up)
register.filter(words.may_miss)
register.filter(words.quota)
register.filter(words.of_publics)


@register.simple_tag
def run_state(run: Run, pill: bool = False) -> SafeString:
    """Return a run's state with its symbol; a pill for headings."""
    shown = status_pill if pill else status
    return shown(MARKS[Run.State(run.state)], run.get_state_display())


@register.filter
def lasted(run: Run) -> str:
    """Write how long a finished run took: «1 ч 37 мин». A dash while it is not finished."""
    return words.length(run.finished_at - run.started_at) if run.finished_at else "—"
