"""The sheet's pages as people meet them."""

from io import BytesIO
from urllib.parse import quote

import pypdf
import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.models import District, Institution


def page_of(public, **query) -> tuple[str, dict]:
    return reverse("qrcodes:sheet", args=[public.pk]), query


def pdf_of(public) -> str:
    return reverse("qrcodes:pdf", args=[public.pk])


def text_of(response) -> str:
    return response.content.decode()


def test_the_page_offers_the_sheet_with_copies_from_the_quota(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public(placed=3))))
    assert "Норма для школы: не менее 5 мест" in text
    assert "Вход, информационные стенды, проходные, зоны турникетов." in text
    assert 'name="copies" value="2"' in text
    assert "читается с 1,2" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"' in text


def test_discretion_reads_as_the_heads_decision_not_as_zero(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public(type_="childrens_home"))))
    assert "Норма для детского дома: сколько мест, решает руководитель." in text
    assert "не менее" not in text


def test_the_page_explains_vks_own_way_step_by_step(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public())))
    for words in ("«Управление»", "«Основная информация»", "«Создать»", "qr.png", "qr.eps"):
        assert words in text


def test_no_inline_style_and_no_inline_script_on_the_page(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public())))
    assert " style=" not in text
    assert "<style" not in text


def test_own_words_are_kept_and_escaped(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public(), title="<script>alert(1)</script>", call='"><b id="x">')))
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert '<b id="x">' not in text


def test_a_suggested_call_follows_the_language_and_own_words_stay(specialist, make_public):
    public = make_public()
    suggested = specialist.get(*page_of(public, language="tt", call="Узнавайте новости первыми"))
    assert 'value="Яңалыкларны беренче булып белегез"' in text_of(suggested)
    own = specialist.get(*page_of(public, language="tt", call="Ждём вас"))
    assert 'value="Ждём вас"' in text_of(own)


def test_characters_that_cannot_be_printed_are_named(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public(), title="Школа 😀 שלום")))
    assert "Не печатаются знаки: 😀שלום" in text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"title": " "}, "Напишите название"),
        ({"title": "😀"}, "нет ни одного знака"),
        ({"title": "ш" * 251}, "не более 250"),
        ({"call": "ш" * 61}, "не более 60"),
        ({"copies": "0"}, "от 1 до 50"),
        ({"copies": "51"}, "от 1 до 50"),
        ({"copies": "два"}, "от 1 до 50"),
        ({"language": "xx"}, "xx"),
        ({"ink": "red"}, "red"),
        ({"title": "ш\x00"}, "Название на листе"),
    ],
)
def test_bad_parameters_are_told_on_the_page_and_refused_for_the_pdf(specialist, make_public, query, message):
    public = make_public()
    page = specialist.get(*page_of(public, **query))
    assert page.status_code == 200
    assert message in text_of(page)
    refused = specialist.get(pdf_of(public), query)
    assert refused.status_code == 400
    assert message in text_of(refused)
    assert reverse("qrcodes:sheet", args=[public.pk]) + "?" in text_of(refused)


def test_the_pdf_has_as_many_pages_as_asked_and_the_given_words(specialist, make_public):
    query = {"title": "Лицей № 7", "call": "Ждём вас", "ink": "black", "copies": 3}
    response = specialist.get(pdf_of(make_public()), query)
    reader = pypdf.PdfReader(BytesIO(response.content))
    assert len(reader.pages) == 3
    assert "Лицей № 7" in reader.pages[2].extract_text()
    assert "Ждём вас" in reader.pages[2].extract_text()


