"""What repeats what: normalised texts, a public's own duplicates, texts shared among publics."""

from datetime import timedelta

import hypothesis
import pytest
from hypothesis import strategies as st
from rapidfuzz import fuzz

from monitoring.uniqueness import Likeness, Print, length, may_be_alike, normalise, prints, shared

from .builders import at, duplicates, written

NOON = at("Mon 12:00")
END = at("Mon 00:00", 30)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NEWS = "В школе прошёл день открытых дверей, спасибо всем, кто пришёл."
PHOTO, OTHER_PHOTO = ("photo", -1, 11), ("photo", -1, 12)

TEXTS = {
    "case": ("Привет Мир", "привет мир"),
    "white space": ("  а\n\n б\t\u00a0в ", "а б в"),
    "punctuation": ("«А» — б, в… (г)", "а б в г"),
    "words do not grow together": ("Привет,мир", "привет мир"),
    "links": ("тут https://vk.com/wall-1_2?a=b#c и www.школа.рф/х.", "тут и"),
    "links without a scheme": ("сайт edu.tatar.ru/school5, группа vk.com/club1", "сайт группа"),
    "a dot between numbers is no link": ("в 10.30, 12.05.2026", "в 10 30 12 05 2026"),
    "hashtags": ("#ГодПедагога всем #школа@club1 #data_2 привет", "всем привет"),
    "a mention keeps its shown name": ("[id1|Иван Петров] и [club2|Школа № 5]", "иван петров и школа 5"),
    "a link with a shown text": ("[https://vk.com/app1|Запись] открыта", "запись открыта"),
    "a mention with its name in brackets": ("@id1 (Ивану) и *school5 (Школе)", "ивану и школе"),
    "a bare mention": ("спасибо @ivan_petrov", "спасибо ivan petrov"),
    "emoji": ("Ура🎉👨‍👩‍👧❤️ 1️⃣ победа🏽", "ура победа"),
    "flags and skin": ("🇷🇺 да 👍🏿", "да"),
    "compatibility forms": ("Ⅸ класс ﬁnal １２", "ix класс final 12"),
    "stress marks and soft hyphens": ("за\u0301мок ги\u00adпо", "замок гипо"),
    "й in two characters": ("и\u0306од", "йод"),
    "Tatar letters": ("Җиңүчеләребезне КОТЛЫЙБЫЗ, һөнәр!", "җиңүчеләребезне котлыйбыз һөнәр"),
    "an underscore": ("а_б", "а б"),
    "nothing but dressing": ("🎉 #праздник https://vk.cc/x …", ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("written", "said"), TEXTS.values(), ids=TEXTS.keys())
def test_normalised_is_what_a_text_says(written, said):
    assert normalise(written) == said


@hypothesis.settings(deadline=None)
@hypothesis.given(
    st.text(alphabet=st.sampled_from("абвҖA1 .,#@[]|()/:🎉\u0301_№İﬀ"), max_size=60) | st.text(max_size=60)
)
def test_a_normalised_text_is_normal(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("count", "digits", "shareable"),
    [(0, 0, False), (19, 0, False), (20, 32, False), (119, 32, False), (120, 32, True)],
)
def test_a_text_proves_repetition_from_20_characters_on_and_can_be_shared_from_120_on(count, digits, shareable):
    told = prints("я" * count)
    assert (len(told.fingerprint), told.shareable, length(told.sketch)) == (digits, shareable, count)


def test_equal_texts_have_equal_fingerprints_however_they_are_written():
    text = "Министерство поздравляет педагогов. " * 5
    assert prints(text.upper() + " #праздник 🎉") == prints(text)
    assert prints(text + "Ура").fingerprint != prints(text).fingerprint


def test_sketches_rule_out_most_texts_that_are_unlike():
    texts = (NEWS, AIGUL, "Приглашаем родителей на собрание в четверг", "Меню на понедельник: каша, чай, суп, котлета")
    pairs = [(one, other) for one in texts for other in texts if one != other]
    assert not any(may_be_alike(prints(one).sketch, prints(other).sketch) for one, other in pairs)


WORDS = st.lists(st.sampled_from(["школа", "праздник", "🎉", "победа", "сегодня", "№ 5", "ҖӘЙ", "ﷺ"]), max_size=30)


@hypothesis.settings(deadline=None)
@hypothesis.given(WORDS, WORDS)
def test_no_pair_of_texts_that_are_alike_is_missed_by_their_sketches(one, other):
    said = [normalise(" ".join(words)) for words in (one, other)]
    if fuzz.ratio(*said, score_cutoff=90):
        assert may_be_alike(*(prints(text).sketch for text in said))


@hypothesis.settings(deadline=None)
@hypothesis.given(st.text(min_size=20, max_size=300), st.integers(0, 10_000), st.text(max_size=40))
def test_a_text_with_something_put_in_is_never_missed(text, place, more):
    place %= len(text) + 1
    said = [normalise(text), normalise(text[:place] + more + text[place:])]
    if fuzz.ratio(*said, score_cutoff=90):
        assert may_be_alike(*(prints(one).sketch for one in said))


def wall(*texts, gap=DAY, attachments=()):
    """Return posts a day apart; attachments by order, None where there are fewer."""
    shown = [*attachments, *[None] * len(texts)]
    return [written(id, NOON + gap * id, text, shown[id - 1]) for id, text in enumerate(texts, start=1)]


TEMPLATE = "Поздравляем {} с победой на районной олимпиаде по математике. Гордимся и желаем новых успехов"
AIGUL, TIMUR = TEMPLATE.format("Айгуль Сафину"), TEMPLATE.format("Тимура Ганиева")
PAIRS = {
    "the same text": (wall(NEWS, NEWS), "duplicate"),
    "the same text with another picture": (wall(NEWS, NEWS, attachments=(PHOTO, OTHER_PHOTO)), "duplicate"),
    "the same text dressed up": (wall(NEWS, f"🎉 {NEWS.upper()} #новости"), "duplicate"),
    "the same text of 20 characters": (wall("я" * 20, "я" * 20), "duplicate"),
    "a like text where one is shorter than 20": (wall("я" * 20, "я" * 19), None),
    "the same text of 19": (wall("я" * 19, "я" * 19), None),
    "the same short text with the same picture": (
        wall("С праздником", "С праздником", attachments=[PHOTO] * 2),
        "duplicate",
    ),
    "the same short text with another picture": (wall("Меню", "Меню", attachments=(PHOTO, OTHER_PHOTO)), None),
    "a like text with the same picture": (wall(AIGUL, TIMUR, attachments=[PHOTO] * 2), "duplicate"),
    "a like text with another picture": (wall(AIGUL, TIMUR, attachments=(PHOTO, OTHER_PHOTO)), "suspected"),
    "a like text without pictures": (wall(AIGUL, TIMUR), "suspected"),
    "exactly 0.9 alike": (wall("а" * 18 + "бб", "а" * 18 + "вв"), "suspected"),
    "a little less alike": (wall("а" * 17 + "ббб", "а" * 17 + "ввг"), None),
    "another text with the same picture": (wall(NEWS, AIGUL, attachments=[PHOTO] * 2), None),
    "no text, the same picture": (wall("", "🎉", attachments=[PHOTO] * 2), "duplicate"),
    "no text, another picture": (wall("", "", attachments=(PHOTO, OTHER_PHOTO)), None),
    "no text, the same number in another album's video": (wall("", "", attachments=(PHOTO, ("video", -1, 11))), None),
    "neither text nor picture": (wall("", ""), None),
    "a text, then its picture alone": (wall(NEWS, "", attachments=[PHOTO] * 2), None),
    "60 days apart": (wall(NEWS, NEWS, gap=60 * DAY), "duplicate"),
    "a second more": (wall(NEWS, NEWS, gap=60 * DAY + SECOND), None),
    "another text": (wall(NEWS, AIGUL), None),
    "Tatar, one word apart": (
        wall(
            "Хөрмәтле ата-аналар, җыелыш мәктәптә дүшәмбе көнне кичке алтыда була",
            "Хөрмәтле ата-аналар, җыелыш мәктәптә сишәмбе көнне кичке алтыда була",
        ),
        "suspected",
    ),
    "Tatar, the same": (wall("Хөрмәтле ата-аналар, җыелыш була", "ХӨРМӘТЛЕ ата-аналар! Җыелыш була"), "duplicate"),
}


@pytest.mark.parametrize(("posts", "kind"), PAIRS.values(), ids=PAIRS.keys())
def test_the_later_post_repeats_the_earlier_one(posts, kind):
    expected = {2: kind} if kind else {}
    assert {id: repeat.kind for id, repeat in duplicates(posts).items()} == expected
    assert {id: repeat.kind for id, repeat in duplicates(posts[::-1]).items()} == expected


def test_likeness_is_told():
    (repeat,) = duplicates(wall("а" * 18 + "бб", "а" * 18 + "вв")).values()
    assert (repeat.original, repeat.kind, repeat.likeness) == (1, Likeness.SUSPECTED, 0.9)


def test_posts_of_one_second_are_ordered_by_their_numbers():
    assert set(duplicates(wall(NEWS, NEWS, gap=timedelta(0)))) == {2}


def test_a_repetition_every_50_days_stays_one_and_names_the_earliest_within_60_days():
    repeats = duplicates(wall(NEWS, NEWS, NEWS, gap=50 * DAY))
    assert {id: repeat.original for id, repeat in repeats.items()} == {2: 1, 3: 2}


def test_the_earliest_post_within_60_days_is_the_original():
    assert {id: repeat.original for id, repeat in duplicates(wall(NEWS, NEWS, NEWS)).items()} == {2: 1, 3: 1}


def test_a_certain_repetition_outweighs_an_earlier_suspected_one():
    posts = wall("а" * 40 + "б", "а" * 40 + "в", "а" * 40 + "г", attachments=(None, PHOTO, PHOTO))
    repeat = duplicates(posts)[3]
    assert (repeat.original, repeat.certain) == (2, True)


def test_only_posts_from_a_moment_on_are_asked_about_yet_earlier_ones_are_remembered():
    posts = wall(NEWS, NEWS, NEWS)
    assert {id: one.original for id, one in duplicates(posts, since=posts[2][1]).items()} == {3: 1}
    assert set(duplicates(posts, since=posts[1][1])) == {2, 3}


def test_one_text_repeated_20_000_times_is_compared_once_each():
    posts = [written(id, NOON + SECOND * id, NEWS) for id in range(20_000)]
    repeats = duplicates(posts)
    assert len(repeats) == 19_999
    assert {repeat.original for repeat in repeats.values()} == {0}


def published(*days_and_owners, text="same"):
    return [Print(text, owner, id, NOON + day * DAY) for id, (day, owner) in enumerate(days_and_owners, start=1)]


SHARED = {
    "two publics share nothing": (published((0, -1), (0, -2)), {}),
    "three do": (published((0, -1), (1, -2), (2, -3)), {(-2, 2): (-1, 1), (-3, 3): (-1, 1)}),
    "three posts of two publics share nothing": (published((0, -1), (1, -2), (2, -2)), {}),
    "within exactly 14 days": (published((0, -1), (7, -2), (14, -3)), {(-2, 2): (-1, 1), (-3, 3): (-1, 1)}),
    "a second later": (published((0, -1), (7, -2), (14 + 1 / 86400, -3)), {}),
    "the same moment: the lowest owner keeps it": (
        published((0, -1), (0, -3), (0, -2)),
        {(-1, 1): (-3, 2), (-2, 3): (-3, 2)},
    ),
    "the keeper's second post does not count": (
        published((0, -1), (1, -2), (2, -3), (3, -1)),
        {(-2, 2): (-1, 1), (-3, 3): (-1, 1), (-1, 4): (-1, 1)},
    ),
    "a text that returns next year is another matter": (
        published((0, -1), (1, -2), (2, -3), (165, -3), (166, -2), (167, -1)),
        {(-2, 2): (-1, 1), (-3, 3): (-1, 1), (-2, 5): (-3, 4), (-1, 6): (-3, 4)},
    ),
    "a latecomer alone counts": (published((0, -1), (1, -2), (2, -3), (30, -4)), {(-2, 2): (-1, 1), (-3, 3): (-1, 1)}),
    "an early bird alone counts": (
        published((0, -1), (20, -2), (21, -3), (22, -4)),
        {(-3, 3): (-2, 2), (-4, 4): (-2, 2)},
    ),
    "times that overlap have one keeper": (
        published((0, -1), (5, -2), (10, -3), (20, -4), (22, -5)),
        {(-2, 2): (-1, 1), (-3, 3): (-1, 1), (-4, 4): (-1, 1), (-5, 5): (-1, 1)},
    ),
    "what is dated from the week's end on is not known": (published((208, -1), (209, -2), (209.5, -3)), {}),
    "what is dated a second before it is": (
        published((208, -1), (209, -2), (209.5 - 1 / 86400, -3)),
        {(-2, 2): (-1, 1), (-3, 3): (-1, 1)},
    ),
    "texts too short are never shared": (published((0, -1), (0, -2), (0, -3), text=""), {}),
}


@pytest.mark.parametrize(("posts", "losers"), SHARED.values(), ids=SHARED.keys())
def test_a_shared_text_counts_for_its_first_publisher(posts, losers):
    assert shared(posts, END) == losers
    assert shared(posts[::-1], END) == losers


def test_texts_are_told_apart():
    assert shared([*published((0, -1), (0, -2)), *published((0, -3), (0, -4), text="other")], END) == {}


def test_a_text_in_20_000_publics_counts_once():
    posts = [Print("same", -owner, 1, NOON + SECOND * owner) for owner in range(1, 20_001)]
    losers = shared(posts, END)
    assert len(losers) == 19_999
    assert set(losers.values()) == {(-1, 1)}


SPREAD = st.lists(st.tuples(st.integers(0, 40), st.integers(-6, -1)), max_size=12)


@hypothesis.settings(deadline=None)
@hypothesis.given(SPREAD)
def test_one_pass_finds_what_looking_at_every_window_finds(spread):
    posts = sorted(published(*spread), key=lambda post: (post.date, post.owner, post.id))
    expected = set()
    for start in range(len(posts)):
        window = [post for post in posts[start:] if post.date - posts[start].date <= 14 * DAY]
        if len({post.owner for post in window}) >= 3:
            expected |= {(post.owner, post.id) for post in window[1:]}
    losers = shared(posts, END)
    assert set(losers) == expected
    assert not set(losers.values()) & set(losers)
