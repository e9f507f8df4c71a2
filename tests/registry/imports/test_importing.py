"""Lists against the registry and a VK: what is added, changed and left."""

import pghistory.models
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.faults import error
from demo.world import community
from registry import categories
from registry.collation import sort_key
from registry.imports import alone
from registry.models import Category, CategoryPeriod, District, Import, Institution, Public
from tests.registry.tables import HEADER, SCHOOL, xlsx
from vk.errors import VkError

from .reports import NOW, OGRN, OTHER_OGRN, WITH_OGRN, Report, changes, outcomes, prepared, reasons

pytestmark = pytest.mark.django_db


def test_a_new_school_is_added_with_its_public(load_table, apastovo):
    assert outcomes(load_table(SCHOOL)) == ["added"]
    public = Public.objects.get()
    assert (public.vk_id, public.screen_name, public.category) == (101, "school1", "flagship")
    assert (public.institution.full_name, public.institution.district) == ("МБОУ «Апастовская СОШ»", apastovo)
    assert public.institution.type == "school"
    assert public.institution.sort_key


def test_a_workbook_gives_the_same_as_a_csv(load, apastovo):
    assert outcomes(load(data=xlsx(["Список"], HEADER, SCHOOL))) == ["added"]
    assert outcomes(load(HEADER, SCHOOL)) == ["unchanged"]


def test_the_same_list_twice_changes_nothing(load, apastovo):
    rows = [
        [*SCHOOL, OGRN],
        ["МАОУ «Лицей № 2»", "", "Арский МР", "визитка", "vk.com/club102", ""],
        ["Детский сад № 3", "ДОУ", "", "активный", "нет", OTHER_OGRN],
        [*SCHOOL[:4], "vk.com/school4", OGRN],
    ]
    assert outcomes(load(WITH_OGRN, *rows)) == ["added"] * 4
    before = pghistory.models.Events.objects.count()
    assert outcomes(load(WITH_OGRN, *rows)) == ["unchanged"] * 4
    assert pghistory.models.Events.objects.count() == before
    assert CategoryPeriod.objects.count() == 3


def test_a_row_without_a_link_is_an_institution_without_a_public(load_table, apastovo):
    report = load_table([*SCHOOL[:4], "нет"])
    assert outcomes(report) == ["added"]
    assert Institution.objects.count() == 1
    assert not Public.objects.exists()
    assert report.decisions[0].remarks == ["категория не записана: в строке нет ссылки на паблик"]


def test_a_category_begins_a_period_when_first_told_and_when_it_changes(load_table, school):
    load_table([*SCHOOL[:3], "", SCHOOL[4]])
    assert not CategoryPeriod.objects.exists()
    load_table(SCHOOL)
    report = load_table([*SCHOOL[:3], "визитка", SCHOOL[4]])
    assert changes(report.decisions[0]) == [("category", "flagship", "card")]
    assert list(CategoryPeriod.objects.values_list("category", flat=True)) == ["flagship", "card"]
    assert Public.objects.get().category == Category.CARD


def test_empty_cells_leave_what_the_registry_holds(load, school):
    public = school.publics.get()
    public.cabinet, public.state_mark, public.category = True, False, "active"
    public.save()
    header = [*HEADER, "Кабинет", "Госметка (да/нет)"]
    assert outcomes(load(header, [SCHOOL[0], "", "", "", SCHOOL[4], "", ""])) == ["unchanged"]
    report = load(header, [SCHOOL[0], "", "", "", SCHOOL[4], "нет", "+"])
    assert changes(report.decisions[0]) == [("cabinet", True, False), ("state_mark", False, True)]
    public.refresh_from_db()
    assert (public.cabinet, public.state_mark, public.category) == (False, True, "active")


def test_a_renamed_address_is_a_change_and_no_new_public(load_table, world, school):
    world[101].screen_name = "apastovo_school"
    report = load_table([*SCHOOL[:3], "", "vk.com/apastovo_school"])
    assert changes(report.decisions[0]) == [("screen_name", "school1", "apastovo_school")]
    assert Public.objects.get().screen_name == "apastovo_school"
    assert not CategoryPeriod.objects.exists()


