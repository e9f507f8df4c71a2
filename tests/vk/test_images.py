"""The door to image files, against a server that does what strangers do."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from vk import images
from vk.images import MOST_BYTES, Place, fetch
from vk.pictures import NoPicture

Answer = Callable[[BaseHTTPRequestHandler], None]
PNG = b"\x89PNG a picture, as far as the door can tell"


class Host(ThreadingHTTPServer):
    """Answers each path as the test says; ``asked``: paths, in order."""

    daemon_threads = True

    def __init__(self):
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.hung_up = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def handle_error(self, request, client_address) -> None:
        """Say nothing: the door hangs up on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.answers[self.path](self)

    def log_message(self, *args) -> None:
        """Keep no log."""


def says(body: bytes = PNG, status: int = 200, length: str | None = None, location: str = "") -> Answer:
    """Return an answer with its length told unless another is given."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", length or str(len(body)))
        if location:
            handler.send_header("Location", location)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def host(settings):
    with Host() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        settings.VK_LOCAL_IMAGES = server.place
        settings.VK_IMAGE_TIMEOUT = (2, 4)
        yield server
        server.hung_up.set()
        server.shutdown()
        thread.join()


def trouble(address: str) -> str:
    with pytest.raises(NoPicture) as failure:
        fetch(address)
    return failure.value.trouble


def test_a_file_is_fetched_whole_without_asking_for_compression(host):
    seen = {}

    def answer(handler):
        seen.update(handler.headers)
        says(PNG * 10_000)(handler)

    host.answers["/a.jpg?size=1"] = answer
    assert fetch(host.url("/a.jpg?size=1")) == PNG * 10_000
    assert (seen["Accept-Encoding"], seen["Host"]) == ("identity", "127.0.0.1")


# --- the gate --------------------------------------------------------------------------------------------------------

STRANGERS = [
    "https://userapi.com.evil.example/a.jpg",
    "https://evil-userapi.com/a.jpg",
    "https://userapi.com@evil.example/a.jpg",
    "https://evil.example/userapi.com/a.jpg",
    "https://evil.example#.userapi.com/a.jpg",
    "https://evil.example?x.userapi.com/a.jpg",
    "https://evil.example\\.userapi.com/a.jpg",
    "https://usеrapi.com/a.jpg",  # a Cyrillic «е»
    "https://sun9-1.userapi.com:8443/a.jpg",
    "https://user:word@sun9-1.userapi.com/a.jpg",
    "http://sun9-1.userapi.com/a.jpg",
    "ftp://sun9-1.userapi.com/a.jpg",
    "file:///etc/passwd",
    "//sun9-1.userapi.com/a.jpg",
    "https://127.0.0.1/a.jpg",
    "https://[::1]/a.jpg",
    "https://2130706433/a.jpg",
    "https://[::ffff:127.0.0.1]/a.jpg",
    "https:///a.jpg",
    "https://sun9-1.userapi.com:port/a.jpg",
    "javascript:alert(1)",
    "data:image/png;base64,AAAA",
    "",
    "\x00",
]


@pytest.mark.parametrize("address", STRANGERS)
def test_only_vks_own_hosts_are_asked_and_only_by_https(address):
    assert trouble(address) == "host_not_allowed"


def test_the_local_stand_is_no_way_to_its_neighbours(host, settings):
    assert trouble(f"http://localhost:{host.server_port}/a.jpg") == "host_not_allowed"
    assert trouble(f"http://user@{host.place}/a.jpg") == "host_not_allowed"
    assert trouble("http://127.0.0.1:1/a.jpg") == "host_not_allowed"
    settings.VK_LOCAL_IMAGES = ""
    assert trouble(host.url("/a.jpg")) == "host_not_allowed"
    assert host.asked == []


def test_a_name_of_vks_that_leads_into_our_network_is_refused(monkeypatch):
    monkeypatch.setattr(images, "HOSTS", ("localhost",))
    assert trouble("https://localhost/a.jpg") == "host_not_allowed"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "ff02::1"),
    ],
)
def test_an_address_of_ours_is_not_public(address):
    assert not images._is_public(images.ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["87.240.132.72", "2a00:bdc0:e003::1", "::ffff:87.240.132.72"])
def test_an_address_of_the_internet_is_public(address):
    assert images._is_public(images.ipaddress.ip_address(address))


def test_a_name_that_nobody_knows_may_be_known_later(monkeypatch):
    monkeypatch.setattr(images, "HOSTS", ("invalid",))
    assert trouble("https://nobody.invalid/a.jpg") == "unreachable"


def test_behind_the_gate_there_is_no_talk_without_a_certificate(host):
    place = Place("sun9-1.userapi.com", "127.0.0.1", host.server_port, "/a.jpg", secure=True)
    with pytest.raises(NoPicture):
        images._ask(place)
    assert host.asked == []


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:9/", "https://127.0.0.1/", "http://localhost/", "https://evil.example/", "file:///etc/passwd"],
)
def test_a_redirect_leads_nowhere_that_the_address_itself_could_not(host, target):
    host.answers["/a.jpg"] = says(b"", 302, location=target)
    assert trouble(host.url("/a.jpg")) == "host_not_allowed"


def test_a_redirect_inside_the_allowed_hosts_is_followed_but_not_for_ever(host):
    host.answers["/a.jpg"] = says(b"", 301, location="/b.jpg")
    host.answers["/b.jpg"] = says()
    host.answers["/round"] = says(b"", 302, location="/round")
    assert fetch(host.url("/a.jpg")) == PNG
    assert trouble(host.url("/round")) == "unreachable"
    assert host.asked.count("/round") == images.MOST_REDIRECTS + 1


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, "gone") for status in (304, 400, 403, 404, 410)),
        *((status, "unreachable") for status in (408, 429, 500, 502, 503)),
    ],
)
def test_a_refusal_tells_whether_to_come_back(host, status, state):
    host.answers["/a.jpg"] = says(b"", status)
    assert trouble(host.url("/a.jpg")) == state


def test_a_length_that_is_too_large_is_not_waited_for(host):
    host.answers["/a.jpg"] = says(b"only this", length=str(MOST_BYTES + 1))
    assert trouble(host.url("/a.jpg")) == "too_large"


def test_a_stream_without_an_end_is_cut(host):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:  # until the door hangs up
            handler.wfile.write(b"\xff" * 100_000)

    host.answers["/a.jpg"] = endless
    assert trouble(host.url("/a.jpg")) == "too_large"


def test_a_length_that_is_no_number_is_an_answer_of_nobody(host):
    host.answers["/a.jpg"] = says(length="many")
    assert trouble(host.url("/a.jpg")) in ("unreachable", "gone")


def test_half_a_file_is_no_file(host):
    host.answers["/a.jpg"] = says(PNG, length=str(len(PNG) * 2))
    assert trouble(host.url("/a.jpg")) == "unreachable"


def test_nobody_listens(settings):
    settings.VK_LOCAL_IMAGES = "127.0.0.1:9"
    assert trouble("http://127.0.0.1:9/a.jpg") == "unreachable"


def test_a_server_that_never_answers_is_left(host, settings):
    settings.VK_IMAGE_TIMEOUT = (0.2, 5)
    host.answers["/a.jpg"] = lambda handler: host.hung_up.wait(10)
    assert trouble(host.url("/a.jpg")) == "unreachable"


@pytest.mark.parametrize("begins", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_left_when_the_time_for_the_whole_is_over(host, settings, begins):
    settings.VK_IMAGE_TIMEOUT = (2, 0.4)

    def drip(handler):
        handler.wfile.write(begins)
        while not host.hung_up.wait(0.02):
            handler.wfile.write(b"a")

    host.answers["/a.jpg"] = drip
    assert trouble(host.url("/a.jpg")) == "unreachable"
