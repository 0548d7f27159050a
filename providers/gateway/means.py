"""What all calls of a process have in common, and what all of a gateway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from providers.calls import AttemptRecord
from providers.catalogue.routes import Pin, pin_nobody
from providers.cooldowns.boards import LocalStates
from providers.cooldowns.protocol import States
from providers.errors import NotServed, ProviderError
from providers.gateway.caching import AnswerCache, NoCache
from providers.gateway.loading import LoadingQueue
from providers.gateway.measures import Measures
from providers.gateway.retry import Backoff
from providers.gateway.retry_budget import RetryBudget
from providers.gateway.tempo import Floor
from providers.gateway.time_limits import TimeLimits
from providers.protocol import Key, ModelRef, Provider
from providers.quota import Ledger


@dataclass(frozen=True, slots=True)
class Commons:
    """Outlives every gateway: what was learned of models, and what bounds the whole process."""

    states: States = field(default_factory=LocalStates)
    cache: AnswerCache = field(default_factory=NoCache)
    budget: RetryBudget = field(default_factory=RetryBudget)
    measures: Measures = field(default_factory=Measures)
    loading: LoadingQueue = field(default_factory=LoadingQueue)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the models of one provider are met. What is slower than the floor counts as stalled."""

    backoff: Backoff = Backoff.QUICK
    floor: Floor | None = None
    limits: TimeLimits = field(default_factory=TimeLimits)


Nearest = Callable[[ModelRef], Sequence[ModelRef]]
Absence = Callable[[str], ProviderError]  # why a provider of that name cannot be asked


def nobody_near(model: ModelRef) -> Sequence[ModelRef]:  # noqa: ARG001  a Nearest
    """Where no registry is kept, or a rehearsal plays whoever is named."""
    return ()


def absent(provider: str) -> ProviderError:
    """Where no registry says more."""
    return NotServed(f"There is no provider named {provider}.")


@dataclass(frozen=True, slots=True)
class Ways:
    """How models may be chosen and met. `pin` says who behind a router serves one; `nearest`, who
    else could stand in for one that nobody serves, the nearest first; `allow_paid` is the
    operator's word that paid models may stand in for free ones; `manners` are by provider;
    `absence` says why there is none of that name."""

    pin: Pin = pin_nobody
    nearest: Nearest = nobody_near
    allow_paid: bool = False
    manners: Mapping[str, Manner] = field(default_factory=dict)
    absence: Absence = absent

    def manner_of(self, model: ModelRef) -> Manner:
        return self.manners.get(model.provider) or Manner()


@dataclass(frozen=True, slots=True)
class Means:
    """What a gateway asks with. `keys` are each provider's, in the order in which they are used."""

    providers: Mapping[str, Provider]
    keys: Mapping[str, Sequence[Key]]
    ledger: Ledger
    record: Callable[[AttemptRecord], None]
    commons: Commons
    ways: Ways
