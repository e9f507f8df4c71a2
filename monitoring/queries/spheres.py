"""Spheres with what is worth writing about in them: rows of the registry and the ministry's letter together."""

from dataclasses import dataclass

from monitoring.content_guide import IDEAS, Ideas
from registry.models import Sphere


@dataclass(frozen=True)
class Guided:
    """A sphere that the letter has ideas for."""

    name: str
    ideas: Ideas


def guide() -> list[Guided]:
    """Return the spheres in their order. One query."""
    return [Guided(row.title, IDEAS[row.code]) for row in Sphere.objects.filter(code__in=IDEAS)]


def sphere_of(type_: str) -> Guided | None:
    """Return the first sphere that the institution's type belongs to; None where there are the basic rules alone."""
    row = Sphere.objects.filter(code__in=IDEAS, types__contains=[type_]).first()
    return Guided(row.title, IDEAS[row.code]) if row else None
