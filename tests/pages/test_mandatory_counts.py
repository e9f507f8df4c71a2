"""What kept counts tell of mandatory posts is what counting the publics one by one tells."""

import pytest

from monitoring.models import MandatoryPost
from monitoring.queries import mandatory, mandatory_counts
from registry.models import Public

from .conftest import district, person
from .mandated import FORUM, asked, holder, store

pytestmark = pytest.mark.django_db
Scope = MandatoryPost.Scope


@pytest.fixture
def region() -> list[MandatoryPost]:
    arsk, buinsk = district(), district("Буинский район")
    publics = [
        holder(f"Школа № {number}", (arsk, buinsk)[number % 2], category=category, cabinet=number % 5 != 0)
        for number, category in enumerate(["flagship", "active", "unset", "card", "active"] * 3)
    ]
    Public.objects.filter(pk=publics[3].pk).update(cabinet=None)
    rows = [
        asked(title="Всем"),
        asked(title="Арскому", scope=Scope.DISTRICTS, districts=[arsk.pk]),
        asked(title="Детским садам", scope=Scope.TYPES, types=["kindergarten"]),
        asked(title="Школам", scope=Scope.TYPES, types=["school"]),
        asked(title="Активным", scope=Scope.CATEGORIES, categories=["active"]),
    ]
    for one in publics[::2]:
        store(one, 5, 30, FORUM)
        store(one, 6, 31, FORUM)
    return rows


@pytest.mark.parametrize("role", ["specialist", "district_officer"])
def test_counts_of_each_scope_are_those_of_the_publics(region, role):
    user = person(role, **({"district": district()} if role == "district_officer" else {}))
    around = mandatory.frame(user)
    told = mandatory_counts.tally(region, user, mandatory.watched(user, around), mandatory.asked(around))
    assert told == mandatory_counts._counted(region, mandatory.watched(user, around))
    assert any(done for done, _ in told.values())


@pytest.mark.parametrize("columns", [slice(0, 1), slice(1, 2), slice(2, 4), slice(1, 5)], ids=str)
@pytest.mark.parametrize("narrowed", [False, True])
def test_the_matrix_is_as_long_as_its_rows(region, columns, narrowed):
    user = person("specialist")
    around = mandatory.frame(user)
    filters = mandatory.MatrixFilters(district=district().pk if narrowed else None)
    rows = mandatory.narrowed(mandatory.concerned(region[columns], user, around), region[columns], filters)
    assert mandatory.total(region[columns], user, around, filters) == rows.count()
