"""«Обложки и аватары»: who sees what, who marks, what a mark does, and the files themselves."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse
from PIL import Image

from monitoring.models import Picture, Sighting
from monitoring.pictures import files
from registry.models import Public

from .conftest import NOW, browse, district, judged, person, public, seen, text

pytestmark = pytest.mark.django_db
SHEET = "/pictures/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def shows(of: Public, kind: str = "cover", name: str = "", current: bool = True, **fields) -> Sighting:
    """Let a public show a picture; ``name`` stands for its content, another ``state`` for why there is none."""
    since = fields.pop("since", NOW - timedelta(days=3))
    state = fields.pop("state", Sighting.SEEN)
    picture = picture_of(kind, name or f"{of.pk}{kind}", **fields) if state == Sighting.SEEN else None
    key = hashlib.sha256(f"{of.pk}{kind}{name}".encode()).hexdigest()
    address = f"https://sun9-1.userapi.com/{key}.jpg"
    row = {"address": address, "key": key, "since": since, "state": state, "current": current, "picture": picture}
    return Sighting.objects.create(public=of, kind=kind, **row)


def picture_of(kind: str, name: str, **fields) -> Picture:
    digest = hashlib.sha256(name.encode()).hexdigest()
    picture, new = Picture.objects.get_or_create(
        kind=kind, digest=digest, defaults={"width": 1590, "height": 400, **fields}
    )
    if new:
        files.keep(kind, digest, Image.new("RGB", (400, 200), "teal"))
    return picture


def suspect(of: Public, kind: str = "cover", figure: int = 4) -> Sighting:
    return shows(of, kind, suspicion="enlarged", figure=figure)


def mark(client, row: Sighting, judgement: str = "pixels", **more):
    return client.post(reverse("monitoring:picture_mark", args=[row.pk]), {"mark": judgement, **more})


def marks(*rows: Sighting) -> list[str]:
    return [Picture.objects.get(sightings=row).mark for row in rows]


@pytest.fixture
def officer(db):
    return browse(person("district_officer", district=district("Арский район")))


@pytest.fixture
def places(db) -> dict[str, Sighting]:
    """In Arsk a suspect and a good cover, in Buinsk an avatar."""
    arsk, buinsk = district("Арский район"), district("Буинский район")
    return {
        "sharp": shows(public("Школа № 1", arsk)),
        "suspect": suspect(public("Школа № 2", arsk)),
        "far": shows(public("Лицей", buinsk), "avatar"),
    }


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_the_ministry_sees_all_and_a_district_its_own(specialist, observer, officer, places):
    for client in (specialist, observer):
        assert "Лицей" in text(client, SHEET)
    own = text(officer, SHEET)
    assert "Школа № 2" in own
    assert "Лицей" not in own


def test_a_school_sees_its_own(places):
    school = places["sharp"].public.institution
    own = text(browse(person("school_admin", institution=school)), SHEET)
    assert "Школа № 1" in own
    assert "Школа № 2" not in own


def test_only_a_specialist_is_offered_marks(specialist, observer, officer, places):
    assert 'name="mark" value="pixels"' in text(specialist, SHEET)
    for client in (observer, officer):
        page = text(client, SHEET)
        assert 'name="mark"' not in page.replace('name="mark" aria-label', "")
        assert "Все без отметки" not in page


def test_others_may_not_mark_and_strangers_learn_nothing(observer, officer, places):
    assert mark(observer, places["sharp"]).status_code == 403
    assert mark(officer, places["sharp"]).status_code == 403
    assert mark(officer, places["far"]).status_code == 404
    assert marks(*places.values()) == ["", "", ""]
    for name in ("pictures_good", "pictures_undo"):
        assert officer.post(reverse(f"monitoring:{name}")).status_code == 403


def test_files_are_as_private_as_their_publics(client, officer, specialist, places):
    def status(browser, row, size="thumb"):
        return browser.get(reverse("monitoring:picture_file", args=[row.picture_id, size])).status_code

    assert status(officer, places["sharp"]) == status(officer, places["sharp"], "piece") == 200
    assert status(officer, places["far"]) == 404
    assert status(specialist, places["far"]) == 200
    assert status(specialist, places["far"], "original") == status(specialist, places["far"], "piece") == 404
    assert status(client, places["far"]) == 302


def test_a_file_is_kept_by_its_reader_and_by_nobody_between(officer, places):
    response = officer.get(reverse("monitoring:picture_file", args=[places["sharp"].picture_id, "thumb"]))
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"private", "immutable", "max-age=31536000"} <= set(response["Cache-Control"].split(", "))
    assert response.content[8:12] == b"WEBP"


def test_a_file_that_is_gone_from_the_disk_is_not_found(specialist, places):
    row = places["sharp"]
    files.path_of(row.kind, row.picture.digest, "thumb").unlink()
    assert specialist.get(reverse("monitoring:picture_file", args=[row.picture_id, "thumb"])).status_code == 404


# --- what the sheet says ---------------------------------------------------------------------------------------------


def test_suspects_stand_first_the_worst_of_them_at_the_top(specialist):
    for name, figure in (("Школа А", 0), ("Школа Б", 2), ("Школа В", 8)):
        row = public(name)
        suspect(row, figure=figure) if figure else shows(row)
    shows(public("Школа Г"), state="gone")
    judge = shows(public("Школа Д"), suspicion="grid", figure=16, mark="good", marked_at=NOW)
    page = text(specialist, SHEET)
    names = [page.index(f">Школа {letter}<") for letter in "ВБАДГ"]
    assert names == sorted(names)
    assert judge.picture.mark == "good"


def test_a_suspicion_is_put_in_words(specialist):
    suspect(public("Школа № 1"), figure=4)
    shows(public("Школа № 2"), suspicion="grid", figure=8)
    page = text(specialist, SHEET)
    assert "похоже, увеличена в 4 раз" in page
    assert "Видна сетка квадратов с шагом 8 px" in page
    assert "Подозрительных без отметки: 2." in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "ещё не загружена"),
        ("gone", "картинки нет"),
        ("too_large", "слишком большой"),
        ("too_many_pixels", "слишком много точек"),
        ("not_a_picture", "не картинка"),
        ("broken", "повреждён"),
        ("host_not_allowed", "не на серверы ВКонтакте"),
        ("unreachable", "попробуем снова"),
    ],
)
def test_where_there_is_no_picture_the_card_says_why(specialist, state, words):
    shows(public("Школа № 1"), state=state)
    page = text(specialist, SHEET)
    assert words in page
    assert "Не загружено: 1." in page
    assert 'name="mark" value' not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=avatar", {"Лицей"}),
        ("look=suspected", {"Школа № 2"}),
        ("look=clear", {"Школа № 1", "Лицей"}),
        ("look=missing", set()),
        ("mark=unmarked", {"Школа № 1", "Школа № 2"}),
        ("mark=marked", {"Лицей"}),
        ("mark=good", {"Лицей"}),
        ("mark=pixels", set()),
        ("district={arsk}", {"Школа № 1", "Школа № 2"}),
        ("district={arsk}&look=suspected&kind=cover", {"Школа № 2"}),
        ("kind=%00&look=x&mark=y&district=99999999999999999999&page=abc", {"Школа № 1", "Школа № 2", "Лицей"}),
    ],
)
def test_filters_live_in_the_address(specialist, places, query, names):
    Picture.objects.filter(pk=places["far"].picture_id).update(mark="good", marked_at=NOW)
    page = text(specialist, f"{SHEET}?{query.format(arsk=district('Арский район').pk)}")
    assert {name for name in ("Школа № 1", "Школа № 2", "Лицей") if f">{name}</a>" in page} == names
    assert ("Ничего не нашлось" in page) == (not names)


def test_an_old_picture_and_an_archived_public_are_not_on_the_sheet(specialist):
    one, gone = public("Школа № 1"), public("Школа № 2", archived_at=NOW)
    shows(one, name="old", current=False)
    shows(gone)
    assert "Обложек и аватаров пока нет" in text(specialist, SHEET)


def test_a_name_is_shown_as_text_whatever_it_holds(specialist):
    shows(public("<script>alert(1)</script>"))
    assert "<script>alert" not in text(specialist, SHEET)


def test_the_number_of_queries_does_not_grow_with_the_sheet(specialist, count_queries):
    one = suspect(public("Школа 1"))
    mark(specialist, one)
    few = count_queries(specialist, SHEET)
    for number in range(2, 12):
        mark(specialist, suspect(public(f"Школа {number}")), "good")
    assert count_queries(specialist, SHEET) == few


# --- marks -----------------------------------------------------------------------------------------------------------


def test_a_mark_is_written_with_who_and_when_and_leads_back_to_the_page(specialist, places):
    response = mark(specialist, places["suspect"], query="look=suspected&page=1")
    assert response.status_code == 302
    assert response.url.startswith("/pictures/?look=suspected&page=1&deed=2026-11-20")
    page = text(specialist, SHEET)
    assert "Анна Петрова, сегодня" in page or "Анна Петрова, 20 ноября" in page
    assert marks(places["suspect"]) == ["pixels"]


def test_the_way_back_never_leaves_the_portal(specialist, places):
    response = mark(specialist, places["suspect"], query="//evil.example/?a=1\r\nX: y")
    assert response.url.startswith("/pictures/?")
    assert "\n" not in response.url


def test_with_htmx_only_the_card_is_given(specialist, places):
    address = reverse("monitoring:picture_mark", args=[places["suspect"].pk])
    card = specialist.post(address, {"mark": "good"}, headers={"HX-Request": "true"}).content.decode()
    assert card.count('<li class="shot') == 1
    assert "<html" not in card
    assert 'aria-pressed="true"' in card


@pytest.mark.parametrize("judgement", ["", "splendid", "pixels\x00"])
def test_a_mark_that_does_not_exist_is_not_written(specialist, places, judgement):
    assert mark(specialist, places["suspect"], judgement).status_code == 404
    assert marks(places["suspect"]) == [""]


def test_what_has_no_picture_cannot_be_marked(specialist):
    assert mark(specialist, shows(public("Школа № 1"), state="gone")).status_code == 404


def test_a_mark_belongs_to_the_picture_wherever_it_hangs(specialist):
    one, two = (shows(public(f"Школа № {number}"), name="the same") for number in (1, 2))
    mark(specialist, one)
    assert marks(one, two) == ["pixels", "pixels"]


def test_all_on_the_page_become_good_but_what_somebody_has_judged(specialist, places):
    mark(specialist, places["suspect"])
    ids = [row.picture_id for row in places.values()]
    response = specialist.post(reverse("monitoring:pictures_good"), {"picture": ids, "query": ""}, follow=True)
    assert marks(*places.values()) == ["good", "pixels", "good"]
    assert "Отменить" in response.content.decode()


def test_the_whole_deed_is_taken_back_at_once(specialist, places):
    ids = [row.picture_id for row in places.values()]
    response = specialist.post(reverse("monitoring:pictures_good"), {"picture": ids})
    deed = Picture.objects.first().marked_at.isoformat()
    assert "deed=" in response.url
    specialist.post(reverse("monitoring:pictures_undo"), {"deed": deed})
    assert marks(*places.values()) == ["", "", ""]


def test_a_card_takes_back_its_own_mark_only(specialist, places):
    ids = [row.picture_id for row in places.values()]
    specialist.post(reverse("monitoring:pictures_good"), {"picture": ids})
    deed = Picture.objects.first().marked_at.isoformat()
    specialist.post(reverse("monitoring:pictures_undo"), {"deed": deed, "sighting": places["sharp"].pk})
    assert marks(*places.values()) == ["", "good", "good"]


@pytest.mark.parametrize("deed", ["", "yesterday", "2026-11-20", "2026-13-45T00:00:00+03:00", "2026-11-20T07:41:00"])
def test_a_deed_that_never_was_takes_nothing_back(specialist, places, deed):
    mark(specialist, places["sharp"])
    assert specialist.post(reverse("monitoring:pictures_undo"), {"deed": deed}).status_code == 302
    assert specialist.get(SHEET, {"deed": deed}).status_code == 200
    assert marks(places["sharp"]) == ["pixels"]


def test_another_specialist_cannot_undo_what_is_not_theirs(specialist, places):
    mark(specialist, places["sharp"])
    deed = Picture.objects.exclude(marked_at=None).get().marked_at.isoformat()
    browse(person("specialist")).post(reverse("monitoring:pictures_undo"), {"deed": deed})
    assert marks(places["sharp"]) == ["pixels"]


def test_the_history_tells_every_mark_and_who_took_it_back(specialist, places, clock_at_friday):
    for judgement in ("pixels", "good"):
        mark(specialist, places["sharp"], judgement)
        clock_at_friday.shift(60)
    specialist.post(
        reverse("monitoring:pictures_undo"),
        {"deed": Picture.objects.get(pk=places["sharp"].picture_id).marked_at.isoformat()},
    )
    page = text(specialist, SHEET)
    assert "История отметок" in page
    assert page.count("Анна Петрова") >= 4
    assert marks(places["sharp"]) == ["pixels"]


# --- the public's own page -------------------------------------------------------------------------------------------


def test_the_page_of_a_public_shows_its_pictures_the_old_beside_the_new(observer):
    one = public("Школа № 1")
    seen(one, cover_set=True, cover_width=1920, avatar_set=True, avatar_side=800)
    judged(one)
    old = shows(one, name="old", current=False, since=NOW - timedelta(days=40))
    new = shows(one, name="new")
    face = shows(one, "avatar")
    page = text(observer, f"/publics/{one.pk}/")
    for row in (old, new, face):
        assert reverse("monitoring:picture_file", args=[row.picture_id, "thumb"]) in page
    assert "Обложка: прежняя картинка" in page
    assert "Аватар: прежняя картинка" not in page


def test_the_page_of_a_public_without_pictures_is_as_it_was(observer):
    one = public("Школа № 1")
    seen(one)
    assert "<img" not in text(observer, f"/publics/{one.pk}/").split('id="profile"')[1]
