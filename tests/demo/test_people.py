"""What the demo's people tell: put in by the rooms' own commands, once, and only where data are invented."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo import names, people, region
from demo.institutions import institutions
from demo.server import LocalVK
from monitoring import audits, clock, planning
from monitoring.models import Appeal, ManualVerdict
from qrcodes.models import Inspection, Placement
from registry import chronicle
from registry.chronicle import Wanted
from registry.models import CategoryPeriod, District, Institution, Invitation, Membership, Public, User
from vk.door import Door

pytestmark = pytest.mark.django_db
# Tuesday night: the week before is closed.
NOW = datetime(2026, 11, 10, 2, 0, tzinfo=ZoneInfo("Europe/Moscow"))
TYPES = {"Школа": "school"}


@pytest.fixture
def stand(settings):
    """The institutions that people tell of, as the list brought them, and a specialist; all is at NOW."""
    settings.DEMO_DATA = True
    with time_machine.travel(NOW):
        told = people.told()
        wanted = {row["ogrn"] for part in told.values() for row in part}
        for one in institutions():
            if one.ogrn in wanted:
                bring(one)
        Membership.objects.create(user=User.objects.create_user("anna@example.org", name="Анна"), role="specialist")
        yield told


def bring(one) -> None:
    district, _ = District.objects.get_or_create(name=one.district)
    named = {"short_name": one.short, "full_name": one.full, "ogrn": one.ogrn, "type": TYPES[one.type]}
    institution = Institution.objects.create(district=district, qr_places=5, **named)
    public = Public.objects.create(
        vk_id=one.community_id, screen_name=one.screen_name, institution=institution, category=one.category
    )
    CategoryPeriod.objects.create(public=public, category=one.category, valid_from=NOW - timedelta(days=999))


@pytest.fixture
def file(tmp_path) -> str:
    path = tmp_path / "people.json"
    people.write(path)
    return str(path)


def judge(settings) -> None:
    with LocalVK(region.region()) as vk:
        settings.VK_API_URL, settings.VK_USER_TOKENS, settings.VK_USER_RPS = vk.url, ["demo-user-1"], 1000
        settings.AUDIT_THREADS = 1
        run = planning.plan(planning.reading_order(), clock.now())
        with Door.from_settings() as door:
            audits.work(run, door)


def test_it_is_the_same_each_time_and_names_no_one_twice():
    assert people.told() == people.told()
    keys = [row["key"] for part in ("placements", "inspections") for row in people.told()[part]]
    assert len(keys) == len(set(keys)) > 30


def test_schools_and_officers_tell_where_sheets_hang(stand, file):
    call_command("demo_sheets", file)
    assert Placement.objects.count() == len(stand["placements"])
    assert Institution.objects.filter(placements__isnull=False).distinct().values("district").distinct().count() == 3
    zones = set(Placement.objects.values_list("zone", flat=True))
    assert {"вход", "информационные стенды", "проходные", "зоны турникетов", ""} == zones
    taken = Placement.objects.exclude(withdrawn_at=None).get()
    assert taken.reason
    assert taken.institution.qr_placed == taken.institution.placements.count() - 1 == 5
    assert all(one.placed_on < timezone.localdate() for one in Placement.objects.all())
    officer = User.objects.get(email="district-1@example.org")
    assert officer.memberships.get().district.name == names.DISTRICTS[0][1]
    assert not Invitation.objects.open().exists()


def test_a_visit_finds_what_the_school_has_not_told(stand, file):
    call_command("demo_sheets", file)
    visit = Inspection.objects.get()
    assert visit.inspected_by.name == "Анна"
    [unseen] = set(visit.zones) - set(visit.seen)
    assert visit.institution.placements.hanging().filter(zone=unseen).exists()
    assert visit.note


def test_one_appeal_is_declined_and_one_waits_with_its_district_s_word(stand, file, settings):
    judge(settings)
    call_command("demo_appeals", file)
    declined, waiting = Appeal.objects.get(state="declined"), Appeal.objects.get(state="waiting")
    assert (declined.rule, declined.outcome, declined.decided_by.name) == ("posts", "fail", "Анна")
    assert waiting.commented_by.memberships.get().district == waiting.public.institution.district
    assert {one.week for one in (declined, waiting)} == {clock.week_of(NOW).shift(-1).monday}
    # No verdict of the region changes.
    assert not ManualVerdict.objects.exists()


def test_told_again_at_once_or_weeks_later_nothing_is_new(stand, file, settings):
    judge(settings)
    for moment in (NOW, NOW, NOW + timedelta(days=15)):
        with time_machine.travel(moment):
            call_command("demo_sheets", file)
            call_command("demo_appeals", file)
    counts = [model.objects.count() for model in (Placement, Inspection, Appeal, User)]
    assert counts == [len(stand[part]) for part in ("placements", "inspections", "appeals")] + [
        len(stand["people"]) + 1
    ]


def test_the_history_says_who_told_it(stand, file):
    call_command("demo_sheets", file)
    found = chronicle.search(Wanted(kind="qrcodes.placement"), 0, 100)
    assert set(chronicle.authors(found).values()) == {row["name"] for row in stand["people"][:4]}
    assert all(one.by for one in found)


def test_an_appeal_without_a_verdict_is_left_out_and_said(stand, file, capsys):
    call_command("demo_appeals", file)
    assert "сейчас не оспорить" in capsys.readouterr().out
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("command", ["demo_sheets", "demo_appeals"])
def test_real_data_are_left_alone(stand, file, settings, command):
    settings.DEMO_DATA = False
    with pytest.raises(CommandError, match="вымышленными"):
        call_command(command, file)
    assert not User.objects.filter(email__startswith="district").exists()


@pytest.mark.parametrize("command", ["demo_sheets", "demo_appeals"])
def test_somebody_must_be_there_to_invite_them(stand, file, command):
    Membership.objects.all().delete()
    with pytest.raises(CommandError, match="createspecialist"):
        call_command(command, file)


def test_a_district_s_list_has_what_a_person_must_decide(tmp_path):
    rows = region.district_rows()
    assert {row[4] for row in rows} == {names.DISTRICTS[0][1]}
    assert any(row[3] == "" for row in rows)
    path = tmp_path / "list.xlsx"
    assert region.write_rows(path, rows) == len(rows)
