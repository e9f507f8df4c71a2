"""A list page by page: as many queries whatever kinds of rows a page has, and every page a piece of one list."""

from itertools import combinations

import pytest

from monitoring.filters import Filters
from monitoring.queries import district as queries
from monitoring.queries.listing import Listing
from registry.models import Institution

from .conftest import LAST, compliant, district, institution, person, public, with_issues, with_remarks

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> None:
    """In Arsk all rows are of one kind, in Buinsk all: the worst, those without a public, the rest, who shares one."""
    for number in range(3):
        with_issues(public(f"Школа № {number}"))
    three = district("Буинский район")
    for number in range(2):
        with_issues(public(f"Лицей № {number}", three)), compliant(public(f"Гимназия № {number}", three))
        institution(f"Музей № {number}", three)
    kept = public("Колледж", three)
    with_remarks(kept)
    institution("Автошкола", three, shares=kept)


def listed(name: str) -> Listing:
    user, place = person("observer"), district(name)
    tallied = queries.tallied(user, [LAST], place)
    assert tallied is not None
    institutions = Institution.objects.filter(district=place)
    return Listing(user, institutions, LAST, Filters(), {place.pk}, tallied[LAST])


def test_a_page_of_one_kind_takes_as_many_queries_as_a_page_of_four(places, observer, count_queries):
    one, three = (f"/districts/{district(name).pk}/" for name in ("Арский район", "Буинский район"))
    assert count_queries(observer, one) == count_queries(observer, three)


@pytest.mark.parametrize("name", ["Арский район", "Буинский район"])
def test_the_rows_of_a_page_take_two_queries(places, name, django_assert_num_queries):
    listing = listed(name)
    with django_assert_num_queries(2):
        assert len(listing[0:50]) == listing.count()


def test_every_page_is_a_piece_of_one_list(places):
    listing = listed("Буинский район")
    whole = [row.short_name for row in listing[0:50]]
    kinds = ["Лицей № 0", "Лицей № 1", "Музей № 0", "Музей № 1", "Колледж", "Гимназия № 0", "Гимназия № 1"]
    assert whole == [*kinds, "Автошкола"]
    for start, stop in combinations(range(len(whole) + 1), 2):
        assert [row.short_name for row in listing[start:stop]] == whole[start:stop]


def test_a_page_beyond_the_end_is_empty(places):
    assert listed("Буинский район")[0:0] == []
