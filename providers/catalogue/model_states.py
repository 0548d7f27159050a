"""Which models are left alone for now, read for those who only look: the API, the admin, the
probes. A model behind a router is open only where every one of its hosts is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from providers import process_commons, registry
from providers.catalogue.routes import ROUTERS, split_suffix
from providers.cooldowns.protocol import ModelState
from providers.models import LanguageModel
from providers.protocol import ModelRef
from providers.sources import keys_of
from providers.stored_keys import is_rehearsal

CLOSED = ModelState("closed")
ReadStates = Callable[[Iterable[ModelRef]], Mapping[str, ModelState]]


def read_states(models: Iterable[ModelRef]) -> Mapping[str, ModelState]:
    """By `provider:name`, as the gateways of all workers have them. In a rehearsal nothing is put
    to rest for longer than a call."""
    keys = keys_of(registry.sources_kept.now())
    return process_commons.commons(is_rehearsal=is_rehearsal()).states.read(models, keys)


def states_of(models: Iterable[LanguageModel], read: ReadStates) -> dict[str, ModelState]:
    """By `provider:name`; their hosts should have been read with them."""
    ways = {str(model): _ways(model) for model in models}
    states = read([ref for refs in ways.values() for ref in refs])
    return {name: _state(refs, states) for name, refs in ways.items()}


def _ways(model: LanguageModel) -> list[ModelRef]:
    """Itself, then pinned to each of its live hosts."""
    ref = model.as_ref()
    if ref.provider not in ROUTERS:
        return [ref]
    name, _ = split_suffix(ref)
    live = [host.name for host in model.hosts.all() if host.is_live]
    return [ref, *(replace(ref, name=f"{name}:{host}") for host in live)]


def _state(refs: list[ModelRef], states: Mapping[str, ModelState]) -> ModelState:
    own, *pinned = (states.get(str(ref), CLOSED) for ref in refs)
    if own.status == "open" or not pinned:
        return own
    if all(state.status == "open" for state in pinned):
        return min(pinned, key=lambda state: state.until.timestamp() if state.until else 0.0)
    return own
