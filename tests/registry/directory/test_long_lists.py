"""A list that is longer than anybody turns over is counted no further, and says so."""

import pytest

from registry.models import District, Institution
from registry.paging import MOST, LongPaginator

pytestmark = pytest.mark.django_db


def make(rows: int):
    district = District.objects.create(name="Арский район")
    Institution.objects.bulk_create(
        Institution(full_name=f"Школа № {n}", short_name=f"Школа № {n}", district=district) for n in range(rows)
    )
    return Institution.objects.order_by("pk")


@pytest.mark.parametrize(("rows", "count", "capped"), [(0, 0, False), (MOST, MOST, False), (MOST + 1, MOST, True)])
def test_pages_end_where_nobody_turns_them_any_more(rows, count, capped):
    pages = LongPaginator(make(rows), 50)
    assert (pages.count, pages.capped) == (count, capped)
    assert len(pages.get_page(10**6)) == min(rows, 50)


@pytest.mark.parametrize(("address", "told"), [("/registry/", "Найдено больше, чем листают"), ("/qr/placements/", "")])
def test_the_page_says_that_there_are_more(specialist, address, told):
    make(MOST + 1)
    page = " ".join(specialist.get(address).content.decode().split())
    assert told in page
    assert "1–50 из более чем 10" in page
