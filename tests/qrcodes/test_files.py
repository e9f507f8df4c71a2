"""The files of one sheet as people download them."""

from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pypdf
import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from qrcodes.decoding import codes_in


def address(name: str, public, *more) -> str:
    return reverse(f"qrcodes:{name}", args=[public.pk, *more])


@pytest.mark.parametrize(("per_page", "pages", "on_each"), [(1, 5, 1), (2, 3, 2), (4, 2, 4)])
def test_the_pdf_holds_at_least_as_many_sheets_as_asked(specialist, make_public, per_page, pages, on_each):
    public = make_public()
    document = pypdfium2.PdfDocument(specialist.get(address("pdf", public), {"per_page": per_page}).content)
    assert len(document) == pages
    for page in document:
        texts = [code.text for code in codes_in(page.render(scale=100 / 72).to_pil())]
        assert texts == [public.url] * on_each


def test_the_checklist_is_the_last_page_where_it_is_wanted(specialist, make_public):
    query = {"copies": 2, "checklist": "on", "per_page": 2}
    reader = pypdf.PdfReader(BytesIO(specialist.get(address("pdf", make_public()), query).content))
    assert len(reader.pages) == 2
    assert "Где повесить QR-листы" in reader.pages[1].extract_text()


def test_the_zip_holds_every_file_and_opens_whole(specialist, make_public):
    response = specialist.get(address("archive", make_public()), {"title": "Лицей № 7", "copies": 3})
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].endswith(quote("QR-лист, Лицей № 7.zip"))
    with ZipFile(BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["sheet.pdf", "qr.png", "qr.svg", "qr.eps", "checklist.pdf"]
        assert len(pypdf.PdfReader(BytesIO(archive.read("sheet.pdf"))).pages) == 3


@pytest.mark.parametrize("kind", ["pdf", "archive"])
def test_the_same_sheet_gives_the_same_bytes_on_any_day(specialist, make_public, kind):
    where, contents = address(kind, make_public()), set()
    for day in ("2026-11-20", "2026-11-25"):
        with time_machine.travel(day, tick=False):
            contents.add(specialist.get(where, {"per_page": 4, "language": "both"}).content)
    assert len(contents) == 1


@pytest.mark.parametrize(
    ("kind", "type_"), [("png", "image/png"), ("svg", "image/svg+xml"), ("eps", "application/postscript")]
)
def test_the_code_alone_comes_in_each_format(specialist, make_public, kind, type_):
    response = specialist.get(address("code", make_public(), kind))
    assert response["Content-Type"] == type_
    assert response["Content-Disposition"].endswith(quote(f"QR-код, Апастовская школа № 2.{kind}"))


@pytest.mark.parametrize("kind", ["gif", "exe", "pdf"])
def test_there_is_no_other_format(specialist, make_public, kind):
    assert specialist.get(address("code", make_public(), kind)).status_code in {403, 404}


FILES = [("pdf",), ("archive",), ("checklist",), ("code", "png"), ("code", "svg"), ("code", "eps")]


@pytest.mark.parametrize("file", FILES, ids="-".join)
def test_files_stay_inside_the_persons_scope(client, make_public, make_user, file):
    own, foreign, archived = make_public(), make_public(), make_public(archived_at=timezone.now())
    client.force_login(make_user("school_admin", institution=own.institution))
    name, *more = file
    assert client.get(address(name, own, *more)).status_code == 200
    assert client.get(address(name, foreign, *more)).status_code == 404
    client.force_login(make_user())
    assert client.get(address(name, archived, *more)).status_code == 410
