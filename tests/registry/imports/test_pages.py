"""A list as the specialist’s browser meets it: seen, answered for, written; rejected rows go out and come back."""

import io

import openpyxl
import pytest
from django.urls import reverse

from demo.world import community
from registry.models import (
    CategoryPeriod,
    Import,
    ImportFile,
    Institution,
    Pattern,
    Public,
)
from tests.registry.people import person
from tests.registry.tables import HEADER, SCHOOL, csv, xlsx

from .conftest import page_of

pytestmark = pytest.mark.django_db
State = Import.State
PLAIN = ["Организация", "Ссылка"]
GARDEN = ["Детский сад № 3", "", "Апастовский", "", "нет"]


def test_a_list_is_seen_before_it_is_written_and_written_as_seen(upload, press, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    assert one.state == State.READY
    assert not Institution.objects.exists()
    page = page_of(specialist, one)
    assert "Проверьте, что изменится" in page
    assert "Пока ничего не записано" in page
    assert "Записать 1 строку" in page
    assert "vk.com/school1" in page
    one = press(one, "write")
    assert one.state == State.DONE
    assert Public.objects.get().category == "flagship"
    assert one.written_by.email == "person@example.org"
    assert "Список записан" in page_of(specialist, one)


def test_the_file_is_kept_until_the_list_is_written_and_no_longer(upload, press, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    assert ImportFile.objects.count() == 1
    press(one, "write")
    assert not ImportFile.objects.exists()
    assert Import.objects.get().sample == {}


def test_what_the_list_lacks_is_suggested_and_not_written_before_it_is_confirmed(upload, press, specialist, apastovo):
    one = upload(csv(HEADER, GARDEN))
    page = page_of(specialist, one)
    assert "тип не указан" in page
    assert "предлагаем: Детский сад" in page
    assert "Записывать нечего" in page
    assert press(one, "write").state == State.DONE
    assert not Institution.objects.exists()


def test_suggestions_are_confirmed_in_bulk(upload, press, apastovo):
    one = upload(csv(HEADER, GARDEN, ["Гимназия", "", "Апастовский", "", "нет"]))
    press(one, "confirm", "import_choose", scope="all", show="undecided")
    press(one, "write")
    assert set(Institution.objects.values_list("short_name", "type")) == {
        ("Детский сад № 3", "kindergarten"),
        ("Гимназия", "school"),
    }


def test_rows_are_changed_in_bulk_by_mark_and_by_filter(upload, press, apastovo, arsk):
    one = upload(csv(HEADER, GARDEN, ["Гимназия", "", "", "", "vk.com/school2"]))
    marked = one.rows.get(place=2).pk
    press(one, "tell", "import_choose", row=marked, set_district="Арский", set_category="card")
    press(one, "tell", "import_choose", scope="all", question="type", set_type="culture")
    press(one, "write")
    assert set(Institution.objects.values_list("short_name", "type", "district__name")) == {
        ("Детский сад № 3", "culture", "Апастовский"),
        ("Гимназия", "culture", "Арский"),
    }
    assert Public.objects.get().category == "card"


def test_a_category_stays_unset_until_told(upload, press, apastovo):
    press(upload(csv(HEADER, [*SCHOOL[:3], "", SCHOOL[4]])), "write")
    assert Public.objects.get().category == "unset"
    assert not CategoryPeriod.objects.exists()


def test_a_rejected_row_is_mended_by_a_word_of_its_type(upload, press, apastovo):
    one = upload(csv(HEADER, ["Школа 5", "Завод", "Апастовкий", "", "нет"]))
    assert one.counts == {"rejected": 1}
    press(one, "tell", "import_choose", scope="all", set_type="school", set_district="Апастовский")
    press(one, "write")
    assert Institution.objects.get().type == "school"


def test_a_row_may_be_left_out_and_taken_back(upload, press, apastovo):
    one = upload(csv(HEADER, SCHOOL, ["Другая школа", *SCHOOL[1:]]))
    assert one.counts == {"rejected": 2}
    second = one.rows.get(place=2)
    one = press(one, "leave_out", "import_choose", row=second.pk)
    assert one.counts == {"added": 1, "left_out": 1}
    one = press(one, "take_back", "import_choose", row=second.pk, show="left_out")
    assert one.counts == {"rejected": 2}


def test_a_public_of_another_school_goes_over_only_by_a_person_s_word(upload, press, school, apastovo):
    other = Institution.objects.create(full_name="Лицей № 5", short_name="Лицей № 5", type="school", district=apastovo)
    one = upload(csv(HEADER, ["Лицей № 5", "Лицей", "Апастовский", "", "vk.com/school1"]))
    press(one, "confirm", "import_choose", scope="all")
    one.refresh_from_db()
    assert one.counts == {"undecided": 1}
    press(one, "owner", "import_choose", scope="all", question="owner")
    one = press(one, "write")
    assert Public.objects.get().institution == other
    press(press(one, "weigh"), "undo")
    assert Public.objects.get().institution == school


def test_a_changed_field_is_shown_old_and_new(upload, specialist, school):
    page = page_of(specialist, upload(csv(HEADER, SCHOOL)))
    assert '<span class="old">категория не указана</span> → <span class="new">флагманский</span>' in page


def test_tabs_count_and_narrow(upload, specialist, school):
    one = upload(csv(HEADER, SCHOOL, GARDEN, ["Школа 7", "Школа", "Апастовский", "", "ok.ru/x"]))
    assert one.counts == {"changed": 1, "undecided": 1, "rejected": 1}
    page = page_of(specialist, one, "?show=rejected")
    assert "Школа 7" in page
    assert "Детский сад № 3" not in page
    assert "Столбец «Ссылка»: ok.ru/x" in page
    assert "Детский сад № 3" in page_of(specialist, one, "?question=type&type=kindergarten")
    assert "Таких строк нет" in page_of(specialist, one, "?q=небывалое")


def test_rows_are_paged_with_a_constant_number_of_queries(upload, specialist, apastovo, django_assert_max_num_queries):
    few = upload(csv(HEADER, GARDEN))
    many = upload(csv(HEADER, *[[f"Детский сад № {n}", "", "Апастовский", "", "нет"] for n in range(120)]))
    with django_assert_max_num_queries(16):
        page_of(specialist, few)
    with django_assert_max_num_queries(16):
        assert "51–100 из 120" in page_of(specialist, many, "?page=2")


# --- rejected, mended, sent again -------------------------------------------------------------------------
def test_rejected_rows_come_back_as_a_table_that_can_be_mended_and_sent_again(upload, press, specialist, apastovo):
    rows = [["Список Апастовского района"], ["Организация", "Тип", "Ссылка"], ["Школа 1", "Школа", "vk.com/school1"]]
    one = press(upload(xlsx(*rows, ["Школа 2", "Школа", "ok.ru/school2"])), "write")
    data = specialist.get(reverse("registry:import_refused", args=[one.pk])).getvalue()
    book = openpyxl.load_workbook(io.BytesIO(data))
    table = [[cell.value for cell in row] for row in book.active]
    assert table[0] == ["Строка в файле", "Организация", "Тип", "Ссылка", "Район", "Причина отказа", table[0][6]]
    assert table[1][:5] == ["4", "Школа 2", "Школа", "ok.ru/school2", "Апастовский"]
    assert "не во ВКонтакте" in table[1][5]
    book.active["D2"] = "vk.com/school2"
    mended = io.BytesIO()
    book.save(mended)
    again = upload(mended.getvalue(), "исправлено.xlsx")
    assert again.counts == {"added": 1}
    press(again, "write")
    assert set(Public.objects.values_list("screen_name", flat=True)) == {"school1", "school2"}
    assert set(Institution.objects.values_list("district__name", flat=True)) == {"Апастовский"}


def test_a_cell_that_looks_like_a_formula_goes_out_as_text(upload, specialist, apastovo):
    one = upload(csv(HEADER, ['=HYPERLINK("http://evil.example")', "Завод", "Апастовский", "", "нет"]))
    data = specialist.get(reverse("registry:import_refused", args=[one.pk])).getvalue()
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["B2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


# --- who may ----------------------------------------------------------------------------------------------------
ADDRESSES = [
    "/registry/imports/",
    "/registry/imports/{pk}/",
    "/registry/imports/{pk}/progress/",
    "/registry/imports/{pk}/columns/",
    "/registry/imports/{pk}/refused.xlsx",
    "/registry/headings/",
    "/registry/patterns/",
    "/registry/patterns/{pattern}/",
]
DEEDS = ["/registry/imports/", "/registry/imports/{pk}/step/", "/registry/imports/{pk}/rows/", "/registry/patterns/"]


@pytest.mark.parametrize(("role", "status"), [("observer", 403), ("district_officer", 404), ("school_admin", 404)])
def test_lists_are_for_specialists_alone(client, upload, school, apastovo, role, status):
    one = upload(csv(HEADER, SCHOOL))
    place = {"district_officer": {"district": apastovo}, "school_admin": {"institution": school}}.get(role, {})
    client.force_login(person(role, "other@example.org", **place))
    told = {"pk": one.pk, "pattern": Pattern.objects.first().pk}
    assert {client.get(address.format(**told)).status_code for address in ADDRESSES} == {status}
    assert {client.post(address.format(**told), {"do": "write"}).status_code for address in DEEDS} == {status}
    assert "/registry/imports/" not in client.get(reverse("home"), follow=True).content.decode()
    one.refresh_from_db()
    assert one.state == State.READY


def test_an_anonymous_visitor_is_led_to_the_door(client, db):
    assert "/signin/" in client.get("/registry/imports/").url


def test_a_list_that_does_not_exist_is_not_found(specialist):
    assert specialist.get("/registry/imports/999/").status_code == 404
    assert specialist.get("/registry/imports/999/refused.xlsx").status_code == 404


def test_a_dead_public_is_told_and_a_renamed_one_is_followed_by_its_number(upload, specialist, world, school):
    world[101].screen_name = "apastovo_school"
    world.add(community(500, "Прежняя школа", "old_school", deactivated="deleted"))
    one = upload(csv(HEADER, [*SCHOOL[:3], "", "vk.com/apastovo_school"], [*SCHOOL[:4], "vk.com/old_school"]))
    page = page_of(specialist, one)
    assert '<span class="old">school1</span> → <span class="new">apastovo_school</span>' in page
    assert "сообщество удалено или заблокировано" in page
