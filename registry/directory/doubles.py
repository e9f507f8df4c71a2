"""Institutions that may be one and the same, in pairs for a person to decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from rapidfuzz import fuzz

from registry.models import Distinction, Institution, Public

# «Апастовская школа» and «Аппастовская школа»; numbers must be the same ones.
ALIKE = 92
# So many names of one district are compared with each other while a page is waited for.
MOST_COMPARED = 1500


@dataclass(frozen=True)
class Pair:
    """Two institutions of one district, the earlier first; ``exact``: their names differ in nothing that counts."""

    first: Institution
    second: Institution
    exact: bool

    @property
    def sides(self) -> tuple[Institution, Institution]:
        return self.first, self.second


def same_names(rows: QuerySet[Institution]) -> list[Pair]:
    """Return pairs (of those rows) whose names are the same within a district. Three queries."""
    keys = rows.exclude(name_key="").values("district", "name_key").annotate(n=Count("pk")).filter(n__gt=1)
    wanted = list(keys.order_by("district__sort_key", "name_key").values_list("district", "name_key"))
    groups: dict[tuple[int, str], list[Institution]] = defaultdict(list)
    for one in _told(rows.filter(name_key__in={key for _district, key in wanted})):
        groups[one.district_id, one.name_key].append(one)
    pairs = (pair for key in wanted for pair in combinations(groups[key], 2))
    return _undecided([Pair(first, second, True) for first, second in pairs])


def like_names(rows: QuerySet[Institution]) -> list[Pair]:
    """Return pairs (of those rows, of one district) whose names are nearly the same; none where there are too many."""
    names = list(rows.exclude(name_key="").order_by("pk").values_list("pk", "name_key")[: MOST_COMPARED + 1])
    if len(names) > MOST_COMPARED:
        return []
    found = list(_alike(names))
    by_pk = {one.pk: one for one in _told(rows.filter(pk__in={pk for pair in found for pk in pair}))}
    return _undecided([Pair(by_pk[first], by_pk[second], False) for first, second in found])


def _alike(names: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    by_numbers: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for pk, name in names:
        by_numbers[tuple(sorted(word for word in name.split() if word.isdigit()))].append((pk, name))
    for group in by_numbers.values():
        for (first, name), (second, other) in combinations(group, 2):
            if name != other and fuzz.ratio(name, other, score_cutoff=ALIKE):
                yield first, second


def _told(rows: QuerySet[Institution]) -> QuerySet[Institution]:
    publics = Prefetch("publics", Public.objects.filter(archived_at=None).order_by("pk"), to_attr="watched")
    return rows.select_related("district").prefetch_related(publics).order_by("pk")


def _undecided(pairs: list[Pair]) -> list[Pair]:
    firsts = [pair.first for pair in pairs]
    known = set(Distinction.objects.filter(first__in=firsts).values_list("first", "second"))
    return [pair for pair in pairs if (pair.first.pk, pair.second.pk) not in known]


def tell_apart(rows: Iterable[Institution], by: Any) -> None:
    """Keep a person's word that the two are two."""
    first, second = sorted(rows, key=lambda one: one.pk)
    Distinction.objects.get_or_create(first=first, second=second, defaults={"decided_by": by})
