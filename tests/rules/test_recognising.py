"""Recognising a mandatory post by its text, its hashtags or its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.recognising import Seen, Way, recognised, sought
from monitoring.uniqueness import prints

FORUM = "Республиканский форум учителей и наставников: заявки принимаются до первого декабря на сайте форума"


def found(way: Way, sample: str, text: str) -> bool:
    told = prints(text)
    return recognised(sought(way, sample), Seen(text, told.fingerprint, told.sketch))


TABLE = [
    (Way.TEXT, FORUM, FORUM, True),
    (Way.TEXT, FORUM, f"🎉 {FORUM.upper()}!!! #форум https://example.org", True),
    (Way.TEXT, FORUM, f"Дорогие родители. {FORUM}. Ждём вас", True),
    (Way.TEXT, FORUM, FORUM.replace("первого", "второго"), True),
    (Way.TEXT, FORUM, FORUM[: len(FORUM) // 2], False),
    (Way.TEXT, FORUM, "", False),
    (Way.TEXT, "С праздником", "С праздником", False),
    (Way.HASHTAGS, "#ГодПедагога #наставник", "Новости\n#годпедагога #Наставник@school5", True),
    (Way.HASHTAGS, "ГодПедагога, наставник", "#годпедагога и #наставник", True),
    (Way.HASHTAGS, "#ГодПедагога #наставник", "#годпедагога", False),
    (Way.HASHTAGS, "#год", "#годпедагога", False),
    (Way.HASHTAGS, "год", "Год педагога", False),
    (Way.HASHTAGS, "", "#годпедагога", False),
    (Way.HASHTAGS, "#татар_теле", "#Татар_Теле", True),
    (Way.KEYWORDS, "наставник года", "Поздравляем наставников: звание «Наставник года» наше", True),
    (Way.KEYWORDS, "наставник, форум", "Прошёл форум", False),
    (Way.KEYWORDS, "учёба", "Учеба началась", True),
    (Way.KEYWORDS, "год", "Годовщина", False),
    (Way.KEYWORDS, "!", "Любой пост", False),
]


@pytest.mark.parametrize(("way", "sample", "text", "is_it"), TABLE)
def test_a_post_is_recognised_or_not(way, sample, text, is_it):
    assert found(way, sample, text) is is_it


@given(st.sampled_from(Way), st.text(max_size=200))
def test_a_post_that_is_the_sample_itself_is_recognised_wherever_the_sample_tells_anything(way, sample):
    text = sample if way is not Way.HASHTAGS else " ".join(f"#{word}" for word in sought(way, sample).words)
    assert found(way, sample, text) or not sought(way, sample).tells


@given(st.sampled_from(Way), st.text(max_size=200))
def test_a_sample_that_tells_nothing_is_found_nowhere(way, text):
    assert not found(way, "", text)
