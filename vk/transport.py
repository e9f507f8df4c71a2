"""One session with VK: the vk_api library with its traps closed.

What the library does by itself and we cannot have: no timeout; a fixed address; calls in a row with a pause
of its own; redirects; endless recursion on error 6; a KeyError on a captcha without a picture; exceptions that carry
the token. Everything that leaves this module is one of vk.errors, and names no token.
"""

from collections.abc import Callable
from contextlib import suppress

import jconfig
import requests
import vk_api
from requests.adapters import HTTPAdapter
from vk_api.exceptions import ApiError, ApiHttpError, VkApiError

from . import errors
from .secrecy import blot

VERSION = "5.199"
_LIBRARY_ADDRESS = "https://api.vk.ru/"


class _Redirected(HTTPAdapter):
    """Sends what the library addresses to VK to the configured address, in its turn, and never without a timeout."""

    def __init__(self, base: str, timeout: tuple[float, float], turn: Callable[[], None]):
        self.base, self.timeout, self._turn = base.rstrip("/"), timeout, turn
        super().__init__()

    def send(self, request, *args, **options):
        request.url = self.base + request.path_url
        if request.method == "POST":
            self._turn()
        options["timeout"] = options.get("timeout") or self.timeout
        return super().send(request, *args, **options)


class _Client(vk_api.VkApi):
    RPS_DELAY = 0  # the shared limiter paces all processes, a private pause would only waste the rate


class Session:
    """One connection with one token. One call at a time; several sessions hide each other's latency.

    ``turn``: called when a request is ready to go, returns when it may; what it raises is raised by ``call``.
    """

    def __init__(self, token: str, base: str, timeout: tuple[float, float], turn: Callable[[], None]):
        self.token = token
        http = requests.Session()
        http.headers["User-Agent"] = "gospublics/1"
        # VK's API leads nowhere else. A redirect would take the token there, past the adapter that has the timeout.
        http.max_redirects = 0
        http.mount(_LIBRARY_ADDRESS, _Redirected(base, timeout, turn))
        self._client = _Client(token=token, session=http, api_version=VERSION, config=jconfig.MemoryConfig)
        # The library's handlers repeat, wait or ask a person at the keyboard; sorting errors is ours.
        self._client.error_handlers.clear()

    def warm_up(self) -> None:
        """Open the connection before the token's turn comes: a call that had to open it would come late, and the
        next ones too soon after it for VK's limit.
        """
        with suppress(requests.RequestException):
            self._client.http.head(_LIBRARY_ADDRESS, allow_redirects=False)

    def call(self, method: str, params: dict) -> dict:
        """Return VK's whole envelope (``response``, perhaps ``execute_errors``). Raises vk.errors.VkError."""
        failure = None
        try:
            return _envelope(self._client.method(method, params, raw=True))
        except ApiError as error:
            failure = errors.from_reply(_told(error.error))
        except ApiHttpError as error:
            failure = _http(error.response.status_code)
        except (requests.RequestException, VkApiError, ValueError, KeyError, TypeError) as error:
            failure = errors.Transient(blot(f"{type(error).__name__} при вызове {method}"))
        # Raised outside the handler: the library's exception holds the token and must not be its context.
        raise failure

    def close(self) -> None:
        self._client.http.close()


def renewed(base: str, timeout: tuple[float, float], form: dict[str, str]) -> dict:
    """Return VK ID's answer to a refresh token. Raises vk.errors.Expired if it takes it no more, else Transient."""
    failure = None
    try:
        with requests.Session() as http:
            reply = http.post(f"{base.rstrip('/')}/oauth2/auth", form, timeout=timeout, allow_redirects=False)
        return _pair(reply, form["state"])
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        failure = errors.Transient(f"VK ID: {type(error).__name__}")
    raise failure


def _pair(reply: requests.Response, state: str) -> dict:
    told = reply.json()
    if reply.status_code < 500 and "error" in told:
        raise errors.Expired(blot(f"VK ID: {told['error']} {told.get('error_description', '')}"))
    if told.get("state", state) != state:
        raise ValueError("an answer to somebody else")
    pair = {name: str(told[name]) for name in ("access_token", "refresh_token")}
    return pair | {"expires_in": int(told["expires_in"])}


def _envelope(answer: dict) -> dict:
    if not isinstance(answer, dict) or "response" not in answer:
        raise ValueError("an answer without «response»")
    return {**answer, "execute_errors": [_told(error) for error in answer.get("execute_errors") or []]}


def _told(error: dict) -> dict:
    """Return VK's error without tokens: some of its messages quote the request."""
    return {**error, "error_msg": blot(str(error.get("error_msg", "")))}


def _http(status: int) -> errors.VkError:
    return (errors.Transient if status >= 500 or status == 429 else errors.CallAPerson)(f"HTTP {status}")
