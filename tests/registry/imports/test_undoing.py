"""What happens to a list while the registry changes, and how it is taken back as a whole."""

import pytest

from registry.models import (
    CategoryPeriod,
    Import,
    Institution,
    Public,
)
from tests.registry.people import person
from tests.registry.tables import HEADER, SCHOOL, csv

from .conftest import page_of

pytestmark = pytest.mark.django_db
State = Import.State
PLAIN = ["Организация", "Ссылка"]
GARDEN = ["Детский сад № 3", "", "Апастовский", "", "нет"]


def test_rows_changed_meanwhile_are_decided_again_and_told_and_nothing_is_written(upload, press, specialist, school):
    one = upload(csv(HEADER, SCHOOL, ["Школа 2", "Школа", "Апастовский", "", "vk.com/school2"]))
    school.publics.update(category="active")
    one = press(one, "write")
    assert (one.state, one.renewed) == (State.READY, True)
    assert Public.objects.count() == 1
    page = page_of(specialist, one, "?show=renewed")
    assert "реестр изменился" in page
    assert "Школа 2" not in page.partition("<tbody")[2]
    assert '<span class="old">активный</span>' in page
    assert press(one, "write").state == State.DONE


def test_of_two_lists_with_one_new_school_the_second_meets_what_the_first_wrote(upload, press, apastovo):
    one, other = upload(csv(HEADER, SCHOOL)), upload(csv(HEADER, SCHOOL))
    press(one, "write")
    other = press(other, "write")
    assert (other.state, other.counts) == (State.READY, {"unchanged": 1})
    assert Institution.objects.count() == 1


# --- undo -------------------------------------------------------------------------------------------------
def test_a_whole_import_is_undone_days_later_but_not_what_changed_since(upload, press, specialist, school, apastovo):
    rows = [SCHOOL, *[[f"Школа {n}", "Школа", "Апастовский", "визитка", f"vk.com/school{n}"] for n in (2, 3, 4)]]
    one = press(upload(csv(HEADER, *rows)), "write")
    changed = Institution.objects.get(short_name="Школа 3")
    changed.type = "college"
    changed.save()
    one = press(one, "weigh")
    page = page_of(specialist, one, "?show=kept")
    assert "Проверьте, что вернётся" in page
    assert "Тип: список записал «Школа», сейчас «Колледж»" in page
    assert Institution.objects.count() == 4
    one = press(one, "undo")
    assert one.state == State.UNDONE
    assert set(Institution.objects.values_list("short_name", flat=True)) == {school.short_name, "Школа 3"}
    assert school.publics.get().category == "unset"
    assert not CategoryPeriod.objects.filter(public__institution=school).exists()
    assert "Не тронем" in page_of(specialist, one)


def test_what_others_refer_to_goes_to_the_archive_and_comes_back_with_its_list(upload, press, apastovo):
    one = press(upload(csv(HEADER, SCHOOL)), "write")
    person("school_admin", "school@example.org", institution=Institution.objects.get())
    press(press(one, "weigh"), "undo")
    assert Institution.objects.get().archived_at
    assert not Public.objects.exists()
    again = upload(csv(HEADER, SCHOOL))
    assert again.counts == {"added": 1}
    press(again, "write")
    assert Institution.objects.get().archived_at is None


def test_a_school_that_got_another_public_since_stays_with_it(upload, press, apastovo):
    one = press(upload(csv(HEADER, SCHOOL)), "write")
    Public.objects.create(vk_id=555, screen_name="another", institution=Institution.objects.get())
    one = press(press(one, "weigh"), "undo")
    assert Public.objects.get().screen_name == "another"
    assert one.rows.get().kept == [["institution", "publics", None, "vk.com/another"]]


def test_a_new_district_goes_with_the_list_that_brought_it(upload, press, apastovo):
    one = press(upload(csv(HEADER, ["Школа 2", "Школа", "Новый район", "", "нет"])), "write")
    assert one.new_districts == ["Новый"]
    press(press(one, "weigh"), "undo")
    assert not apastovo.__class__.objects.filter(name="Новый").exists()


def test_an_undo_may_be_thought_better_of(upload, press, apastovo):
    one = press(press(upload(csv(HEADER, SCHOOL)), "write"), "weigh")
    assert one.state == State.UNDOABLE
    assert press(one, "stay").state == State.DONE
    assert Institution.objects.exists()
