"""The code that VK made: uploaded, checked, laid out on the sheet, replaced, removed, remembered."""

from io import BytesIO, StringIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from qrcodes import shelf
from qrcodes.code import Picture
from qrcodes.decoding import codes_in
from qrcodes.models import VkCode
from qrcodes.queries import publics_of_region
from qrcodes.source import code_of
from registry.models import District, Public

from .pictures import code, encoded, poster, zipped


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def page_of(public) -> str:
    return reverse("qrcodes:vk_code", args=[public.pk])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def upload(client, public, address=None, content=None, name="qr.png"):
    content = content or encoded(poster(address or public.url))
    return client.post(page_of(public), {"file": SimpleUploadedFile(name, content)}, follow=True)


def texts_of_pdf(response) -> list[str]:
    """Return what the codes of a printed sheet say."""
    page = pypdfium2.PdfDocument(response.content)[0].render(scale=150 / 72)
    return [found.text for found in codes_in(page.to_pil())]


def test_vks_picture_is_checked_kept_and_shown(specialist, make_public, media):
    public = make_public()
    text = text_of(upload(specialist, public))
    assert "Код сохранён: он ведёт на этот паблик." in text
    kept = VkCode.objects.get(public=public)
    assert kept.text == public.url
    assert [path.name for path in media.rglob("*.png")] == [f"{kept.picture}.png"]
    assert list(media.rglob("*.part")) == []
    assert f"/{kept.picture}.png" in text


def test_vks_archive_is_taken_as_it_comes(specialist, make_public):
    public = make_public()
    content = zipped({"qr.png": encoded(poster(public.url)), "qr.eps": b"%!PS-Adobe"})
    assert "Код сохранён" in text_of(upload(specialist, public, content=content, name="qr-code.zip"))


def test_the_sheet_is_laid_out_with_vks_own_picture(specialist, make_public):
    public = make_public()
    upload(specialist, public)
    sheet = text_of(specialist.get(reverse("qrcodes:sheet", args=[public.pk])))
    assert "data:image/png;base64," in sheet
    assert "На листе код из ВКонтакте" in sheet
    assert texts_of_pdf(specialist.get(reverse("qrcodes:pdf", args=[public.pk]))) == [public.url]


def test_a_region_of_vks_codes_prints_once_there_is_one(specialist, make_public, settings):
    settings.QR_SOURCE = "vk_only"
    public = make_public()
    printed = reverse("qrcodes:pdf", args=[public.pk])
    assert specialist.get(printed).status_code == 403
    assert "В этом регионе листы печатают только с ним" in text_of(specialist.get(page_of(public)))
    upload(specialist, public)
    assert texts_of_pdf(specialist.get(printed)) == [public.url]
    specialist.post(reverse("qrcodes:vk_code_remove", args=[public.pk]))
    assert specialist.get(printed).status_code == 403


def test_the_code_may_name_the_public_by_its_number_and_outlive_a_renaming(specialist, make_public):
    public = make_public(vk_id=4321)
    upload(specialist, public, "https://vk.com/club4321")
    Public.objects.filter(pk=public.pk).update(screen_name="renamed_since")
    assert "Ведёт на этот паблик" in text_of(specialist.get(page_of(public)))


def test_a_renaming_since_is_told_on_both_pages(specialist, make_public):
    public = make_public()
    upload(specialist, public)
    Public.objects.filter(pk=public.pk).update(screen_name="renamed_since")
    text = text_of(specialist.get(page_of(public)))
    assert "Паблик переименован, теперь его адрес vk.com/renamed_since" in text
    sheet = text_of(specialist.get(reverse("qrcodes:sheet", args=[public.pk])))
    assert "На листе код ВКонтакте с прежним адресом паблика" in sheet


