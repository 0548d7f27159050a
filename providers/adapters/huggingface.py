"""The Hugging Face router: chat completions, served by many providers behind one key."""

from __future__ import annotations

from providers.adapters.asking import sound_address
from providers.adapters.framing import Frame, as_count, as_frames, as_text
from providers.adapters.http import HttpClient
from providers.adapters.openai_compatible import OpenAICompatible, Peculiarities, writes_text
from providers.protocol import CatalogueEntry

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
        served_by = [
            provider
            for provider in as_frames(listing.get("providers"))
            if provider.get("status") == "live"
        ]
        contexts = [n for p in served_by if (n := as_count(p.get("context_length")))]
        return CatalogueEntry(
            model=as_text(listing.get("id")),
            is_served=bool(served_by),
            context_tokens=min(contexts, default=None),
            can_chat=writes_text(listing),
        )
