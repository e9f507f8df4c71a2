"""«Что менялось»: what a public was before, in plain words."""

from datetime import timedelta

import pytest

from monitoring.models import Post

from .conftest import NOW, browse, district, institution, person, public, seen, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def observer(db):
    return browse(person("observer"))


def changed(profile, **fields):
    """Change a profile as a later reading does."""
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save()


def wrote(of, number: int = 7, words: str = "Было так") -> Post:
    at = NOW - timedelta(days=2)
    return Post.objects.create(
        public=of, vk_id=number, date=at, text=words, from_community=True, first_seen_at=at, attachments=[]
    )


def test_a_public_without_changes_has_no_such_section(observer):
    one = public()
    seen(one)
    assert "Что менялось" not in text(observer, f"/publics/{one.pk}/")
    assert "ничего не менялось" in text(observer, f"/publics/{one.pk}/history/")


def test_a_public_that_was_never_read_has_an_empty_history(observer):
    assert "ничего не менялось" in text(observer, f"/publics/{public().pk}/history/")


def test_the_page_tells_the_latest_changes_and_leads_to_all(observer):
    one = public()
    profile = seen(one, name="Школа", description="Старое")
    changed(profile, name="Лицей")
    changed(profile, description="Новое")
    changed(profile, gone="deleted")
    page = text(observer, f"/publics/{one.pk}/")
    assert page.index("Сообщество удалено.") < page.index("Изменилось описание.") < page.index("стало «Лицей»")
    assert f'href="/publics/{one.pk}/history/"' in page
    assert "Старое" in page


def test_an_edited_and_a_deleted_post_lead_to_the_wall(observer):
    one = public()
    seen(one)
    row = wrote(one)
    row.text, row.deleted_at = "Стало иначе", NOW
    row.save()
    page = text(observer, f"/publics/{one.pk}/history/")
    for word in ("Пост удалён со стены.", "Изменён текст поста.", "Было так", f"vk.com/wall-{one.vk_id}_7"):
        assert word in page


def test_a_text_is_shown_as_it_was_and_no_longer_than_is_needed(observer):
    one = public()
    seen(one)
    row = wrote(one, words="<i>Длинно</i> " * 200)
    row.text = ""
    row.save()
    page = text(observer, f"/publics/{one.pk}/history/")
    assert "&lt;i&gt;Длинно" in page
    assert "…" in page
    assert page.count("Длинно") < 60


def test_the_history_is_paged_and_any_page_number_is_answered(observer):
    one = public()
    profile = seen(one)
    for number in range(30):
        changed(profile, name=f"Школа {number}")
    assert "1–25 из 30" in text(observer, f"/publics/{one.pk}/history/")
    for page in ("2", "99", "-1", "вторая"):
        assert observer.get(f"/publics/{one.pk}/history/", {"page": page}).status_code == 200


def test_the_number_of_queries_does_not_grow(observer, count_queries):
    one = public()
    profile = seen(one)
    changed(profile, name="Лицей")
    few = count_queries(observer, f"/publics/{one.pk}/history/")
    for number in range(20):
        changed(profile, name=f"Школа {number}")
        row = wrote(one, number)
        row.text = "иначе"
        row.save()
    assert count_queries(observer, f"/publics/{one.pk}/history/") == few


def test_a_foreign_public_has_no_history():
    one = public("Школа", district("Арский район"))
    for client in (browse(person("district_officer", district=district("Буинский район"))), browse(person())):
        assert client.get(f"/publics/{one.pk}/history/").status_code == 404
    own = browse(person("school_admin", institution=one.institution))
    assert own.get(f"/publics/{one.pk}/history/").status_code == 200
    assert browse(person("school_admin", institution=institution())).get("/publics/404404/history/").status_code == 404