def test_the_pdf_has_a_name_people_can_read(specialist, make_public):
    response = specialist.get(pdf_of(make_public()))
    name = quote("QR-лист, Апастовская школа № 2.pdf")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "title", ['a"; x=1\r\nSet-Cookie: a=b', "../../etc/passwd", "a/b\\c:d*e?f", "CON\u202efdp.exe", "...", "ш" * 250]
)
def test_no_title_escapes_from_the_file_name(specialist, make_public, title):
    response = specialist.get(pdf_of(make_public()), {"title": title})
    header = response["Content-Disposition"]
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert not set("\r\n/\\") & set(header)
    assert "%2F" not in header
    assert "%E2%80%AE" not in header
    assert len(header) < 800


def test_a_public_that_readers_cannot_open_is_told_before_printing(specialist, make_public):
    text = text_of(specialist.get(*page_of(make_public(unreachable="deleted"))))
    assert "По последнему аудиту паблик удалён" in text
    assert "qr-download" in text


def test_nothing_is_told_of_a_reason_from_tomorrow(specialist, make_public):
    assert "По последнему аудиту" not in text_of(specialist.get(*page_of(make_public(unreachable="new_reason"))))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"per_page": "4", "copies": "5"}, "после разрезания 8 листов"),
        ({"title": "Муниципальное " * 17, "per_page": "4"}, "Название получится мелким"),
        ({"title": "Ж" * 250, "title_tt": "Ж" * 250, "language": "both", "per_page": "4"}, "не поместился целиком"),
        ({"per_page": "2"}, "Код 85 мм, читается с 0,8 м."),
    ],
)
def test_the_page_tells_what_will_come_out_of_the_printer(specialist, make_public, query, told):
    assert told in " ".join(text_of(specialist.get(*page_of(make_public(), **query))).split())


def test_both_languages_open_their_fields_and_keep_what_was_typed(specialist, make_public):
    public = make_public()
    one = text_of(specialist.get(*page_of(public, title_tt="2 нче мәктәп")))
    assert 'value="2 нче мәктәп"' in one
    assert '<div class="field" hidden>' in one
    both = text_of(specialist.get(*page_of(public, title_tt="2 нче мәктәп", language="both")))
    assert '<div class="field" hidden>' not in both
    assert "Лист: Апастовская школа № 2 / 2 нче мәктәп" in both


def test_the_card_shows_the_quota_and_the_way_to_the_sheet(specialist, make_public):
    public = make_public(placed=3)
    text = text_of(specialist.get(reverse("qrcodes:card", args=[public.pk])))
    assert "Размещено 3 из 5" in text
    assert reverse("qrcodes:sheet", args=[public.pk]) in text
    assert "<html" not in text


@pytest.mark.parametrize("name", ["qrcodes:sheet", "qrcodes:pdf", "qrcodes:card"])
def test_a_foreign_public_answers_as_if_there_were_none(client, make_public, make_user, name):
    own, foreign = make_public(), make_public()
    client.force_login(make_user("school_admin", institution=own.institution))
    assert client.get(reverse(name, args=[own.pk])).status_code == 200
    assert client.get(reverse(name, args=[foreign.pk])).status_code == 404
    assert client.get(reverse(name, args=[10**9])).status_code == 404


@pytest.mark.parametrize("name", ["qrcodes:sheet", "qrcodes:pdf", "qrcodes:card"])
def test_a_visitor_is_sent_to_sign_in(client, make_public, name):
    response = client.get(reverse(name, args=[make_public().pk]))
    assert response.status_code == 302
    assert response["Location"].startswith("/signin/")


def test_an_archived_public_is_gone_and_says_so(specialist, make_public):
    public = make_public(archived_at=timezone.now())
    for address in (page_of(public)[0], pdf_of(public)):
        response = specialist.get(address)
        assert response.status_code == 410
        assert "Паблик в архиве" in text_of(response)


def test_a_region_without_codes_of_its_own_shows_only_vks_way(specialist, make_public, settings):
    settings.QR_SOURCE = "vk_only"
    public = make_public()
    text = text_of(specialist.get(*page_of(public)))
    assert "sheet.pdf" not in text
    assert "<details" in text
    assert "Норма для школы" in text
    assert specialist.get(pdf_of(public)).status_code == 403


