"""Which providers and models there are, how they are reached, and the gateway built from them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, partial

from django.conf import settings
from django.db import OperationalError, ProgrammingError

from providers import process_commons
from providers.absence import absence_of
from providers.adapters.gemini import Gemini
from providers.adapters.guard import Guard
from providers.adapters.http import HttpClient
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.ollama import Ollama
from providers.adapters.openrouter import compatible_adapter
from providers.attempt_rows import record_attempt
from providers.calls import AttemptRecord
from providers.catalogue.likeness import nearest_to
from providers.catalogue.pinning import is_left_alone, pin_models
from providers.catalogue.routes import IsResting, pin_nobody
from providers.compatible_servers import compatible_servers
from providers.environment_keys import huggingface_keys, split_keys
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.gateway.means import Manner, Ways, nobody_near
from providers.kept import Kept
from providers.ledger.quota_ledger import ledger_for
from providers.manners import manner_of
from providers.model_registry import MODEL_REGISTRY, PROVIDER_REGISTRY
from providers.models import LanguageModel, LanguageModelQuerySet, Origin, Provider
from providers.money import FREE
from providers.protocol import Key, ModelRef
from providers.protocol import Provider as Adapter
from providers.quota import OPERATOR, Spender, UnlimitedLedger
from providers.stored_keys import stored_keys, stored_keys_kept
from providers.typed_addresses import guard_of_rows

log = logging.getLogger(__name__)

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


def build_gateway(
    *,
    is_rehearsal: bool,
    spender: Spender | None = None,
    tell: Callable[[AttemptRecord], None] = lambda _: None,
    asks: Collection[str] = (),
) -> Gateway:
    """The door to every enabled provider that can be asked; in rehearsal to its understudy, where
    all is free and nothing counts. `spender`: for whom, if for anybody; `tell` hears of every
    attempt that has been stored; `asks`: the providers that could be asked a moment ago."""
    spender = spender or OPERATOR
    askable = _askable(is_rehearsal=is_rehearsal)
    if not {source.name for source in askable}.issuperset(asks):
        sources_kept.forget()  # a key was saved elsewhere
        askable = _askable(is_rehearsal=is_rehearsal)
    keys = keys_of(askable)
    is_resting = partial(is_left_alone, keys=keys)

    def record(attempt: AttemptRecord) -> None:
        record_attempt(attempt, is_rehearsal=is_rehearsal, person_id=spender.person_id)
        tell(attempt)

    return Gateway(
        providers=_sound_adapters(askable),
        keys=keys,
        ledger=UnlimitedLedger(FREE) if is_rehearsal else ledger_for(spender),
        record=record,
        commons=process_commons.commons(is_rehearsal=is_rehearsal),
        ways=Ways(
            pin_nobody if is_rehearsal else partial(pin_models, is_resting=is_resting),
            nobody_near if is_rehearsal else partial(_nearest, is_resting),
            settings.ALLOW_PAID_FALLBACK,
            {source.name: source.manner for source in askable},
            absence_of,
        ),
    )


def _askable(*, is_rehearsal: bool) -> list[Source]:
    sources = sources_kept.now()
    if is_rehearsal:
        sources = [rehearsing(source) for source in sources]
    return [source for source in sources if source.is_configured]


def known_as(key_id: str) -> str:
    """The key of that id as the operator knows it; the id itself where it is in use no more."""
    keys = (key for source in sources_kept.now() for key in source.keys)
    return next((key.shown for key in keys if key.id == key_id), key_id)


def keys_of(sources: Iterable[Source]) -> dict[str, tuple[Key, ...]]:
    """By provider; an empty one where none is asked for."""
    return {source.name: source.keys or (Key(),) for source in sources}


def read_sources() -> list[Source]:
    """Those of the enabled providers."""
    stored_keys_kept.forget()  # as new as the rows
    return [source_of(row) for row in Provider.objects.filter(is_enabled=True)]


sources_kept: Kept[list[Source]] = Kept(read_sources)


def has_real_provider() -> bool:
    """Can anybody answer without a rehearsal: is there a key, a server of the operator's own, or
    an Ollama that has a model which writes?"""
    sources = find_sources()
    if any(source.is_configured and source.adapter != OLLAMA for source in sources):
        return True
    return any(_has_completion_model(source) for source in sources if source.adapter == OLLAMA)


def find_sources() -> list[Source]:
    """The enabled providers of the database; those we ship with where it has none yet."""
    known = _known_providers()
    return [source_of(row) for row in known if row.is_enabled] if known else shipped_sources()


def find_models(source: Source) -> list[ModelRef]:
    """The source's usable models in the order of the registry."""
    if _known_providers():
        usable = LanguageModel.objects.usable().filter(provider__name=source.name)
        return [model.as_ref() for model in usable.select_related("provider").order_by("id")]
    return [model.as_ref() for model in MODEL_REGISTRY if model.provider == source.name]


def usable_models(*, is_rehearsal: bool) -> LanguageModelQuerySet:
    """What may be asked and can be: in rehearsal no key is needed."""
    usable = LanguageModel.objects.usable()
    if is_rehearsal:
        return usable
    return usable.filter(provider__name__in=[s.name for s in find_sources() if s.is_configured])


def reachable_models(*, is_rehearsal: bool) -> LanguageModelQuerySet:
    """Those at providers that were there when they were last looked at; a rehearsal needs none."""
    usable = usable_models(is_rehearsal=is_rehearsal)
    return usable if is_rehearsal else usable.exclude(provider__is_reachable=False)


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


def shipped_sources() -> list[Source]:
    servers = compatible_servers().values()
    return [
        *(_source(p.name, p.label, p.adapter, "") for p in PROVIDER_REGISTRY),
        *(_source(server.name, server.name, OPENAI_COMPATIBLE, "") for server in servers),
    ]


def source_of(provider: Provider) -> Source:
    source = _source(provider.name, provider.label, provider.adapter, provider.base_url)
    return _with_stored_keys(replace(source, manner=manner_of(provider)))


def rehearsing(source: Source) -> Source:
    """The same adapter, in front of the rehearsal upstream."""
    return replace(source, base_url=settings.REHEARSAL_URL, keys=(REHEARSAL_KEY,), is_typed=False)


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


def _nearest(is_resting: IsResting, model: ModelRef) -> list[ModelRef]:
    candidates = reachable_models(is_rehearsal=False).with_registry().order_by("pk")
    return [near for near in nearest_to(model, candidates) if not is_resting(near)]


def _sound_adapters(sources: Iterable[Source]) -> dict[str, Adapter]:
    adapters: dict[str, Adapter] = {}
    for source in sources:
        try:
            adapters[source.name] = adapter_for(source)
        except ProviderError as error:
            log.warning("%s: %s", source.name, error.message)
    return adapters


def _has_completion_model(source: Source) -> bool:
    try:
        adapter = adapter_for(source)
        # The probe gives up sooner than the catalogue would.
        if not adapter.probe(source.key).is_reachable:
            return False
        return any(entry.can_chat for entry in adapter.catalogue(source.key))
    except ProviderError:
        return False


def _known_providers() -> list[Provider]:
    try:
        return list(Provider.objects.exclude(origin=Origin.WITHDRAWN).order_by("id"))
    except (OperationalError, ProgrammingError):  # no tables yet, or no database
        return []
