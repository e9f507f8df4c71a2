"""What «Паблик» tells beside its verdicts: exempt days, whose list is the ministry's, and the flag to look."""

from datetime import date, timedelta

import pytest

from monitoring.weeks import Week
from registry.models import Public

from .conftest import BEFORE, LAST, RUNNING, browse, judged, person, public
from .deciding import exempted
from .test_public import shown, words

pytestmark = pytest.mark.django_db


def exempt(of: Public, first: date, reason: str) -> None:
    exempted(first, first + timedelta(days=2), scope="publics", publics=[of.pk], reason=reason)


def told(role: str, of: Public, week: Week, **place) -> str:
    return words(shown(browse(person(role, **place)), of, week=str(week)))


def test_exemptions_of_the_shown_week_and_of_those_to_come_are_told_to_all_who_see_the_public():
    one, other = public(), public("Школа № 2")
    for week in (BEFORE, LAST):
        judged(one, week)
    exempt(one, BEFORE.monday, "Прошлый ремонт")
    exempt(one, LAST.monday, "Карантин на три дня")
    exempt(one, RUNNING.sunday + timedelta(days=1), "Каникулы")
    exempt(other, LAST.monday, "Чужая беда")
    for said in (
        told("school_admin", one, LAST, institution=one.institution),
        told("district_officer", one, LAST, district=one.institution.district),
    ):
        assert "Карантин на три дня 9 ноября 2026 – 11 ноября 2026 Не действуют: все правила" in said
        assert "Каникулы 23 ноября 2026 – 25 ноября 2026" in said
        assert "Прошлый ремонт" not in said
        assert "Чужая беда" not in said
    assert "Прошлый ремонт" in told("school_admin", one, BEFORE, institution=one.institution)


def test_a_public_that_nothing_exempts_has_no_list_of_exemptions():
    one = public()
    judged(one)
    exempt(one, BEFORE.monday, "Прошлый ремонт")
    assert 'id="exemptions"' not in shown(browse(person("specialist")), one, week=str(LAST))


def test_a_public_that_a_person_should_look_at_bears_a_flag_beside_its_status():
    one, card = public(), public("Визитка", category="card")
    for judged_one in (one, card):
        judged(judged_one)
    flag = '<a class="to-check" href="#verdicts"><span class="verdict is-unknown">'
    specialist = browse(person("specialist"))
    assert flag in shown(specialist, one)
    assert "Соответствует проверить активный" in words(shown(specialist, one))
    assert flag not in shown(specialist, card)
