"""Large files: made in the background, offered whole or not at all, to whom asked for them, for some days."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from monitoring import clock, exporting, ordering, tasks
from monitoring.models import FileOrder
from registry import making
from tests.pages.conftest import LAST, NOW, browse, institution, person, text


@pytest.fixture(autouse=True)
def small(settings, tmp_path):
    """Three rows are many here; files lie apart."""
    settings.EXPORT_AT_ONCE_ROWS = 2
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def announced(monkeypatch):
    said: list = []
    monkeypatch.setattr(tasks.make_file, "delay", said.append)
    return said


@pytest.fixture
def reader(db):
    return browse(person("observer"))


def export(client, kind: str = "csv", query: str = ""):
    return client.get(f"/publics/export.{kind}?week={LAST}{query}")


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def test_few_rows_come_at_once(region, reader):
    answer = export(reader, query="&status=issues")
    assert answer.status_code == 200
    assert not FileOrder.objects.exists()
    assert "Школа № 2" in content(answer).decode()


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_many_rows_are_made_in_the_background_and_are_the_same(
    region, reader, settings, kind, announced, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = export(reader, kind)
    order = FileOrder.objects.get()
    assert answer.url == reverse("monitoring:file_order", args=[order.pk])
    assert announced == [order.pk]
    assert "Ждёт своей очереди" in text(reader, answer.url)
    ordering.make(order.pk)
    assert "Готово, строк: 4." in text(reader, answer.url)
    made = content(reader.get(reverse("monitoring:file_order_file", args=[order.pk])))
    settings.EXPORT_AT_ONCE_ROWS = 100
    assert made == content(export(reader, kind))


def test_the_file_holds_what_its_maker_filtered(region, reader, settings):
    settings.EXPORT_AT_ONCE_ROWS = 1
    export(reader, "jsonl", f"&district={region['arsk'].pk}&sort=score")
    order = FileOrder.objects.get()
    ordering.make(order.pk)
    rows = [json.loads(line) for line in order_file(order).read_bytes().splitlines()]
    assert [row["district"] for row in rows] == ["Арский район"] * 2
    assert rows[0]["score"] < rows[1]["score"]


def order_file(order: FileOrder):
    order.refresh_from_db()
    return order.path


def test_somebody_else_s_file_does_not_exist(region, reader):
    export(reader)
    order = FileOrder.objects.get()
    ordering.make(order.pk)
    other = browse(person("specialist"))
    for name in ("file_order", "file_order_file"):
        assert other.get(reverse(f"monitoring:{name}", args=[order.pk])).status_code == 404


def test_one_file_at_a_time(region, reader):
    first, second = export(reader), export(reader, "xlsx")
    assert first.url == second.url
    assert FileOrder.objects.count() == 1
    assert "Ваш прошлый файл ещё готовится" in text(reader, second.url)


def test_a_stopped_file_is_not_made(region, reader):
    export(reader)
    order = FileOrder.objects.get()
    reader.post(reverse("monitoring:file_order_stop", args=[order.pk]))
    ordering.make(order.pk)
    assert not FileOrder.folder().exists()
    assert "Остановлено, файла нет." in text(reader, reverse("monitoring:file_order", args=[order.pk]))


def test_a_worker_that_died_is_followed_by_another_and_its_half_is_removed(region, reader):
    export(reader)
    order = making.claim(FileOrder, FileOrder.objects.get().pk)
    FileOrder.folder().mkdir(parents=True)
    half = order.path.with_name(f".{order.path.name}")
    half.write_bytes(b"half")
    assert making.claim(FileOrder, order.pk) is None
    FileOrder.objects.update(leased_until=NOW - timedelta(seconds=1))
    ordering.make(order.pk)
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("ready", 2)
    making.purge(FileOrder, clock.now())
    assert [path.name for path in FileOrder.folder().iterdir()] == [order.path.name]


def test_a_file_that_fails_thrice_is_given_up(region, reader, monkeypatch):
    export(reader)
    order = FileOrder.objects.get()
    monkeypatch.setattr(exporting, "write", lambda *_: 1 / 0)
    for _ in range(making.MAX_ATTEMPTS + 1):
        ordering.make(order.pk)
    assert list(FileOrder.folder().iterdir()) == []
    assert "Собрать файл не получилось" in text(reader, reverse("monitoring:file_order", args=[order.pk]))


def test_the_link_ends(region, reader, clock_at_friday):
    export(reader)
    order = FileOrder.objects.get()
    ordering.make(order.pk)
    clock_at_friday.move_to(NOW + timedelta(days=3, minutes=1))
    address = reverse("monitoring:file_order_file", args=[order.pk])
    # The session of two weeks still stands, the file does not.
    assert reader.get(address).url == reverse("monitoring:file_order", args=[order.pk])
    making.purge(FileOrder, clock.now())
    assert list(FileOrder.folder().iterdir()) == []
    assert "Срок файла вышел" in text(reader, reverse("monitoring:file_order", args=[order.pk]))


def test_the_table_has_the_columns_that_go_out(region, reader, settings):
    settings.EXPORT_AT_ONCE_ROWS = 100
    one = institution("Школа без паблика")
    one.qr_placed = 3
    one.save()
    sheet = load_workbook(BytesIO(content(export(reader, "xlsx")))).active
    head = [cell.value for cell in sheet[1]]
    assert head == [
        "№ п/п", "Район", "Организация", "Категория", "Ссылка", "Собственных постов за неделю", "Норматив",
        "Самый большой перерыв, дней", "Комментарии", "Обложка", "Аватар", "Описание", "Госметка", "QR размещено",
        "Итог", "Балл", "Что исправить", "Проверить",
    ]  # fmt: skip
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:R6"
    rows = {row[2].value: row for row in sheet.iter_rows(min_row=2)}
    assert rows["Муниципальное учреждение «Школа без паблика»"][13].value == 3
    told = rows["Муниципальное учреждение «Школа № 2»"]
    assert [type(told[place].value) for place in (0, 5, 6)] == [int, int, int]
    assert told[4].hyperlink.target == "https://vk.com/school900002"
