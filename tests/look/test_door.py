"""Signing in, the one-time password, one's own first page."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import bad_request, server_error

from registry.models import District, Institution, Public, User
from registry.models.accounts import Role
from registry.templatetags.portal import navigation

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

OFFERED = "Обязательные посты, Обложки и аватары, Обращения, QR-листы"
NEW = "ещё-один-длинный-пароль"


def sign_in(client, email: str, password: str):
    return client.post("/signin/", {"login": email, "password": password})


def test_a_stranger_is_led_to_the_sign_in_page(client):
    assert client.get("/").url == "/signin/?next=/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    person("anna@example.org")
    answers = [
        sign_in(client, email, "мимо").context["form"].errors.as_json()
        for email in ("anna@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert "Почта или пароль не подходят." in sign_in(client, "anna@example.org", "мимо").content.decode()


def test_a_person_who_may_not_enter_gets_that_answer_too(client, person):
    person("anna@example.org", is_active=False)
    assert "Почта или пароль не подходят." in sign_in(client, "anna@example.org", PASSWORD).content.decode()


def test_capitals_in_an_address_do_not_matter(client, person):
    person("anna@example.org", (Role.OBSERVER, None))
    assert sign_in(client, "Anna@Example.org", PASSWORD).status_code == 302


def test_a_one_time_password_opens_only_the_page_where_it_is_replaced(client, person):
    person("anna@example.org", (Role.SPECIALIST, None), must_change_password=True)
    sign_in(client, "anna@example.org", PASSWORD)
    assert client.get("/overview/").url == "/password/"
    page = client.get("/password/").content.decode()
    assert "одноразовым паролем" in page
    assert "Районы" not in page

    answer = client.post(
        "/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}, follow=True
    )
    # The next thing that a specialist needs is a second factor.
    assert answer.redirect_chain[-1][0] == "/account/second-factor/new/"
    user = User.objects.get()
    assert not user.must_change_password
    assert user.check_password(NEW)


def test_a_one_time_password_cannot_be_kept(client, person):
    person("anna@example.org", must_change_password=True)
    sign_in(client, "anna@example.org", PASSWORD)
    answer = client.post(
        "/password/", {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    )
    assert "должен отличаться" in answer.content.decode()
    assert User.objects.get().must_change_password


def test_the_ministry_begins_with_the_overview(client, person):
    for number, role in enumerate((Role.SPECIALIST, Role.OBSERVER)):
        client.force_login(person(f"person{number}@example.org", (role, None)))
        assert client.get("/").url == "/overview/"


def test_a_superuser_begins_with_the_overview(client):
    client.force_login(User.objects.create_superuser("root@example.org", PASSWORD))
    assert client.get("/").url == "/overview/"


def test_a_district_officer_begins_with_the_district(client, person, district):
    client.force_login(person("anna@example.org", (Role.DISTRICT_OFFICER, district)))
    assert client.get("/").url == f"/districts/{district.pk}/"


def test_a_school_admin_begins_with_the_school_s_public(client, person, public):
    client.force_login(person("anna@example.org", (Role.SCHOOL_ADMIN, public.institution)))
    assert client.get("/").url == f"/my/{public.pk}/"


def test_who_answers_for_several_places_chooses(client, person, district, public):
    other = District.objects.create(name="Буинский район")
    roles = [(Role.DISTRICT_OFFICER, district), (Role.DISTRICT_OFFICER, other)]
    client.force_login(person("anna@example.org", *roles))
    page = client.get("/").content.decode()
    assert f'href="/districts/{district.pk}/"' in page
    assert f'href="/districts/{other.pk}/"' in page
    assert f'href="/my/{public.pk}/"' not in page


def test_an_archived_public_is_nobody_s_first_page(client, person, public):
    Public.objects.update(archived_at=timezone.now())
    client.force_login(person("anna@example.org", (Role.SCHOOL_ADMIN, public.institution)))
    assert client.get("/").url == "/my/"


def test_each_role_is_offered_its_own_sections(client, person, public, district):
    offered = {
        (Role.OBSERVER, None): f"Сводка, Районы, Паблики, {OFFERED}, Реестр, Аудиты, Методика",
        (Role.DISTRICT_OFFICER, district): f"Мой район, Паблики, {OFFERED}, Реестр, Методика",
        (Role.SCHOOL_ADMIN, public.institution): "Мой паблик, Обращения, QR-листы, Реестр, Методика",
    }
    for number, (role, titles) in enumerate(offered.items()):
        client.force_login(person(f"person{number}@example.org", role, is_staff=True))
        page = client.get("/kit/")
        assert ", ".join(str(link.title) for link in navigation({"request": page.wsgi_request})) == titles


def test_the_kit_is_not_for_visitors(client, person):
    assert client.get("/kit/").status_code == 404
    client.force_login(person("anna@example.org", (Role.SPECIALIST, None)))
    assert client.get("/kit/").status_code == 404


def test_the_language_is_changed_and_kept(client, settings):
    settings.LANGUAGES = [("ru", "Русский"), ("en", "English")]
    client.post(reverse("set_language"), {"language": "en", "next": "/signin/"})
    assert '<html lang="en">' in client.get("/signin/").content.decode()


def test_pages_of_the_demo_stand_say_that_the_data_are_invented(client, settings):
    assert "Данные вымышлены" not in client.get("/signin/").content.decode()
    settings.DEMO_DATA = True
    assert "Данные вымышлены" in client.get("/signin/").content.decode()


@pytest.mark.parametrize(("handler", "sentence"), [(server_error, "последнее действие"), (bad_request, "не изменено")])
def test_an_error_says_what_was_kept_even_without_a_request_s_context(handler, sentence):
    answer = handler(RequestFactory().get("/"), *([Exception()] if handler is bad_request else []))
    assert sentence in answer.content.decode()


def test_a_form_from_a_forged_page_writes_nothing_and_says_so():
    answer = Client(enforce_csrf_checks=True).post("/signin/", {"login": "a@b.ru", "password": "x"})
    assert answer.status_code == 403
    assert "Ничего не записано" in answer.content.decode()


def test_an_institution_s_name_is_text_and_never_markup(client, person, district):
    school = Institution.objects.create(full_name="x", short_name="<b>Школа</b>", district=district)
    for number in (1, 2):
        Public.objects.create(vk_id=number, screen_name=f"s{number}", institution=school)
    client.force_login(person("anna@example.org", (Role.SCHOOL_ADMIN, school)))
    assert "&lt;b&gt;Школа" in client.get("/").content.decode()