def test_the_vk_number_finds_a_school_that_was_renamed_and_moved(load_table, school, arsk):
    report = load_table(["МБОУ «Арская гимназия»", "Гимназия", "Арский", "", "vk.com/club101"])
    assert outcomes(report) == ["changed"]
    school.refresh_from_db()
    assert school.sort_key == sort_key("МБОУ «Арская гимназия»")
    assert (school.full_name, school.district, school.short_name) == (
        "МБОУ «Арская гимназия»", arsk, "МБОУ «Арская гимназия»"
    )  # fmt: skip


def test_the_ogrn_finds_a_school_before_its_name(load, school):
    Institution.objects.update(ogrn=OGRN)
    report = load(WITH_OGRN, ["МБОУ «Новая школа»", "", "", "", "нет", f"{OGRN}.0"])
    assert outcomes(report) == ["changed"]
    assert Institution.objects.get().full_name == "МБОУ «Новая школа»"


def test_a_name_within_its_district_finds_a_school_and_an_abbreviation_spoils_nothing(load_table, school):
    Institution.objects.update(full_name="МБОУ «Апастовская средняя общеобразовательная школа»")
    assert outcomes(load_table(["Апастовская СОШ", "", "Апастовский район", "", "vk.com/school1"])) == ["unchanged"]


def test_the_same_name_in_another_district_is_another_school(load_table, school, arsk):
    assert outcomes(load_table([SCHOOL[0], "Школа", "Арский", "", "нет"])) == ["added"]
    assert Institution.objects.count() == 2


def test_without_a_district_two_namesakes_are_shown_and_not_guessed(load, school, arsk):
    Institution.objects.create(full_name=SCHOOL[0], short_name=SCHOOL[0], district=arsk)
    report = load(["Организация", "Ссылка"], [SCHOOL[0], "vk.com/school2"])
    assert reasons(report)[0][1:] == (
        "Организация",
        "организаций с таким названием несколько (Апастовский, Арский); укажите ОГРН или район",
    )


def test_a_list_without_districts_moves_nobody(load, school, apastovo):
    assert outcomes(load(["Организация", "Ссылка"], [SCHOOL[0], "vk.com/school1"])) == ["unchanged"]
    school.refresh_from_db()
    assert school.district == apastovo


def test_an_institution_may_have_two_publics(load_table, school):
    report = load_table(SCHOOL, [*SCHOOL[:4], "vk.com/school2"])
    assert outcomes(report) == ["changed", "added"]
    assert report.decisions[1].remarks == ["у организации уже есть паблик vk.com/school1; добавится ещё один"]
    assert sorted(school.publics.values_list("vk_id", flat=True)) == [101, 102]


def test_equal_rows_count_once_and_the_second_names_the_first(load_table, apastovo):
    report = load_table(SCHOOL, SCHOOL)
    assert outcomes(report) == ["added", "rejected"]
    assert reasons(report) == [(3, "Ссылка", "строка повторяет строку 2")]


def test_one_public_for_two_schools_sends_both_rows_back(load_table, apastovo):
    report = load_table(SCHOOL, ["МБОУ «Другая школа»", *SCHOOL[1:4], "vk.com/club101"])
    assert reasons(report) == [
        (2, "Ссылка", "общий паблик: его называет и строка 3 (МБОУ «Другая школа»)"),
        (3, "Ссылка", f"общий паблик: его называет и строка 2 ({SCHOOL[0]})"),
    ]
    assert not Institution.objects.exists()


def test_a_public_of_another_school_is_not_taken_away(load_table, school, apastovo):
    Institution.objects.create(full_name="Лицей № 5", short_name="Лицей № 5", district=apastovo)
    report = load_table(["Лицей № 5", "Лицей", "Апастовский", "", "vk.com/school1"])
    assert outcomes(report) == ["undecided"]
    assert report.decisions[0].questions == {"owner": ""}
    told = "этот паблик уже записан за организацией «МБОУ «Апастовская СОШ»» (Апастовский)"
    assert report.decisions[0].remarks == [told]
    assert Public.objects.get().institution == school


def test_rows_of_one_school_that_disagree_go_back(load, apastovo):
    report = load(WITH_OGRN, [*SCHOOL, OGRN], ["Детский сад № 7", *SCHOOL[1:4], "vk.com/school2", OGRN])
    assert outcomes(report) == ["added", "rejected"]
    assert "та же организация, что в строке 2" in reasons(report)[0][2]


