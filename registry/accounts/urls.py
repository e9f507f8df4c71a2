"""Addresses of the door and of the pages of people.

django-allauth finds its pages by name; only those that the portal has are here, so there is nothing to sign up with.
Those that have a name of our own as well are the same pages: the rest of the portal knows no allauth.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.usersessions.views import list_usersessions
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from . import vk_id
from .views import door as views
from .views import mine as own
from .views import people

door = [
    path("signin/", views.signin, name="account_login"),
    path("signin/", views.signin, name="signin"),
    path("signin/code/", mfa.authenticate, name="mfa_authenticate"),
    path("signout/", LogoutView.as_view(), name="account_logout"),
    path("signout/", LogoutView.as_view(), name="signout"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/", views.password_change, name="password_change"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:token>/", views.accept, name="invitation_accept"),
]
mine = [
    path("account/", own.account, name="account"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/", mfa.index, name="mfa_index"),
    path("account/second-factor/new/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/sessions/", list_usersessions, name="usersessions_list"),
    path("account/vk/", vk_id.switched(social.connections), name="socialaccount_connections"),
]
vk = [
    path("signin/vk/", vk_id.signin, name="vk_login"),
    path("signin/vk/back/", vk_id.callback, name="vk_callback"),
    path(
        "signin/vk/cancelled/",
        vk_id.switched(login_not_required(social.login_cancelled)),
        name="socialaccount_login_cancelled",
    ),
    path("signin/vk/error/", vk_id.switched(login_not_required(social.login_error)), name="socialaccount_login_error"),
]
ministry = [
    path("people/", people.index, name="people"),
    path("people/invite/", people.invite, name="people_invite"),
    path("people/invite/list/", people.invite_list, name="people_invite_list"),
    path("people/invitations/<int:pk>/again/", people.invite_again, name="invitation_again"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/<int:role>/end/", people.end_role, name="person_role_end"),
    path("people/<int:pk>/<slug:deed>/", people.do, name="person_do"),
]
urlpatterns = door + mine + vk + ministry
