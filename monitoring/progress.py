"""How far a run has come, in figures and words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from registry.at_once import at_once

from .models import Batch, Run


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` portions of work in all steps; ``walls`` publics read of ``publics``."""

    step: str
    done: int
    total: int
    walls: int
    publics: int
    missed: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    def __str__(self) -> str:
        return _("%(step)s: прочитано %(walls)s из %(publics)s, готово %(percent)s %%") % {
            "step": self.step,
            "walls": self.walls,
            "publics": self.publics,
            "percent": self.percent,
        }


def progress_of(run: Run) -> Progress:
    """Return the run's progress: one query, whatever its size."""
    steps, misses = counts(run)
    at_once(steps, misses)
    return told(run, steps, misses)


def counts(run: Run) -> tuple[QuerySet, QuerySet]:
    """Count the portions of each step, and what was not collected."""
    done = Q(done_at__isnull=False)
    read = Sum("public_ids__len", filter=done, default=0)
    steps = run.batches.values("step").annotate(done=Count("pk", filter=done), total=Count("pk"), read=read)
    return steps.order_by("step"), run.misses.order_by().values_list("run").annotate(count=Count("pk"))


def told(run: Run, steps: Iterable[Mapping[str, int]], misses: Iterable[tuple[int, int]]) -> Progress:
    """Return the progress that the rows of ``counts`` tell."""
    by_step = {row["step"]: row for row in steps}
    current = next((step for step, row in by_step.items() if row["done"] < row["total"]), None)
    return Progress(
        step=str(Batch.Step(current).label) if current else _("Готово"),
        done=sum(row["done"] for row in by_step.values()),
        total=sum(row["total"] for row in by_step.values()),
        walls=by_step.get(Batch.Step.WALLS, {}).get("read", 0),
        publics=run.publics_total,
        missed=sum(count for _run, count in misses),
    )