def test_a_former_address_is_taken_with_a_warning(specialist, make_public):
    public = make_public()
    old = public.url
    Public.objects.filter(pk=public.pk).update(screen_name="renamed_since")
    assert "он ведёт на прежний адрес паблика" in text_of(upload(specialist, public, old))
    assert VkCode.objects.get(public=public).text == old


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://vk.com/some_strangers", "которого нет в реестре"),
        ("https://evil.example/x", "на другой сайт"),
        ("https://vk.cc/abcd", "сокращённая ссылка"),
        ("Школа", "В коде нет ссылки"),
    ],
)
def test_a_code_that_leads_elsewhere_is_not_taken(specialist, make_public, media, address, words):
    public = make_public()
    text = text_of(upload(specialist, public, address))
    assert "Код не взят." in text
    assert words in text
    assert not VkCode.objects.exists()
    assert list(media.rglob("*.png")) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "Это не JPEG, PNG или WEBP"),
        (zipped({"qr.eps": b"%!PS"}), "В архиве нет файла qr.png"),
        (zipped({"../qr.png": b"x"}), "Архив не открыт"),
        (encoded(Image.new("L", (300, 300), 255)), "не нашлось QR-кода"),
        (encoded(poster("https://vk.com/a_b").rotate(20)), "Код снят под углом"),
        (encoded(code("https://vk.com/a_b", scale=3)), "слишком мелкий"),
    ],
    ids=["html", "no-picture", "traversal", "no-code", "photograph", "coarse"],
)
def test_a_useless_file_changes_nothing_and_says_what_to_do(specialist, make_public, content, words):
    public = make_public()
    upload(specialist, public)
    before = VkCode.objects.get()
    assert words in text_of(upload(specialist, public, content=content))
    assert VkCode.objects.get().picture == before.picture


def test_nothing_chosen_is_told(specialist, make_public):
    assert "Выберите файл" in text_of(specialist.post(page_of(make_public())))


def test_a_book_of_a_region_of_vks_codes_holds_those_that_there_are(specialist, make_public, settings, tmp_path):
    settings.QR_SOURCE = "vk_only"
    public, _without = make_public("Школа с кодом"), make_public("Школа без кода")
    upload(specialist, public)
    target = tmp_path / "book.pdf"
    call_command("qr_book", format="pdf", output=target, stdout=StringIO())
    book = pypdfium2.PdfDocument(target)
    assert len(book) == 1
    assert [found.text for found in codes_in(book[0].render(scale=150 / 72).to_pil())] == [public.url]


def test_a_book_asks_for_the_codes_of_all_publics_at_once(specialist, make_public, django_assert_max_num_queries):
    for _ in range(4):
        upload(specialist, make_public())
    with django_assert_max_num_queries(1):
        assert all(isinstance(code_of(public), Picture) for public in publics_of_region())


# --- history --------------------------------------------------------------------------------------
def test_replaced_removed_and_put_back_all_in_the_history(specialist, make_public, make_user):
    public = make_public(vk_id=4321)
    upload(specialist, public)
    specialist.force_login(make_user("school_admin", institution=public.institution))
    upload(specialist, public, "https://vk.com/club4321")
    removed = specialist.post(reverse("qrcodes:vk_code_remove", args=[public.pk]), follow=True)
    assert "Код убран" in text_of(removed)
    text = text_of(upload(specialist, public))
    words = ["Загружен код:", "Убран код:", "Заменён на код:", "Загружен код:"]
    history = text[text.index("История") :]
    assert [history.find(word) >= 0 for word in words] == [True] * 4
    assert history.index("Убран") < history.index("Заменён") < history.rindex("Загружен")
    assert history.count("user") == 4


def test_the_same_file_again_is_no_new_step(specialist, make_public):
    public = make_public()
    upload(specialist, public)
    upload(specialist, public)
    assert text_of(specialist.get(page_of(public))).count("Загружен код:") == 1
    assert "Заменён" not in text_of(specialist.get(page_of(public)))


def test_removing_twice_is_no_error(specialist, make_public):
    address = reverse("qrcodes:vk_code_remove", args=[make_public().pk])
    assert "Код убран" not in text_of(specialist.post(address, follow=True))


def test_a_picture_lost_from_the_disk_is_told_and_the_portals_code_stands_in(specialist, make_public):
    public = make_public()
    upload(specialist, public)
    shelf.path_of(VkCode.objects.get().picture).unlink()
    assert "Файл кода потерян" in text_of(specialist.get(page_of(public)))
    assert texts_of_pdf(specialist.get(reverse("qrcodes:pdf", args=[public.pk]))) == [public.url]
    upload(specialist, public)
    assert "Ведёт на этот паблик" in text_of(specialist.get(page_of(public)))


