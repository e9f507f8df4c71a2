"""How far a run has come, in figures and words."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

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
    """Return the run's progress: two queries, whatever its size."""
    steps = run.batches.values("step").annotate(done=Count("pk", filter=Q(done_at__isnull=False)), total=Count("pk"))
    by_step = {row["step"]: row for row in steps.order_by("step")}
    current = next((step for step, row in by_step.items() if row["done"] < row["total"]), None)
    walls = run.batches.filter(step=Batch.Step.WALLS, done_at__isnull=False).values_list("public_ids", flat=True)
    return Progress(
        step=str(Batch.Step(current).label) if current else _("Готово"),
        done=sum(row["done"] for row in by_step.values()),
        total=sum(row["total"] for row in by_step.values()),
        walls=sum(map(len, walls)),
        publics=run.publics_total,
        missed=run.misses.count(),
    )
