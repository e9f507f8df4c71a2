"""How facts are written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template

from monitoring import charts
from monitoring.facts import Outcome
from monitoring.models import Status
from monitoring.templatetags import chart_samples
from monitoring.templatetags import charts as chart_tags
from registry.templatetags import portal


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "written"), [(1638, "1\u202f638"), (0, "0"), (None, "—"), (1234567, "1\u202f234\u202f567")]
)
def test_numbers_take_a_narrow_space(value, written):
    assert portal.number(value) == written


def test_numbers_of_parts_follow_the_reader_s_language():
    assert portal.number(0.75, 2) == "0,75"


@pytest.mark.parametrize(("value", "written"), [(68.4, "68\u202f%"), (None, "—"), (0, "0\u202f%")])
def test_percentages_take_a_narrow_space(value, written):
    assert portal.percent(value) == written


@pytest.mark.parametrize(("value", "written"), [(3, "+3"), (-12, "−12"), (0, "0"), (None, "—")])
def test_differences_carry_their_sign(value, written):
    assert portal.signed(value) == written


@pytest.mark.parametrize(
    ("monday", "written"),
    [(date(2026, 11, 9), "9–15 ноября"), (date(2026, 12, 28), "28 декабря – 3 января")],
)
def test_weeks_are_written_as_people_say_them(monday, written):
    assert plain(portal.week(monday)) == written


def test_dates_and_times_are_the_region_s():
    late = datetime(2023, 5, 4, 22, 30, tzinfo=UTC)
    assert plain(portal.day(late)) == "5 мая 2023"
    assert plain(portal.moment(late)) == "5 мая, 01:30"


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(days=8, hours=20), "8 сут 20 ч"),
        (timedelta(days=7), "7 сут"),
        (timedelta(hours=5, minutes=59), "5 ч"),
        (timedelta(minutes=10), "меньше часа"),
    ],
)
def test_lengths_of_time(length, written):
    assert plain(portal.duration(length)) == written


def test_every_outcome_and_status_has_its_word_and_its_shape():
    assert set(portal.VERDICTS) == set(Outcome)
    assert {name: str(word) for name, word in portal.STATUSES.items()} == {
        name: str(word) for name, word in Status.choices
    }
    assert set(portal.SHAPES) >= set(portal.VERDICTS) | set(portal.STATUSES)


def test_a_mark_is_a_symbol_and_a_word():
    mark = portal.verdict("fail")
    assert "#shape-square" in mark
    assert "не выполнено" in mark


def test_a_cell_names_its_verdict_for_those_who_do_not_see_it():
    cell = portal.cell("warn", "<67 %>", "медиа")
    assert "замечание" in cell
    assert "&lt;67 %&gt;" in cell


@pytest.mark.parametrize(
    ("value", "good", "css"), [(3, "up", "up"), (-3, "up", "down"), (3, "down", "down"), (-3, "down", "up")]
)
def test_a_change_is_green_where_it_is_welcome(value, good, css):
    assert f"change-{css}" in portal.change(value, good=good)


def test_a_change_that_rounds_to_nothing_has_no_arrow():
    assert "↑" not in portal.change(0.3)


def sort_header(rf, address: str) -> str:
    template = Template("{% load portal %}{% sort_header 'Балл' 'score' %}")
    return template.render(Context({"request": rf.get(address)}))


def test_a_sorted_column_turns_round_and_keeps_the_filter(rf):
    head = sort_header(rf, "/?sort=score&status=issues&page=3")
    assert 'aria-sort="ascending"' in head
    assert "sort=-score" in head
    assert "status=issues" in head
    assert "page" not in head


def test_an_unsorted_column_says_nothing(rf):
    assert "aria-sort" not in sort_header(rf, "/")


def test_charts_say_in_one_sentence_what_they_show():
    strip = plain(chart_tags.describe_strip(chart_samples.sample_strip("gap")))
    assert strip.startswith("9–15 ноября: засчитано 3, не засчитано 3")
    assert "перерыв 8 сут 20 ч, с 4 ноября, 12:30" in strip
    lines = plain(chart_tags.describe_lines(chart_samples.sample_lines(), "%"))
    assert lines.startswith("С 24.08 по 09.11 — флагманские: с 58 до 74%")
    assert "всего" in chart_tags.describe_calendar(chart_samples.sample_calendar())


def test_the_table_behind_lines_has_a_column_for_each_and_a_row_for_each_week():
    chart = charts.line_chart(
        [charts.Series("флагманские", (58, None, 74)), charts.Series("визитки", (76, 77, 76))], ["a", "b", "c"]
    )
    figures = chart_tags.line_chart(chart, "Доля", " %")["figures"]
    assert figures.head == ["Неделя", "флагманские", "визитки"]
    assert [(name, [plain(cell) for cell in cells]) for name, cells in figures.rows] == [
        ("a", ["58 %", "76 %"]),
        ("b", ["–", "77 %"]),
        ("c", ["74 %", "76 %"]),
    ]


def test_the_table_behind_a_single_line_is_named_by_the_chart():
    assert chart_tags.line_chart(charts.line_chart([charts.Series("", (1,))], ["a"]), "Балл")["figures"].head == [
        "Неделя",
        "Балл",
    ]


def test_the_table_behind_the_calendar_counts_each_day_and_the_week():
    monday = date(2026, 11, 9)
    days = charts.calendar(monday, {monday: 2, date(2026, 11, 11): 1}, (), {monday: "issues"}, date(2026, 11, 12), 1)
    figures = chart_tags.calendar(days)["figures"]
    assert figures.head == ["Неделя", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "Всего", "Итог"]
    assert figures.rows == [("9–15\u00a0ноября", ["2", "0", "1", "0", "", "", "", "3", "Нужно исправить"])]


def test_the_table_behind_the_strip_tells_the_times_of_each_day_and_what_of_it_a_silence_takes():
    figures = chart_tags.week_strip(chart_samples.sample_strip("gap"))["figures"]
    assert figures.head == ["День", "Засчитаны", "Не засчитаны", "Перерыв"]
    told = {plain(name): [plain(cell) for cell in cells] for name, cells in figures.rows}
    assert list(told)[0::6] == ["пн, 9 ноября", "вс, 15 ноября"]
    assert len(told) == 7
    assert told["пн, 9 ноября"] == ["–", "–", "с 4 ноября, 12:30, всего 8 сут 20 ч"]
    assert told["чт, 12 ноября"] == ["–", "–", "весь день"]
    assert told["пт, 13 ноября"] == ["09:15", "15:00", "до 09:15"]
    assert told["сб, 14 ноября"] == ["11:18", "17:45", "–"]


def test_a_week_without_a_silence_needs_no_column_for_it():
    figures = chart_tags.week_strip(chart_samples.sample_strip("even"))["figures"]
    assert figures.head == ["День", "Засчитаны", "Не засчитаны"]
    assert figures.rows[0][1] == ["11:00", "–"]


def test_an_illustration_of_a_rule_has_no_table():
    for labelled, tables in ((True, 1), (False, 0)):
        strip = {"strip": chart_samples.sample_strip("even"), "labelled": labelled}
        shown = Template("{% load charts %}{% week_strip strip labelled=labelled %}").render(Context(strip))
        assert shown.count("<details") == tables


def test_a_chart_without_lines_has_an_empty_table_and_shows_none():
    empty = charts.line_chart([], [])
    shown = Template("{% load charts %}{% line_chart chart 'Балл' %}").render(Context({"chart": empty}))
    assert "<details" not in shown


def test_an_address_is_torn_at_its_underscores_and_nowhere_else_is_it_markup():
    assert portal.torn("vk.com/school_1_<b>") == "vk.com/school_<wbr>1_<wbr>&lt;b&gt;"
