"""The Hugging Face router: chat completions, served by many providers behind one key."""

from __future__ import annotations

from decimal import Decimal

from providers.adapters.asking import sound_address
from providers.adapters.framing import (
    Frame,
    as_count,
    as_flag,
    as_frame,
    as_frames,
    as_measure,
    as_text,
)
from providers.adapters.http import HttpClient
from providers.adapters.openai_compatible import OpenAICompatible, Peculiarities, writes_text
from providers.protocol import CatalogueEntry, Host

BASE_URL = "https://router.huggingface.co"


class HuggingFace(OpenAICompatible):
    """`bill_to` is the organisation that pays instead of the key's owner.

    The catalogue is public: a probe finds out whether the router is there, nothing of the key.
    """

    name = "huggingface"
    path = "/v1"  # below HF_BASE_URL

    def __init__(
        self, base_url: str = BASE_URL, *, bill_to: str = "", http: HttpClient | None = None
    ) -> None:
        address = sound_address(base_url)
        super().__init__(
            address if address.endswith(self.path) else address + self.path,
            peculiarities=Peculiarities(
                has_public_catalogue=True,
                headers={"X-HF-Bill-To": bill_to} if bill_to else {},
            ),
            http=http,
        )

    def _entry(self, listing: Frame) -> CatalogueEntry:
        """The context is the smallest of those who serve the model: the router picks any."""
        hosts = tuple(_host(provider) for provider in as_frames(listing.get("providers")))
        live = [host for host in hosts if host.is_live]
        contexts = [host.context_tokens for host in live if host.context_tokens]
        return CatalogueEntry(
            model=as_text(listing.get("id")),
            is_served=bool(live),
            context_tokens=min(contexts, default=None),
            can_chat=writes_text(listing),
            hosts=hosts,
        )


def _host(provider: Frame) -> Host:
    pricing = as_frame(provider.get("pricing"))
    milliseconds = as_measure(provider.get("first_token_latency_ms"))
    return Host(
        name=as_text(provider.get("provider")),
        is_live=provider.get("status") == "live",
        context_tokens=as_count(provider.get("context_length")) or None,
        input_usd_per_million=_price(pricing.get("input")),
        output_usd_per_million=_price(pricing.get("output")),
        is_free=as_flag(provider.get("is_free")),
        first_token_seconds=None if milliseconds is None else milliseconds / 1000,
        tokens_per_second=as_measure(provider.get("throughput")),
        supports_tools=as_flag(provider.get("supports_tools")),
        supports_structured_output=as_flag(provider.get("supports_structured_output")),
    )


def _price(value: object) -> Decimal | None:
    """As it is written: through its shortest text, for 0.6 has no float of its own."""
    return None if as_measure(value) is None else Decimal(str(value))
