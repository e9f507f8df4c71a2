"""The methodology page: open to all, and made from the rules, so that it cannot drift from them."""

from html import unescape

import pytest
from django.test import Client

from monitoring import examples
from monitoring.examples import MAKERS
from monitoring.models import RuleSet
from monitoring.queries.spheres import guide
from monitoring.rules import LETTER, RULES, assess
from monitoring.rules import RuleSet as Values
from monitoring.rules.questions import QUESTION_WORDS
from monitoring.wording import rule_name
from monitoring.wording.examples import situation

from .conftest import MOSCOW, RUNNING, browse, district, facts, person, public
from .deciding import letter

pytestmark = pytest.mark.django_db


def page(client: Client | None = None) -> str:
    answer = (client or Client()).get("/methodology/")
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).replace("\u202f", " ").replace("\xa0", " ").split())


def changed(rule: str, category: str, **values) -> None:
    """Change what the rule set in force demands."""
    row = letter()
    row.values["rules"][rule][category] |= values
    row.save()


def test_everybody_may_read_it_and_finds_it_on_the_first_page(specialist):
    assert "Методика" in page()
    assert 'href="/methodology/"' in Client().get("/signin/").content.decode()
    school = browse(person("school_admin", institution=public().institution))
    officer = browse(person("district_officer", district=district()))
    assert all("Методика" in page(client) for client in (specialist, school, officer))
    assert "Редакции правил" in page(specialist)
    assert "Редакции правил" not in page(school)
    assert "Редакции правил" not in page()


def test_every_rule_has_its_words_thresholds_paragraph_and_weight():
    said = page()
    for rule in RULES:
        assert f'id="rule-{rule.id}"' in said
        assert rule_name(rule.id) in said
    assert "п. II.3" in said
    assert "Письмо № 1871/23-Д" in said
    assert "с 1 мая 2023" in said


@pytest.mark.parametrize(
    ("rule", "category", "values", "told"),
    [
        ("posts", "flagship", {"least": 6}, ["За неделю вышло 6 собственных постов.", "норма 6"]),
        ("gaps", "flagship", {"hours": 240}, ["Между двумя постами прошло ровно 10 дней.", "240"]),
        ("media", "flagship", {"share": 0.5}, ["Фото или видео есть в 4 постах из 10.", "50 %"]),
        ("text", "active", {"longest": 900}, ["900"]),
        ("answers", "flagship", {"hours": 48}, ["На единственный вопрос ответили через 2 дня и одну минуту."]),
        ("cover", "flagship", {"least": 1200}, ["Обложка шириной 1 200 px.", "Обложка шириной 1 199 px."]),
        ("avatar", "flagship", {"small": "fail"}, ["Аватар мелкий: сторона 399 px, нужно от 400 px."]),
        ("description", "flagship", {"characters": 120}, ["В описании полное название и ещё 120 знаков."]),
    ],
)
def test_another_threshold_makes_another_page(rule, category, values, told):
    before = page()
    changed(rule, category, **values)
    after = page()
    assert after != before
    assert all(words in after for words in told)
    assert not all(words in before for words in told) or rule == "avatar"


def test_another_severity_makes_another_verdict_of_the_same_example():
    row = 'Фото или видео есть в 7 постах из 10.<br><span class="verdict is-{}">'
    assert row.format("warn") in page()
    changed("media", "flagship", severity="fail")
    assert row.format("fail") in page()


def test_a_rule_that_is_asked_of_nobody_says_so_and_has_no_examples():
    row = letter()
    del row.values["rules"]["cover"]
    row.save()
    said = page()
    assert "В действующей редакции не проверяется." in said
    assert "Обложка шириной" not in said


def test_without_any_rule_set_the_letter_s_own_values_are_shown():
    RuleSet.objects.all().delete()
    assert "норма 5" in page()


@pytest.mark.parametrize("rule", MAKERS)
def test_the_examples_stand_on_both_sides_of_the_threshold(rule):
    found = examples.examples(LETTER, MOSCOW)[rule]
    outcomes = [str(one.verdict.outcome) for one in found]
    assert "pass" in outcomes
    assert {"fail", "warn"} & set(outcomes)
    assert all(situation(one) for one in found)


@pytest.mark.parametrize("least", [0, 1, 1000])
def test_examples_bear_extreme_thresholds(least):
    values = LETTER.to_json()
    for rule, name in (("posts", "least"), ("cover", "least"), ("avatar", "least"), ("description", "characters")):
        for demand in values["rules"][rule].values():
            demand[name] = least
    for rule, name in (("media", "share"), ("text", "share"), ("answers", "share")):
        for demand in values["rules"][rule].values():
            demand[name] = min(least, 1)
    values["rules"]["gaps"]["flagship"]["hours"] = min(24 * 366, 1 + 24 * least)
    found = examples.examples(Values.from_json(values), MOSCOW)
    assert all(situation(one) for rule in found.values() for one in rule)


def test_it_tells_of_the_running_week_what_the_rules_do():
    one = public()
    assert assess(facts(one, RUNNING, posts=1), LETTER).status == "in_progress"
    assert assess(facts(one, RUNNING, posts=1, cover_set=False), LETTER).status == "issues"
    said = page()
    assert "Идущая неделя баллов не получает, и норма постов ещё не проверяется" in said
    assert "перерыв стал слишком долгим, его статус «Нужно исправить» уже сейчас" in said


def test_the_guide_names_every_sphere_with_topics_and_links_that_do_not_tell_from_where():
    said = page()
    assert len(guide()) == 6
    for sphere in guide():
        assert f"<h3>{sphere.name}</h3>" in said
        assert all(f"<li>{topic}</li>" in said for topic in sphere.topics)
        for sample in sphere.samples:
            assert all(f'<a href="{link}" rel="noopener noreferrer" target="_blank">' in said for link in sample.links)


@pytest.mark.parametrize(("source", "told"), [("portal", True), ("vk_only", False)])
def test_the_decision_that_permits_the_portals_codes_is_named_where_it_makes_them(settings, source, told):
    settings.QR_SOURCE, settings.QR_DECISION = source, "№ 12 от 3 сентября 2026"
    assert ("портал делает сам, по решению № 12 от 3 сентября 2026." in page()) is told
    settings.QR_DECISION = ""
    assert "портал делает сам" not in page()


def test_the_words_by_which_a_question_is_known_are_all_told():
    assert ", ".join(QUESTION_WORDS) in page()


def test_it_costs_two_queries(django_assert_num_queries):
    client = Client()
    with django_assert_num_queries(2):
        client.get("/methodology/")


def test_it_speaks_english_too():
    answer = Client().get("/methodology/", headers={"accept-language": "en"})
    assert answer.status_code == 200
