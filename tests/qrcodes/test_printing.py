"""A book from its order to its end."""

from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.utils import timezone

from qrcodes import printing, tasks
from qrcodes.models import Book
from registry import making
from registry.models import District, Institution, Membership, Public

STYLE = {"language": "ru", "ink": "colour", "per_page": 1}


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(make_user, apastovo):
    return make_user("district_officer", district=apastovo)


@pytest.fixture
def order(officer):
    def order(*publics: Public, user=None, kind="pdf", **more) -> Book:
        return printing.order(user or officer, [public.pk for public in publics], "район", kind, STYLE, **more)

    return order


def files() -> list[str]:
    return sorted(path.name for path in Book.folder().glob("*")) if Book.folder().is_dir() else []


def test_a_book_is_made_in_its_order_and_offered_for_days(order, make_public):
    second, first = make_public("Школа № 10"), make_public("Школа № 2")
    book = order(second, first)
    printing.make(book.pk)
    book.refresh_from_db()
    assert (book.state, book.seen, book.printed) == (Book.State.READY, 2, 2)
    assert book.size == book.path.stat().st_size
    titles = [page.extract_text() for page in pypdf.PdfReader(book.path).pages]
    assert ["Школа № 2" in titles[0], "Школа № 10" in titles[1]] == [True, True]
    assert book.offered(timezone.now())
    assert not book.offered(timezone.now() + timedelta(days=4))


def test_copies_follow_the_quota_where_asked(order, make_public):
    book = order(make_public(placed=3), make_public(type_="childrens_home"), by_quota=True)
    printing.make(book.pk)
    assert len(pypdf.PdfReader(Book.objects.get().path).pages) == 3


def test_one_book_at_a_time_for_each_person(order, make_public, make_user):
    public = make_public()
    first = order(public)
    with pytest.raises(making.AnotherUnderWay) as busy:
        order(public)
    assert busy.value.made == first
    order(public, user=make_user())
    printing.make(first.pk)
    order(public)


def test_done_twice_it_is_done_once(order, make_public):
    book = order(make_public())
    printing.make(book.pk)
    made = Book.objects.get().path.stat()
    printing.make(book.pk)
    again = Book.objects.get()
    assert (again.attempts, again.path.stat().st_mtime_ns) == (1, made.st_mtime_ns)


def test_a_book_that_somebody_makes_is_left_to_him_until_his_lease_is_over(order, make_public):
    book = order(make_public())
    assert making.claim(Book, book.pk).attempts == 1
    assert making.claim(Book, book.pk) is None
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert making.claim(Book, book.pk).attempts == 2


def test_who_lost_the_book_leaves_no_file(order, make_public, monkeypatch):
    monkeypatch.setattr(printing, "STEP", 1)
    book = order(make_public(), make_public())
    claimed = making.claim(Book, book.pk)
    Book.objects.update(attempts=2)
    with pytest.raises(making.Superseded):
        printing.write(claimed)
    assert files() == []


def test_who_lost_the_book_at_its_last_sheet_leaves_no_file_either(order, make_public):
    book = order(make_public())
    claimed = making.claim(Book, book.pk)
    making.stop(book)
    printing.write(claimed)
    assert files() == []
    assert Book.objects.get().state == Book.State.STOPPED


def test_nor_does_who_lost_an_empty_one(order, make_public, officer):
    book = order(make_public())
    claimed = making.claim(Book, book.pk)
    Membership.objects.filter(user=officer).delete()
    making.stop(book)
    printing.write(claimed)
    assert files() == []
    assert Book.objects.get().state == Book.State.STOPPED


def test_a_book_that_fails_is_tried_again_and_given_up_at_last(order, make_public):
    book = order(make_public())
    Book.objects.update(style={"language": "ru"})
    for _ in range(making.MAX_ATTEMPTS):
        printing.make(book.pk)
        assert Book.objects.get().under_way
    printing.make(book.pk)
    assert Book.objects.get().state == Book.State.FAILED
    assert files() == []


def test_what_has_left_the_persons_district_is_not_printed(order, make_public):
    public = make_public()
    book = order(public)
    elsewhere = District.objects.create(name="Далёкий район")
    Institution.objects.filter(pk=public.institution_id).update(district=elsewhere)
    printing.make(book.pk)
    assert Book.objects.get().state == Book.State.EMPTY
    assert files() == []


def test_a_book_stops_with_the_role_that_it_was_ordered_in(order, make_public, officer):
    book = order(make_public())
    Membership.objects.filter(user=officer).delete()
    printing.make(book.pk)
    assert Book.objects.get().state == Book.State.STOPPED
    assert files() == []


def test_where_the_portal_makes_no_codes_there_is_nothing_to_print(order, make_public, settings):
    settings.QR_SOURCE = "vk_only"
    printing.make(order(make_public()).pk)
    book = Book.objects.get()
    assert (book.state, book.skipped) == (Book.State.EMPTY, 1)


def test_a_file_ends_with_its_time_and_leftovers_of_the_dead_go_too(order, make_public):
    ready = order(make_public())
    printing.make(ready.pk)
    working = order(make_public(), user=ready.made_by)
    claimed = making.claim(Book, working.pk)
    for name in (f".{claimed.path.name}.77.part", f".{working.pk}-9.pdf.78.part", "999-1.zip"):
        (Book.folder() / name).touch()
    making.purge(Book, timezone.now())
    ready.refresh_from_db()
    assert files() == sorted([ready.path.name, f".{claimed.path.name}.77.part"])
    making.purge(Book, timezone.now() + timedelta(days=4))
    assert Book.objects.get(pk=ready.pk).state == Book.State.ENDED
    assert files() == [f".{claimed.path.name}.77.part"]


def test_an_empty_table_and_no_folder_are_nothing_to_tend(db):
    tasks.tend_books()


def test_queries_do_not_grow_with_the_book(order, make_public, django_assert_max_num_queries):
    publics = [make_public() for _ in range(15)]
    book = order(*publics)
    with django_assert_max_num_queries(11):
        printing.make(book.pk)
