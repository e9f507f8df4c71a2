"""Mandatory posts: recognised on walls, owed by whom they concern, and the pages of who published them."""

from datetime import date, timedelta

import pytest

from monitoring import clock, collecting, gathering, judging, mandating, portions, tasks
from monitoring.models import (
    Batch,
    Campaign,
    FrozenWeek,
    MandatoryPost,
    MandatorySearch,
    Publication,
    Run,
    WeekSummary,
)
from monitoring.models import Post as Row
from monitoring.uniqueness import prints
from registry.models import CategoryPeriod, Public

from .conftest import LAST, MOSCOW, NOW, RUNNING, browse, district, institution, person, public, seen, text
from .test_public import wrote

pytestmark = pytest.mark.django_db
FORUM = "Республиканский форум учителей и наставников: заявки принимаются до первого декабря на сайте форума"
FORM = {
    "title": "Форум учителей",
    "campaign": "Год педагога и наставника",
    "first_day": "2026-11-16",
    "last_day": "2026-11-22",
    "way": "text",
    "sample": FORUM,
    "scope": "holders",
}
MONDAY = LAST.starts(MOSCOW)


def asked(first: date = LAST.monday, last: date = LAST.sunday, **fields) -> MandatoryPost:
    known = {"title": "Форум", "way": "text", "sample": FORUM, "scope": "holders", "created_at": NOW, **fields}
    return MandatoryPost.objects.create(first_day=first, last_day=last, **known)


def holder(name: str = "Школа № 1", of=None, **fields) -> Public:
    one = public(name, of, **{"cabinet": True, **fields})
    CategoryPeriod.objects.create(public=one, category=one.category, valid_from=MONDAY - timedelta(days=60))
    seen(one)
    return one


def store(of: Public, number: int, hours: float, said: str, **fields) -> None:
    """Write a post so many hours after Monday of 2026-W46 and look at it as a reading does."""
    wrote(of, number, MONDAY + timedelta(hours=hours), said, **prints(said)._asdict(), **fields)
    mandating.look([Row.objects.get(public=of, vk_id=number)])


def duty(of: Public, week=LAST) -> tuple:
    """Return what the public owes in the week as the rules see it: [(title, post), …]."""
    return tuple((one.title, one.post) for one in gathering.gather({of.pk: [week]}, clock.now())[of.pk, week].duties)


def verdict(of: Public, week=LAST) -> dict:
    judging.rejudge({of.pk: [week]}, clock.now())
    return WeekSummary.objects.get(public=of, week=week.monday).verdicts["mandatory"]


# --- recognising and owing ------------------------------------------------------------------------
def test_a_post_with_the_text_is_found_when_it_is_stored(db):
    asked()
    one = holder()
    store(one, 4, 10, "Другая новость нашей школы")
    store(one, 5, 30, FORUM.upper() + " #форум")
    assert duty(one) == (("Форум", 5),)
    assert verdict(one)["outcome"] == "pass"


def test_who_did_not_publish_it_fails_and_who_has_no_cabinet_does_not(db):
    asked()
    late, without, untold = holder(), holder("Школа № 2", cabinet=False), holder("Школа № 3", cabinet=None)
    outcomes = [verdict(one)["outcome"] for one in (late, without, untold)]
    assert outcomes == ["fail", "not_applicable", "unknown"]
    assert verdict(late)["figures"]["missing"] == "Форум"


@pytest.mark.parametrize(("hours", "found"), [(-1, None), (0, 5), (167, 5), (168, None)])
def test_only_its_own_days_count(db, hours, found):
    asked()
    one = holder()
    store(one, 5, hours, FORUM)
    assert duty(one) == (("Форум", found),)


@pytest.mark.parametrize("field", ["is_repost", "is_ad", "deleted_at"])
def test_a_repost_an_ad_and_a_deleted_post_do_not_count(db, field):
    asked()
    one = holder()
    store(one, 5, 30, FORUM, **{field: NOW if field == "deleted_at" else True})
    assert duty(one) == (("Форум", None),)


def test_a_post_that_was_edited_away_is_found_no_more(db):
    asked()
    one = holder()
    store(one, 5, 30, FORUM)
    row = Row.objects.get(vk_id=5)
    row.text, row.fingerprint, row.sketch = "Расписание на вторник, звонки и столовая", "", b""
    mandating.look([row])
    assert duty(one) == (("Форум", None),)


