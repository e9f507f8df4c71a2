"""Signing in with VK ID, against a local server that speaks its OAuth: it opens linked accounts and makes none."""

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from registry.models import User

from .conftest import SECRET, a_person, code, sign_in

pytestmark = pytest.mark.django_db
PERSON = {"user_id": "777", "first_name": "Ольга", "email": "olga@example.org"}


class VkId(BaseHTTPRequestHandler):
    """Grants what is asked; the code is good only together with the verifier of the challenge."""

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.challenge = asked["code_challenge"]
        back = {"code": "one-time", "state": asked["state"], "device_id": "device"}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def do_POST(self) -> None:
        told = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path.startswith("/oauth2/auth"):
            right = told.get("code") == ["one-time"] and told.get("code_verifier")
            answer: dict = {"access_token": "secret", "user_id": 777} if right else {"error": "invalid_grant"}
        else:
            answer = {"user": PERSON} if told.get("access_token") == ["secret"] else {"error": "denied"}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture
def vk_id(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), VkId) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.VK_SIGNIN_CLIENT_ID = "1"
        settings.VK_ID_URL = f"http://127.0.0.1:{server.server_port}"
        settings.SOCIALACCOUNT_PROVIDERS = {"vk": {"APPS": [{"client_id": "1", "secret": "s"}]}}
        yield server
        server.shutdown()


def through_vk(client: Client, start: str = "/signin/vk/"):
    """Press the button, pass VK's page, come back."""
    address = client.post(start).url
    try:
        urllib.request.build_opener(NoRedirect).open(address)
    except urllib.error.HTTPError as redirect:
        back = urlsplit(redirect.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def link(user: User) -> None:
    SocialAccount.objects.create(user=user, provider="vk", uid="777")


def test_a_linked_account_is_opened(client, observer, vk_id):
    link(observer)
    assert through_vk(client).url == "/"
    assert client.get("/overview/").status_code == 200


def test_a_stranger_gets_no_account_even_with_a_known_address(client, observer, vk_id):
    page = through_vk(client)
    assert "не привязана" in page.content.decode()
    assert client.get("/overview/").status_code == 302
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_after_it(client, vk_id):
    chief = a_person("specialist")
    TOTP.activate(chief, SECRET)
    link(chief)
    assert through_vk(client).url == "/signin/code/"
    assert client.get("/overview/").url.startswith("/signin/")
    client.post("/signin/code/", {"code": code()})
    assert client.get("/overview/").status_code == 200


def test_a_closed_account_stays_closed(client, observer, vk_id):
    link(observer)
    User.objects.update(is_active=False)
    through_vk(client)
    assert client.get("/overview/").status_code == 302


def test_one_links_one_s_own_page_and_unlinks_it(client, observer, vk_id):
    sign_in(client, "olga@example.org")
    through_vk(client, "/signin/vk/?process=connect")
    assert SocialAccount.objects.get().user == observer
    client.post("/account/vk/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_opens_nothing(client, observer, vk_id):
    link(observer)
    for query in ("code=one-time&state=invented", "error=access_denied&state=invented", ""):
        assert client.get(f"/signin/vk/back/?{query}").status_code in (200, 302, 401)
        assert client.get("/overview/").status_code == 302


def test_the_button_is_there_only_when_it_is_switched_on(client, vk_id, settings):
    assert "VK ID" in client.get("/signin/").content.decode()
    settings.VK_SIGNIN_CLIENT_ID = ""
    assert "VK ID" not in client.get("/signin/").content.decode()
    assert client.post("/signin/vk/").status_code == 404
