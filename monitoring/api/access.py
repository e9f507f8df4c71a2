"""Who asks, and how often: a personal token, a number of requests a minute for each person."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from monitoring import clock
from monitoring.models import ApiToken
from registry.models import User

from . import tokens

WINDOW = 60


class Asked(HttpRequest):
    """A request that a token has let in."""

    auth: ApiToken
    user: User


class PersonalToken(HttpBearer):
    """``Authorization: Bearer gp_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        row = tokens.recognise(token, clock.now())
        if row is None or row.user.must_change_password:
            return None
        # Scopes are asked of the request's user everywhere; here the token tells who that is.
        request.user = row.user
        return row


class Pace(BaseThrottle):
    """So many requests a minute for each person, whatever tokens they have, counted in Redis for all processes."""

    def allow_request(self, request: HttpRequest) -> bool:
        window = int(clock.now().timestamp()) // WINDOW
        key = f"api:{request.user.pk}:{window}"
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key) <= settings.API_CALLS_A_MINUTE

    def wait(self) -> float:
        return WINDOW - clock.now().timestamp() % WINDOW
