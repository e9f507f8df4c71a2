"""Columns and sheets that people map by hand, and the table of patterns."""

import io

import openpyxl
import pytest
from django.urls import reverse

from registry.models import (
    Heading,
    Import,
    Pattern,
)
from tests.registry.tables import HEADER, SCHOOL, csv

from .conftest import page_of, text, worked

pytestmark = pytest.mark.django_db
State = Import.State
PLAIN = ["Организация", "Ссылка"]
GARDEN = ["Детский сад № 3", "", "Апастовский", "", "нет"]


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
