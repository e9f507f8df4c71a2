"""A one-time password opens one page only: the one where it is replaced."""

from django.shortcuts import redirect
from django.urls import reverse


class PasswordChangeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        allowed = {reverse("password_change"), reverse("signout")}
        if user.is_authenticated and user.must_change_password and request.path not in allowed:
            return redirect("password_change")
        return self.get_response(request)
