"""What goes wrong on a list’s way, and what is kept of it: bad files, a silent VK, dead workers, late buttons."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from demo.faults import error
from gospublics import celery_app
from registry import tasks
from registry.imports import keeping, steps
from registry.models import (
    Import,
    ImportFile,
    ImportRow,
)
from tests.registry.tables import HEADER, SCHOOL, csv, xlsx

from .conftest import page_of, text, worked

pytestmark = pytest.mark.django_db
State = Import.State
PLAIN = ["Организация", "Ссылка"]
GARDEN = ["Детский сад № 3", "", "Апастовский", "", "нет"]


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


def test_a_task_may_take_only_so_long_and_one_for_a_list_less():
    configured, task = celery_app.conf, tasks.work_on_import
    assert task.soft_time_limit < task.time_limit < configured.task_soft_time_limit < configured.task_time_limit


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


@pytest.mark.parametrize("data", [csv(HEADER, SCHOOL), csv(["Школа", "vk.com/school1"])], ids=["a list", "no list"])
def test_a_list_is_given_up_while_it_is_read_and_nothing_of_it_comes_back(specialist, press, data):
    specialist.post(reverse("registry:imports"), {"file": SimpleUploadedFile("список.csv", data)})
    one = steps.claim(Import.objects.get().pk)
    assert one.file.data, "the worker has the file in hand"
    assert press(Import.objects.get(), "drop").state == State.DROPPED
    steps.do(one)
    assert Import.objects.get().state == State.DROPPED
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()


def test_a_list_that_is_read_again_has_its_new_rows_alone(upload, apastovo):
    one = upload(csv(HEADER, SCHOOL, GARDEN))
    steps.enter(one, State.READING)
    assert worked(one).rows.count() == 2


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
