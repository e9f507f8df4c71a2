"""Many sheets in one file."""

from io import BytesIO, StringIO
from zipfile import ZipFile

import pypdf
import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.core.management import CommandError, call_command
from django.utils import timezone

from qrcodes.book import Count, Edition, write_book
from qrcodes.queries import publics_of_region
from registry.models import District, Institution


def book(target, **options) -> str:
    said = StringIO()
    call_command("qr_book", output=target, stdout=said, **{"format": "pdf", **options})
    return said.getvalue()


@pytest.fixture
def region(make_public, apastovo):
    """Three publics in two districts; an archived one and an institution without a public print nothing."""
    kazan = District.objects.create(name="Казань")
    Institution.objects.create(short_name="Без паблика", full_name="Без паблика", district=kazan)
    make_public("Закрытая", archived_at=timezone.now())
    return [make_public("Школа № 2"), make_public("Школа № 10"), make_public("Гимназия / «А»", district=kazan)]


def test_a_book_has_a_bookmarked_page_for_each_public_in_order(region, tmp_path):
    target = tmp_path / "book.pdf"
    assert "Листов: 3" in book(target)
    reader = pypdf.PdfReader(target)
    outline = [[item.title for item in entry] if isinstance(entry, list) else entry.title for entry in reader.outline]
    assert outline == ["Апастовский район", ["Школа № 2", "Школа № 10"], "Казань", ["Гимназия / «А»"]]
    pages = pypdfium2.PdfDocument(target)
    codes = [zxingcpp.read_barcodes(page.render(scale=2).to_pil())[0].text for page in pages]
    assert codes == [public.url for public in region]


def test_a_zip_has_a_folder_for_each_public(region, tmp_path):
    target = tmp_path / "book.zip"
    book(target, format="zip")
    with ZipFile(target) as archive:
        assert archive.namelist() == [
            f"{folder}/{name}"
            for folder in (
                f"Апастовский район/Школа № 2 ({region[0].screen_name})",
                f"Апастовский район/Школа № 10 ({region[1].screen_name})",
                f"Казань/Гимназия «А» ({region[2].screen_name})",
            )
            for name in ("sheet.pdf", "qr.png", "qr.svg", "qr.eps", "checklist.pdf")
        ]
        assert archive.testzip() is None
        first = archive.read(archive.namelist()[0])
    assert len(pypdf.PdfReader(BytesIO(first)).pages) == 1


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_the_same_region_gives_the_same_bytes_on_any_day(region, tmp_path, kind):
    targets = [tmp_path / f"{number}.{kind}" for number in (1, 2)]
    for target, day in zip(targets, ("2026-01-01", "2031-12-31"), strict=True):
        with time_machine.travel(day, tick=False):
            book(target, format=kind)
    assert targets[0].read_bytes() == targets[1].read_bytes()


def test_a_district_and_an_institution_narrow_the_book(region, tmp_path):
    assert "Листов: 2" in book(tmp_path / "a.pdf", district="апастовский район")
    assert "Листов: 1" in book(tmp_path / "b.pdf", institution=region[2].institution_id)


def test_nothing_to_print_is_an_error_that_writes_nothing(region, tmp_path):
    with pytest.raises(CommandError, match="Нет пабликов"):
        book(tmp_path / "book.pdf", district="Нет такого")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(region, tmp_path):
    with pytest.raises(CommandError, match="не записан"):
        book(tmp_path / "none" / "book.pdf")


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_an_interrupted_book_leaves_the_old_file_and_no_half_one(region, tmp_path, kind):
    target = tmp_path / "book"
    target.write_bytes(b"yesterday's")

    def interrupt(count: Count) -> None:
        if count.seen == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_book(publics_of_region(), Edition(kind), target, interrupt)
    assert target.read_bytes() == b"yesterday's"
    assert list(tmp_path.iterdir()) == [target]


def test_a_region_without_codes_of_its_own_prints_no_book(region, tmp_path, settings):
    settings.QR_SOURCE = "vk_only"
    with pytest.raises(CommandError, match="vk_only"):
        book(tmp_path / "book.pdf")
