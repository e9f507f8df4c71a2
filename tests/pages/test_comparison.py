"""«Сводка» held against another week than the one before."""

import pytest

from monitoring.queries.overview import overview

from .conftest import BEFORE, LAST, browse, compliant, person, public, seen, text, with_issues

pytestmark = pytest.mark.django_db
EARLIER = BEFORE.shift(-3)


@pytest.fixture
def mended():
    """One public that did not comply long ago, and does since."""
    one = public()
    seen(one)
    with_issues(one, EARLIER)
    compliant(one, BEFORE)
    compliant(one, LAST)


def test_every_change_is_since_the_chosen_week(mended):
    reader = person("observer")
    assert overview(reader, LAST).change == 0
    region = overview(reader, LAST, against=EARLIER)
    assert region.change == 100
    assert region.districts[0].change == 100
    assert next(row for row in region.rules if row.rule == "posts").change == -1


def test_the_address_names_the_week_and_the_page_says_so(mended):
    page = text(browse(person("observer")), f"/overview/?week={LAST}&with={EARLIER}")
    assert "Сравниваем с неделей 12–18 октября." in page
    assert "с недели 12–18 октября" in page


@pytest.mark.parametrize("asked", ["2019-W01", "чушь", "2026-W46", ""])
def test_a_week_that_cannot_be_compared_leaves_the_one_before(mended, asked):
    page = text(browse(person("observer")), f"/overview/?week={LAST}&with={asked}")
    assert "Сравниваем с неделей 2–8 ноября." in page