def test_the_decision_that_permits_the_portals_codes_is_named(specialist, make_public, settings):
    settings.QR_DECISION = "№ 12 от 3 сентября 2026"
    assert "№ 12 от 3 сентября 2026" in text_of(specialist.get(*page_of(make_public())))


@pytest.mark.parametrize("role", ["specialist", "observer"])
def test_specialists_alone_read_that_no_decision_permits_the_portals_codes(client, make_public, make_user, role):
    client.force_login(make_user(role))
    told = "Номер решения, которое это разрешает, в настройках не указан" in text_of(
        client.get(*page_of(make_public()))
    )
    assert told is (role == "specialist")


@pytest.mark.parametrize(
    ("source", "number", "warned"),
    [("portal", "", True), ("portal", "№ 12", False), ("vk_only", "", False)],
)
def test_a_deployment_is_warned_of_codes_without_a_decision(settings, source, number, warned):
    settings.QR_SOURCE, settings.QR_DECISION = source, number
    found = [one.id for one in run_checks(include_deployment_checks=True)]
    assert ("qrcodes.W001" in found) is warned
    assert "qrcodes.W001" not in [one.id for one in run_checks()]


def test_a_school_with_one_public_goes_straight_to_its_sheet(client, make_public, make_user):
    own = make_public()
    make_public()
    client.force_login(make_user("school_admin", institution=own.institution))
    response = client.get(reverse("qrcodes:index"))
    assert response["Location"] == reverse("qrcodes:sheet", args=[own.pk])


def test_a_school_without_a_public_is_told_why_there_is_nothing_to_print(client, apastovo, make_user):
    school = Institution.objects.create(short_name="Школа", full_name="Школа", district=apastovo)
    client.force_login(make_user("school_admin", institution=school))
    assert "Печатать пока нечего" in text_of(client.get(reverse("qrcodes:index")))


def test_a_district_officer_lists_and_finds_its_own_publics_only(client, make_public, make_user, apastovo):
    other = District.objects.create(name="Казань")
    for name in ("Гимназия № 2", "Гимназия № 10", "Лицей"):
        make_public(name)
    make_public("Гимназия Казани", district=other)
    client.force_login(make_user("district_officer", district=apastovo))
    everything = text_of(client.get(reverse("qrcodes:index")))
    assert "Лицей" in everything
    assert "Гимназия Казани" not in everything
    assert everything.index("Гимназия № 2") < everything.index("Гимназия № 10")
    found = text_of(client.get(reverse("qrcodes:index"), {"q": "гимназия 10"}))
    assert "Гимназия № 10" in found
    assert "Лицей" not in found
    assert "ничего не найдено" in text_of(client.get(reverse("qrcodes:index"), {"q": "нет\x00такой %"}))


def test_the_list_is_paged_and_a_wild_page_number_is_no_error(specialist, make_public):
    for _ in range(51):
        make_public()
    assert "1–50 из 51" in text_of(specialist.get(reverse("qrcodes:index")))
    assert "51–51 из 51" in text_of(specialist.get(reverse("qrcodes:index"), {"page": "9999"}))
    assert "1–50 из 51" in text_of(specialist.get(reverse("qrcodes:index"), {"page": "x"}))


def test_queries_do_not_grow_with_the_list(specialist, make_public):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            specialist.get(reverse("qrcodes:index"))
        return len(captured)

    make_public(), make_public()
    few = queries()
    for _ in range(20):
        make_public()
    assert queries() == few <= 6


def test_a_sheet_costs_six_queries(specialist, make_public, django_assert_num_queries):
    public = make_public()
    with django_assert_num_queries(6):  # session, user, roles, public, quota, the words' history
        specialist.get(*page_of(public))


def test_only_reading_is_allowed(specialist, make_public):
    assert specialist.post(pdf_of(make_public())).status_code == 405
