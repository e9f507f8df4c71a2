"""Addresses of the door and, under registry/, of the registry."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from registry import views

urlpatterns = [
    path("", views.home, name="home"),
    path("signin/", views.SignIn.as_view(), name="signin"),
    path("signout/", LogoutView.as_view(), name="signout"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    path("kit/", views.kit, name="kit"),
    path("registry/", include("registry.directory.urls")),
]
