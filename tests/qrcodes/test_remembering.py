"""The words of a sheet, remembered: printed wherever the sheet is, told with who and when, taken back."""

from io import BytesIO

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from qrcodes import printing
from qrcodes.book import Edition, write_book
from qrcodes.composing import compose_usual
from qrcodes.models import SheetWords
from qrcodes.queries import publics_of_region
from qrcodes.remembering import words_of
from qrcodes.sheet import Style
from registry import chronicle
from registry.models import District, Institution, Public

WORDS = {"language": "ru", "title": "Гимназия № 1, корпус Б", "call": "Ждём вас", "title_tt": "", "call_tt": ""}


def page_of(public) -> str:
    return reverse("qrcodes:sheet", args=[public.pk])


def forget_of(public) -> str:
    return reverse("qrcodes:words_forget", args=[public.pk])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def remember(client, public, **words):
    return client.post(page_of(public), WORDS | words, follow=True)


def printed(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())


def fresh(public) -> Public:
    return Public.objects.get(pk=public.pk)


def sheet_of(public, language="ru"):
    sheet = compose_usual(fresh(public), Style(language)).sheet
    return sheet.titles, sheet.calls


# --- wherever the sheet is printed ----------------------------------------------------------------
def test_remembered_words_are_those_of_the_page_the_card_and_the_file_of_the_home_page(specialist, make_public):
    public = make_public()
    assert "Текст листа запомнен." in text_of(remember(specialist, public))
    page = text_of(specialist.get(page_of(public)))
    assert 'value="Гимназия № 1, корпус Б"' in page
    assert 'value="Ждём вас"' in page
    card = text_of(specialist.get(reverse("qrcodes:card", args=[public.pk]), {"preview": 1}))
    assert "Лист: Гимназия № 1, корпус Б" in card
    paper = printed(specialist.get(reverse("qrcodes:pdf", args=[public.pk])).content)
    assert "Гимназия № 1, корпус Б" in paper
    assert "Ждём вас" in paper


@pytest.mark.parametrize("path", ["command", "ordered"])
def test_books_print_what_each_school_had_remembered(specialist, make_public, make_user, tmp_path, settings, path):
    settings.MEDIA_ROOT = tmp_path
    own, plain = make_public("Школа № 2"), make_public("Школа № 3")
    remember(specialist, own)
    if path == "command":
        target = tmp_path / "book.pdf"
        write_book(publics_of_region(), Edition("pdf"), target, lambda count: None)
    else:
        style = {"language": "ru", "ink": "colour", "per_page": 1}
        book = printing.order(make_user(), [own.pk, plain.pk], "все", "pdf", style)
        printing.make(book.pk)
        book.refresh_from_db()
        target = book.path
    paper = printed(target.read_bytes())
    assert "Гимназия № 1, корпус Б" in paper
    assert "Ждём вас" in paper
    assert "Школа № 3" in paper
    assert "Подпишитесь и будьте в курсе" in paper


def test_a_book_asks_for_the_words_of_all_publics_at_once(specialist, make_public, django_assert_num_queries):
    for _ in range(4):
        remember(specialist, make_public())
    with django_assert_num_queries(1):
        assert {words_of(public).call for public in publics_of_region()} == {"Ждём вас"}


@pytest.mark.parametrize(
    ("words", "language", "titles", "calls"),
    [
        ({}, "tt", ("Гимназия № 1, корпус Б",), ("Ждём вас",)),
        ({"call": "Узнавайте новости первыми"}, "tt", ..., ("Яңалыкларны беренче булып белегез",)),
        ({"title_tt": "1 нче гимназия", "call_tt": "Көтәбез"}, "tt", ("1 нче гимназия",), ("Көтәбез",)),
        (
            {"title_tt": "1 нче гимназия", "call_tt": "Көтәбез"},
            "both",
            ("Гимназия № 1, корпус Б", "1 нче гимназия"),
            ("Ждём вас", "Көтәбез"),
        ),
        ({"language": "both", "title_tt": "1 нче гимназия"}, "ru", ("Гимназия № 1, корпус Б",), ("Ждём вас",)),
        ({"language": "tt", "title": "1 нче гимназия", "title_tt": "другое"}, "tt", ("1 нче гимназия",), ...),
    ],
)
def test_a_book_in_another_language_takes_the_words_that_there_are(
    specialist, make_public, words, language, titles, calls
):
    public = make_public()
    remember(specialist, public, **words)
    found = sheet_of(public, language)
    assert found[0] == titles or titles is ...
    assert found[1] == calls or calls is ...


def test_the_language_is_remembered_and_what_else_was_chosen_stays_chosen(specialist, make_public):
    public = make_public()
    response = remember(specialist, public, language="both", title_tt="1 нче гимназия", ink="black", copies="7")
    address, _status = response.redirect_chain[-1]
    assert address == f"{page_of(public)}?ink=black&copies=7"
    text = text_of(specialist.get(page_of(public)))
    assert "Лист: Гимназия № 1, корпус Б / 1 нче гимназия" in text
    assert 'name="copies" value="5"' in text


# --- the registry's own words ---------------------------------------------------------------------
def test_what_the_registry_says_anyway_is_not_remembered_and_follows_it(specialist, make_public):
    public = make_public("Школа № 2")
    remember(specialist, public, title="Школа № 2")
    Institution.objects.update(short_name="Лицей № 2")
    assert sheet_of(public) == (("Лицей № 2",), ("Ждём вас",))