def test_it_is_owed_in_the_week_in_which_its_days_end_and_while_they_run_nothing_is_missing(db):
    asked(LAST.monday, RUNNING.sunday)
    one = holder()
    assert duty(one) == ()
    assert duty(one, RUNNING) == (("Форум", None),)
    assert verdict(one, RUNNING)["outcome"] == "unknown"
    store(one, 5, 30, FORUM)
    assert verdict(one, RUNNING)["outcome"] == "pass"


SCOPES: dict[str, dict] = {
    "holders": {"scope": "holders"},
    "districts": {"scope": "districts", "districts": "mine"},
    "types": {"scope": "types", "types": ["kindergarten"]},
    "categories": {"scope": "categories", "categories": ["flagship"]},
}


@pytest.mark.parametrize("scope", SCOPES)
def test_the_scope_is_told_alike_of_one_public_and_of_all(db, scope):
    arsk, buinsk = district(), district("Буинский район")
    made = []
    for place in range(6):
        kind = ("school", "kindergarten")[place % 2]
        of = institution(f"Организация {place}", (arsk, buinsk)[place // 3], type=kind)
        category = ("flagship", "active", "card")[place % 3]
        made.append(
            Public.objects.create(vk_id=place + 1, screen_name=f"club{place}", institution=of, category=category)
        )
    fields = {**SCOPES[scope]}
    if scope == "districts":
        fields["districts"] = [arsk.pk]
    row = asked(**fields)
    bound = {one.pk for one in made if mandating.binds(row, one, one.category)}
    assert bound == set(Public.objects.filter(mandating.in_scope(row)).values_list("pk", flat=True))
    assert len(bound) == {"holders": 6, "districts": 3, "types": 3, "categories": 2}[scope]


def test_facts_need_no_more_queries_for_more_publics_and_mandatory_posts(db, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        ids = list(Public.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            gathering.gather({pk: [LAST, RUNNING] for pk in ids}, clock.now())
        return len(queries)

    asked()
    store(holder(), 5, 30, FORUM)
    before = count()
    for place in range(2, 6):
        asked(title=f"Ещё {place}")
        store(holder(f"Школа № {place}"), 5, 30, FORUM)
    assert count() == before


def test_a_frozen_week_keeps_what_it_was_judged_on(db):
    row = asked()
    one = holder()
    store(one, 5, 30, FORUM)
    run = Run.objects.create(started_at=NOW, first_week=LAST.monday)
    batch = Batch.objects.create(run=run, step=Batch.Step.VERDICTS, position=0, public_ids=[one.pk])
    judging.judge(batch)
    facts = FrozenWeek.objects.get(public=one, week=LAST.monday).facts
    assert [(told["id"], told["post"]) for told in facts["duties"]] == [(row.pk, 5)]
    row.delete()
    Row.objects.all().delete()
    judging.recompute(LAST)
    assert WeekSummary.objects.get(public=one, week=LAST.monday).verdicts["mandatory"]["outcome"] == "pass"


def test_a_reading_of_walls_looks_for_them(db):
    asked()
    one = holder()
    told = {"text": FORUM, "from_community": True, "first_seen_at": NOW, **prints(FORUM)._asdict()}
    rows = [Row(public=one, vk_id=5, date=MONDAY, **told)]
    run = Run.objects.create(started_at=NOW, first_week=LAST.monday)
    collecting._store(run.pk, rows, {one.pk: {}}, [], NOW)
    assert Publication.objects.get().post.vk_id == 5


# --- the form -------------------------------------------------------------------------------------
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


# --- the matrix -----------------------------------------------------------------------------------
@pytest.fixture
def region(db) -> dict:
    arsk, buinsk = district(), district("Буинский район")
    made = {
        "done": holder("Школа № 1", arsk),
        "late": holder("Школа № 2", arsk),
        "bare": holder("Школа № 3", buinsk, cabinet=False),
        "untold": holder("Школа № 4", buinsk, cabinet=None),
        "card": holder("Школа № 5", buinsk, category="card"),
        "arsk": arsk,
        "buinsk": buinsk,
    }
    campaign = Campaign.objects.create(name="Год педагога")
    made["row"] = asked(campaign=campaign)
    made["other"] = asked(title="Конкурс", way="hashtags", sample="#конкурс", campaign=campaign)
    unseen = holder("Школа № 6", buinsk)
    unseen.profile.seen_at = MONDAY
    unseen.profile.save()
    store(made["done"], 5, 30, FORUM + " #конкурс")
    return made


def cells(page: str) -> dict[str, str]:
    import re

    rows = re.findall(r'<tr role="row"> <th scope="row".*?</tr>', page)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    return {re.match(r"Школа № \d", row).group(): row for row in plain if row.startswith("Школа")}


def test_the_matrix_tells_who_published_it_and_why_others_did_not(observer, region):
    found = cells(text(observer, f"/mandatory/{region['row'].pk}/"))
    assert "10 ноября 2026" in found["Школа № 1"]
    assert "нет на стене" in found["Школа № 2"]
    assert "нет кабинета" in found["Школа № 3"]
    assert "не указано" in found["Школа № 4"]
    assert "стену не видно" in found["Школа № 6"]
    assert "Школа № 5" not in found


@pytest.mark.parametrize(
    ("query", "schools"),
    [
        ("state=done", {1}),
        ("state=missing", {2, 6}),
        ("state=no_cabinet", {3, 4}),
        ("q=школа+2", {2}),
        ("state=nonsense&district=x", {1, 2, 3, 4, 6}),
    ],
)
def test_the_matrix_is_narrowed_by_its_address(observer, region, query, schools):
    page = text(observer, f"/mandatory/{region['row'].pk}/?{query}")
    assert set(cells(page)) == {f"Школа № {number}" for number in schools}


def test_a_campaign_shows_its_posts_beside_each_other(observer, region):
    campaign = Campaign.objects.get()
    page = text(observer, f"/mandatory/campaigns/{campaign.pk}/")
    assert "Форум" in page
    assert "Конкурс" in page
    assert cells(page)["Школа № 1"].count("10 ноября 2026") == 2
    assert set(cells(text(observer, f"/mandatory/campaigns/{campaign.pk}/?state=done"))) == {"Школа № 1"}


def test_a_district_officer_sees_its_own_district(region):
    client = browse(person("district_officer", district=region["arsk"]))
    page = text(client, f"/mandatory/{region['row'].pk}/")
    assert set(cells(page)) == {"Школа № 1", "Школа № 2"}
    assert "опубликовали 1 из 2" in page
    assert "Новая публикация" not in text(client, "/mandatory/")
    assert client.get("/mandatory/new/").status_code == 404
    assert client.post(f"/mandatory/{region['row'].pk}/withdraw/").status_code == 403


def test_what_is_asked_of_another_district_alone_is_not_found(region):
    row = asked(title="Чужая", scope="districts", districts=[region["buinsk"].pk])
    client = browse(person("district_officer", district=region["arsk"]))
    assert client.get(f"/mandatory/{row.pk}/").status_code == 404
    assert client.get(f"/mandatory/{row.pk}/progress/").status_code == 404
    assert "Чужая" not in text(client, "/mandatory/")
    assert client.get("/mandatory/999/").status_code == 404
    assert client.get("/mandatory/campaigns/999/").status_code == 404


def test_a_school_sees_itself_alone(region):
    client = browse(person("school_admin", institution=region["late"].institution))
    assert set(cells(text(client, f"/mandatory/{region['row'].pk}/"))) == {"Школа № 2"}


@pytest.mark.parametrize(("role", "status"), [("observer", 403), ("", 404)])
@pytest.mark.parametrize("deed", ["new/", "{pk}/edit/", "{pk}/withdraw/"])
def test_only_specialists_change_them(region, role, status, deed):
    client = browse(person(role))
    address = f"/mandatory/{deed.format(pk=region['row'].pk)}"
    assert client.post(address, FORM).status_code == status
    assert MandatoryPost.objects.count() == 2
    assert not MandatoryPost.objects.exclude(withdrawn_at=None).exists()


def test_a_person_without_a_role_finds_nothing(region):
    assert browse(person()).get("/mandatory/").status_code == 404


def test_the_list_counts_and_says_what_to_do_when_it_is_empty(specialist, region):
    page = text(specialist, "/mandatory/")
    assert "Прошли или отменены" in page
    assert '<b>1</b> <span class="quiet">из 3</span>' in page
    MandatoryPost.objects.all().delete()
    assert "Обязательных публикаций пока нет" in text(specialist, "/mandatory/")


@pytest.mark.parametrize("address", ["/mandatory/", "/mandatory/{pk}/", "/mandatory/campaigns/{campaign}/"])
def test_a_page_needs_no_more_queries_for_more_rows(specialist, region, count_queries, address):
    row = region["row"]
    address = address.format(pk=row.pk, campaign=row.campaign.pk)
    before = count_queries(specialist, address)
    for place in range(10, 20):
        store(holder(f"Школа № {place}", region["arsk"]), 5, 30, FORUM)
    for place in range(3):
        asked(title=f"Ещё {place}", campaign=row.campaign)
    assert count_queries(specialist, address) == before
