"""VK ID: a new pair of tokens for a refresh token, which is good once. Answers as OAuth 2.1 does, always with 200."""

import secrets
from dataclasses import replace

from demo.world import Refusal, Token, World


def answer(world: World, form: dict[str, str]) -> dict:
    """Return the pair, or the error that the application gets. The former access token ends at once."""
    if form.get("grant_type") != "refresh_token" or not form.get("state"):
        return _error("invalid_request", "grant_type or state is missing")
    grant = world.grants.get(form.get("refresh_token", ""))
    if grant is None or (grant.client, grant.device) != (form.get("client_id"), form.get("device_id")):
        return _error("invalid_grant", "refresh token is expired or invalid")
    del world.grants[form["refresh_token"]]
    world.token_refusals[grant.access] = Refusal(1117, "User authorization failed: access_token has expired.")
    access, refresh = (f"vk2.a.{secrets.token_urlsafe(32)}" for _ in range(2))
    world.tokens[access] = Token.USER
    world.grants[refresh] = replace(grant, access=access)
    return {
        "access_token": access,
        "refresh_token": refresh,
        "token_type": "Bearer",
        "expires_in": grant.seconds,
        "user_id": 1,
        "state": form["state"],
        "scope": "wall groups",
    }


def _error(code: str, description: str) -> dict:
    return {"error": code, "error_description": description}
