"""People, institutions and sheets of the QR tests."""

from itertools import count

import pytest

from qrcodes.code import encode
from qrcodes.sheet import Sheet, Style
from qrcodes.texts import TEXTS
from registry.models import District, Institution, Membership, Public, User

_numbers = count(1)


@pytest.fixture
def apastovo(db) -> District:
    return District.objects.create(name="Апастовский район")


@pytest.fixture
def make_public(apastovo):
    def make(name="Апастовская школа № 2", type_="school", district=None, placed=0, **fields) -> Public:
        number = next(_numbers)
        institution = Institution.objects.create(
            short_name=name,
            full_name=f"МБОУ «{name}»"[:500],
            type=type_,
            district=district or apastovo,
            qr_placed=placed,
        )
        values = {"vk_id": number, "screen_name": f"school{number}_apast", "institution": institution}
        return Public.objects.create(**{**values, **fields})

    return make


@pytest.fixture
def make_user(db):
    def make(role="specialist", **place) -> User:
        user = User.objects.create_user(f"user{next(_numbers)}@example.org")
        Membership.objects.create(user=user, role=role, **place)
        return user

    return make


@pytest.fixture
def specialist(client, make_user):
    """A client signed in as a person who sees everything."""
    client.force_login(make_user())
    return client


def a_sheet(*titles, calls=(TEXTS["ru"].calls[0],), address="https://vk.com/school2_apast", state_mark=True, **style):
    """Return a sheet; `style` are the fields of Style."""
    look = Style(**style)
    code = encode(address)
    return Sheet(titles or ("Апастовская школа № 2",), calls, address, code, look, state_mark)
