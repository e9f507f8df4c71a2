"""Mandatory posts: entered, changed and taken back by a specialist."""

import pytest

from monitoring import portions, tasks
from monitoring.models import Campaign, MandatoryPost, MandatorySearch, Publication

from .conftest import LAST, RUNNING, text
from .mandated import FORM, FORUM, asked, duty, holder, store

pytestmark = pytest.mark.django_db


def save(client, path: str = "/mandatory/new/", **changes):
    return client.post(path, {**FORM, **changes})


def work() -> None:
    """Play beat and a worker: do every search that is not done."""
    for pk in portions.unfinished(MandatorySearch):
        tasks.search_mandatory(pk)


def test_a_specialist_enters_it_and_stored_posts_are_searched(specialist):
    one = holder()
    store(one, 5, 7 * 24 + 20, FORUM)
    answer = save(specialist)
    row = MandatoryPost.objects.get()
    assert answer.headers["Location"] == f"/mandatory/{row.pk}/"
    assert (row.campaign.name, row.created_by.name) == ("Год педагога и наставника", "Анна Петрова")
    assert "Ищем среди собранных постов" in text(specialist, f"/mandatory/{row.pk}/")
    work()
    work()
    page = text(specialist, f"/mandatory/{row.pk}/")
    assert f"https://vk.com/wall-{one.vk_id}_5" in page
    assert "опубликовали 1 из 1" in page
    assert "Ищем среди" not in page


def test_a_changed_sample_is_searched_anew(specialist):
    one = holder()
    store(one, 5, 7 * 24 + 20, FORUM)
    save(specialist)
    work()
    row = MandatoryPost.objects.get()
    save(specialist, f"/mandatory/{row.pk}/edit/", way="hashtags", sample="#другое")
    work()
    assert not Publication.objects.exists()
    assert Campaign.objects.count() == 1
    history = text(specialist, f"/mandatory/{row.pk}/")
    assert "По тексту" in history
    assert "По хештегам" in history


def test_one_that_begins_later_is_not_searched_for_yet(specialist):
    holder()
    save(specialist, first_day="2026-11-21")
    assert not MandatorySearch.objects.exists()


WRONG = {
    "no title": ({"title": ""}, "Назовите публикацию"),
    "days upside down": ({"last_day": "2026-11-15"}, "Последний день раньше первого"),
    "days over": ({"first_day": "2026-11-01", "last_day": "2026-11-19"}, "Этот день уже прошёл"),
    "short text": ({"sample": "С праздником!"}, "хотя бы 20 знаков"),
    "no hashtag": ({"way": "hashtags", "sample": "— !"}, "хотя бы один хештег"),
    "no word": ({"way": "keywords", "sample": "🎉 #тег"}, "хотя бы одно слово"),
    "no district": ({"scope": "districts"}, "Отметьте хотя бы один район"),
    "no type": ({"scope": "types"}, "Отметьте хотя бы один тип"),
    "no category": ({"scope": "categories"}, "Отметьте хотя бы одну категорию"),
    "strange scope": ({"scope": "everybody"}, "Не сохранено"),
}


@pytest.mark.parametrize(("changes", "told"), WRONG.values(), ids=WRONG)
def test_wrong_input_is_told_and_kept(specialist, changes, told):
    answer = save(specialist, **changes)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not MandatoryPost.objects.exists()


def test_a_text_with_a_null_character_is_kept_without_it(specialist):
    save(specialist, sample=f"{FORUM}\x00")
    assert MandatoryPost.objects.count() in (0, 1)
    assert not MandatoryPost.objects.filter(sample__contains="\\x00").exists()


def test_it_is_taken_back_and_a_week_not_yet_fixed_owes_it_no_more(specialist):
    row = asked(LAST.monday, RUNNING.sunday)
    one = holder()
    specialist.post(f"/mandatory/{row.pk}/withdraw/")
    specialist.post(f"/mandatory/{row.pk}/withdraw/")
    assert duty(one, RUNNING) == ()
    assert "отменено 20 ноября 2026" in text(specialist, f"/mandatory/{row.pk}/")


def test_one_whose_days_are_over_is_not_changed(specialist):
    row = asked()
    assert save(specialist, f"/mandatory/{row.pk}/edit/").headers["Location"] == f"/mandatory/{row.pk}/"
    assert MandatoryPost.objects.get().title == "Форум"
