"""The plan on a run's page: what it reads, whom it leaves for later, and why."""

import pytest
from django.utils.html import escape

from monitoring.models import LeftOut, Run

from .conftest import NOW, audit, browse, district, institution, person, public, seen, text

pytestmark = pytest.mark.django_db


def planned(run: Run, reason: str = "not_due", category: str = "card", every: int = 3, *publics) -> LeftOut:
    ids = [one.pk for one in publics]
    return LeftOut.objects.create(run=run, reason=reason, category=category, every_days=every, public_ids=ids)


@pytest.fixture
def observer(db):
    return browse(person("observer"))


def test_a_plan_that_leaves_nobody_out_is_not_told(observer):
    assert "План" not in text(observer, f"/audits/{audit().pk}/")


def test_the_plan_says_who_waits_and_why(observer):
    run = audit(publics_total=2418)
    planned(run, "not_due", "card", 3, public("Школа № 1"), public("Школа № 2"))
    planned(run, "not_due", "active", 1, public("Школа № 3"))
    planned(run, "quota", "card", 3, public("Школа № 4"))
    page = text(observer, f"/audits/{run.pk}/")
    assert "2 418 пабликов</b>: пора читать" in page
    assert "<b>2 паблика</b></a>: не пора: визитки читаем раз в 3 дн" in page
    assert "<b>1 паблик</b></a>: не пора: активные паблики сегодня уже прочитаны" in page
    assert "<b>1 паблик</b></a>: не хватило дневной квоты ВКонтакте: визитки" in page
    assert page.index("не хватило") < page.index("не пора")


def test_those_left_for_later_are_listed_page_by_page(observer):
    run, arsk = audit(), district("Арский район")
    publics = [public(f"Школа № {place:02}", arsk) for place in range(30)]
    seen(publics[0], NOW)
    planned(run, "not_due", "card", 3, *publics)
    planned(run, "quota", "card", 3, public("Лицей"))
    first = text(observer, f"/audits/{run.pk}/?show=not_due")
    assert "1–25 из 30" in first
    assert "Школа № 00" in first
    assert "Арский район" in first
    assert "ещё не читали" in first
    assert "Лицей" not in first
    assert "Лицей" in text(observer, f"/audits/{run.pk}/?show=quota")


def test_names_in_the_list_are_only_text(observer):
    run, hostile = audit(), "<img src=x onerror=alert(1)>"
    planned(run, "quota", "card", 3, public(hostile))
    page = text(observer, f"/audits/{run.pk}/?show=quota")
    assert escape(hostile) in page
    assert hostile not in page


def test_the_number_of_queries_of_the_list_does_not_grow(observer, count_queries):
    run = audit()
    row = planned(run, "quota", "card", 3, public("Школа № 1", district("Район 1")))
    few = count_queries(observer, f"/audits/{run.pk}/?show=quota")
    row.public_ids += [public(f"Школа № {place}", district(f"Район {place}")).pk for place in range(2, 12)]
    row.save()
    assert count_queries(observer, f"/audits/{run.pk}/?show=quota") == few


def test_posts_that_could_not_be_read_are_counted(observer):
    assert "Постов не разобрано" not in text(observer, f"/audits/{audit().pk}/")
    assert "Постов не разобрано" in text(observer, f"/audits/{audit(posts_unreadable=3).pk}/")


def test_when_everything_was_read_today_the_button_says_so(settings):
    settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = ["vk1.a.some"], []
    one = public()
    seen(one, NOW)
    client = browse(person("specialist"))
    answer = client.post("/audits/start/", follow=True)
    assert "Сегодня все паблики уже прочитаны" in answer.content.decode()
    assert not Run.objects.exists()


def test_for_those_of_a_school_there_is_no_plan():
    run = audit()
    planned(run, "quota", "card", 3, public())
    assert (
        browse(person("school_admin", institution=institution())).get(f"/audits/{run.pk}/?show=quota").status_code
        == 404
    )
