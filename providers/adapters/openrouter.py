"""OpenRouter: a server of the OpenAI kind that tells what a key may spend."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

from providers.adapters.asking import look, sound_address
from providers.adapters.framing import Frame, as_frame
from providers.adapters.health import measure_health
from providers.adapters.http import HttpClient
from providers.adapters.openai_compatible import OpenAICompatible
from providers.adapters.pricing import dollars
from providers.protocol import Credit, Health, Key

HOST = "openrouter.ai"


class OpenRouter(OpenAICompatible):
    """Its list of models is public, so that a probe looks at the key instead.

    https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key
    """

    def probe(self, key: Key) -> Health:
        told: Frame = {}

        def look_at_key() -> None:
            told.update(look(self.http, f"{self.address}/key", self._headers(key)))

        health = measure_health(look_at_key, is_key_proven=True)
        return replace(health, credit=_credit(as_frame(told.get("data"))))


def compatible_adapter(name: str, base_url: str, http: HttpClient) -> OpenAICompatible:
    """That of a server which is told by its address alone."""
    is_openrouter = urlsplit(sound_address(base_url)).hostname == HOST
    kind = OpenRouter if is_openrouter else OpenAICompatible
    return kind(base_url, name=name, http=http)


def _credit(key: Frame) -> Credit | None:
    used = dollars(key.get("usage"))
    if used is None:
        return None
    left = key.get("limit_remaining")
    # What is overdrawn is told as less than nothing.
    return Credit(
        used, dollars(key.get("limit")), None if left is None else dollars(left) or Decimal(0)
    )
