"""«Печать для района»: whose sheets, how, the book as it is made, its file."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qrcodes import printing
from qrcodes.models import Book
from registry.models import District, Institution, Public

BOOKS = "/qr/books/"


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kazan(db) -> District:
    return District.objects.create(name="Казань")


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def content_of(response) -> bytes:
    # Read to its end, the test client closes the file and leaves the database's connection alone.
    return b"".join(response.streaming_content)


def ordered(client, **fields) -> Book:
    response = client.post(BOOKS, fields)
    book = Book.objects.latest("pk")
    assert response.status_code == 302, text_of(response)
    assert response["Location"] == reverse("qrcodes:book", args=[book.pk])
    return book


def test_the_page_counts_what_will_be_printed_and_names_who_is_left_out(specialist, make_public, apastovo):
    make_public(placed=3), make_public(type_="childrens_home")
    make_public("Закрытая школа", unreachable="private")
    Institution.objects.create(short_name="Без паблика", full_name="Без паблика", district=apastovo)
    shared = Public.objects.first()
    Institution.objects.create(short_name="Филиал", full_name="Филиал", district=apastovo, shares=shared)
    text = text_of(specialist.get(BOOKS))
    assert "2 листа, 2 паблика" in text
    assert "Закрытая школа" in text
    assert "паблик закрыт для читателей" in text
    assert "Без паблика, вести коду некуда: 1 организация" in text
    assert "3 листа, 2 паблика" in text_of(specialist.get(BOOKS, {"copies": "quota"}))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"type": "school"}, {"Школа", "Гимназия"}),
        ({"type": ["school", "kindergarten"], "category": "card"}, {"Гимназия"}),
        ({"q": "гимн"}, {"Гимназия"}),
        ({"district": "kazan"}, {"Сад"}),
        ({"public": ["Сад", "Школа"], "type": "culture"}, {"Сад", "Школа"}),
    ],
)
def test_district_type_category_words_and_marks_select(specialist, make_public, kazan, query, names):
    publics = [
        make_public("Школа"),
        make_public("Гимназия", category="card"),
        make_public("Сад", type_="kindergarten", district=kazan),
    ]
    keys = {public.institution.short_name: public.pk for public in publics}
    if "public" in query:
        query = {**query, "public": [keys[name] for name in query["public"]]}
    if "district" in query:
        query = {"district": kazan.pk}
    assert set(ordered(specialist, **query).public_ids) == {keys[name] for name in names}


def test_a_book_stands_in_the_order_of_districts_and_names(specialist, make_public, kazan):
    publics = [make_public("Лицей", district=kazan), make_public("Школа № 10"), make_public("Школа № 2")]
    assert ordered(specialist).public_ids == [publics[2].pk, publics[1].pk, publics[0].pk]


def test_the_file_is_called_after_what_was_chosen(specialist, make_public, kazan):
    make_public(district=kazan)
    book = ordered(specialist, district=kazan.pk, type="school")
    assert book.title == "Казань, Школа"
    printing.make(book.pk)
    response = specialist.get(reverse("qrcodes:book_file", args=[book.pk]))
    assert quote("QR-листы, Казань, Школа.pdf") in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert content_of(response).startswith(b"%PDF")


def test_a_district_officer_prints_its_own_district_whatever_it_names(client, make_public, make_user, apastovo, kazan):
    own, foreign = make_public(), make_public("Лицей Казани", district=kazan, unreachable="deleted")
    other = make_public("Школа Казани", district=kazan)
    client.force_login(make_user("district_officer", district=apastovo))
    text = text_of(client.get(BOOKS, {"public": [own.pk, foreign.pk, other.pk]}))
    assert "1 лист, 1 паблик" in text
    assert "Казани" not in text
    refused = client.post(BOOKS, {"district": kazan.pk})
    assert refused.status_code == 400
    assert not Book.objects.exists()
    assert ordered(client, public=[own.pk, other.pk]).public_ids == [own.pk]


@pytest.mark.parametrize(
    "query",
    [
        {"district": "10" * 30},
        {"district": "x"},
        {"type": "none"},
        {"category": "x"},
        {"public": "x"},
        {"public": "9" * 30},
        {"public": "-1"},
        {"per_page": "3"},
        {"kind": "exe"},
        {"copies": "many"},
        {"q": "ш" * 500},
        {"q": "a\x00b"},
    ],
)
def test_bad_choices_are_told_and_order_nothing(specialist, make_public, query):
    make_public()
    assert specialist.get(BOOKS, query).status_code == 200
    refused = specialist.post(BOOKS, query)
    assert refused.status_code == 400
    assert "field-error" in text_of(refused)
    assert not Book.objects.exists()


def test_nothing_to_print_orders_nothing(specialist, make_public):
    make_public(unreachable="deleted")
    assert "Печатать нечего" in text_of(specialist.get(BOOKS))
    assert specialist.post(BOOKS).status_code == 400
    assert not Book.objects.exists()


def test_pressed_twice_it_leads_to_the_book_under_way(specialist, make_public):
    make_public()
    book = ordered(specialist)
    again = specialist.post(BOOKS, follow=True)
    assert again.redirect_chain[-1][0] == reverse("qrcodes:book", args=[book.pk])
    assert "ещё готовится" in text_of(again)
    assert Book.objects.count() == 1


def test_progress_is_shown_asks_for_itself_and_ends(specialist, make_public):
    make_public(), make_public()
    book = ordered(specialist)
    address = reverse("qrcodes:book", args=[book.pk])
    waiting = text_of(specialist.get(address))
    assert "Ждёт своей очереди" in waiting
    assert "every 1s" in waiting
    Book.objects.update(seen=1, attempts=2)
    assert "Готово 1 из 2" in text_of(specialist.get(address))
    Book.objects.update(attempts=0)
    printing.make(book.pk)
    ready = text_of(specialist.get(address))
    assert "every 1s" not in ready
    assert reverse("qrcodes:book_file", args=[book.pk]) in ready
    assert reverse("qrcodes:book", args=[book.pk]) in text_of(specialist.get(BOOKS)).partition("Ваши файлы")[2]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("stopped", "Остановлено"),
        ("failed", "не получилось"),
        ("ended", "Срок файла вышел"),
        ("empty", "нет кода"),
    ],
)
def test_every_end_is_told(specialist, make_public, state, said):
    make_public()
    book = ordered(specialist)
    Book.objects.update(state=state)
    text = text_of(specialist.get(reverse("qrcodes:book", args=[book.pk])))
    assert said in text
    assert "every 1s" not in text


def test_a_book_can_be_stopped_once(specialist, make_public):
    make_public()
    stop = reverse("qrcodes:book_stop", args=[ordered(specialist).pk])
    assert "файл не создан" in text_of(specialist.post(stop, follow=True)).lower()
    assert "уже не готовится" in text_of(specialist.post(stop, follow=True))
    assert specialist.get(stop).status_code == 405


def test_a_book_is_its_makers_alone(client, specialist, make_public, make_user):
    make_public()
    book = ordered(specialist)
    printing.make(book.pk)
    client.force_login(make_user())
    for name in ("book", "book_file"):
        assert client.get(reverse(f"qrcodes:{name}", args=[book.pk])).status_code == 404
    assert client.post(reverse("qrcodes:book_stop", args=[book.pk])).status_code == 404
    assert book.title not in text_of(client.get(BOOKS)).partition("Ваши файлы")[2]


def test_no_file_is_given_before_it_is_whole_and_none_after_its_time(specialist, make_public):
    make_public()
    book = ordered(specialist)
    address = reverse("qrcodes:book_file", args=[book.pk])
    assert specialist.get(address)["Location"] == reverse("qrcodes:book", args=[book.pk])
    printing.make(book.pk)
    assert content_of(specialist.get(address)) == Book.objects.get().path.read_bytes()
    Book.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert specialist.get(address).status_code == 302


def test_a_visitor_is_sent_to_sign_in(client, db):
    assert client.get(BOOKS)["Location"].startswith("/signin/")


def test_queries_do_not_grow_with_the_selection(specialist, make_public):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            specialist.get(BOOKS, {"copies": "quota"})
        return len(captured)

    make_public(), make_public(unreachable="deleted")
    few = queries()
    for _ in range(10):
        make_public(), make_public(unreachable="deleted")
    assert queries() == few <= 9


def test_the_list_leads_to_printing_what_was_found_or_marked(specialist, make_public):
    public, _ = make_public(), make_public()
    text = text_of(specialist.get(reverse("qrcodes:index")))
    assert f'name="public" value="{public.pk}"' in text
    assert f'href="{BOOKS}"' in text
    assert f'href="{BOOKS}?q=2"' in text_of(specialist.get(reverse("qrcodes:index"), {"q": "2"}))
