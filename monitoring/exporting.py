"""Audits as files: one row per public of a week, as JSON lines, CSV or XLSX."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from registry.models import Public

from . import wording
from .models import Status, WeekSummary
from .rules import RULES
from .weeks import Week

FORMATS = ("jsonl", "csv", "xlsx")
# A spreadsheet takes text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def records(publics, week: Week) -> Iterator[dict[str, Any]]:
    """Yield a record per public (a Public queryset), in the order of districts and names.

    Keys: vk_id, link, institution, type, district, category, week, status, score, verdicts
    ({rule id: {"verdict", "value", "threshold"}}). A public without a summary has the status no_data.
    """
    rows = publics.select_related("institution__district").order_by(
        "institution__district__sort_key", "institution__sort_key", "pk"
    )
    summaries = {row.public_id: row for row in WeekSummary.objects.filter(week=week.monday, public__in=publics)}
    for public in rows.iterator(chunk_size=2000):
        yield _record(public, week, summaries.get(public.pk))


def write(records: Iterable[dict], format: str, file: IO) -> int:
    """Write records to a binary file; return their number."""
    return {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}[format](records, file)


def _record(public: Public, week: Week, summary: WeekSummary | None) -> dict[str, Any]:
    verdicts = summary.verdicts if summary else {}
    return {
        "vk_id": public.vk_id,
        "link": public.url,
        "institution": public.institution.full_name,
        "type": public.institution.type,
        "district": public.institution.district.name,
        "category": summary.category if summary else public.category,
        "week": str(week),
        "status": summary.status if summary else Status.NO_DATA.value,
        "score": summary.score if summary else None,
        "verdicts": {
            rule: {"verdict": one["outcome"], "value": one["value"], "threshold": one["threshold"]}
            for rule, one in verdicts.items()
        },
    }


def _jsonl(records: Iterable[dict], file: IO) -> int:
    count = 0
    for record in records:
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _header() -> list[str]:
    facts = [_("Номер во ВКонтакте"), _("Ссылка"), _("Организация"), _("Тип"), _("Район"), _("Категория"), _("Неделя")]
    return [*facts, _("Итог"), _("Балл"), *(wording.rule_name(rule.id) for rule in RULES)]


def _cells(record: dict) -> list:
    facts = [record[key] for key in ("vk_id", "link", "institution", "type", "district", "category", "week")]
    outcomes = [wording.outcome_name(record["verdicts"].get(rule.id, {}).get("verdict", "unknown")) for rule in RULES]
    return [*facts, Status(record["status"]).label, record["score"], *outcomes]


def _csv(records: Iterable[dict], file: IO) -> int:
    """Write CSV as a Russian Excel opens it: semicolons, and the mark that tells UTF-8."""
    file.write("\ufeff".encode())
    text = _Encoder(file)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_header())
    count = 0
    for record in records:
        writer.writerow([_harmless(cell) for cell in _cells(record)])
        count += 1
    return count


def _xlsx(records: Iterable[dict], file: IO) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {**options, "default_date_format": "dd.mm.yyyy"}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 — the same rows give the same bytes
        sheet = book.add_worksheet(_("Аудит"))
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, len(_header()), 18)
        sheet.write_row(0, 0, _header(), book.add_format({"bold": True, "text_wrap": True}))
        count = 0
        for count, record in enumerate(records, start=1):
            sheet.write_row(count, 0, _cells(record))
        sheet.autofilter(0, 0, count, len(_header()) - 1)
    return count


def _harmless(cell: Any) -> Any:
    """Disarm text that a spreadsheet would run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


class _Encoder:
    """Text in, UTF-8 bytes out: csv writes text, every export writes bytes."""

    def __init__(self, file: IO):
        self.file = file

    def write(self, text: str) -> None:
        self.file.write(text.encode())
