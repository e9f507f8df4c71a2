"""The rulebook's worked borderline cases, told as stories of several weeks.

5 (a hundred and thirty posts), the collecting half of 4, and 12 (answers) belong to other rooms.
"""

from datetime import UTC, datetime, timedelta

import pytest

from monitoring.facts import NotUnique, Unreachable
from monitoring.rules import LETTER, Pace, assess
from monitoring.uniqueness import Print, prints, shared
from monitoring.weeks import Week

from .builders import FUTURE, MOSCOW, REPOST, STEADY, at, duplicates, exempt, post, posts, profile, week, written


def outcomes(facts, *rules):
    verdicts = assess(facts, LETTER).verdicts
    return tuple(str(verdicts[rule].outcome) for rule in rules)


def test_case_1_a_silence_is_charged_once_and_not_to_the_week_of_return():
    wall = posts("Mon 10:00", "Mon 10:00", "Mon 10:00", "Tue 10:00", "Tue 10:00")
    back = tuple(post(at("Mon 09:00", 2), id) for id in range(6, 11))
    judged = [outcomes(week((*wall, *back), shift=shift), "posts", "gaps") for shift in range(3)]
    assert judged == [("pass", "pass"), ("fail", "fail"), ("pass", "pass")]


@pytest.mark.parametrize("server", [UTC, MOSCOW])
def test_case_2_a_week_ends_at_midnight_in_moscow_whatever_the_servers_zone(server):
    last, first = (at(text, week).astimezone(server) for text, week in (("Sun 23:59:59", 0), ("Mon 00:00", 1)))
    assert [str(Week.of(moment, MOSCOW)) for moment in (last, first)] == ["2026-W46", "2026-W47"]
    assert assess(week([post(last), post(first, 2)]), LETTER).verdicts["posts"].evidence == (1,)
    assert assess(week([post(last), post(first, 2)], shift=1), LETTER).verdicts["posts"].evidence == (2,)


def test_case_3_reposts_do_not_count_even_with_own_words():
    reposts = [post(at("Wed 10:00"), id, kind=REPOST, text_length=900) for id in range(10, 14)]
    verdict = assess(week((*posts("Mon 10:00", "Tue 10:00"), *reposts), category="active"), LETTER).verdicts["posts"]
    assert (verdict.outcome, verdict.value, verdict.threshold) == ("fail", 2, 3)


def test_case_4_a_pinned_post_counts_by_its_date_and_not_by_its_place():
    pinned = post(datetime(2025, 9, 1, 9, tzinfo=UTC), 1)
    facts = week((pinned, *posts(*STEADY[:4])))
    assert assess(facts, LETTER).counted == 4
    assert outcomes(facts, "gaps") == ("pass",)


NEWS = "В школе прошёл день открытых дверей, спасибо всем, кто пришёл."


def test_case_6_the_same_text_twice_in_a_week_counts_once():
    wall = [written(1, at("Mon 10:00"), NEWS), written(2, at("Fri 10:00"), NEWS.upper())]
    assert {id for id, repeat in duplicates(wall).items() if repeat.certain} == {2}


def test_case_6_two_congratulations_from_one_template_are_two_posts_and_one_is_suspected():
    template = "Поздравляем {} с победой на районной олимпиаде по математике. Гордимся и желаем новых успехов"
    wall = [
        written(1, at("Mon 10:00"), template.format("Айгуль Сафину"), ("photo", -1, 11)),
        written(2, at("Fri 10:00"), template.format("Тимура Ганиева"), ("photo", -1, 12)),
    ]
    (repeat,) = duplicates(wall).values()
    assert (repeat.original, repeat.certain) == (1, False)


def test_case_6_the_ministrys_text_in_30_publics_counts_for_the_first_publisher_only():
    text = " ".join(f"слово{number}" for number in range(40))
    wall = [
        Print(prints(text).fingerprint, -owner, 1, at("Mon 10:00") + timedelta(minutes=owner))
        for owner in range(1, 31)
    ]
    losers = shared(wall, at("Mon 00:00", 1))
    assert set(losers) == {(-owner, 1) for owner in range(2, 31)}
    assert set(losers.values()) == {(-1, 1)}


