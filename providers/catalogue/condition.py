"""The condition that models are in, for those who only look: what the last list said, what live
traffic tells, who is left alone for now, and who may stand in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from providers.catalogue.model_states import CLOSED, ReadStates, read_states, states_of
from providers.catalogue.readiness import Found
from providers.catalogue.strengths import KindStrength, Strengths
from providers.catalogue.substitutes import find_candidates, substitutes_of
from providers.catalogue.traffic import NO_TRAFFIC, Traffic, recent_traffic, together
from providers.cooldowns.protocol import ModelState
from providers.errors import Gated, Loading, NotServed
from providers.models import LanguageModel, Provider, Readiness
from providers.registry import reachable_models
from providers.stored_keys import is_rehearsal


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A model that is not asked until then, and the code of what happened. None: until somebody
    has mended it."""

    model: str
    until: datetime | None
    code: str


class Condition:
    """Read once, however many models are then looked at."""

    def __init__(self, read: ReadStates = read_states) -> None:
        self._read = read
        self._strengths = Strengths()

    def traffic_of(self, model: LanguageModel) -> Traffic:
        return self._traffic.get(str(model), NO_TRAFFIC)

    def traffic_at(self, provider: Provider) -> Traffic:
        mark = f"{provider.name}:"
        return together(t for name, t in self._traffic.items() if name.startswith(mark))

    def left_alone_at(self, provider: Provider) -> list[LeftAlone]:
        """Its models that are not asked for now."""
        mark = f"{provider.name}:"
        return [
            LeftAlone(name, state.until, state.code)
            for name, state in self._states.items()
            if name.startswith(mark) and state.status == "open"
        ]

    def state_of(self, model: LanguageModel) -> ModelState:
        return states_of([model], self._read).get(str(model), CLOSED)

    def strengths_of(self, model: LanguageModel) -> list[KindStrength]:
        return self._strengths.of(model.as_ref())

    def substitute_of(self, model: LanguageModel) -> str | None:
        """Of a model that is not served the nearest that is; None where nothing is alike."""
        if model.is_served is not False:
            return None
        nearest = substitutes_of(model, self._candidates)
        return str(nearest[0]) if nearest else None

    def readiness_of(self, model: LanguageModel) -> Found:
        """As it was last looked at, unless live traffic has seen otherwise since."""
        state, traffic = self.state_of(model), self.traffic_of(model)
        if state.status == "open" and state.code == Loading.code:
            return Found(Readiness.LOADING, Loading.code, "It is being loaded.", state.until)
        if traffic.is_failing and traffic.last_failure_code == Gated.code:
            return Found(Readiness.GATED, Gated.code, "Its licence has not been accepted.")
        if model.is_served is False:
            message = model.readiness_message or "The provider does not list it."
            return Found(Readiness.NOT_SERVED, NotServed.code, message)
        return Found(
            Readiness(model.readiness),
            model.readiness_code,
            model.readiness_message,
            model.ready_at,
        )

    @cached_property
    def _traffic(self) -> dict[str, Traffic]:
        return recent_traffic()

    @cached_property
    def _states(self) -> dict[str, ModelState]:
        return states_of(askable_models(), self._read)

    @cached_property
    def _candidates(self) -> list[LanguageModel]:
        return find_candidates()


def askable_models() -> QuerySet[LanguageModel]:
    """What may be asked, at a provider that was there when it was last looked at. A rehearsal
    needs none of them."""
    reachable = reachable_models(is_rehearsal=is_rehearsal())
    return reachable.select_related("provider").prefetch_related("hosts")


def has_model_to_ask(read: ReadStates = read_states) -> bool:
    """Is there one that is not left alone for now?"""
    states = states_of(askable_models(), read)
    return any(state.status != "open" for state in states.values())