def test_a_school_known_by_another_ogrn_is_not_overwritten(load, school):
    Institution.objects.update(ogrn=OTHER_OGRN)
    report = load(WITH_OGRN, [*SCHOOL, OGRN])
    assert reasons(report)[0][1] == "ОГРН"
    assert report.decisions[0].rejection["suggestion"] == OTHER_OGRN


def test_an_archived_school_comes_back_only_by_hand(load_table, school):
    Institution.objects.update(archived_at=NOW)
    assert "в архиве" in reasons(load_table(SCHOOL))[0][2]


def test_a_missing_type_is_guessed_from_the_name_and_told(load_table, apastovo):
    report = load_table(["Детский сад № 3", "", "Апастовский", "", "нет"])
    assert (outcomes(report), report.decisions[0].chosen) == (["added"], {"type": "kindergarten"})


def test_a_bare_number_and_a_dead_community_are_remarked(load_table, world, apastovo):
    world.add(community(500, "Прежняя школа", "old_school", deactivated="deleted"))
    report = load_table(
        ["Школа", "Школа", "Апастовский", "", "101"], ["Лицей", "Лицей", "Апастовский", "", "vk.com/club500"]
    )
    assert report.decisions[0].chosen == {"public": "Школа 1"}
    assert report.decisions[1].remarks == ["сообщество удалено или заблокировано"]


def test_a_preview_tells_the_same_and_writes_nothing(local_vk, apastovo):
    report = Report(prepared(HEADER, SCHOOL, ["Школа 2", "", "Новый", "", "нет"]))
    assert outcomes(report) == ["added", "added"]
    assert report.districts == ["Новый"]
    assert not Institution.objects.exists()
    assert not District.objects.filter(name="Новый").exists()


def test_nothing_is_left_of_a_list_whose_links_vk_does_not_tell(local_vk, apastovo):
    local_vk.faults.append(error(5))
    with pytest.raises(VkError):
        prepared(HEADER, SCHOOL)
    assert not Import.objects.exists()


def test_a_failure_in_the_middle_writes_nothing(local_vk, apastovo, monkeypatch):
    def fail(*args):
        raise RuntimeError("the server went down")

    one = prepared(HEADER, SCHOOL, ["Школа 2", "", "Новый", "", "нет"])
    monkeypatch.setattr(categories, "record", fail)
    with pytest.raises(RuntimeError):
        alone.write(one)
    assert not Institution.objects.exists()
    assert not Public.objects.exists()
    assert not District.objects.filter(name="Новый").exists()


def test_the_history_names_the_file(load_table, apastovo):
    load_table(SCHOOL)
    event = pghistory.models.Events.objects.tracks(Public.objects.get()).get()
    assert event.pgh_context["file"] == "список.csv"


def rows_of(count, screen_names):
    return [
        [f"Школа № {n}", "Школа", "Апастовский", "активный", f"vk.com/{name}"]
        for n, name in zip(range(count), screen_names, strict=False)
    ]


def test_the_number_of_queries_does_not_grow_with_the_rows(world, apastovo, local_vk):
    world.add(*[community(1000 + n, f"Школа {n}", f"big{n}") for n in range(400)])
    few, many = rows_of(5, [f"big{n}" for n in range(5)]), rows_of(400, [f"big{n}" for n in range(400)])
    for rows in (few, many):
        Public.objects.all().delete()
        Institution.objects.all().delete()
        one = prepared(HEADER, *rows)
        with CaptureQueriesContext(connection) as queries:
            alone.write(one)
        rows.append(len(queries))
    assert few[-1] == many[-1] < 40
    assert Public.objects.count() == 400
    assert local_vk.count("groups.getById") == 2


def test_a_category_set_by_hand_is_in_its_history(school):
    public = school.publics.get()
    assert categories.set_category([public], Category.ACTIVE, NOW, reason="приказ № 1") == [public]
    assert categories.set_category([public], Category.ACTIVE, NOW) == []
    assert list(CategoryPeriod.objects.values_list("category", "reason")) == [("active", "приказ № 1")]
