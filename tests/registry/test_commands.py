"""The commands of the registry, as a person at a terminal meets them."""

import io
import json
import re
from importlib import resources

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from demo.faults import error
from registry.collation import sort_key
from registry.imports.districts import DistrictBook
from registry.models import District, Institution, Membership, Public, User

from .people import person
from .tables import HEADER, SCHOOL, csv, xlsx

pytestmark = pytest.mark.django_db


def run(command, *arguments, **options):
    output = io.StringIO()
    call_command(command, *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def file(tmp_path):
    """Return a function that saves bytes under a name."""

    def saved(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return saved


def test_an_import_prints_what_it_did(local_vk, apastovo, file):
    text = run("import_registry", file("Список школ.xlsx", xlsx(HEADER, SCHOOL, ["Школа 2", "", "Новый", "", "нет"])))
    assert "добавлен район «Новый»" in text
    assert "добавлено: 2, изменено: 0, без изменений: 0, отклонено: 0" in text
    assert Public.objects.get().screen_name == "school1"


def test_rejected_rows_are_listed_and_the_others_written(local_vk, apastovo, file, capsys):
    data = csv(HEADER, SCHOOL, ["Школа 2", "Школа", "Апастовский", "", "vk.com/id5"])
    with pytest.raises(SystemExit, match="1"):
        call_command("import_registry", file("список.csv", data))
    text = capsys.readouterr().out
    assert "строка 3, колонка «Ссылка», «vk.com/id5»: это личная страница" in text
    assert "отклонено: 1" in text
    assert Institution.objects.count() == 1


def test_a_dry_run_writes_nothing(local_vk, apastovo, file):
    text = run("import_registry", file("список.csv", csv(HEADER, SCHOOL)), dry_run=True)
    assert "добавлено: 1" in text
    assert "ничего не записано" in text
    assert not Institution.objects.exists()


def test_changes_are_told_in_detail_where_asked(local_vk, school, file):
    text = run("import_registry", file("список.csv", csv(HEADER, SCHOOL)), verbosity=2)
    assert "Категория: категория не указана → флагманский" in text


@pytest.mark.parametrize(("name", "data"), [("список.xlsx", b"\x89PNG\r\n\x1a\n"), ("пусто.csv", b"")])
def test_a_file_that_is_no_list_stops_the_command(local_vk, file, name, data):
    with pytest.raises(CommandError, match=r"Ничего не записано"):
        run("import_registry", file(name, data))


def test_a_missing_file_is_named(local_vk, tmp_path):
    with pytest.raises(CommandError, match="не открывается"):
        run("import_registry", str(tmp_path / "нет.csv"))


def test_silence_of_vk_writes_nothing(local_vk, apastovo, file):
    local_vk.faults.append(error(5))
    with pytest.raises(CommandError, match="ВКонтакте не отвечает"):
        run("import_registry", file("список.csv", csv(HEADER, SCHOOL)))
    assert not Institution.objects.exists()


def test_a_list_without_links_needs_no_vk(settings, apastovo, file):
    settings.VK_SERVICE_TOKENS = settings.VK_USER_TOKENS = []
    assert "добавлено: 1" in run("import_registry", file("список.csv", csv(HEADER, [*SCHOOL[:4], "нет"])))


def test_a_specialist_gets_a_password_that_works_once(client):
    text = run("createspecialist", "Anna@Example.org")
    [password] = re.findall(r"Пароль на один вход: (\S+)", text)
    user = User.objects.get()
    assert (user.email, user.must_change_password, user.is_superuser) == ("anna@example.org", True, False)
    assert user.check_password(password)
    assert user.memberships.get().role == "specialist"
    assert client.login(username="anna@example.org", password=password)
    assert client.get(reverse("admin:index")).url == reverse("password_change")


def test_two_specialists_get_two_passwords():
    one, other = (run("createspecialist", f"{name}@example.org").split()[-1] for name in ("one", "other"))
    assert one != other


def test_with_if_none_a_second_specialist_is_not_made():
    run("createspecialist", "one@example.org", if_none=True)
    assert "Пароль" not in run("createspecialist", "two@example.org", if_none=True)
    assert User.objects.count() == 1


def test_a_specialist_who_may_not_enter_does_not_count():
    person("specialist")
    User.objects.update(is_active=False)
    run("createspecialist", "two@example.org", if_none=True)
    assert User.objects.count() == 2


def test_a_known_address_is_refused_unless_its_password_is_reset():
    run("createspecialist", "one@example.org")
    before = User.objects.get().password
    with pytest.raises(CommandError, match="--reset"):
        run("createspecialist", "ONE@example.org")
    assert User.objects.get().password == before
    assert "Пароль на один вход" in run("createspecialist", "ONE@example.org", reset=True)
    assert User.objects.get().password != before
    assert Membership.objects.count() == 1


def test_a_password_from_the_environment_is_not_printed(monkeypatch):
    monkeypatch.setenv("SPECIALIST_PASSWORD", "ежевика-42")
    assert "ежевика" not in run("createspecialist", "one@example.org", password_from_env=True)
    assert User.objects.get().check_password("ежевика-42")


@pytest.mark.parametrize(("variable", "email"), [("", "one@example.org"), ("ежевика-42", "не адрес")])
def test_a_missing_password_or_a_wrong_address_is_told(monkeypatch, variable, email):
    monkeypatch.setenv("SPECIALIST_PASSWORD", variable)
    with pytest.raises(CommandError):
        run("createspecialist", email, password_from_env=True)
    assert not User.objects.exists()


def test_tatarstans_districts_load_beside_the_republican_one_and_twice():
    for _ in range(2):
        call_command("loaddata", "districts_tatarstan", verbosity=0)
    assert District.objects.count() == 46
    assert District.objects.filter(kind=District.Kind.CITY).count() == 2
    names = list(District.objects.values_list("name", flat=True))
    assert names == sorted(names, key=sort_key)
    assert District.objects.get(name="Апастовский").genitive == "Апастовского муниципального района"


def test_the_fixture_holds_the_sort_keys_of_its_names():
    rows = json.loads(resources.files("registry").joinpath("fixtures/districts_tatarstan.json").read_text("utf-8"))
    assert all(row["fields"]["sort_key"] == sort_key(row["fields"]["name"]) for row in rows)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Апастовский МР", "Апастовский"),
        ("Казань (Советский район)", "Казань"),
        ("Советский район г. Казани", "Казань"),
        ("г.Набережные Челны", "Набережные Челны"),
        ("город Казань", "Казань"),
        ("Исполнительный комитет Тетюшского муниципального района", "Тетюшский"),
        ("Рыбно-Слободский район", "Рыбно-Слободский"),
        ("Республика Татарстан", "Республиканские"),
    ],
)
def test_districts_are_known_in_all_their_forms(text, name):
    call_command("loaddata", "districts_tatarstan", verbosity=0)
    assert DistrictBook(District.objects.all())._of_cell(text).name == name
