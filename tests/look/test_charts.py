"""Where the marks of charts stand: pure geometry."""

from datetime import UTC, date, datetime, timedelta

import pytest

from monitoring import charts

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
END = MONDAY + timedelta(days=7)


def at(day: float) -> datetime:
    return MONDAY + timedelta(days=day)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 4, 25), (0, 4, 0), (4, 4, 100), (5, 4, 100), (-1, 4, 0), (1, 0, 0), (1, 3, 33.33)],
)
def test_a_share_stays_within_its_track(part, whole, shown):
    assert charts.share(part, whole) == shown


def test_a_bar_without_a_past_has_no_tick():
    assert charts.bar(3, 5) == charts.Bar(60)
    assert charts.bar(74, 100, 69) == charts.Bar(74, 69)


def test_segments_fill_the_bar_and_nothing_is_drawn_of_nothing():
    segments = charts.share_bar([("compliant", 98), ("issues", 0), ("no_data", 2)])
    assert [part.kind for part in segments] == ["compliant", "no_data"]
    assert segments[1].x + segments[1].width == pytest.approx(100, abs=0.05)


def test_a_tiny_segment_can_still_be_seen():
    *_, last = charts.share_bar([("compliant", 100_000), ("issues", 1)])
    assert last.width > 1


def test_no_parts_make_no_bar():
    assert charts.share_bar([("compliant", 0)]) == ()


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ((49, 80), (40, 50, 60, 70, 80)),
        ((63, 90), (60, 70, 80, 90)),
        ((50,), (49, 50, 51)),
        ((100, 100), (99, 100)),
        ((0,), (0, 1)),
        ((0, 100), (0, 20, 40, 60, 80, 100)),
    ],
)
def test_a_scale_holds_its_values_in_round_steps(values, scale):
    assert charts.axis(values, 0, 100) == scale


@pytest.mark.parametrize(
    ("positions", "moved"),
    [((0, 100), (0, 100)), ((50, 50), (40, 60)), ((10, 0), (15, -5)), ((7,), (7,)), ((), ())],
)
def test_names_of_lines_move_apart_and_keep_their_order(positions, moved):
    assert charts.spread(positions, 20) == moved


def test_a_line_breaks_where_nothing_is_known():
    chart = charts.line_chart([charts.Series("a", (10, 20, None, 30, None))], list("abcde"), height=100)
    (line,) = chart.lines
    assert line.paths == ("0,100 250,50",)
    assert line.points == ((75, 0),)
    assert (line.end_x, line.end_y, line.first, line.last) == (75, 0, 10, 30)


def test_a_chart_without_any_value_is_empty_and_stands():
    chart = charts.line_chart([charts.Series("a", (None, None))], ["x", "y"])
    assert (chart.lines, chart.rows) == ((), ())


def test_a_fourth_line_and_a_short_series_are_refused():
    with pytest.raises(ValueError, match="three"):
        charts.line_chart([charts.Series("a", (1,))] * 4, ["x"])
    with pytest.raises(ValueError, match="each label"):
        charts.line_chart([charts.Series("a", (1,))], ["x", "y"])


def test_a_phone_keeps_four_labels_with_the_last_one():
    chart = charts.line_chart([charts.Series("a", tuple(range(12)))], [str(n) for n in range(12)])
    assert [column.text for column in chart.columns if not column.minor] == ["3", "7", "11"]


def test_a_post_stands_at_its_hour_of_the_week():
    strip = charts.week_strip(MONDAY, END, [charts.Beat(at(3.5), True), charts.Beat(at(8), True)])
    assert [bar.x for bar in strip.bars] == [50]
    assert [x for x, _ in strip.days] == pytest.approx([n * 100 / 7 for n in range(7)], abs=0.01)


def test_posts_are_counted_apart():
    strip = charts.week_strip(MONDAY, END, [charts.Beat(at(1), True), charts.Beat(at(2), False)])
    assert (strip.counted, strip.not_counted) == (1, 1)


def test_a_silence_from_before_comes_over_the_left_edge():
    strip = charts.week_strip(MONDAY, END, [], [charts.Silence(at(-5), at(4))])
    (band,) = strip.bands
    assert (band.x, band.from_before, band.beyond) == (0, True, False)
    assert strip.days[0][0] > 0


def test_a_silence_that_goes_on_runs_over_the_right_edge():
    strip = charts.week_strip(MONDAY, END, [], [charts.Silence(at(3.5), at(20))])
    (band,) = strip.bands
    assert (band.x, band.width, band.from_before, band.beyond) == (50, 50, False, True)


def test_a_silence_of_another_week_is_not_shown():
    assert charts.week_strip(MONDAY, END, [], [charts.Silence(at(9), at(20))]).bands == ()


def test_times_of_crowded_posts_take_two_rows_and_then_give_way():
    beats = [charts.Beat(at(3 + n / 24), True) for n in range(4)]
    assert [bar.row for bar in charts.week_strip(MONDAY, END, beats).bars] == [0, 1, None, None]


def test_the_calendar_has_whole_weeks_and_marks_gaps_and_days_to_come():
    monday = date(2026, 11, 9)
    weeks = charts.calendar(
        monday,
        {date(2026, 11, 10): 2},
        [(date(2026, 11, 3), date(2026, 11, 8))],
        {monday: "fail"},
        today=date(2026, 11, 12),
        weeks=2,
        on_phone=1,
    )
    assert [week.older for week in weeks] == [True, False]
    assert [day.silent for day in weeks[0].days] == [False, *[True] * 6]
    assert [day.count for day in weeks[1].days] == [0, 2, 0, 0, 0, 0, 0]
    assert [day.ahead for day in weeks[1].days] == [False] * 4 + [True] * 3
    assert [week.outcome for week in weeks] == ["", "fail"]


def test_a_month_is_named_once_above_its_first_week():
    weeks = charts.calendar(date(2026, 11, 9), {}, weeks=8)
    named = [week.monday.month for week in weeks if week.opens_month]
    assert named == [9, 10, 11]
