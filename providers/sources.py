"""How each provider is reached: its address, its keys, the adapter that speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from django.conf import settings

from providers.adapters.gemini import Gemini
from providers.adapters.guard import Guard
from providers.adapters.http import HttpClient
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.ollama import Ollama
from providers.adapters.openrouter import compatible_adapter
from providers.compatible_servers import compatible_servers
from providers.environment_keys import huggingface_keys, split_keys
from providers.gateway.means import Manner
from providers.manners import manner_of
from providers.model_registry import PROVIDER_REGISTRY
from providers.models import Origin, Provider
from providers.protocol import Key
from providers.protocol import Provider as Adapter
from providers.stored_keys import stored_keys
from providers.typed_addresses import guard_of_rows

HUGGINGFACE, OLLAMA, GEMINI, OPENAI_COMPATIBLE, INFERENCE_ENDPOINT = (
    Provider.Adapter.HUGGINGFACE.value,
    Provider.Adapter.OLLAMA.value,
    Provider.Adapter.GEMINI.value,
    Provider.Adapter.OPENAI_COMPATIBLE.value,
    Provider.Adapter.INFERENCE_ENDPOINT.value,
)
REHEARSAL_KEY = Key("rehearsal", "rehearsal")
REACH = ("name", "is_enabled", "origin", "adapter", "base_url")

ADAPTERS: dict[str, Callable[[str, str, HttpClient], Adapter]] = {
    HUGGINGFACE: lambda _name, base_url, http: HuggingFace(base_url, http=http),
    OLLAMA: lambda _name, base_url, http: Ollama(base_url, http=http),
    GEMINI: lambda _name, base_url, http: Gemini(base_url, http=http),
    OPENAI_COMPATIBLE: compatible_adapter,
    INFERENCE_ENDPOINT: lambda name, base_url, http: InferenceEndpoint(
        base_url, name=name, http=http
    ),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A provider as it is reached from here. Without an address `base_url` is empty.

    Its keys stand in the order in which they are used. `is_typed`: the address is not the
    operator's word but a row's, and where it leads is judged at each connection. `manner` is the
    operator's choice.
    """

    name: str
    label: str
    adapter: str
    base_url: str
    keys: tuple[Key, ...]
    needs_key: bool
    is_typed: bool = False
    manner: Manner = field(default_factory=Manner)

    @property
    def key(self) -> Key:
        return self.keys[0] if self.keys else Key()

    @property
    def is_configured(self) -> bool:
        return bool(self.base_url) and (bool(self.key.secret) or not self.needs_key)


def source_of(provider: Provider) -> Source:
    source = _source(provider.name, provider.label, provider.adapter, provider.base_url)
    return _with_stored_keys(replace(source, manner=manner_of(provider)))


def shipped_sources() -> list[Source]:
    servers = compatible_servers().values()
    return [
        *(_source(p.name, p.label, p.adapter, "") for p in PROVIDER_REGISTRY),
        *(_source(server.name, server.name, OPENAI_COMPATIBLE, "") for server in servers),
    ]


def rehearsing(source: Source) -> Source:
    """The same adapter, in front of the rehearsal upstream."""
    return replace(source, base_url=settings.REHEARSAL_URL, keys=(REHEARSAL_KEY,), is_typed=False)


def keys_of(sources: Iterable[Source]) -> dict[str, tuple[Key, ...]]:
    """By provider; an empty one where none is asked for."""
    return {source.name: source.keys or (Key(),) for source in sources}


def keys_of_environment(provider: Provider) -> tuple[Key, ...]:
    return _source(provider.name, provider.label, provider.adapter, provider.base_url).keys


def is_within_reach(
    name: str,
    is_enabled: bool,  # noqa: FBT001  the columns of a row
    origin: str,
    adapter: str,
    base_url: str,
    *,
    is_rehearsal: bool,
) -> bool:
    """Whether the provider with these columns (`REACH`) can be asked."""
    if is_rehearsal or not is_enabled:
        return is_enabled
    if origin == Origin.WITHDRAWN:
        return False
    return _with_stored_keys(_source(name, name, adapter, base_url)).is_configured


def adapter_for(source: Source) -> Adapter:
    """One for each address and process. Raises Misconfigured if the address is none."""
    guard = guard_of_rows() if source.is_typed else None
    return _adapter(source.adapter, source.name, source.base_url, guard)


@cache
def _adapter(adapter: str, name: str, base_url: str, guard: Guard | None) -> Adapter:
    return ADAPTERS[adapter](name, base_url, HttpClient(guard=guard))


def _source(name: str, label: str, adapter: str, base_url: str) -> Source:
    """The address of a row comes before that of the environment."""
    match adapter:
        case Provider.Adapter.HUGGINGFACE:
            from_settings, keys, needs_key = settings.HF_BASE_URL, huggingface_keys(), True
        case Provider.Adapter.GEMINI:
            gemini_keys = split_keys(settings.GEMINI_API_KEY, settings.GEMINI_API_KEY_NAME)
            from_settings, keys, needs_key = settings.GEMINI_BASE_URL, gemini_keys, True
        case Provider.Adapter.OLLAMA:
            from_settings, keys, needs_key = settings.OLLAMA_HOST, (), False
        case Provider.Adapter.INFERENCE_ENDPOINT:
            from_settings, keys, needs_key = "", huggingface_keys(), False
        case _:
            server = compatible_servers().get(name)
            from_settings = server.url if server else ""
            keys = split_keys(server.keys(), server.key_variable) if server else ()
            needs_key = bool(server and server.key_variable)
    address, is_typed = base_url or from_settings, bool(base_url)
    return Source(name, label, adapter, address, keys, needs_key, is_typed)


def _with_stored_keys(source: Source) -> Source:
    """Those of the environment come first; what stands in both is one key."""
    keys = dict.fromkeys((*source.keys, *stored_keys(source.name)))
    return replace(source, keys=tuple(keys))
