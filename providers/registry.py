"""Which providers and models there are, how they are reached, and the gateway built from them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from functools import partial

from django.conf import settings
from django.db import OperationalError, ProgrammingError

from providers import process_commons
from providers.absence import absence_of
from providers.attempt_rows import record_attempt
from providers.calls import AttemptRecord
from providers.catalogue.likeness import nearest_to
from providers.catalogue.pinning import is_left_alone, pin_models
from providers.catalogue.routes import IsResting, pin_nobody
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.gateway.means import Ways, nobody_near
from providers.kept import Kept
from providers.ledger.quota_ledger import ledger_for
from providers.model_registry import MODEL_REGISTRY
from providers.models import LanguageModel, LanguageModelQuerySet, Origin, Provider
from providers.money import FREE
from providers.protocol import ModelRef
from providers.protocol import Provider as Adapter
from providers.quota import OPERATOR, Spender, UnlimitedLedger
from providers.sources import (
    OLLAMA,
    Source,
    adapter_for,
    keys_of,
    rehearsing,
    shipped_sources,
    source_of,
)
from providers.stored_keys import forget_stored_keys, has_paused_local_model, useless_key_ids

log = logging.getLogger(__name__)


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


def read_sources() -> list[Source]:
    """Those of the enabled providers."""
    forget_stored_keys()  # as new as the rows
    return [source_of(row) for row in Provider.objects.filter(is_enabled=True)]


sources_kept: Kept[list[Source]] = Kept(read_sources)


def has_real_provider() -> bool:
    """Could anybody answer without a rehearsal: is there a key that is not known to be of no use, a
    server of the operator's own, or an Ollama that has a model which writes? One that is paused
    counts, and is not asked."""
    known = _known_providers()
    sources = [source_of(row) for row in known] if known else shipped_sources()
    useless = useless_key_ids()
    if any(_has_key(source, useless) for source in sources if source.adapter != OLLAMA):
        return True
    if has_paused_local_model():
        return True
    return any(_has_completion_model(one) for one in find_sources() if one.adapter == OLLAMA)


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


def _has_key(source: Source, useless: Collection[str]) -> bool:
    is_taken = not source.keys or any(key.id not in useless for key in source.keys)
    return source.is_configured and is_taken


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
