"""What the management route of Inference Endpoints says of one of them. To ask the endpoint itself
would wake it, and its billing."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, urlsplit

from django.conf import settings

from providers.adapters.asking import bearer, look, sound_address
from providers.adapters.framing import as_frame, as_frames, as_text
from providers.adapters.http import HttpClient
from providers.catalogue.hugging_face_key import check_key
from providers.errors import NotServed
from providers.protocol import Key

LOOK_SECONDS = 5.0


def look_at_endpoint(address: str, key: Key) -> str:
    """Its state, such as `running` or `scaledToZero`; empty where its owner is not known.

    Raises ProviderError; NotServed where the owner of the key has no such endpoint.
    """
    wanted = urlsplit(address).hostname
    namespaces = check_key(key).namespaces
    for namespace in namespaces:
        route = f"{sound_address(settings.HF_ENDPOINTS_URL)}/v2/endpoint/{quote(namespace)}"
        listed = look(_http(), route, bearer(key), LOOK_SECONDS)
        for endpoint in as_frames(listed.get("items")):
            status = as_frame(endpoint.get("status"))
            if urlsplit(as_text(status.get("url"))).hostname == wanted:
                return as_text(status.get("state"))
    if namespaces:
        raise NotServed("The owner of this key has no endpoint at this address.")
    return ""


@cache
def _http() -> HttpClient:
    return HttpClient(pool_size=2)
