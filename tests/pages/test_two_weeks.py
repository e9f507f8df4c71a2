"""«Район» and «Паблик» held against an earlier week: what was, what is, which way it went."""

import csv
import io
import re
from itertools import product

import pytest

from monitoring.comparing import Turn, turn
from monitoring.facts import Outcome
from monitoring.models import WeekSummary
from registry.models import Public

from .conftest import (
    BEFORE,
    LAST,
    RUNNING,
    browse,
    compliant,
    district,
    institution,
    judged,
    person,
    public,
    seen,
    text,
    with_issues,
    with_remarks,
)

pytestmark = pytest.mark.django_db
EARLIER = BEFORE.shift(-3)


@pytest.fixture
def arsk() -> dict[str, Public]:
    """One public got better since a month ago, one got worse, one stayed as it was; one institution has none."""
    better, worse, same = public("Гимназия № 12"), public("Школа № 2"), public("Звёздочка")
    with_issues(better, EARLIER), compliant(better)
    compliant(worse, EARLIER), with_issues(worse)
    with_remarks(same, EARLIER), with_remarks(same)
    institution("Музей", type="culture")
    return {"better": better, "worse": worse, "same": same}


def address(**query) -> str:
    told = "&".join(f"{name}={value}" for name, value in ({"with": EARLIER} | query).items())
    return f"/districts/{district().pk}/?{told}"


def row(page: str, name: str) -> str:
    """Return the words of an institution's row."""
    (found,) = re.findall(rf"<tr role=\"row\">(?:(?!</tr>).)*{name}.*?</tr>", page)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


# --- which way a verdict went -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("was", "now", "way"),
    [
        ("pass", "fail", Turn.WORSE),
        ("warn", "fail", Turn.WORSE),
        ("pass", "warn", Turn.WORSE),
        ("fail", "warn", Turn.BETTER),
        ("fail", "pass", Turn.BETTER),
        ("fail", "fail", Turn.SAME),
        ("fail", "waived", Turn.OTHER),
        ("unknown", "pass", Turn.OTHER),
        ("not_applicable", "fail", Turn.OTHER),
        ("", "pass", Turn.OTHER),
    ],
)
def test_a_turn_is_told_of_judgements_alone(was, now, way):
    assert turn(was, now) is way


def test_a_way_back_is_the_opposite_way():
    back = {Turn.WORSE: Turn.BETTER, Turn.BETTER: Turn.WORSE}
    for was, now in product(Outcome, Outcome):
        there = turn(was, now)
        assert turn(now, was) is back.get(there, there)


# --- «Район» ----------------------------------------------------------------------------------------
def test_a_row_tells_what_it_was_beside_what_it_is(arsk, observer):
    page = text(observer, address())
    better, worse, same = (row(page, name) for name in ("Гимназия № 12", "Школа № 2", "Звёздочка"))
    assert "Соответствует было Нужно исправить" in better
    assert "выполнено. посты: 5 из 3 было не выполнено. 1 из 3" in better
    assert "больше на" in better
    assert "Нужно исправить было Соответствует" in worse
    assert "не выполнено. посты: 1 из 3 было выполнено. 5 из 3" in worse
    assert "меньше на" in worse
    assert "было" not in same
    assert "было" not in row(page, "Музей")


def test_the_head_tells_figures_with_their_difference(arsk, observer):
    # Two of three complied then, two of three do now; with one more that is read since.
    compliant(public("Лицей"))
    words = " ".join(re.sub(r"<[^>]+>", " ", text(observer, address())).split())
    assert "Неделя 9–15 ноября, итог. Сравниваем с неделей 12–18 октября." in words
    assert re.search(r"Соответствуют правилам — 75 % \( ↑ больше на 8 п\.п\. \)", words)
    assert "соответствуют — 2 (+1)" in words
    assert "нужно исправить — 1," in words
    assert "нет данных — 0 (−1)" in words


def test_what_was_not_asked_for_is_no_change(arsk, observer):
    row_of = WeekSummary.objects.get(public=arsk["same"], week=EARLIER.monday)
    row_of.verdicts["posts"]["outcome"] = "not_applicable"
    row_of.save()
    assert "было" not in row(text(observer, address()), "Звёздочка")


def test_a_share_that_hardly_moved_is_told_as_the_same(arsk, observer):
    assert "67 % (без изменений)" in text(observer, address())


def test_a_status_that_nobody_has_any_more_is_still_told(observer):
    one = public()
    with_issues(one, EARLIER), compliant(one)
    assert "нужно исправить</a> — 0 (−1)" in text(observer, address())


def test_without_a_chosen_week_nothing_is_compared(arsk, observer):
    page = text(observer, address(**{"with": ""}))
    assert "было" not in page
    assert "Сравниваем" not in page
    assert "Сравнить с неделей" in page


@pytest.mark.parametrize("asked", ["2019-W01", "чушь", LAST, RUNNING, "2030-W01"])
def test_a_week_that_is_not_an_earlier_one_compares_nothing(arsk, observer, asked):
    assert "Сравниваем" not in text(observer, address(**{"with": asked}))


def test_a_later_week_compares_nothing_because_what_was_would_be_what_is(arsk, observer):
    compliant(arsk["worse"], BEFORE)
    assert "Сравниваем" not in text(observer, address(week=BEFORE, **{"with": LAST}))