def test_the_usual_words_need_no_row_and_writing_them_again_is_a_way_back(specialist, make_public):
    public = make_public("Школа № 2")
    usual = {"title": "Школа № 2", "call": "Подпишитесь и будьте в курсе"}
    remember(specialist, public, **usual)
    assert not SheetWords.objects.exists()
    remember(specialist, public)
    remember(specialist, public, **usual)
    assert not SheetWords.objects.exists()


def test_a_form_that_names_nothing_changes_nothing(specialist, make_public):
    public = make_public()
    remember(specialist, public)
    specialist.post(page_of(public))
    assert words_of(fresh(public)).title == WORDS["title"]


# --- the way back ---------------------------------------------------------------------------------
def test_forgotten_words_give_way_to_the_usual_and_stay_in_the_history(specialist, make_public):
    public = make_public("Школа № 2")
    remember(specialist, public)
    text = text_of(specialist.post(forget_of(public), follow=True))
    assert "На листе снова название из реестра" in text
    assert 'value="Школа № 2"' in text
    history = text[text.index("История текста") :]
    assert history.index("Убран:") < history.index("Запомнен:")
    assert "user" in history
    assert "title=%D0%93%D0%B8%D0%BC" in history


def test_a_text_of_the_history_is_put_into_the_fields_by_its_link(specialist, make_public):
    public = make_public("Школа № 2")
    remember(specialist, public)
    text = text_of(specialist.post(forget_of(public), follow=True))
    link = text[text.index("История текста") :].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert 'value="Гимназия № 1, корпус Б"' in text_of(specialist.get(link))


def test_forgetting_twice_is_no_error_and_says_nothing(specialist, make_public):
    assert "снова название" not in text_of(specialist.post(forget_of(make_public()), follow=True))


# --- who and when ---------------------------------------------------------------------------------
def test_who_had_them_remembered_is_told_and_stands_in_the_history_of_everything(client, make_public, make_user):
    public = make_public()
    school = make_user("school_admin", institution=public.institution)
    client.force_login(school)
    remember(client, public)
    assert str(school) in text_of(client.get(page_of(public)))
    found = chronicle.search(chronicle.Wanted(kind="qrcodes.sheetwords"), 0, 10)
    assert [(one.label, one.by, one.after["title"]) for one in found] == [("insert", school.pk, WORDS["title"])]


def test_the_same_words_again_are_no_new_step(specialist, make_public):
    public = make_public()
    remember(specialist, public)
    remember(specialist, public)
    assert len(chronicle.search(chronicle.Wanted(kind="qrcodes.sheetwords"), 0, 10)) == 1


@pytest.mark.parametrize(
    ("role", "may"), [("specialist", True), ("observer", False), ("district_officer", True), ("school_admin", True)]
)
def test_who_answers_for_the_public_may_and_observers_only_look(client, make_public, make_user, apastovo, role, may):
    public = make_public()
    place = {"district_officer": {"district": apastovo}, "school_admin": {"institution": public.institution}}
    client.force_login(make_user(role, **place.get(role, {})))
    assert ("Запомнить текст" in text_of(client.get(page_of(public)))) is may
    assert remember(client, public).status_code == (200 if may else 403)
    assert SheetWords.objects.exists() is may
    assert client.post(forget_of(public)).status_code == (302 if may else 403)


def test_a_foreign_public_answers_as_if_there_were_none(client, make_public, make_user):
    own, foreign = make_public(), make_public(district=District.objects.create(name="Казань"))
    client.force_login(make_user("school_admin", institution=own.institution))
    assert remember(client, foreign).status_code == 404
    assert client.post(forget_of(foreign)).status_code == 404
    assert not SheetWords.objects.exists()


def test_a_form_without_its_token_is_refused(make_public, make_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    public = make_public()
    assert remember(client, public).status_code == 403
    token = text_of(client.get(page_of(public))).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert remember(client, public, csrfmiddlewaretoken=token).status_code == 200
    assert SheetWords.objects.exists()


# --- hostile and wrong words ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"title": " "}, "Напишите название"),
        ({"title": "😀"}, "нет ни одного знака"),
        ({"title": "ш" * 251}, "не более 250"),
        ({"title_tt": "ш" * 251}, "не более 250"),
        ({"call": "ш" * 61}, "не более 60"),
        ({"language": "xx"}, "xx"),
        ({"title": "ш\x00"}, "Название на листе"),
    ],
)
def test_wrong_words_are_told_kept_in_the_form_and_not_remembered(specialist, make_public, words, told):
    public = make_public()
    response = remember(specialist, public, csrfmiddlewaretoken="x", **words)
    assert response.status_code == 400
    assert told in text_of(response)
    assert "Текст не запомнен" in text_of(response)
    assert "csrfmiddlewaretoken=" not in text_of(response)
    assert not SheetWords.objects.exists()


def test_a_wrong_number_of_copies_does_not_keep_words_from_being_remembered(specialist, make_public):
    public = make_public()
    assert remember(specialist, public, copies="999").status_code == 200
    assert SheetWords.objects.exists()


def test_hostile_words_are_text_on_every_page(specialist, make_public):
    public = make_public()
    remember(specialist, public, title="<script>alert(1)</script>", call='"><b id="x">')
    for address in (page_of(public), reverse("qrcodes:card", args=[public.pk]) + "?preview=1"):
        text = text_of(specialist.get(address))
        assert "<script>alert(1)" not in text
        assert '<b id="x">' not in text


def test_a_sheet_with_a_history_costs_seven_queries(specialist, make_public, django_assert_num_queries):
    public = make_public()
    for number in range(3):
        remember(specialist, public, call=f"Ждём вас {number}")
    with django_assert_num_queries(7):  # session, user, roles, public, quota, the history, its people
        specialist.get(page_of(public))
