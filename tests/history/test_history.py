"""The history of everything: searched by specialists, changed by nobody."""

import pghistory
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pghistory.models import Context

from registry import chronicle, immutable
from registry.chronicle import Wanted
from registry.models import District, Institution, Membership, Pattern, Public, User
from tests.accounts.conftest import a_person, anna

__all__ = ["anna"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, anna) -> Client:
    client.force_login(anna)
    return client


@pytest.fixture
def school(anna) -> Institution:
    with pghistory.context(user=anna.pk):
        district = District.objects.create(name="Арский район")
        row = Institution.objects.create(short_name="Школа № 1", full_name="МБОУ", district=district, type="school")
        row.short_name = "Лицей № 1"
        row.save()
    return row


def test_a_change_says_who_what_from_and_to(chief, school):
    page = chief.get("/history/?kind=registry.institution").content.decode()
    assert "Лицей № 1" in page
    assert "Школа № 1" in page
    assert "Анна" in page
    assert "Краткое название:" in page


def test_filters_narrow_by_kind_object_person_words_and_days(school, anna):
    other = a_person("observer", "olga@example.org")
    with pghistory.context(user=other.pk):
        District.objects.create(name="Буинский район")

    def found(**asked) -> int:
        return len(chronicle.search(Wanted(**asked), 0, 50))

    assert found(kind="registry.institution") == 2
    assert found(kind="registry.institution", object=school.pk + 1) == 0
    assert found(who="olga") == 1
    assert found(who="никто") == 0
    assert found(text="Лицей") == 1
    assert found(text="%") == 0
    today = chronicle.search(Wanted(), 0, 1)[0].at.date()
    assert found(since=today, kind="registry.district", text=" район") == 2
    assert found(until=today.replace(year=2020)) == 0


def test_pages_follow_each_other_without_gaps(school):
    for number in range(7):
        District.objects.create(name=f"Район {number}")
    whole = [(one.kind, one.number) for one in chronicle.search(Wanted(), 0, 100)]
    pieces = [chronicle.search(Wanted(), start, 3)[:3] for start in range(0, len(whole), 3)]
    assert [(one.kind, one.number) for piece in pieces for one in piece] == whole


def test_a_page_of_the_history_has_twenty_five_changes_and_leads_to_the_next(chief):
    for number in range(30):
        District.objects.create(name=f"Район {number}")
    first, second = (chief.get(f"/history/?q=Район&page={page}").content.decode() for page in (1, 2))
    assert [page.count("<b>Район</b>") for page in (first, second)] == [25, 5]
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


def test_what_was_created_is_folded_until_words_are_looked_for(chief, school):
    page = chief.get("/history/?kind=registry.institution").content.decode()
    # The change stands open, the row as it was made is a fold.
    assert page.count('<details class="unfolds">') == 1
    assert '<span class="old breakable">Школа № 1</span>' in page
    assert '<details class="unfolds" open>' in chief.get("/history/?kind=registry.institution&q=МБОУ").content.decode()


def test_many_changes_cost_no_more_queries(chief, school):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert chief.get("/history/").status_code == 200
        return len(queries)

    few = count()
    for number in range(30):
        Institution.objects.create(short_name=f"Школа {number}", full_name="x", district=school.district)
    assert count() <= few <= 14


@pytest.mark.parametrize(
    "query", ["?since=завтра", "?object=-1", "?page=99999", "?kind=auth.user", "?q=%00", "?who=%25_"]
)
def test_a_strange_filter_is_no_error(chief, query):
    assert chief.get(f"/history/{query}").status_code == 200


def test_posts_and_profiles_are_not_people_s_changes():
    assert not {"monitoring.post", "monitoring.profile"} & set(chronicle.kinds())
    assert {"registry.membership", "monitoring.ruleset", "qrcodes.placementquota"} <= set(chronicle.kinds())


# --- it stands ------------------------------------------------------------------------------------
def refused(sql: str) -> bool:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except DatabaseError as error:
            return "history stands" in str(error)
    return False


@pytest.fixture
def as_in_production() -> None:
    """Forget, until the test's transaction ends, that tests may empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.flushing = ''")


@pytest.mark.parametrize("table", sorted(immutable.tables()))
def test_every_event_table_refuses_the_application_s_own_role(table, as_in_production):
    """Rows are guarded one by one: an empty table tells by its trigger. TRUNCATE is refused of an empty one too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(pg_get_triggerdef(oid)) FROM pg_trigger"
            " WHERE tgname = 'history_stands' AND tgenabled = 'O' AND tgrelid = %s::regclass",
            [table],
        )
        told = cursor.fetchone()[0]
    assert [" BEFORE DELETE OR UPDATE ON " in one for one in told] == [True]
    assert refused(f'TRUNCATE "{table}" CASCADE')


def test_no_setting_of_a_session_lets_a_real_database_be_emptied():
    assert "left(current_database(), 5) = 'test_'" in immutable.GUARD


def test_who_finds_everything_in_place_asks_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert immutable.protect() == 0


def test_what_is_lacking_is_set_again():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER history_stands_whole ON registry_userevent")
        cursor.execute("CREATE OR REPLACE FUNCTION history_stands() RETURNS trigger AS 'BEGIN END' LANGUAGE plpgsql")
    assert immutable.protect() == 1
    assert immutable.protect() == 0


def test_the_application_cannot_change_or_delete_what_was_written_down(school, as_in_production):
    assert refused("UPDATE registry_institutionevent SET short_name = 'иначе'")
    assert refused("DELETE FROM registry_institutionevent")
    assert refused("TRUNCATE registry_institutionevent")
    assert Institution.pgh_event_model.objects.count() == 2


def test_nor_who_did_it(school, anna, as_in_production):
    assert refused("UPDATE pghistory_context SET metadata = '{\"user\": 0}'")
    assert refused("UPDATE pghistory_context SET created_at = now() - interval '1 year'")
    assert refused("DELETE FROM pghistory_context")
    with pghistory.context(user=anna.pk):
        District.objects.create(name="Буинский район")
        pghistory.context(list=5)
        District.objects.create(name="Елабужский район")
    assert Context.objects.filter(metadata={"user": anna.pk, "list": 5}).count() == 1


def test_nor_through_the_models(school):
    with pytest.raises(DatabaseError, match="history stands"), transaction.atomic():
        Institution.pgh_event_model.objects.all().delete()
    with pytest.raises(DatabaseError, match="history stands"), transaction.atomic():
        Institution.pgh_event_model.objects.update(short_name="иначе")


def test_the_way_of_the_purge_is_narrow(anna, as_in_production):
    """It deletes rows of one table about persons: it changes none, and leads to no other table."""
    District.objects.create(name="Арский район")
    with immutable.purging(User.pgh_event_model):
        assert refused("UPDATE registry_userevent SET email = 'other@example.org'")
        assert refused("DELETE FROM registry_membershipevent")
        assert refused("DELETE FROM registry_districtevent")
        assert refused("TRUNCATE registry_userevent")
        User.pgh_event_model.objects.filter(pgh_obj_id=anna.pk).delete()
    User.objects.filter(pk=anna.pk).update(name="Анна Петрова")
    assert refused("DELETE FROM registry_userevent")
    with immutable.purging(District.pgh_event_model):
        assert refused("DELETE FROM registry_districtevent")
    assert Membership.pgh_event_model.objects.exists()


def test_writing_history_goes_on(school):
    Public.objects.create(vk_id=5, screen_name="school5", institution=school)
    Pattern.objects.filter(pk=Pattern.objects.first().pk).update(words="гимназия")
    assert Public.pgh_event_model.objects.count() == 1
