"""Spheres with what is worth writing about in them: rows of the registry and the ministry's letter together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext

from monitoring.content_guide import TOPICS
from registry.models import SamplePost, Sphere


@dataclass(frozen=True)
class Sample:
    """Good posts of one kind, as addresses."""

    kind: str
    links: list[str]


@dataclass(frozen=True)
class Guided:
    """A sphere that the letter has topics for."""

    name: str
    topics: Sequence[str | Promise]
    samples: list[Sample]


def guide() -> list[Guided]:
    """Return the spheres in their order. One query."""
    return [_guided(row) for row in _rows()]


def sphere_of(type_: str) -> Guided | None:
    """Return the first sphere that the institution's type belongs to; None where there are the basic rules alone."""
    row = _rows().filter(types__contains=[type_]).first()
    return _guided(row) if row else None


def _rows() -> QuerySet:
    """Return the spheres, each with its samples that the check of links has not found gone."""
    samples = SamplePost.objects.filter(sphere=OuterRef("pk"), gone_at=None)
    told = samples.values(told=JSONObject(kind="kind", post="post"))
    return Sphere.objects.filter(code__in=TOPICS).annotate(told=ArraySubquery(told))


def _guided(row: Any) -> Guided:
    kinds = groupby(row.told, key=lambda one: one["kind"])
    samples = [Sample(gettext(kind), [SamplePost.link_of(one["post"]) for one in posts]) for kind, posts in kinds]
    return Guided(row.title, TOPICS[row.code], samples)
