"""The door alone: its addresses, people of every role, and a page that is watched while it opens."""

import pytest
from django.core.management import call_command

from registry.models import District, Institution, Membership, Public, User
from registry.models.accounts import Role

PASSWORD = "по-настоящему-длинный"


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stand in for pytest-playwright's own, which pytest 9 warns of: tests ask the live server for its address."""


@pytest.fixture(scope="session", autouse=True)
def assets():
    call_command("build_assets", verbosity=0)


@pytest.fixture(autouse=True)
def door_alone(settings):
    settings.ROOT_URLCONF = "tests.look.urls"


@pytest.fixture
def person(db):
    """Return a function that makes a person with the roles given as (role, place) pairs."""

    def make(email: str = "anna@example.org", *roles, **fields) -> User:
        user = User.objects.create_user(email, PASSWORD, name="Анна", **fields)
        for role, place in roles:
            name = {Role.DISTRICT_OFFICER: "district", Role.SCHOOL_ADMIN: "institution"}.get(role)
            Membership.objects.create(user=user, role=role, **({name: place} if name else {}))
        return user

    return make


@pytest.fixture
def district(db) -> District:
    return District.objects.create(name="Апастовский район")


@pytest.fixture
def public(district) -> Public:
    school = Institution.objects.create(
        full_name="Апастовская средняя школа № 2", short_name="Апастовская школа № 2", district=district
    )
    return Public.objects.create(vk_id=101, screen_name="school2_apast", institution=school)


class Watch:
    """All that a page complained of or asked from elsewhere."""

    def __init__(self, page, origin: str):
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, origin))

    def _heard(self, message) -> None:
        # A page that is itself «not found» is reported by the browser; anything that it loads may not be.
        own = message.location.get("url", "").endswith("/nothing/")
        if message.type in {"error", "warning"} and not own:
            self.complaints.append(message.text)

    def _asked(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:")):
            self.foreign.append(url)


@pytest.fixture
def watch(page, live_server) -> Watch:
    return Watch(page, live_server.url)


@pytest.fixture
def session_cookie(client, live_server):
    """Return a function that opens a person's session and gives its cookie, as a browser takes it."""

    def cookie_of(user: User) -> dict:
        client.force_login(user)
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    return cookie_of


@pytest.fixture
def sign_in(context, session_cookie):
    def go(user: User) -> None:
        context.add_cookies([session_cookie(user)])

    return go
