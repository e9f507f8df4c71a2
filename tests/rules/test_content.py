"""The rules «media» and «text»: shares of the week's community posts."""

import pytest

from monitoring.facts import NotUnique
from monitoring.rules import LETTER
from monitoring.rules.content import judge_media, judge_text

from .builders import REPOST, STEADY, VISITOR, at, post, posts, week


def pictures(*shown: bool):
    return [post(at("Mon 10:00"), id, media=one) for id, one in enumerate(shown, start=1)]


def texts(*lengths: int):
    return [post(at("Mon 10:00"), id, text_length=length) for id, length in enumerate(lengths, start=1)]


MEDIA = {
    "all with pictures": (week(pictures(True, True)), "pass", "media_enough", 1),
    "exactly four of five": (week(pictures(True, True, True, True, False)), "pass", "media_enough", 0.8),
    "exactly 12 of 15": (week(pictures(*[True] * 12, *[False] * 3)), "pass", "media_enough", 0.8),
    "three of four": (week(pictures(True, True, True, False)), "warn", "media_few", 0.75),
    "one of three": (week(pictures(True, False, False)), "warn", "media_few", 0.3333),
    "none of one": (week(pictures(False)), "warn", "media_few", 0),
    "a running week is judged alike": (week(pictures(False), running=at("Tue 02:00")), "warn", "media_few", 0),
    "no posts": (week(), "not_applicable", "no_posts_in_week", None),
    "an active public alike": (week(pictures(False), category="active"), "warn", "media_few", 0),
    "a card that posts": (week(pictures(False), category="card"), "warn", "media_few", 0),
    "a card that posted lately, yet not this week": (
        week(posts(at("Mon 10:00", -1)), category="card"),
        "not_applicable",
        "no_posts_in_week",
        None,
    ),
    "a silent card": (week(category="card"), "not_applicable", "card_silent", None),
    "an unset category": (week(pictures(True), category="unset"), "unknown", "category_unset", None),
}
TEXT = {
    "all short": (week(texts(1, 1500)), "pass", "text_good", 1),
    "one character too long": (week(texts(100, 1501)), "warn", "text_poor", 0.5),
    "one without a text": (week(texts(100, 0)), "warn", "text_poor", 0.5),
    "exactly four of five": (week(texts(1, 2, 3, 4, 0)), "pass", "text_good", 0.8),
    "three of four": (week(texts(1, 2, 3, 2000)), "warn", "text_poor", 0.75),
    "no posts": (week(), "not_applicable", "no_posts_in_week", None),
    "a card that posts": (week(texts(0), category="card"), "warn", "text_poor", 0),
    "a silent card": (week(category="card"), "not_applicable", "card_silent", None),
    "an unset category": (week(texts(1), category="unset"), "unknown", "category_unset", None),
}


@pytest.mark.parametrize(("facts", "outcome", "reason", "value"), MEDIA.values(), ids=MEDIA.keys())
def test_most_posts_have_a_picture(facts, outcome, reason, value):
    verdict = judge_media(facts, LETTER)
    assert (verdict.outcome, verdict.reason, verdict.value) == (outcome, reason, value)


@pytest.mark.parametrize(("facts", "outcome", "reason", "value"), TEXT.values(), ids=TEXT.keys())
def test_most_posts_have_a_short_text(facts, outcome, reason, value):
    verdict = judge_text(facts, LETTER)
    assert (verdict.outcome, verdict.reason, verdict.value) == (outcome, reason, value)


def test_posts_of_another_kind_or_week_have_no_part_in_the_share():
    strangers = [post(at("Tue 10:00"), 8, kind=kind, media=False, text_length=0) for kind in (REPOST, VISITOR)]
    earlier = post(at("Sun 10:00", -1), 9, media=False, text_length=0)
    facts = week([*posts(*STEADY), *strangers, earlier])
    assert judge_media(facts, LETTER).figures == {"good": 5, "total": 5}
    assert judge_text(facts, LETTER).value == 1


def test_repeated_posts_have_their_part():
    assert judge_media(week(posts(*STEADY, not_unique=NotUnique.SHARED)), LETTER).figures["total"] == 5


def test_the_verdicts_name_the_posts_to_be_mended():
    assert judge_media(week(pictures(True, False, False)), LETTER).evidence == (2, 3)
    verdict = judge_text(week(texts(0, 100, 1501)), LETTER)
    assert verdict.evidence == (1, 3)
    assert verdict.figures == {"good": 1, "total": 3, "empty": 1, "long": 1, "longest": 1500}