def test_a_running_week_is_held_against_none(arsk, observer):
    judged(arsk["better"], RUNNING)
    page = text(observer, address(week=RUNNING))
    assert "Сравни" not in page


def test_filters_order_pages_and_files_go_on(arsk, observer):
    for number in range(51):
        one = public(f"Школа № {100 + number}")
        with_issues(one), compliant(one, EARLIER)
    page = text(observer, address(status="issues", sort="name"))
    assert page.count('Нужно исправить</span></span><span class="cell-was">') == 50
    links = re.findall(r'href="(\?[^"]+)"', page)
    # The only one without it takes it back.
    assert [link for link in links if f"with={EARLIER}" not in link] == ["?status=issues&amp;sort=name"]
    rest = text(observer, address(status="issues", sort="name", page=2))
    assert "Сравниваем" in rest
    (file,) = re.findall(r'href="([^"]+export\.csv[^"]+)"', page)
    answer = observer.get(file.replace("&amp;", "&"))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 53


def test_a_row_leads_to_its_public_in_the_same_two_weeks(arsk, observer):
    page = text(observer, address())
    assert f'/publics/{arsk["worse"].pk}/?week={LAST}&amp;with={EARLIER}"' in page


def test_a_school_admin_compares_the_own_institution_alone(arsk):
    admin = browse(person("school_admin", institution=arsk["worse"].institution))
    page = text(admin, address())
    assert "нужно исправить</a> — 1 (+1)" in page
    assert "было" in row(page, "Школа № 2")
    assert "Гимназия" not in page


def test_two_weeks_cost_no_query_more(arsk, observer, count_queries):
    assert count_queries(observer, address()) == count_queries(observer, address(**{"with": ""}))


# --- «Паблик» ---------------------------------------------------------------------------------------
def beside(page: str) -> list[str]:
    """Return the words of each row of the table of two weeks."""
    (table,) = re.findall(r'<table class="table stacked two-weeks".*?</table>', page)
    rows = re.findall(r"<tr.*?</tr>", table)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in rows]


def of(one: Public, **query) -> str:
    return f"/publics/{one.pk}/?" + "&".join(f"{name}={value}" for name, value in ({"with": EARLIER} | query).items())


def test_a_public_shows_both_weeks_rule_by_rule(arsk, observer):
    head, result, first, *rest = beside(text(observer, of(arsk["worse"])))
    assert head == "Правило 12–18 октября 9–15 ноября Что изменилось"
    assert "Соответствует Балл 100" in result
    assert "Нужно исправить" in result
    assert first == (
        "Собственные посты 12–18 октября выполнено 5 из 3, норма 3 9–15 ноября не выполнено 1 из 3, норма 3 хуже"
    )
    assert any(line.startswith("Обложка") and line.endswith("без изменений") for line in rest)


@pytest.mark.parametrize(("points", "said"), [(0.3, "без изменений"), (-4, "Балл ↓ меньше на 4")])
def test_the_result_tells_how_far_the_score_went(arsk, observer, points, said):
    row = WeekSummary.objects.get(public=arsk["same"], week=LAST.monday)
    row.score += points
    row.save()
    _head, result, *_rest = beside(text(observer, of(arsk["same"])))
    assert result.endswith(said)


def test_what_got_better_and_what_only_moved_are_told(arsk, observer):
    one = arsk["better"]
    assert any(line.endswith("лучше") for line in beside(text(observer, of(one))))
    judged(one, BEFORE, posts=2)
    lines = beside(text(observer, of(one, week=BEFORE)))
    assert any(line.startswith("Собственные посты") and line.endswith("вердикт тот же") for line in lines)


def test_an_exception_is_no_mending(arsk, observer):
    row = WeekSummary.objects.get(public=arsk["better"], week=LAST.monday)
    row.verdicts["posts"]["outcome"] = "waived"
    row.save()
    lines = beside(text(observer, of(arsk["better"])))
    assert any(line.startswith("Собственные посты") and line.endswith("сравнить нельзя") for line in lines)


def test_a_week_without_verdicts_says_that_there_is_nothing_to_compare(arsk, observer):
    compliant(public("Старая школа"), BEFORE.shift(-5))
    page = text(observer, of(arsk["worse"], **{"with": BEFORE.shift(-4)}))
    assert "за одну из этих недель у паблика нет вердиктов" in page


def test_the_week_is_chosen_in_a_form_and_the_running_one_has_none(arsk, observer):
    page = text(observer, of(arsk["worse"]))
    assert f'<option value="{EARLIER}" selected>' in page
    judged(arsk["worse"], RUNNING)
    assert "Две недели рядом" not in text(observer, of(arsk["worse"], week=RUNNING))


def test_a_public_in_two_weeks_costs_no_query_more(arsk, observer, count_queries):
    plain = count_queries(observer, of(arsk["worse"], **{"with": ""}))
    assert count_queries(observer, of(arsk["worse"])) == plain


def test_the_overview_leads_to_a_district_in_the_same_two_weeks(arsk, observer):
    seen(arsk["worse"])
    page = text(observer, f"/overview/?week={LAST}&with={EARLIER}")
    assert f'/districts/{district().pk}/?week={LAST}&amp;with={EARLIER}"' in page
