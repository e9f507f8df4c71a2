"""The week on A4: fonts inside, a head on each page, charts, and who is to mend what by when."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from monitoring.models import FileOrder, WeekSummary
from monitoring.queries.overview import overview
from registry.models import User
from tests.pages.conftest import (
    BEFORE,
    LAST,
    RUNNING,
    browse,
    compliant,
    institution,
    judged,
    person,
    public,
    with_issues,
)

A4 = (841.89, 595.28)


def report(client, of=None, week=LAST) -> PdfReader:
    place = f"districts/{of.pk}" if of else "publics"
    answer = client.get(f"/{place}/export.pdf?week={week}")
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(b"".join(answer.streaming_content)))


def told(page) -> str:
    return " ".join(page.extract_text().replace("\xa0", " ").split())


@pytest.fixture
def reader(db):
    return browse(person("observer"))


def test_a_district_s_report_names_each_and_what_to_mend(region, reader):
    pages = [told(page) for page in report(reader, region["arsk"]).pages]
    assert "Соответствуют правилам 50 %: 1 из 2 пабликов." in pages[0]
    assert "Собственные посты" in pages[0]
    assert "Школа № 1" in pages[1]
    assert "1 из 3" in pages[1]
    letter = pages[-1]
    assert "Просим сделать это до 22 ноября 2026 включительно." in letter
    assert "«Школа № 2»" in letter
    assert "Публикуйте не меньше 3 собственных постов" in letter
    assert "«Школа № 1»" not in letter


def test_a_school_s_report_says_nothing_of_the_others(region, reader):
    weeks = "Доля соответствующих по неделям"
    school = browse(person("school_admin", institution=region["good"].institution))
    of_school, of_district = (
        "".join(told(page) for page in report(client, region["arsk"]).pages) for client in (school, reader)
    )
    assert weeks in of_district
    assert weeks not in of_school


def test_the_share_is_that_of_the_pages(region, reader):
    """Publics without a category, and weeks that nobody has judged since their end, are not in it."""
    for number in range(2):
        judged(public(f"Лицей № {number}", region["arsk"], category="unset"))
    WeekSummary.objects.filter(pk=with_issues(public("Сад", region["arsk"])).pk).update(closed=False)
    pages = [told(page) for page in report(reader).pages]
    assert "Соответствуют правилам 67 %: 2 из 3 пабликов." in pages[0]
    assert "Арский район 5 50 %" in pages[1]
    share = overview(User.objects.get(), LAST).share
    assert (share.good, share.judged) == (2, 3)


def test_a_running_week_has_no_share(region, reader):
    for one in (region["good"], region["bad"]):
        judged(one, RUNNING, posts=1, cover_set=False, cover_width=None)
    first, districts, *_ = [told(page) for page in report(reader, week=RUNNING).pages]
    assert "Нужно исправить: 2" in first
    assert "Соответствуют правилам" not in first
    assert "Арский район 2 —" in districts


def test_the_region_s_report_compares_its_districts(region, reader):
    institution("Школа без паблика", region["buinsk"])
    pages = [told(page) for page in report(reader).pages]
    assert "Республика Татарстан" in pages[0]
    assert "Арский район 2 50 %" in pages[1]
    assert "Создайте паблик и сообщите министерству его адрес." in pages[-1]


def test_who_shares_a_public_is_asked_for_none(region, reader):
    institution("Филиал", region["arsk"], shares=region["good"])
    pages = [told(page) for page in report(reader, region["arsk"]).pages]
    assert "Общий паблик: 1" in pages[0]
    assert f"общий паблик {region['good'].link}" in pages[1]
    assert "Филиал" not in pages[-1]


def test_every_page_is_a4_with_a_head_and_a_number(region, reader):
    for number in range(40):
        with_issues(public(f"Школа № {100 + number}", region["arsk"]))
    document = report(reader, region["arsk"])
    assert len(document.pages) > 4
    for number, page in enumerate(document.pages, 1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)
        assert told(page).startswith(f"Арский район · неделя 9–15 ноября {number}")


def test_fonts_are_embedded_and_names_are_text(region, reader):
    one = public("Школа", region["arsk"])
    name = "МБОУ <b>«Җиләк»</b> & 😀 ‏אב ="
    type(one.institution).objects.filter(pk=one.institution_id).update(full_name=name, short_name=name)
    with_issues(one)
    document = report(reader, region["arsk"])
    fonts = [font.get_object() for page in document.pages for font in page["/Resources"]["/Font"].values()]
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    assert "МБОУ <b>«Җиләк»</b> &" in told(document.pages[-1])


def test_the_same_rows_give_the_same_bytes(region, reader):
    address = f"/districts/{region['arsk'].pk}/export.pdf?week={LAST}"
    first, second = (b"".join(reader.get(address).streaming_content) for _ in range(2))
    assert first == second


def test_a_running_week_says_so(region, reader):
    judged(region["good"], RUNNING, posts=2)
    assert "неделя ещё идёт" in told(report(reader, region["arsk"], RUNNING).pages[0])


def test_a_trend_is_drawn_where_there_are_weeks(region, reader):
    compliant(region["good"], BEFORE)
    assert "Доля соответствующих по неделям" in told(report(reader).pages[0])


def test_a_large_report_is_made_in_the_background(region, reader, settings):
    settings.EXPORT_AT_ONCE_ROWS = 30
    assert reader.get(f"/publics/export.pdf?week={LAST}").url.startswith("/files/")
    assert FileOrder.objects.get().kind == "pdf"


def test_a_school_reads_of_itself_alone(region):
    client = browse(person("school_admin", institution=region["bad"].institution))
    pages = [told(page) for page in report(client).pages]
    assert "«Школа № 2»" in pages[-1]
    assert not any("Школа № 1" in page for page in pages)


def test_an_empty_report_is_a_page(region, reader):
    answer = reader.get(f"/publics/export.pdf?week={LAST}&status=unclear")
    document = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    assert "Организаций: 0." in told(document.pages[0])
