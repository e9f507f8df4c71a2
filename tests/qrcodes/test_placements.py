"""Sheets that hang: told by whoever answers for the place, counted for every room, taken down with their history."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from qrcodes import placing, tasks
from qrcodes.models import Placement, PlacementQuota
from qrcodes.places import institutions_of, progress_of_districts
from registry.history import history_rows
from registry.models import District, Institution

from .pictures import code, encoded
from .test_uploads import GPS, exif

ZONE = "вход"


@pytest.fixture(autouse=True)
def _shelf(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(make_public) -> Institution:
    tasks_done = make_public("Школа № 2").institution
    placing.spread_quotas()
    tasks_done.refresh_from_db()
    return tasks_done


@pytest.fixture
def admin(client, make_user, school):
    client.user = make_user("school_admin", institution=school)
    client.force_login(client.user)
    return client


def address(school: Institution) -> str:
    return reverse("qrcodes:placement", args=[school.pk])


def told(**more) -> dict:
    return {"key": uuid4(), "zone": ZONE, "words": "слева от двери", "placed_on": "2026-11-03", **more}


def photo() -> BytesIO:
    return upload(code("https://vk.com/school2").convert("RGB"), exif=exif(orientation=6))


def upload(picture: Image.Image, **options) -> BytesIO:
    file = BytesIO(encoded(picture, "JPEG", **options))
    file.name = "снимок.jpg"
    return file


def place(school, user, **more) -> Placement:
    values = {"zone": ZONE, "words": "у двери", "on": timezone.localdate(), "photo": None, **more}
    return placing.place(school, user, uuid4(), **values)


def test_a_sheet_told_is_shown_in_its_zone_and_counted_in_the_registry(admin, school):
    assert admin.post(address(school), told()).status_code == 302
    school.refresh_from_db()
    page = admin.get(address(school)).content.decode()
    assert (school.qr_placed, school.qr_places) == (1, 5)
    assert "слева от двери" in page
    assert "Размещено 1 из 5" in page


def test_a_branch_hangs_the_sheet_of_the_public_that_it_shares(client, make_user, make_public, school):
    shared = school.publics.get()
    branch = make_public("Филиал").institution
    branch.publics.all().delete()
    Institution.objects.filter(pk=branch.pk).update(shares=shared)
    sheet = reverse("qrcodes:sheet", args=[shared.pk])
    client.force_login(make_user("specialist"))
    assert sheet in client.get(address(branch)).content.decode()
    # Its own people may not open another institution's sheet.
    client.force_login(make_user("school_admin", institution=branch))
    assert sheet not in client.get(address(branch)).content.decode()


def test_sent_twice_it_is_one_sheet(admin, school):
    same = told()
    for _ in range(2):
        admin.post(address(school), same)
    school.refresh_from_db()
    assert (Placement.objects.count(), school.qr_placed) == (1, 1)


def test_a_form_sent_again_with_another_photograph_leaves_none_that_nothing_names(admin, school, tmp_path):
    form = told()
    admin.post(address(school), {**form, "photo": photo()})
    admin.post(address(school), {**form, "photo": upload(Image.new("RGB", (60, 60), "red"))})
    assert [path.stem for path in tmp_path.rglob("*.jpg")] == [Placement.objects.get().photo]


def test_a_photograph_is_kept_upright_without_its_place(admin, school):
    admin.post(address(school), told(photo=photo()))
    digest = Placement.objects.get().photo
    answer = admin.get(reverse("qrcodes:photo", args=[school.pk, digest]))
    with Image.open(BytesIO(answer.content)) as kept:
        assert kept.format == "JPEG"
        assert not kept.getexif().get_ifd(GPS)
        assert not kept.getexif()
        assert "icc_profile" not in kept.info
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_photograph_of_another_institution_is_not_given(admin, school, make_public):
    other = make_public("Школа № 3").institution
    admin.post(address(school), told(photo=photo()))
    digest = Placement.objects.get().photo
    assert admin.get(reverse("qrcodes:photo", args=[other.pk, digest])).status_code == 404
    assert admin.get(reverse("qrcodes:photo", args=[school.pk, "0" * 64])).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words": ""}, "Напишите, где висит лист"),
        ({"placed_on": "когда-то"}, "Укажите день"),
        ({"placed_on": str(timezone.localdate() + timedelta(days=2))}, "ещё не наступил"),
        ({"placed_on": "0203-01-01"}, "Проверьте год"),
        ({"zone": "крыша"}, "нет среди допустимых"),
        ({"photo": b"%PDF-1.7"}, "Это не JPEG"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(admin, school, wrong, words):
    if "photo" in wrong:
        file = BytesIO(wrong["photo"])
        file.name = "план.jpg"
        wrong = {"photo": file}
    page = admin.post(address(school), told(**wrong)).content.decode()
    assert words in page
    assert not Placement.objects.exists()


def test_a_sheet_taken_down_counts_no_more_and_stays_in_the_history(admin, school):
    sheet = place(school, admin.user)
    leave = reverse("qrcodes:placement_withdraw", args=[sheet.pk])
    for _ in range(2):
        assert admin.post(leave, {"reason": "ремонт"}).status_code == 302
    school.refresh_from_db()
    page = admin.get(address(school)).content.decode()
    assert school.qr_placed == 0
    assert "ремонт" in page
    assert [row.pgh_label for row in history_rows(Placement).order_by("pgh_id")] == ["insert", "update"]


def test_taken_down_twice_the_first_reason_stays(admin, school):
    sheet = place(school, admin.user)
    assert placing.withdraw(sheet, admin.user, "первая")
    assert not placing.withdraw(sheet, admin.user, "вторая")
    sheet.refresh_from_db()
    assert sheet.reason == "первая"


@pytest.mark.parametrize("role", ["specialist", "observer"])
def test_who_sees_everything_does_not_place_in_the_schools_stead(client, make_user, school, role):
    client.force_login(make_user(role))
    assert client.get(address(school)).status_code == 200
    assert client.post(address(school), told()).status_code == 403
    assert not Placement.objects.exists()


def test_a_district_officer_places_in_its_district_and_sees_no_other(client, make_user, school, make_public):
    client.force_login(make_user("district_officer", district=school.district))
    assert client.post(address(school), told()).status_code == 302
    foreign = make_public("Чужая", district=District.objects.create(name="Казань")).institution
    assert client.post(address(foreign), told()).status_code == 404
    assert client.get(address(foreign)).status_code == 404


def test_a_foreign_placement_is_not_taken_down(admin, school, make_public, make_user):
    foreign = place(make_public("Чужая").institution, make_user())
    assert admin.post(reverse("qrcodes:placement_withdraw", args=[foreign.pk])).status_code == 404
    assert Placement.objects.hanging().count() == 1


def test_an_archived_institution_takes_no_sheets(admin, school):
    Institution.objects.update(archived_at=timezone.now())
    page = admin.post(address(school), told(), follow=True).content.decode()
    assert "Организация в архиве" in page
    assert not Placement.objects.exists()


def test_discretion_is_a_state_of_its_own(make_public):
    home = make_public("Детский дом", type_="childrens_home").institution
    placing.spread_quotas()
    home.refresh_from_db()
    assert (home.qr_places, home.qr_at_discretion) == (None, True)
    assert placing.spread_quotas() == 0


def test_a_changed_norm_reaches_every_institution_of_its_type(school):
    PlacementQuota.objects.filter(type="school").update(places=7)
    tasks.tend_quotas()
    school.refresh_from_db()
    assert school.qr_places == 7


def test_a_district_counts_no_sheet_beyond_a_norm(make_public, make_user):
    for name, kind, placed in (("А", "school", 9), ("Б", "school", 2), ("В", "childrens_home", 4)):
        make_public(name, kind, placed=placed)
    placing.spread_quotas()
    (row,) = progress_of_districts(make_user())
    assert (row.hung, row.places, row.done, row.institutions, row.at_discretion) == (7, 10, 1, 2, 1)
    assert row.percent == 70


def test_those_that_miss_most_come_first(make_public, make_user):
    for name, placed in (("А", 4), ("Б", 1), ("В", 5)):
        make_public(name, placed=placed)
    placing.spread_quotas()
    found = institutions_of(make_user(), None, "", lacking=True)
    assert [one.short_name for one in found] == ["Б", "А"]


def test_the_progress_page_asks_as_much_for_many_as_for_few(specialist, make_public, django_assert_max_num_queries):
    for number in range(12):
        make_public(f"Школа № {number}", district=District.objects.create(name=f"Район {number}"))
    with django_assert_max_num_queries(12):
        page = specialist.get(reverse("qrcodes:placements"))
    assert page.status_code == 200
    assert "Район 7" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["?district=9999999999999999999999", "?district=x", "?q=%00", "?page=x", "?lacking=1"]
)
def test_any_address_of_the_progress_page_answers(specialist, school, make_public, query):
    make_public("Ещё одна")
    assert specialist.get(reverse("qrcodes:placements") + query).status_code == 200


def test_who_has_one_institution_goes_straight_to_it(admin, school):
    assert admin.get(reverse("qrcodes:placements")).url == address(school)


def test_sheets_of_a_zone_that_the_norm_has_dropped_are_still_shown(admin, school):
    place(school, admin.user, zone="старая зона")
    assert "в нынешней норме её нет" in admin.get(address(school)).content.decode()
