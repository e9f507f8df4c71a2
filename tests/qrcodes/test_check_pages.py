"""«Куда ведёт этот код?» as each role meets it."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from registry.models import District, Public

from .pictures import code, encoded, photograph

CHECK = "/qr/check/"


def ask(client, public=None, *addresses, field="picture", name="photo.jpg") -> str:
    """Send a photograph of codes to the page of a public, or to the general one; return the page."""
    picture = photograph(*map(code, addresses)) if addresses else Image.new("RGB", (500, 500), "grey")
    return send(client, public, encoded(picture, "JPEG"), field, name)


def send(client, public, content: bytes, field="picture", name="photo.jpg") -> str:
    response = client.post(address_of(public), {field: SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def address_of(public) -> str:
    return reverse("qrcodes:check_public", args=[public.pk]) if public else CHECK


def test_this_public(specialist, make_public):
    public = make_public()
    page = ask(specialist, public, public.url)
    assert "Код ведёт на этот паблик" in page
    assert f">{public.url}</bdi>" in page
    assert "symbol-pass" in page


def test_a_photograph_from_the_camera_is_taken_too(specialist, make_public):
    public = make_public()
    assert "Код ведёт на этот паблик" in ask(specialist, public, public.url, field="photo")


def test_a_former_address_of_this_public(specialist, make_public):
    public = make_public()
    old = public.url
    Public.objects.filter(pk=public.pk).update(screen_name="renamed_since")
    page = ask(specialist, public, old)
    assert "Код ведёт на прежний адрес этого паблика" in page
    assert "Напечатайте новый лист" in page


def test_another_of_ours_is_named_inside_the_scope_only(client, make_public, make_user):
    own, neighbour = make_public("Своя школа"), make_public("Соседняя школа")
    client.force_login(make_user("school_admin", institution=own.institution))
    page = ask(client, own, neighbour.url)
    assert "Код ведёт на паблик другого учреждения региона" in page
    assert "Соседняя школа" not in page
    client.force_login(make_user("observer"))
    assert "Код ведёт на другой паблик: Соседняя школа" in ask(client, own, neighbour.url)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://edu.example/school", "Код ведёт на другой сайт"),
        ("https://vk.com/some_strangers", "сообщество ВКонтакте, которого нет в реестре"),
        ("https://vk.com/id5", "на страницу ВКонтакте, но не на сообщество"),
        ("https://vk.cc/abcd", "сказать нельзя: в нём сокращённая ссылка"),
        ("https://vk.com.evil.example/school", "чужой сайт, похожий на ВКонтакте"),
        ("WIFI:S:school;;", "В коде нет ссылки"),
    ],
)
def test_everything_else_has_its_own_answer(specialist, make_public, address, words):
    assert words in ask(specialist, make_public(), address)


def test_several_codes_are_told_one_by_one(specialist, make_public):
    public = make_public()
    page = ask(specialist, public, public.url, "https://vk.cc/abcd")
    assert "несколько кодов, и ведут они в разные места" in page
    assert "Код ведёт на этот паблик" in page
    assert "сокращённая ссылка" in page


def test_a_sheet_of_equal_codes_is_one_answer(specialist, make_public):
    public = make_public()
    assert "несколько кодов" not in ask(specialist, public, public.url, public.url)


def test_no_code_brings_advice(specialist, make_public):
    page = ask(specialist, make_public())
    assert "На снимке не нашлось QR-кода" in page
    assert "Подойдите ближе" in page


def test_the_code_of_an_archived_public_is_told_as_such(specialist, make_public):
    public = make_public(archived_at=timezone.now())
    page = ask(specialist, public, public.url)
    assert "Код ведёт на этот паблик" in page
    assert "Этот паблик в архиве" in page


def test_without_a_public_the_institution_is_named(specialist, make_public):
    public, _another = make_public("Лицей № 5"), make_public()
    page = ask(specialist, None, public.url)
    assert "Код ведёт на паблик: Лицей № 5" in page
    assert "symbol-pass" in page


def test_a_former_address_is_a_warning_without_a_public_too(specialist, make_public):
    public, _another = make_public("Лицей № 5"), make_public()
    old = public.url
    Public.objects.filter(pk=public.pk).update(screen_name="renamed_since")
    page = ask(specialist, None, old)
    assert "symbol-warn" in page
    assert "Это прежний адрес паблика" in page


def test_what_a_code_says_is_never_a_link_and_never_html(specialist, make_public):
    page = ask(specialist, make_public(), "https://evil.example/<script>alert(1)</script>")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="https://evil.example' not in page


# --- files that are no pictures -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("code.png", b"<!doctype html><script>alert(1)</script>", "Это не JPEG, PNG или WEBP"),
        ("code.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Это не JPEG, PNG или WEBP"),
        ("empty.png", b"", "Файл пустой"),
        ("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + bytes(50), "HEIC"),
        ("cut.jpg", encoded(code("https://vk.com/a_b"), "JPEG")[:900], "Файл повреждён"),
        ("big.jpg", bytes(11 * 1024 * 1024), "больше 10 МБ"),
    ],
    ids=["html", "svg", "empty", "heic", "truncated", "heavy"],
)
def test_a_useless_file_is_told_why_and_what_to_do(specialist, make_public, name, content, words):
    page = send(specialist, make_public(), content, name=name)
    assert words in page
    assert "field-error" in page


def test_a_right_picture_is_read_whatever_its_name(specialist, make_public):
    public = make_public()
    assert "Код ведёт на этот паблик" in send(specialist, public, encoded(code(public.url)), name="script.html")


def test_nothing_chosen_is_told(specialist, make_public):
    response = specialist.post(address_of(make_public()))
    assert "Выберите файл или сделайте снимок" in response.content.decode()


def test_nothing_of_a_checked_picture_is_kept(specialist, make_public, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    public = make_public()
    ask(specialist, public, public.url)
    assert list(tmp_path.iterdir()) == []


# --- who may ask ----------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["specialist", "observer", "district_officer", "school_admin"])
def test_every_role_may_ask_about_what_it_sees(client, make_public, make_user, apastovo, role):
    own = make_public()
    foreign = make_public(district=District.objects.create(name="Казань"))
    place = {"district_officer": {"district": apastovo}, "school_admin": {"institution": own.institution}}
    client.force_login(make_user(role, **place.get(role, {})))
    assert "Код ведёт на этот паблик" in ask(client, own, own.url)
    seen = 200 if role in {"specialist", "observer"} else 404
    assert client.get(address_of(foreign)).status_code == seen
    assert client.post(address_of(foreign), {}).status_code == seen
    assert client.get(reverse("qrcodes:check_public", args=[10**9])).status_code == 404


@pytest.mark.parametrize("own", [True, False])
def test_a_visitor_is_sent_to_sign_in(client, make_public, own):
    response = client.get(address_of(make_public() if own else None))
    assert response["Location"].startswith("/signin/")


def test_who_answers_for_one_public_is_asked_about_that_one(client, make_public, make_user):
    own = make_public()
    make_public()
    client.force_login(make_user("school_admin", institution=own.institution))
    assert client.get(CHECK)["Location"] == address_of(own)


def test_a_form_without_its_token_is_refused(make_public, make_user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.post(address_of(make_public()), {}).status_code == 403


def test_the_page_costs_the_same_whatever_the_picture_shows(specialist, make_public):
    def queries(*addresses) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(specialist, public, *addresses)
        return len(captured)

    public = make_public()
    others = [make_public().url for _ in range(4)]
    assert queries(public.url, *others) == queries(public.url, others[0]) <= 10


def test_the_answer_speaks_the_readers_language(specialist, make_public):
    specialist.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en">' in ask(specialist, make_public(), "https://vk.cc/abcd")
