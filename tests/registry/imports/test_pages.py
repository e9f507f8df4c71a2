"""A list from its upload to its undoing, as the specialist's browser meets it."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from demo.faults import error
from demo.world import community
from registry import tasks
from registry.imports import keeping, steps
from registry.models import (
    CategoryPeriod,
    Heading,
    Import,
    ImportFile,
    ImportRow,
    Institution,
    Pattern,
    Public,
)
from tests.registry.people import person
from tests.registry.tables import HEADER, SCHOOL, csv, xlsx

from .conftest import page_of, text, worked

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


# --- the registry changes meanwhile ----------------------------------------------------------------------
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


# --- what goes wrong ----------------------------------------------------------------------------------------
def test_a_file_that_is_no_list_is_told_at_once(specialist):
    sent = {"file": SimpleUploadedFile("фото.xlsx", b"\x89PNG\r\n\x1a\n")}
    assert "Это не таблица" in specialist.post(reverse("registry:imports"), sent).content.decode()
    assert "Выберите файл" in specialist.post(reverse("registry:imports"), {}).content.decode()
    assert not Import.objects.exists()


def test_a_table_without_rows_is_refused_in_words(upload, specialist):
    one = upload(xlsx(HEADER))
    assert one.state == State.REFUSED
    assert "ни одной строки с организацией" in page_of(specialist, one)


def test_if_vk_is_away_the_list_waits_says_so_and_goes_on(upload, press, specialist, local_vk, apastovo):
    local_vk.faults.append(error(10))
    one = upload(csv(HEADER, SCHOOL))
    assert (one.state, one.attempts) == (State.LINKS, 0)
    assert "ВКонтакте сейчас не отвечает" in page_of(specialist, one)
    assert steps.claim(one.pk) is None
    local_vk.faults.clear()
    assert press(one, "retry").state == State.READY
    assert not one.trouble


def test_links_asked_before_vk_went_away_are_not_asked_again(upload, press, local_vk, world, apastovo, monkeypatch):
    monkeypatch.setattr(steps, "LINKS_AT_ONCE", 1)
    calls = iter(range(10))
    world.before_call = lambda *_: local_vk.faults.append(error(10)) if next(calls) == 0 else None
    one = upload(csv(HEADER, SCHOOL, ["Школа 2", "Школа", "Апастовский", "", "vk.com/school2"]))
    assert list(one.rows.values_list("asked", flat=True)) == [True, False]
    local_vk.faults.clear()
    world.before_call = lambda *_: None
    one = press(one, "retry")
    assert one.counts == {"added": 2}


def test_a_step_that_fails_again_and_again_stops_and_a_person_may_try_again(upload, press, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    Import.objects.filter(pk=one.pk).update(state=State.DECIDING, attempts=Import.MOST_ATTEMPTS)
    assert worked(one).state == State.DECIDING
    assert "не удаётся" in page_of(specialist, one)
    assert press(one, "retry").state == State.READY


def test_a_worker_that_died_leaves_its_list_to_the_next(upload, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    gone = timezone.now() - timedelta(seconds=1)
    Import.objects.filter(pk=one.pk).update(state=State.DECIDING, leased_until=gone, attempts=1)
    assert worked(one).state == State.READY


def test_nobody_takes_a_list_that_another_worker_holds(upload, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    later = timezone.now() + timedelta(minutes=1)
    Import.objects.filter(pk=one.pk).update(state=State.DECIDING, leased_until=later)
    assert steps.claim(one.pk) is None


def test_a_list_is_given_up_with_its_file_and_rows(upload, press, specialist, apastovo):
    one = press(upload(csv(HEADER, SCHOOL)), "drop")
    assert one.state == State.DROPPED
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()
    assert "Список отложен" in page_of(specialist, one)


def test_a_button_pressed_too_late_does_nothing_and_says_so(upload, press, specialist, apastovo):
    one = press(upload(csv(HEADER, SCHOOL)), "write")
    assert press(one, "write").state == State.DONE
    assert press(one, "undo").state == State.DONE
    assert press(one, "небывалое").state == State.DONE
    assert "Ничего не сделано" in page_of(specialist, one)


def test_progress_is_told_and_ends_with_the_whole_page(upload, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    address = reverse("registry:import_progress", args=[one.pk])
    assert specialist.get(address)["HX-Refresh"] == "true"
    Import.objects.filter(pk=one.pk).update(state=State.DECIDING, done=1, total=3)
    assert "Готово 1 из 3 строк" in text(specialist, address)
    assert "Сверяем с реестром" in page_of(specialist, one)


def test_forgotten_lists_lose_their_files_and_old_ones_their_rows(upload, press, apastovo):
    waiting, done = upload(csv(HEADER, SCHOOL)), press(upload(csv(HEADER, GARDEN)), "write")
    keeping.tidy(timezone.now() + timedelta(days=6))
    assert ImportFile.objects.filter(of=waiting).exists()
    tasks.tidy_imports()
    keeping.tidy(timezone.now() + timedelta(days=31))
    waiting.refresh_from_db()
    assert waiting.state == State.DROPPED
    assert not ImportRow.objects.exists()
    assert press(done, "weigh").state == State.DONE


# --- columns --------------------------------------------------------------------------------------------------
def test_unknown_columns_are_mapped_by_hand_and_remembered(upload, specialist, apastovo):
    rows = [["Кого ведём", "Где страница"], ["МБОУ «Апастовская СОШ»", "vk.com/school1"]]
    one = upload(csv(*rows))
    assert one.state == State.COLUMNS
    assert specialist.get(reverse("registry:import", args=[one.pk])).url.endswith("/columns/")
    address = reverse("registry:import_columns", args=[one.pk])
    page = text(specialist, address)
    assert "нет заголовка таблицы" in page
    assert "Где страница" in page
    sent = {"do": "save", "read-0": "on", "header-0": "1"}
    sent |= {"heading-0-0": "Кого ведём", "column-0-0": "name", "heading-0-1": "Где страница", "column-0-1": "link"}
    assert specialist.post(address, sent).status_code == 302
    assert worked(one).state == State.READY
    assert one.rows.get().cells == {"name": "МБОУ «Апастовская СОШ»", "link": "vk.com/school1"}
    assert upload(csv(*rows)).state == State.READY


def test_a_header_in_another_line_is_shown_before_it_is_taken(upload, specialist):
    one = upload(csv(["Отчёт за год"], ["Кого ведём", "Где страница"], ["Школа", "нет"]))
    address = reverse("registry:import_columns", args=[one.pk])
    page = specialist.post(address, {"do": "show", "read-0": "on", "header-0": "1"}).content.decode()
    assert "Отчёт за год" in page
    assert not Heading.objects.exists()


@pytest.mark.parametrize(
    ("columns", "reason"), [(["name", "name"], "Два столбца"), (["name", ""], "Нужны хотя бы два столбца")]
)
def test_columns_that_make_no_list_are_sent_back_and_nothing_is_remembered(upload, specialist, columns, reason):
    one = upload(csv(["Кого ведём", "Где страница"], ["Школа", "нет"]))
    sent = {"do": "save", "read-0": "on", "header-0": "1", "heading-0-0": "Кого ведём", "heading-0-1": "Где страница"}
    sent |= {f"column-0-{place}": name for place, name in enumerate(columns)}
    address = reverse("registry:import_columns", args=[one.pk])
    assert reason in specialist.post(address, sent).content.decode()
    assert not Heading.objects.exists()


def test_a_known_column_may_be_told_to_be_nothing_and_forgotten_again(upload, specialist, apastovo):
    one = upload(csv(HEADER, SCHOOL))
    sent = {"do": "save", "read-0": "on", "header-0": "1"}
    for place, (heading, column) in enumerate(zip(HEADER, ["name", "type", "district", "", "link"], strict=True)):
        sent |= {f"heading-0-{place}": heading, f"column-0-{place}": column}
    specialist.post(reverse("registry:import_columns", args=[one.pk]), sent)
    assert "category" not in worked(one).rows.get().cells
    [taught] = Heading.objects.all()
    assert (taught.key, taught.column) == ("категория", "")
    assert "Категория" in text(specialist, reverse("registry:headings"))
    specialist.post(reverse("registry:headings"), {"heading": taught.pk, "do": "keep", "column": "category"})
    taught.refresh_from_db()
    assert taught.column == "category"
    specialist.post(reverse("registry:headings"), {"heading": taught.pk, "do": "forget"})
    assert "Пока ничего не запомнено" in text(specialist, reverse("registry:headings"))


def test_sheets_of_one_layout_are_read_together_and_others_are_told(upload, specialist, apastovo, arsk):
    book = openpyxl.Workbook()
    for name, school in (("Апастовский", "Школа 1"), ("Арский", "Школа 2")):
        page = book.create_sheet(name)
        page.append(["Организация", "Тип", "Ссылка"])
        page.append([school, "Школа", "нет"])
    other = book.create_sheet("Свод")
    other.append(["Организация", "Район"])
    other.append(["Всякая", "Арский"])
    file = io.BytesIO()
    book.save(file)
    one = upload(file.getvalue())
    assert one.counts == {"added": 2}
    page = page_of(specialist, one)
    assert "не прочитаны: «Свод»" in page
    assert "Апастовский, 2" in page
    assert {row.changes[-1][3] for row in one.rows.all()} == {"Апастовский", "Арский"}


# --- patterns -------------------------------------------------------------------------------------------------
def test_a_pattern_is_tried_added_changed_and_kept_in_the_history(specialist, apastovo):
    address = reverse("registry:patterns")
    assert "ничего не подошло" in text(specialist, f"{address}?name=Кырлай")
    sent = {"kind": "name", "words": "Кырла*", "district": apastovo.pk, "position": 5}
    assert specialist.post(address, sent).status_code == 302
    one = Pattern.objects.get(words="Кырла*")
    assert "<b>Апастовский</b>" in text(specialist, f"{address}?name=Музей+в+Кырлае")
    specialist.post(reverse("registry:pattern", args=[one.pk]), {**sent, "words": "Кырлай*"})
    specialist.post(reverse("registry:pattern", args=[one.pk]), {"do": "delete"})
    page = text(specialist, address)
    assert [word in page for word in ("добавлен", "изменён", "удалён", "person@example.org")] == [True] * 4
    assert not Pattern.objects.filter(pk=one.pk).exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"words": "*"}, "почти к любому"), ({"kind": "type"}, "Выберите тип"), ({"district": ""}, "Выберите район")],
)
def test_a_pattern_that_cannot_work_is_sent_back(specialist, apastovo, change, reason):
    sent = {"kind": "name", "words": "кырла*", "district": apastovo.pk, "position": 5, **change}
    assert reason in specialist.post(reverse("registry:patterns"), sent).content.decode()


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
