"""The rules «cover», «avatar» and «description»."""

import pytest

from monitoring.rules import LETTER
from monitoring.rules.appearance import judge_avatar, judge_cover, judge_description
from monitoring.rules.names import compare

from .builders import ABOUT, NAME, profile, week

PICTURES = {
    "exactly large enough": (True, 0, "pass", "picture_good"),
    "a pixel too small": (True, -1, "warn", "picture_small"),
    "of unknown size": (True, None, "unknown", "picture_size_unknown"),
    "absent": (False, None, "fail", "picture_none"),
    "absent, whatever size is told": (False, 5000, "fail", "picture_none"),
    "not told": (None, None, "unknown", "not_told"),
    "not told, though a size is": (None, 0, "unknown", "not_told"),
}


@pytest.mark.parametrize("category", ["flagship", "active", "card", "unset"])
@pytest.mark.parametrize(("is_set", "more", "outcome", "reason"), PICTURES.values(), ids=PICTURES.keys())
def test_pictures_are_set_and_large_enough_in_every_category(is_set, more, outcome, reason, category):
    for judge, seen in (
        (judge_cover, {"cover_set": is_set, "cover_width": None if more is None else 1590 + more}),
        (judge_avatar, {"avatar_set": is_set, "avatar_side": None if more is None else 400 + more}),
    ):
        verdict = judge(week(profile=profile(**seen), category=category), LETTER)
        assert (verdict.outcome, verdict.reason) == (outcome, reason)


MARKS = {
    "pixels": ("warn", "picture_pixelated"),
    "off_topic": ("warn", "picture_off_topic"),
    "good": ("pass", "picture_good"),
    None: ("pass", "picture_good"),
}


@pytest.mark.parametrize(("mark", "verdict"), MARKS.items())
@pytest.mark.parametrize("judge", [judge_cover, judge_avatar])
def test_what_a_person_saw_in_the_picture_is_a_remark(judge, mark, verdict):
    told = judge(week(profile=profile(cover_mark=mark, avatar_mark=mark)), LETTER)
    assert (told.outcome, told.reason) == verdict


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ({"cover_set": False}, "picture_none"),
        ({"cover_set": None}, "not_told"),
        ({"cover_width": 900}, "picture_pixelated"),
        ({"cover_width": None}, "picture_pixelated"),
    ],
)
def test_a_mark_speaks_of_a_picture_that_is_there_whatever_its_size(seen, reason):
    assert judge_cover(week(profile=profile(cover_mark="pixels", **seen)), LETTER).reason == reason


def test_a_small_picture_that_a_person_likes_is_small_all_the_same():
    assert judge_cover(week(profile=profile(cover_mark="good", cover_width=900)), LETTER).reason == "picture_small"


def test_a_mark_is_of_one_picture_only():
    facts = week(profile=profile(cover_mark="pixels"))
    assert (judge_cover(facts, LETTER).outcome, judge_avatar(facts, LETTER).outcome) == ("warn", "pass")


def test_an_absent_picture_has_the_value_zero():
    verdict = judge_cover(week(profile=profile(cover_set=False, cover_width=None)), LETTER)
    assert (verdict.value, verdict.threshold) == (0, 1590)


@pytest.mark.parametrize("judge", [judge_cover, judge_avatar, judge_description])
def test_without_a_profile_nothing_is_known(judge):
    assert judge(week(profile=None), LETTER).outcome == "unknown"


SCHOOL = "МБОУ «Школа № 5 имени Ивана Петрова»"  # школа, 5, ивана, петрова
DESCRIPTIONS = {
    "name and enough besides": (NAME, NAME + ABOUT, "pass", "description_full"),
    "empty": (NAME, "", "fail", "description_empty"),
    "blank": (NAME, " \n\t ", "fail", "description_empty"),
    "not told": (NAME, None, "unknown", "not_told"),
    "the name alone": ("Гимназия Тукая", "Гимназия Тукая", "warn", "description_short"),
    "exactly 80 more characters": ("Гимназия", "Гимназия" + " " + "ж" * 79, "pass", "description_full"),
    "one fewer": ("Гимназия", "Гимназия" + " " + "ж" * 78, "warn", "description_short"),
    "empty lines are no description": ("Гимназия", "Гимназия" + "\n" * 90 + "ж", "warn", "description_short"),
    "long, yet without the name": (NAME, "ж" * 200, "warn", "description_nameless"),
    "neither": (NAME, "Наша школа", "warn", "description_poor"),
    "three of four words": (SCHOOL, "Школа 5 имени Ивана, " + "ж" * 100, "pass", "description_full"),
    "two of four words": (SCHOOL, "Школа 5, " + "ж" * 100, "warn", "description_nameless"),
    "declined words": ("Гимназия Тукаевская", "Сайт гимназии тукаевской. " + "ж" * 90, "pass", "description_full"),
    "capitals and ё": ("Лицей Королёва", "ЛИЦЕЙ КОРОЛЕВА " + "ж" * 90, "pass", "description_full"),
    "the sign № stuck to its number": ("Школа № 5", "Школа №5. " + "ж" * 90, "pass", "description_full"),
    "another number is another school": ("Школа № 5", "Школа № 55 " + "ж" * 90, "warn", "description_nameless"),
    "a Tatar name": ("Сәләт бакчасы", "«Сәләт» бакчасы " + "ж" * 90, "pass", "description_full"),
    "a name of legal words alone": ("МБОУ", "Мы рады вам. " + "ж" * 90, "pass", "description_full"),
    "no name in the registry": ("", "Мы рады вам. " + "ж" * 90, "pass", "description_full"),
    "no name in the registry, and short": ("", "Мы рады вам.", "warn", "description_short"),
    "й written in two characters": ("Лицей", "Лице\u0438\u0306 " + "ж" * 90, "pass", "description_full"),
}


@pytest.mark.parametrize(("name", "text", "outcome", "reason"), DESCRIPTIONS.values(), ids=DESCRIPTIONS.keys())
def test_a_description_holds_the_full_name_and_80_characters_more(name, text, outcome, reason):
    verdict = judge_description(week(full_name=name, profile=profile(description=text)), LETTER)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_seven_words_of_ten_are_enough_and_six_are_not():
    words = [letter * 6 for letter in "абвгдежзик"]
    name = " ".join(words)
    for known, outcome in ((7, "pass"), (6, "warn")):
        text = " ".join(words[:known]) + " " + "ю" * 90
        assert judge_description(week(full_name=name, profile=profile(description=text)), LETTER).outcome == outcome


def test_the_verdict_tells_both_figures():
    text = "Школа 5 " + "ж" * 10
    verdict = judge_description(week(full_name=SCHOOL, profile=profile(description=text)), LETTER)
    assert verdict.value == 12
    assert verdict.figures == {"matched_share": 0.5, "other_characters": 12, "missing": 68}


def test_a_name_repeated_is_no_description():
    assert compare("Гимназия", "Гимназия гимназия гимназии").other_characters == 2


def test_legal_words_of_a_name_need_not_be_repeated():
    assert compare(NAME, "Гимназия № 12 имени Габдуллы Тукая").share == 1
