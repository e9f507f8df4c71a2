"""«Районы»: every column orders the table, sheets that hang stand in it."""

import re

import pytest

from monitoring.models import WeekSummary
from monitoring.queries.district import districts
from monitoring.views.district_columns import district_columns
from registry.models import District, Institution, Pattern

from .conftest import LAST, RUNNING, browse, district, institution, judged, person, public, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(region) -> None:
    """In Arsk 3 of 4 places have a sheet, in Buinsk 1 of 4; nobody asks Yutazy for one."""
    for name, hung in (("arsk", 3), ("buinsk", 1)):
        school = institution("Новая школа", region[name])
        Institution.objects.filter(pk=school.pk).update(qr_placed=hung, qr_places=4)
    district("Ютазинский район")


def rows(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)', page)


def head(page: str, key: str) -> str:
    (found,) = re.findall(rf'<th [^>]*><a id="sort-{key}"[^>]*>', page)
    return found


def test_the_share_of_places_with_a_sheet_is_told(sheets, observer):
    page = " ".join(re.sub(r"<[^>]+>", " ", text(observer, "/districts/")).split())
    assert "QR размещены" in page
    assert re.search(r"Арский район .* 75 % Буинский район .* 25 % .* Ютазинский район .* —", page)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Арский район"),
        ("-name", "Ютазинский район"),
        ("sheets", "Буинский район"),
        ("-sheets", "Арский район"),
        ("share", "Арский район"),
        ("-share", "Буинский район"),
        ("-issues", "Арский район"),
        ("-remarks", "Буинский район"),
        ("-no_data", "Буинский район"),
        ("-publics", "Арский район"),
        ("нет такого", "Арский район"),
    ],
)
def test_a_column_orders_the_districts(sheets, observer, sort, first):
    assert rows(text(observer, f"/districts/?sort={sort}"))[0] == first


@pytest.mark.parametrize("week", ["", RUNNING])
def test_every_column_is_a_link_that_tells_its_order(sheets, region, observer, week):
    judged(region["good"], RUNNING, posts=1)
    for column in district_columns(running=bool(week), sort=""):
        page = text(observer, f"/districts/?week={week}&sort={column.first}{column.key}")
        assert f'aria-sort="{"descending" if column.first else "ascending"}"' in head(page, column.key)
        assert page.count("aria-sort=") == 1


def test_what_is_unknown_stands_last_in_both_directions(sheets, observer):
    for sort in ("sheets", "-sheets", "share", "-share"):
        assert rows(text(observer, f"/districts/?sort={sort}"))[-1] == "Ютазинский район"


def test_a_running_week_is_ordered_by_its_pace(sheets, region, observer):
    judged(region["small"], RUNNING, posts=0, category="flagship")
    judged(region["good"], RUNNING, posts=5)
    assert rows(text(observer, f"/districts/?week={RUNNING}&sort=-done"))[0] == "Арский район"
    assert rows(text(observer, f"/districts/?week={RUNNING}&sort=-behind"))[0] == "Буинский район"


def test_a_count_leads_to_its_rows(sheets, region, observer):
    page = text(observer, "/districts/")
    (link,) = re.findall(rf'href="(/districts/{region["arsk"].pk}/[^"]*status=issues)"', page)
    assert "Школа № 2" in text(observer, link.replace("&amp;", "&"))


def test_a_phone_has_every_order_as_a_link_and_sees_the_column_that_it_chose(sheets, observer):
    page = text(observer, "/districts/?sort=sheets")
    (menu,) = re.findall(r'<details class="sort-menu.*?</details>', page)
    assert menu.count("<a ") == len(district_columns(running=False, sort="")) + 1
    assert re.search(r'aria-current="true">QR размещены', menu)
    assert "optional" not in head(page, "sheets")
    assert "optional" in head(page, "no_data")
    assert "optional" in head(page, "publics")
    assert "optional" not in head(text(observer, "/districts/"), "publics")


def test_a_person_of_two_districts_sees_their_sheets_alone(sheets, region):
    user = person("district_officer", district=region["arsk"])
    user.memberships.create(role="district_officer", district=region["buinsk"])
    assert rows(text(browse(user), "/districts/?sort=sheets")) == ["Буинский район", "Арский район"]


def test_a_school_admin_of_two_districts_counts_the_own_institutions(sheets, region):
    user = person("school_admin", institution=region["good"].institution)
    user.memberships.create(role="school_admin", institution=public("Школа № 7", region["buinsk"]).institution)
    assert rows(text(browse(user), "/districts/?sort=-share")) == ["Арский район", "Буинский район"]


def test_a_week_not_judged_since_its_end_has_no_share_for_a_school_either(region):
    WeekSummary.objects.filter(public=region["good"]).update(closed=False)
    user = person("school_admin", institution=region["good"].institution)
    (row,) = districts(user, LAST)
    assert row.standing.statuses == {"compliant": 1}
    assert row.standing.share.percent is None


def test_the_list_of_a_running_week_tells_the_pace(specialist):
    judged(public(), RUNNING, posts=3)
    text = specialist.get(f"/districts/?week={RUNNING}").content.decode()
    assert "Может не успеть" in text
    assert "Соответствуют" not in text


def test_an_empty_registry_says_what_comes_first(specialist, region):
    assert "Организаций пока нет" in specialist.get(f"/districts/{district('Пустой район').pk}/").content.decode()
    Pattern.objects.all().delete()  # some name the district of republican bodies
    District.objects.filter(institutions=None).delete()
    nobody = browse(person())
    assert "Районов пока нет" in nobody.get("/districts/").content.decode()
    assert "Организаций пока нет" in nobody.get("/publics/").content.decode()
