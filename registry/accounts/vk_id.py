"""VK ID as a way to sign in, where the settings name an application for it."""

from functools import wraps

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.vk.provider import VKProvider
from allauth.socialaccount.providers.vk.views import VKOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404


class Adapter(VKOAuth2Adapter):
    """VK ID where the settings say it is: a government network reaches it through a gateway."""

    @property
    def access_token_url(self) -> str:
        return f"{settings.VK_ID_URL}/oauth2/auth"

    @property
    def authorize_url(self) -> str:
        return f"{settings.VK_ID_URL}/authorize"

    @property
    def profile_url(self) -> str:
        return f"{settings.VK_ID_URL}/oauth2/user_info"


class Provider(VKProvider):
    name = "VK ID"
    oauth2_adapter_class = Adapter


def is_on() -> bool:
    return bool(settings.VK_SIGNIN_CLIENT_ID)


def switched(view):
    """Answer 404 where VK ID is switched off."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


signin = switched(login_not_required(OAuth2LoginView.adapter_view(Adapter)))
callback = switched(login_not_required(OAuth2CallbackView.adapter_view(Adapter)))