# --- the kept picture -----------------------------------------------------------------------------
def picture_of(public) -> str:
    return reverse("qrcodes:vk_code_picture", args=[public.pk, VkCode.objects.get(public=public).picture])


def test_the_picture_is_served_as_a_picture_and_nothing_else(specialist, make_public):
    public = make_public()
    upload(specialist, public)
    response = specialist.get(picture_of(public))
    assert Image.open(BytesIO(response.content)).format == "PNG"
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"] == 'inline; filename="qr.png"'


def test_a_removed_picture_stays_for_the_history(specialist, make_public):
    public = make_public()
    upload(specialist, public)
    address = picture_of(public)
    specialist.post(reverse("qrcodes:vk_code_remove", args=[public.pk]))
    assert specialist.get(address).status_code == 200


def test_a_picture_of_another_public_and_an_unknown_one_do_not_exist(specialist, make_public):
    public, another = make_public(), make_public()
    upload(specialist, public)
    digest = VkCode.objects.get().picture
    assert specialist.get(reverse("qrcodes:vk_code_picture", args=[another.pk, digest])).status_code == 404
    assert specialist.get(reverse("qrcodes:vk_code_picture", args=[public.pk, "0" * 64])).status_code == 404
    shelf.path_of(digest).unlink()
    assert specialist.get(reverse("qrcodes:vk_code_picture", args=[public.pk, digest])).status_code == 404


# --- who may --------------------------------------------------------------------------------------
ROLES = [("specialist", True), ("observer", False), ("district_officer", True), ("school_admin", True)]


@pytest.mark.parametrize(("role", "may"), ROLES)
def test_who_answers_for_the_public_may_change_and_observers_only_look(
    client, make_public, make_user, apastovo, role, may
):
    public = make_public()
    place = {"district_officer": {"district": apastovo}, "school_admin": {"institution": public.institution}}
    client.force_login(make_user(role, **place.get(role, {})))
    page = text_of(client.get(page_of(public)))
    assert ("Проверить и сохранить" in page) is may
    assert upload(client, public).status_code == (200 if may else 403)
    assert VkCode.objects.exists() is may
    removal = client.post(reverse("qrcodes:vk_code_remove", args=[public.pk]))
    assert removal.status_code == (302 if may else 403)


def test_an_observer_who_also_leads_a_school_changes_that_school_only(client, make_public, make_user):
    from registry.models import Membership

    own, foreign = make_public(), make_public()
    user = make_user("observer")
    Membership.objects.create(user=user, role="school_admin", institution=own.institution)
    client.force_login(user)
    assert upload(client, own).status_code == 200
    assert upload(client, foreign).status_code == 403


@pytest.mark.parametrize("role", ["district_officer", "school_admin"])
def test_a_foreign_public_answers_as_if_there_were_none(client, specialist, make_public, make_user, role):
    foreign = make_public(district=District.objects.create(name="Казань"))
    upload(specialist, foreign)
    picture = picture_of(foreign)
    own = make_public()
    place = {
        "district_officer": {"district": own.institution.district},
        "school_admin": {"institution": own.institution},
    }
    client.force_login(make_user(role, **place[role]))
    assert client.get(page_of(foreign)).status_code == 404
    assert client.post(page_of(foreign), {}).status_code == 404
    assert client.post(reverse("qrcodes:vk_code_remove", args=[foreign.pk])).status_code == 404
    assert client.get(picture).status_code == 404
    assert VkCode.objects.filter(public=foreign).exists()


def test_a_visitor_is_sent_to_sign_in(client, make_public):
    public = make_public()
    remove, picture = (
        reverse(f"qrcodes:vk_code_{name}", args=args)
        for name, args in [("remove", [public.pk]), ("picture", [public.pk, "0" * 64])]
    )
    for response in (client.get(page_of(public)), client.post(remove), client.get(picture)):
        assert response["Location"].startswith("/signin/")


def test_removal_asks_for_a_post(specialist, make_public):
    assert specialist.get(reverse("qrcodes:vk_code_remove", args=[make_public().pk])).status_code == 405
