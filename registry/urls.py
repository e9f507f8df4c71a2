"""Addresses of the door and, under registry/, of the registry."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from registry import changes, personal_data, views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("registry.accounts.urls")),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    path("history/", changes.page, name="history"),
    path("personal-data/", personal_data.page, name="personal_data"),
    # Before the admin's own: the portal has one door, and one page for a new password.
    path("admin/login/", views.admin_door, name="admin_door"),
    path("admin/password_change/", views.admin_password, name="admin_password"),
    path("kit/", views.kit, name="kit"),
    path("registry/", include("registry.directory.urls")),
]
