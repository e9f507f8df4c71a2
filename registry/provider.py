"""Where django-allauth looks for an app's providers of sign-in."""

from registry.accounts.vk_id import Provider

provider_classes = [Provider]
