"""The door to image files: what VK names as the address of a picture is fetched from VK's own hosts, or not at all.

An address comes from outside. It must not lead the portal into its own network, keep it waiting, or fill its memory:
the host is on the list, the scheme is https, the name resolves to public addresses only, the connection goes to just
the address that was checked, every redirect passes the same gate, and bytes and seconds are counted.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import urljoin

import certifi
from django.conf import settings
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from .pictures import NoPicture, Trouble

# VK's image hosts: these names and whatever stands before them with a dot.
HOSTS = ("userapi.com", "vkuserphoto.ru", "vk.com", "vk.ru")
MOST_BYTES = 12_000_000
MOST_REDIRECTS = 3
PIECE = 65_536
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "gospublics/1", "Accept": "image/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Place:
    """Where a checked address leads: ``ip`` is what is connected to, ``host`` what the certificate must name."""

    host: str
    ip: str
    port: int
    path: str
    secure: bool


def fetch(address: str) -> bytes:
    """Return the file at an address of VK's. Raises NoPicture, whose ``trouble`` tells whether to try again."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(_place(address))
        if isinstance(answer, bytes):
            return answer
        address = urljoin(address, answer)
    raise NoPicture(Trouble.UNREACHABLE, "redirects")


# --- the gate --------------------------------------------------------------------------------------------------------


def _place(address: str) -> Place:
    try:
        url = parse_url(address)
    except LocationParseError as error:
        raise NoPicture(Trouble.HOST_NOT_ALLOWED) from error
    host = (url.host or "").lower()
    if settings.VK_LOCAL_IMAGES and url.scheme == "http" and url.netloc == settings.VK_LOCAL_IMAGES and not url.auth:
        return Place(host, host, url.port or 80, url.request_uri, secure=False)
    if not _allowed(url, host):
        raise NoPicture(Trouble.HOST_NOT_ALLOWED, host)
    return Place(host, _public_ip(host), 443, url.request_uri, secure=True)


def _allowed(url: Url, host: str) -> bool:
    ours = any(host == known or host.endswith(f".{known}") for known in HOSTS)
    return ours and url.scheme == "https" and url.port in (None, 443) and url.auth is None


def _public_ip(host: str) -> str:
    """Return an address of the host. One private address among several is enough to refuse them all."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoPicture(Trouble.UNREACHABLE, type(error).__name__) from error
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not all(map(_is_public, addresses)):
        raise NoPicture(Trouble.HOST_NOT_ALLOWED, f"{host}: private address")
    # IPv4 first: many a container has an IPv6 address that leads nowhere.
    return str(min(addresses, key=lambda one: one.version))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return inner.is_global and not inner.is_multicast


# --- the connection --------------------------------------------------------------------------------------------------


def _ask(place: Place) -> bytes | str:
    """Return the file, or the address that the answer sends us on to."""
    connection = _connection(place)
    try:
        with _in_time(connection):
            connection.request("GET", place.path, headers={"Host": place.host, **HEADERS}, preload_content=False)
            with closing(connection.getresponse()) as response:
                return _read(response)
    except (HTTPError, OSError, ValueError) as error:
        raise NoPicture(Trouble.UNREACHABLE, type(error).__name__) from error
    finally:
        connection.close()


def _connection(place: Place) -> HTTPConnection:
    seconds = settings.VK_IMAGE_TIMEOUT[0]
    if not place.secure:
        return HTTPConnection(place.ip, place.port, timeout=seconds)
    return HTTPSConnection(
        place.ip,
        place.port,
        timeout=seconds,
        server_hostname=place.host,
        assert_hostname=place.host,
        ca_certs=certifi.where(),
    )


@contextmanager
def _in_time(connection: HTTPConnection) -> Iterator[None]:
    """Hang up when the time for the whole answer is over: a server that drips never runs into a read's own timeout."""
    late = Event()
    lines: list[socket.socket] = []  # a connection forgets its socket when the answer tells no length

    def hang_up() -> None:
        late.set()
        for line in (*lines, connection.sock):
            with suppress(OSError, AttributeError):
                line.shutdown(socket.SHUT_RDWR)

    timer = Timer(settings.VK_IMAGE_TIMEOUT[1], hang_up)
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        lines.append(connection.sock)
        yield
    finally:
        timer.cancel()
    if late.is_set():
        raise NoPicture(Trouble.UNREACHABLE, "too slow")


def _read(response: HTTPResponse) -> bytes | str:
    if response.status in REDIRECTS and response.headers.get("Location"):
        return response.headers["Location"]
    if response.status != 200:
        raise NoPicture(_refusal(response.status), f"HTTP {response.status}")
    if int(response.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise NoPicture(Trouble.TOO_LARGE)
    content = bytearray()
    for piece in response.stream(PIECE, decode_content=False):
        content += piece
        if len(content) > MOST_BYTES:
            raise NoPicture(Trouble.TOO_LARGE)
    return bytes(content)


def _refusal(status: int) -> Trouble:
    passing = status >= 500 or status in (408, 429)
    return Trouble.UNREACHABLE if passing else Trouble.GONE
