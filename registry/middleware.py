"""What holds on every page: one-time passwords are replaced, a second factor is given, sessions stay listed."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from registry.accounts import second_factor, throttle

Response = Callable[[HttpRequest], HttpResponseBase]
ALWAYS = {"signout", "account_logout", "set_language", "health"}
SETTING_UP = {"mfa_activate_totp", "account_reauthenticate"}
GIVING = {"mfa_reauthenticate"}
# Pages that come before any other.
DOOR = {"signin", "account_login", "password_change", "account_change_password"} | SETTING_UP | GIVING


# What no page of the portal asks a browser for. The camera is the phone's own: a photograph is an uploaded file.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "display-capture")
)


class HeadersMiddleware:
    """Headers that Django does not know: what browsers may not do here, and that no other site may embed our files."""

    def __init__(self, get_response: Response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class FragmentMiddleware:
    """The door is no answer to a page that asks for a part of itself: it would stand in that part's place, or nothing.

    htmx is told 401 with words instead, and shows them above what stands there (static/js/portal.js).
    """

    def __init__(self, get_response: Response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "HX-Request" in request.headers and response.status_code == 302 and _leads_to_door(response["Location"]):
            return render(request, "401.html", status=401)
        return response


class SessionKeyMiddleware:
    """A session that gets another key stays in the list of sessions: only by that list can it be ended.

    A new password gives it one, one's own and one set in the admin; django-allauth hears of its own pages alone.
    """

    def __init__(self, get_response: Response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = request.session.session_key
        response = self.get_response(request)
        if before and request.session.session_key not in (before, None) and request.user.is_authenticated:
            UserSession.objects.filter(session_key=before).delete()
            UserSession.objects.create_from_request(request)
        return response


class PasswordChangeMiddleware:
    """A one-time password opens one page only: the one where it is replaced."""

    def __init__(self, get_response: Response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        allowed = {reverse("password_change"), reverse("signout")}
        if user.is_authenticated and user.must_change_password and request.path not in allowed:
            return redirect("password_change")
        return self.get_response(request)


class SecondFactorMiddleware:
    """A session of somebody who must have a second factor opens nothing before it is given.

    Sign-in asks for it. What is left for here: who has none yet, and who got the role, or the factor in another
    session, after signing in.
    """

    def __init__(self, get_response: Response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        lacking = user.is_authenticated and not second_factor.suffices(request)
        if lacking and not getattr(user, "must_change_password", False) and (page := self._due(request)):
            return redirect(page)
        return self.get_response(request)

    def _due(self, request: HttpRequest) -> str:
        """Return the page that comes first; an empty string if this is it."""
        has_one = second_factor.is_set_up(request.user)
        allowed, page = (GIVING, "mfa_reauthenticate") if has_one else (SETTING_UP, "mfa_activate_totp")
        return "" if _name(request) in allowed | ALWAYS else page


class SearchPaceMiddleware:
    """Whoever searches (``q`` in the address) on whatever page, typing or by a script, does so within a limit."""

    def __init__(self, get_response: Response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        searches = request.user.is_authenticated and bool(request.GET.get("q"))
        if searches and not throttle.once_more(request, "search"):
            return throttle.too_many(request)
        return self.get_response(request)


def _leads_to_door(address: str) -> bool:
    return _named(address.split("?")[0]) in DOOR


def _name(request: HttpRequest) -> str:
    return _named(request.path_info)


def _named(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
