"""Asks the Hub whether a Hugging Face key is good: the router's list of models is public and
proves nothing of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings

from providers.adapters.asking import bearer, look, sound_address
from providers.adapters.framing import Frame, as_frame, as_frames, as_text
from providers.adapters.http import HttpClient
from providers.errors import InvalidCredentials, ProviderError, RateLimited
from providers.protocol import Key

# The Hub limits this question strictly: a found is kept for hours.
KEPT_SECONDS = 6 * 3600
LOOK_SECONDS = 5.0
PERMISSION = "inference.serverless.write"
NO_PERMISSION = "The token may lack the permission “Make calls to Inference Providers”."


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """`is_accepted` is None where the Hub did not say. `namespaces` are the owner's own name and
    those of their organisations."""

    is_accepted: bool | None = None
    code: str = ""
    message: str = ""
    namespaces: tuple[str, ...] = ()


def check_key(key: Key) -> KeyFinding:
    """Never raises."""
    if not key.secret:
        return KeyFinding()
    try:
        return _ask_hub(settings.HF_HUB_URL, key.secret, int(time.time() // KEPT_SECONDS))
    except ProviderError:
        return KeyFinding()


@lru_cache(maxsize=8)
def _ask_hub(hub_url: str, secret: str, _period: int) -> KeyFinding:
    """What it raises is not kept, and asked again at the next probe."""
    url = f"{sound_address(hub_url)}/api/whoami-v2"
    try:
        token = look(_http(), url, bearer(Key(secret)), LOOK_SECONDS)
    except InvalidCredentials as refused:
        return KeyFinding(is_accepted=False, code=refused.code, message=refused.message)
    except RateLimited:
        return KeyFinding()
    names = (as_text(owner.get("name")) for owner in (token, *as_frames(token.get("orgs"))))
    return KeyFinding(
        is_accepted=True,
        message="" if _may_call(token) else NO_PERMISSION,
        namespaces=tuple(name for name in names if name),
    )


def _may_call(whoami: Frame) -> bool:
    """Only fine-grained tokens list what they may, and not every one of them does."""
    token = as_frame(as_frame(whoami.get("auth")).get("accessToken"))
    grants = as_frame(token.get("fineGrained"))
    if as_text(token.get("role")) != "fineGrained" or not grants:
        return True
    granted = [
        grants.get("global"),
        *(g.get("permissions") for g in as_frames(grants.get("scoped"))),
    ]
    return any(PERMISSION in names for names in granted if isinstance(names, list))


@cache
def _http() -> HttpClient:
    return HttpClient(pool_size=2)
