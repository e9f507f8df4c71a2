"""Secrets that have to be kept in the database: encrypted with a key made from SECRET_KEY."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Broken(Exception):
    """Sealed with another SECRET_KEY, or no seal at all."""


def seal(secrets: dict[str, str]) -> str:
    return _cipher().encrypt(json.dumps(secrets).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Return what was sealed. Raises Broken."""
    try:
        return json.loads(_cipher().decrypt(sealed.encode()))
    except InvalidToken:
        raise Broken from None


def _cipher() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"gospublics vk tokens").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
