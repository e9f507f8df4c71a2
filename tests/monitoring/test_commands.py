"""The commands that the ministry's operators type."""

import csv
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from demo.faults import error
from monitoring import exporting
from monitoring.models import FrozenWeek, Run, WeekSummary
from registry.models import Category, Public

from .test_audit import LAST, regular, summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def transactional(transactional_db):
    """The foreground audit works in threads, each with its own connection."""


def typed(*words) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def exported(tmp_path, format: str) -> bytes:
    path = tmp_path / f"audit.{format}"
    call_command("export_audit", "--week", str(LAST), "--format", format, "--output", str(path), stdout=io.StringIO())
    return path.read_bytes()


@pytest.mark.parametrize(("service", "user"), [(["service-1"], []), ([], ["user-1"])], ids=["service", "user"])
def test_audit_reads_judges_and_says_what_it_did(transactional, school, settings, local_vk, service, user):
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = service, user
    for place in range(30):
        school(900001 + place, posts=regular(place * 100 + 1))
    told = typed("audit", "--week", str(LAST))
    assert "Завершён. Пабликов: 30" in told
    assert WeekSummary.objects.filter(week=LAST.monday, status="compliant").count() == 30
    assert ("execute" in {method for _, method, _ in local_vk.calls}) == bool(user)


def test_audit_of_an_older_week_reaches_back_to_it(transactional, school):
    school(posts=regular(weeks=9))
    typed("audit", "--week", str(LAST.shift(-6)))
    assert WeekSummary.objects.get(week=LAST.shift(-6).monday).counted == 3


def test_audit_names_the_publics_that_it_could_not_collect_and_fails(transactional, school, local_vk):
    school(posts=regular())
    local_vk.faults.append(error(5))
    with pytest.raises(CommandError, match="Собрано не всё"):
        typed("audit")


def test_audit_of_one_public_leaves_the_others(transactional, school):
    one, other = school(posts=regular()), school(900002, posts=regular(100))
    typed("audit", "--public", "https://vk.com/school900001")
    assert set(WeekSummary.objects.values_list("public", flat=True)) == {one.pk}
    assert Public.objects.count() == 2
    assert other.pk != one.pk
    assert Run.objects.get().on_request  # no news of the region


def test_audit_helps_to_finish_a_run_that_was_broken_off(transactional, school):
    from monitoring import clock, planning

    public = school(posts=regular())
    planning.plan([public.pk], clock.now())
    assert "помогаем" in typed("audit")
    assert Run.objects.get().state == Run.State.COMPLETE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["audit", "--public", "https://vk.com/nobody"], "нет в реестре"),
        (["audit", "--week", "2026-46"], "не неделя"),
        (["audit", "--week", "2027-W01"], "ещё не началась"),
        (["export_audit", "--week", "2026-W99", "--format", "csv"], "не неделя"),
        (["recompute", "--week", "last"], "не неделя"),
    ],
)
def test_a_wrong_argument_is_named(school, words, told):
    school()
    with pytest.raises(CommandError, match=told):
        typed(*words)


def test_audit_of_an_empty_registry_says_what_to_do_first(local_vk):
    with pytest.raises(CommandError, match="import_registry"):
        typed("audit")


def test_audit_without_tokens_says_which_settings_are_missing(school, settings):
    school()
    settings.VK_SERVICE_TOKENS = []
    with pytest.raises(CommandError, match="VK_SERVICE_TOKENS"):
        typed("audit")


def test_json_lines_hold_one_object_per_public(school, audit, tmp_path):
    school(posts=regular())
    school(900002, category=Category.CARD)
    audit()
    rows = [json.loads(line) for line in exported(tmp_path, "jsonl").splitlines()]
    assert [row["vk_id"] for row in rows] == [900001, 900002]
    keys = ["vk_id", "link", "institution", "type", "district", "category", "week", "status", "score", "verdicts"]
    assert list(rows[0]) == keys
    assert rows[0]["verdicts"]["posts"] == {"verdict": "pass", "value": 3, "threshold": 3}
    assert (rows[0]["status"], rows[0]["week"], rows[0]["link"]) == (
        "compliant",
        "2026-W45",
        "https://vk.com/school900001",
    )


def test_a_public_that_no_audit_has_seen_is_exported_as_no_data(school, tmp_path):
    school()
    row = json.loads(exported(tmp_path, "jsonl"))
    assert (row["status"], row["verdicts"]) == ("no_data", {})


def test_csv_opens_in_a_russian_spreadsheet_and_runs_nothing(school, audit, tmp_path):
    public = school(posts=regular())
    type(public.institution).objects.update(full_name='=HYPERLINK("http://evil.example")', short_name="=1+1")
    audit()
    raw = exported(tmp_path, "csv")
    assert raw.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert not any(cell.startswith(exporting.FORMULA_STARTS) for row in rows for cell in row)
    assert len(rows) == 2


def test_xlsx_has_typed_cells_a_frozen_header_and_no_formula(school, audit, tmp_path):
    public = school(posts=regular())
    type(public.institution).objects.update(full_name="=1+1", short_name="=1+1")
    audit()
    sheet = openpyxl.load_workbook(io.BytesIO(exported(tmp_path, "xlsx"))).active
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_failed_export_leaves_the_old_file(school, audit, tmp_path, monkeypatch):
    school(posts=regular())
    audit()
    before = exported(tmp_path, "jsonl")
    WeekSummary.objects.update(status="compliant", verdicts={"posts": {}})
    with pytest.raises(KeyError):
        exported(tmp_path, "jsonl")
    assert (tmp_path / "audit.jsonl").read_bytes() == before


def test_recompute_gives_the_same_rows_and_asks_vk_nothing(school, audit, local_vk):
    public = school(posts=regular())
    audit()
    before, asked = summary(public).verdicts, len(local_vk.calls)
    WeekSummary.objects.update(verdicts={}, status="no_data")
    assert "1" in typed("recompute", "--week", str(LAST))
    assert (summary(public).verdicts, summary(public).status) == (before, "compliant")
    assert len(local_vk.calls) == asked
    assert FrozenWeek.objects.count() == 4
