"""The local VK on a port: HTTP/1.1 with kept-alive connections, limits, faults, and a record of the calls.

In a test::

    with LocalVK(world, rps=3) as vk:
        vk.faults.append(error(10, method="wall.get", times=2))
        ...  # VK_API_URL is vk.url
        assert ("service", "wall.get") in {call[:2] for call in vk.calls}

From another process: ``GET /_local/state`` tells calls and faults, ``POST /_local/faults`` replaces the faults.
"""

import json
import socket
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from demo import faults as trouble
from demo import identity, looks
from demo.protocol import Gate, Refused, answer, envelope
from demo.world import Token, World

Recorded = tuple[str, str, dict]
DAILY = {"wall.get": 5000}
MOSCOW = 3 * 3600


class LocalVK:
    """Serves a world until it is closed.

    ``rps``: requests per token in a moving second, None without a limit. ``quotas``: calls a day per token and method,
    those inside execute included. ``latency``: seconds before each answer. ``clock``: tells Unix time, ``ticks`` the
    seconds by which ``rps`` is measured.
    ``calls``: requests as (token kind, method, params), without the token; ``inner_calls``: calls inside execute;
    ``span``: Unix time of the first and of the last request; ``renewals``: refresh tokens brought to VK ID;
    ``pictures``: paths of covers and avatars asked for; ``load``: requests per token, named by kind and place;
    ``errors``: how often each error code was given.
    """

    def __init__(
        self,
        world: World,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        rps: float | None = None,
        quotas: dict[str, int] | None = None,
        latency: float = 0,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ):
        self.world, self.rps, self.latency, self.clock, self.ticks = world, rps, latency, clock, ticks
        self.quotas = dict(DAILY if quotas is None else quotas)
        self.faults: list[trouble.Fault] = []
        self.calls: list[Recorded] = []
        self.inner_calls: list[Recorded] = []
        self.pictures: list[str] = []
        self.errors: Counter[int] = Counter()
        self.load: Counter[str] = Counter()
        self.renewals = 0
        self.span: tuple[float, float] | None = None
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self._recent: dict[str, deque[float]] = defaultdict(deque)
        self._spent: Counter[tuple[str, str, int]] = Counter()
        self._server = _Server((host, port), self)
        world.images = self.url
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Return the address to give as VK_API_URL."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> "LocalVK":
        self._thread.start()
        return self

    def __exit__(self, *failure) -> None:
        self.close()

    def close(self) -> None:
        """Hang up on everybody and give the port back; what hangs ends at once."""
        self.stopping.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def count(self, method: str | None = None, kind: str | None = None) -> int:
        """Return how many calls there were, inside execute or not; ``execute`` itself only if it is asked for."""
        with self.lock:
            made = [*self.calls, *self.inner_calls]
        return sum(
            (one == method if method else one != "execute") and kind in (None, caller) for caller, one, _ in made
        )

    def reset(self) -> None:
        """Forget calls, faults, errors and what was spent."""
        with self.lock:
            for record in (
                self.calls,
                self.inner_calls,
                self.pictures,
                self.faults,
                self.errors,
                self.load,
                self._recent,
                self._spent,
            ):
                record.clear()
            self.span = None

    def state(self) -> dict:
        """Return calls per kind and method, errors per code, and the faults switched on."""
        with self.lock:
            return {
                "calls": _by_kind(self.calls),
                "inner_calls": _by_kind(self.inner_calls),
                "tokens": dict(self.load),
                "span": self.span,
                "errors": {str(code): number for code, number in sorted(self.errors.items())},
                "faults": [asdict(fault) for fault in self.faults],
            }

    # --- a request ----------------------------------------------------------------------------------------------

    def wire_fault(self, method: str, params: dict) -> trouble.Fault | None:
        """Return the fault that keeps this request from an answer, if there is one."""
        with self.lock:
            kind = self.world.tokens.get(params.get("access_token", ""))
            return next(trouble.struck(self.faults, trouble.WIRE, kind, method, params), None)

    def respond(self, method: str, params: dict[str, str], arrived: float | None = None) -> dict:
        """Return the envelope of one request and record it. ``arrived``: when its first line came, in ``ticks``."""
        with self.lock:
            token = params.get("access_token", "")
            self._record(self.calls, self.world.tokens.get(token), method, params)
            self.load[self._label(token)] += 1
            now = self.clock()
            self.span = (self.span[0] if self.span else now, now)
            told = self._limited(token, method, params, arrived or self.ticks()) or answer(
                self.world, method, params, int(self.clock()), self._gate(token, method)
            )
            for failure in (told.get("error"), *told.get("execute_errors", [])[:-1]):
                self.errors.update([failure["error_code"]] if failure else [])
            return told

    def _limited(self, token: str, method: str, params: dict, now: float) -> dict | None:
        """Return error 6 if the token made too many requests within the last second."""
        if self.rps is None or token not in self.world.tokens:
            return None
        recent = self._recent[token]
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= self.rps:
            return {"error": envelope(trouble.error(6).refusal, method, params)}
        recent.append(now)
        return None

    def _gate(self, token: str, requested: str) -> Gate:
        def admit(kind: Token, method: str, params: dict) -> None:
            if method != requested:
                self._record(self.inner_calls, kind, method, params)
            for fault in trouble.struck(self.faults, {"error"}, kind, method, params):
                raise Refused(fault.code, "", refusal=fault.refusal)
            self._spend(token, method)

        def alter(method: str, params: dict, response):
            for fault in trouble.struck(self.faults, trouble.CONTENT, self.world.tokens[token], method, params):
                response = trouble.altered(fault, response)
            return response

        return Gate(admit, alter)

    def _spend(self, token: str, method: str) -> None:
        """Count a call of the day, which turns at midnight in Moscow. Raises Refused when the quota is used up."""
        key = (token, method, int(self.clock() + MOSCOW) // 86400)
        if self._spent[key] >= self.quotas.get(method, 10**9):
            raise Refused(29, "", refusal=trouble.error(29).refusal)
        self._spent[key] += 1

    def _label(self, token: str) -> str:
        """Return a token's kind and place in the world, such as ``service#2``: enough to tell tokens apart."""
        places = {one: place for place, one in enumerate(self.world.tokens, start=1)}
        return f"{self.world.tokens.get(token, 'unknown')}#{places.get(token, 0)}"

    def _record(self, record: list[Recorded], kind: Token | None, method: str, params: dict) -> None:
        told = {key: value for key, value in params.items() if key != "access_token"}
        record.append((str(kind or "unknown"), method, told))


def _json(body: dict) -> bytes:
    """Write an answer as VK does; half of a character can only be written with a backslash."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _by_kind(record: list[Recorded]) -> dict[str, dict[str, int]]:
    numbers: dict[str, dict[str, int]] = {}
    for (kind, method), number in sorted(Counter(call[:2] for call in record).items()):
        numbers.setdefault(kind, {})[method] = number
    return numbers


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that it can hang up on clients that keep them alive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], vk: LocalVK):
        self.vk = vk
        self.open: dict[socket.socket, threading.Thread] = {}
        super().__init__(address, _Handler)

    def process_request(self, request, client_address) -> None:
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self.open[request] = thread
        thread.start()

    def process_request_thread(self, request, client_address) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.open.pop(request, None)

    def hang_up(self) -> None:
        for connection, thread in list(self.open.items()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(5)

    def handle_error(self, request, client_address) -> None:
        """Say nothing: clients that time out or break off are part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without this every answer waits 40 ms for the client's acknowledgement of the headers.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server
    arrived = 0.0

    def parse_request(self) -> bool:
        """Note when the request came: while others are answered it waits, and that is not the caller's fault."""
        self.arrived = self.server.vk.ticks()
        return super().parse_request()

    def log_message(self, *args) -> None:
        """Keep no log: addresses of GET requests hold tokens."""

    def do_HEAD(self) -> None:
        """Answer who only opens a connection."""
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/_local/state":
            return self._send(200, self.server.vk.state())
        if urlsplit(self.path).path.startswith("/pictures/"):
            return self._picture()
        return self._api(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def _picture(self) -> None:
        """Serve a cover or an avatar, as VK's image hosts do: without a token, and not counted as a call."""
        self.server.vk.pictures.append(self.path)
        file = looks.picture(urlsplit(self.path).path)
        return self._send(200, file, "image/jpeg") if file else self._send(404, b"", "text/html")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if urlsplit(self.path).path == "/_local/faults":
            return self._set_faults(body)
        if urlsplit(self.path).path == "/oauth2/auth":
            return self._renew(dict(parse_qsl(body.decode("utf-8", "replace"))))
        query = parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
        form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return self._api(dict([*query, *form]))

    def _renew(self, form: dict[str, str]) -> None:
        vk = self.server.vk
        if fault := vk.wire_fault("oauth2/auth", form):
            return self._send(fault.status, b"<html></html>", "text/html")
        with vk.lock:
            vk.renewals += 1
            return self._send(200, identity.answer(vk.world, form))

    def _set_faults(self, body: bytes) -> None:
        vk = self.server.vk
        try:
            rows = json.loads(body or b"[]")
            told = trouble.read(rows if isinstance(rows, list) else [rows])
        except (ValueError, TypeError) as error:
            return self._send(400, {"error": str(error)})
        with vk.lock:
            vk.faults[:] = told
        return self._send(200, vk.state())

    def _api(self, params: dict[str, str]) -> None:
        prefix, _, method = urlsplit(self.path).path.rpartition("/")
        if prefix != "/method":
            return self._send(404, {"error": "not found"})
        bearer = self.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            params.setdefault("access_token", bearer.removeprefix("Bearer "))
        if fault := self.server.vk.wire_fault(method, params):
            return self._play(fault, method, params)
        told = self.server.vk.respond(method, params, self.arrived)
        self.server.vk.stopping.wait(self.server.vk.latency)
        return self._send(200, told)

    def _play(self, fault: trouble.Fault, method: str, params: dict[str, str]) -> None:
        """Answer as a broken VK does. The request was made all the same: it is recorded."""
        told = self.server.vk.respond(method, params, self.arrived)
        whole = _json(told)
        match fault.kind:
            case "http":
                return self._send(fault.status, b"<html><h1>Bad Gateway</h1></html>", "text/html", to=fault.location)
            case "not_json":
                return self._send(200, b"<html>\xd0\x9e\xd1\x88\xd0\xb8\xd0\xb1\xd0\xba\xd0\xb0</html>", "text/html")
            case "truncated":
                return self._send(200, whole[: len(whole) // 2])
            case "cut":
                self._send(200, whole, sent=len(whole) // 2)
            case "hang":
                self.server.vk.stopping.wait(fault.seconds)
        self.close_connection = True
        return None

    def _send(
        self,
        status: int,
        body: dict | bytes,
        kind: str = "application/json; charset=utf-8",
        sent: int | None = None,
        to: str = "",
    ) -> None:
        content = body if isinstance(body, bytes) else _json(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if to:
            self.send_header("Location", to)
        self.end_headers()
        self.wfile.write(content[:sent])
