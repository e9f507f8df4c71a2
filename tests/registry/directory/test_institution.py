"""The page of an institution: seen by its own, changed by specialists, by two at once without loss."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demo.world import community
from registry.directory import editing
from registry.models import Category, CategoryPeriod, Contact, Institution, Public
from tests.registry.directory.people import institution, signed_in

pytestmark = pytest.mark.django_db


def told(one: Institution, **other) -> dict:
    """Return what the form of an institution sends."""
    fields = {name: getattr(one, name) or "" for name in ("full_name", "short_name", "type", "ogrn")}
    return {**fields, "district": one.district_id, "seen": editing.version(one), **other}


def address(one: Institution, name: str = "institution") -> str:
    return reverse(f"registry:{name}", args=[one.pk])


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_the_page_tells_publics_categories_and_history(specialist, school):
    public = school.publics.get()
    CategoryPeriod.objects.create(
        public=public, category=Category.CARD, valid_from="2026-09-01T00:00+03:00", reason="приказ № 5"
    )
    specialist.post(address(school, "institution_edit"), told(school, type="kindergarten"))
    page = text(specialist.get(address(school)))
    assert "vk.com/school1" in page
    assert "с 1 сентября 2026" in page
    assert "приказ № 5" in page
    assert '<span class="old">Школа</span>' in page
    assert "specialist@example.org" in page


@pytest.mark.parametrize(
    ("norm", "said"),
    [
        ({"qr_places": 7}, "размещено 2 из 7"),
        ({"qr_places": None, "qr_at_discretion": True}, "размещено 2, на усмотрение руководителя"),
        ({"qr_places": None, "qr_at_discretion": False}, "норма не задана"),
    ],
    ids=["norm", "discretion", "none"],
)
def test_the_page_leads_to_its_sheets_and_tells_how_many_hang(specialist, school, norm, said):
    Institution.objects.filter(pk=school.pk).update(qr_placed=2, **norm)
    page = text(specialist.get(address(school)))
    assert f'<a href="/qr/placements/{school.pk}/">{said}</a>' in page


def test_facts_are_changed_and_names_are_found_again(specialist, school):
    response = specialist.post(
        address(school, "institution_edit"), told(school, full_name='МБОУ "Новая школа"', short_name="")
    )
    assert response.status_code == 302
    school.refresh_from_db()
    assert (school.full_name, school.short_name) == ("МБОУ «Новая школа»", "МБОУ «Новая школа»")
    assert [one.pk for one in specialist.get("/registry/?q=новая").context["page"]] == [school.pk]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ogrn": "1021602830371"}, "Последняя цифра ОГРН не сходится"),
        ({"ogrn": "123"}, "В ОГРН должно быть 13 цифр"),
        ({"full_name": "  "}, "Обязательное поле"),
        ({"type": "castle"}, "Выберите корректный вариант"),
        ({"district": "999"}, "Выберите корректный вариант"),
        ({"full_name": "ш" * 501}, "не более 500"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_lost(specialist, school, wrong, said):
    response = specialist.post(address(school, "institution_edit"), told(school, **wrong))
    assert said in text(response)
    assert "Не сохранено" in text(response)
    assert editing.changes_since(school, 0) == 1


def test_an_ogrn_of_another_institution_is_refused_by_its_name(specialist, school, apastovo):
    institution("Лицей", apastovo, ogrn="1021602830370")
    response = specialist.post(address(school, "institution_edit"), told(school, ogrn="1021602830370"))
    assert "Этот ОГРН уже записан за организацией «Лицей»" in text(response)


def test_of_two_people_the_second_sees_what_the_first_has_done(specialist, school):
    mine = told(school, short_name="Моё название")
    specialist.post(address(school, "institution_edit"), told(school, type="college"))
    answer = specialist.post(address(school, "institution_edit"), mine)
    assert "Пока вы правили, эту запись изменили" in text(answer)
    assert "Колледж" in text(answer)
    assert "Моё название" in text(answer)
    school.refresh_from_db()
    assert (school.type, school.short_name) == ("college", "МБОУ «Апастовская СОШ»")
    again = {**mine, "seen": editing.version(school)}
    assert specialist.post(address(school, "institution_edit"), again).status_code == 302
    school.refresh_from_db()
    assert school.short_name == "Моё название"


def test_a_list_that_was_written_meanwhile_counts_as_somebody_else(specialist, school):
    mine = told(school, short_name="Моё название")
    Institution.objects.filter(pk=school.pk).update(ogrn="1021602830370")
    assert "Пока вы правили" in text(specialist.post(address(school, "institution_edit"), mine))


def test_the_figure_of_sheets_is_not_undone_by_an_edit(specialist, school):
    mine = told(school, short_name="Школа")
    Institution.objects.filter(pk=school.pk).update(qr_placed=4)
    specialist.post(address(school, "institution_edit"), mine)
    school.refresh_from_db()
    assert (school.qr_placed, school.short_name) == (4, "Школа")


def test_a_namesake_in_the_district_is_told_before_it_is_added(specialist, school, apastovo):
    sent = {"full_name": "МБОУ «Апастовская СОШ»", "type": "school", "district": apastovo.pk}
    answer = specialist.post(reverse("registry:institution_new"), sent)
    assert "В этом районе уже есть" in text(answer)
    assert specialist.post(reverse("registry:institution_new"), {**sent, "another": "on"}).status_code == 302
    assert Institution.objects.count() == 2


def test_an_institution_goes_to_the_archive_and_comes_back(specialist, school):
    specialist.post(address(school, "institution_archive"), {"do": "archive"})
    assert not Public.objects.present().exists()
    assert "в архиве с" in text(specialist.get(address(school)))
    specialist.post(address(school, "institution_archive"), {"do": "restore"})
    assert Public.objects.present().count() == 1


# --- publics -------------------------------------------------------------------------------------------
def test_a_public_is_added_by_any_form_of_its_link(specialist, school, local_vk):
    specialist.post(address(school, "public_add"), {"link": "Группа: https://m.vk.com/school3?w=wall-103_1"})
    assert set(school.publics.values_list("vk_id", "screen_name")) == {(101, "school1"), (103, "school3")}


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("ok.ru/school", "Ссылка ведёт не во ВКонтакте"),
        ("vk.com/direktor", "Это личная страница"),
        ("vk.com/nosuchpublic", "Такого сообщества во ВКонтакте нет"),
        ("https://vk.com.evil.example/school3", "похож на ВКонтакте, но это другой сайт"),
        ("нет", "Укажите ссылку на паблик"),
        ("vk.com/gone", "удалено или заблокировано"),
    ],
)
def test_a_link_that_is_no_public_is_refused_in_words(specialist, school, world, local_vk, link, said):
    world.add(community(900, "Прежняя", "gone", deactivated="deleted"))
    assert said in text(specialist.post(address(school, "public_add"), {"link": link}))
    assert school.publics.count() == 1


def test_a_public_of_another_institution_is_shared_or_handed_over_by_a_person(specialist, school, apastovo, local_vk):
    branch, public = institution("Филиал", apastovo), school.publics.get()
    assert "Решите, чей он" in text(specialist.post(address(branch, "public_add"), {"link": "vk.com/school1"}))
    specialist.post(address(branch, "institution_share"), {"public": public.pk})
    assert "Общий с организацией" in text(specialist.get(address(school)))
    assert "записан за организацией" in text(specialist.get(address(branch)))
    specialist.post(reverse("registry:public_move", args=[public.pk]), {"institution": branch.pk})
    branch.refresh_from_db()
    assert (branch.shares, branch.publics.get()) == (None, public)


def test_a_silent_vk_is_told_and_the_link_is_kept(specialist, school, local_vk, settings):
    settings.VK_API_URL = "http://127.0.0.1:9"
    answer = text(specialist.post(address(school, "public_add"), {"link": "vk.com/school3"}))
    assert "ВКонтакте сейчас не отвечает" in answer
    assert "vk.com/school3" in answer


# --- who keeps it ----------------------------------------------------------------------------------------
CONTACT = {"name": "Гөлнара Хәбибуллина", "email": "school@example.org", "phone": "+7 843 000-00-00", "seen": 0}


def test_a_district_officer_changes_the_contacts_of_its_own_district_alone(school, apastovo, arsk):
    own = signed_in("district_officer", district=apastovo)
    assert own.post(address(school, "institution_contact"), CONTACT).status_code == 302
    assert "Гөлнара Хәбибуллина" in text(own.get(address(school)))
    assert own.post(address(school, "institution_edit"), told(school, type="other")).status_code == 403
    stranger = signed_in("district_officer", "other@example.org", district=arsk)
    assert stranger.get(address(school)).status_code == 404
    assert stranger.post(address(school, "institution_contact"), CONTACT).status_code == 404


def test_a_school_changes_its_own_contact_and_an_observer_sees_no_people(school):
    admin = signed_in("school_admin", institution=school)
    assert admin.post(address(school, "institution_contact"), CONTACT).status_code == 302
    observer = signed_in("observer", "observer@example.org")
    assert "Гөлнара" not in text(observer.get(address(school)))
    assert observer.get(address(school, "institution_contact")).status_code == 403
    assert observer.get(address(school, "institution_edit")).status_code == 403


def test_the_history_tells_that_a_contact_changed_and_never_what_it_was(specialist, school):
    specialist.post(address(school, "institution_contact"), CONTACT)
    later = {**CONTACT, "name": "Иван Ильин", "seen": editing.version(Contact.objects.get())}
    specialist.post(address(school, "institution_contact"), later)
    page = text(specialist.get(address(school)))
    assert "Контакт изменён" in page
    assert "Гөлнара" not in page
    assert not hasattr(Contact.pgh_event_model, "email")
    assert Contact.pgh_event_model.objects.count() == 2


def test_a_contact_that_is_saved_again_is_kept_anew(specialist, school, settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "contacts": 365}
    specialist.post(address(school, "institution_contact"), CONTACT)
    Contact.objects.update(changed_at=timezone.now() - timedelta(days=400))
    again = {**CONTACT, "seen": editing.version(Contact.objects.get())}
    specialist.post(address(school, "institution_contact"), again)
    ends = timezone.localtime() + timedelta(days=365)
    page = text(specialist.get(address(school)))
    assert re.search(rf"Удалится {ends.day} [а-я]+ {ends.year}, если", page)