def test_case_6_a_menu_for_another_date_is_another_post():
    menu = "Меню на {}. Завтрак: каша пшённая, чай. Обед: суп с лапшой, котлета, пюре, компот."
    wall = [
        written(1, at("Mon 08:00"), menu.format("9 ноября"), ("photo", -1, 21)),
        written(2, at("Tue 08:00"), menu.format("10 ноября"), ("photo", -1, 22)),
        written(3, at("Wed 08:00"), menu.format("11 ноября")),
    ]
    assert not any(repeat.certain for repeat in duplicates(wall).values())


def test_case_7_a_card_silent_for_a_year_is_held_to_its_face_alone():
    facts = week(posts(datetime(2025, 11, 1, tzinfo=UTC)), category="card", profile=profile(cover_set=False))
    quiet = ("posts", "gaps", "media", "text", "comments_open")
    assert outcomes(facts, *quiet) == ("not_applicable",) * 5
    assert outcomes(facts, "cover", "avatar", "description") == ("fail", "pass", "pass")
    assert assess(facts, LETTER).score == 66.7


def test_case_8_of_a_community_deleted_on_wednesday_what_was_collected_stays():
    assessment = assess(week(posts("Mon 10:00", "Tue 10:00"), unreachable=Unreachable.DELETED), LETTER)
    assert (assessment.status, assessment.score, assessment.counted) == ("issues", 0, 2)
    assert assessment.verdicts["reachable"].outcome == "fail"
    assert assessment.verdicts["posts"].evidence == (1, 2)


@pytest.mark.parametrize(("category", "outcome"), [("flagship", "fail"), ("active", "pass")])
def test_case_9_the_category_given_holds_for_the_whole_week(category, outcome):
    assert outcomes(week(posts(*STEADY[:3]), category=category), "posts") == (outcome,)


def test_case_10_a_post_scheduled_for_tomorrow_does_not_count_today():
    wall = (post(at("Tue 10:00"), 1), post(at("Thu 10:00"), 2, kind=FUTURE), post(at("Thu 11:00"), 3))
    assert assess(week(wall, running=at("Wed 02:00")), LETTER).counted == 1


@pytest.mark.parametrize(
    ("category", "count", "pace"),
    [("active", 0, "behind"), ("active", 1, "on_pace"), ("flagship", 1, "behind"), ("flagship", 2, "on_pace")],
)
def test_case_11_by_thursday_night_an_active_public_needs_one_post_and_a_flagship_two(category, count, pace):
    facts = week(posts(*["Mon 10:00"] * count), category=category, running=at("Thu 02:00"))
    assert assess(facts, LETTER).pace == Pace(pace)


def test_case_13_holidays_are_no_silence():
    holidays = exempt(datetime(2025, 12, 29, tzinfo=MOSCOW), datetime(2026, 1, 11, tzinfo=MOSCOW))
    wall = posts(datetime(2025, 12, 28, 12, tzinfo=MOSCOW), datetime(2026, 1, 14, 12, tzinfo=MOSCOW))
    shifts = range(-46, -42)  # the weeks from 22 December to 18 January
    judged = [outcomes(week(wall, shift=shift, exemptions=(holidays,)), "gaps") for shift in shifts]
    assert judged == [("pass",), ("waived",), ("waived",), ("pass",)]
    assert [outcomes(week(wall, shift=shift), "gaps") for shift in shifts] == [
        ("pass",),
        ("fail",),
        ("fail",),
        ("pass",),
    ]


def test_case_14_a_week_is_judged_on_the_texts_known_at_its_end():
    a, b, c = (
        Print("same", owner, 1, moment)
        for owner, moment in ((-1, at("Mon 10:00")), (-2, at("Sat 10:00")), (-3, at("Tue 10:00", 1)))
    )
    assert shared([a, b, c], at("Mon 00:00", 1)) == {}
    assert shared([a, b, c], at("Mon 00:00", 2)) == {(-2, 1): (-1, 1), (-3, 1): (-1, 1)}
    c_in_w2 = week([post(c.date, 1, not_unique=NotUnique.SHARED)], shift=1)
    assert assess(c_in_w2, LETTER).counted == 0
