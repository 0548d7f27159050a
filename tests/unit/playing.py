"""A gateway whose provider plays its attempts from a script, with a ledger that remembers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from providers.calls import Answer, AttemptRecord, Call, FellBack, Progress, Prompt
from providers.cooldowns.boards import LocalStates
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.gateway.means import Commons, Ways
from providers.gateway.measures import Measures
from providers.gateway.retry_budget import RetryBudget
from providers.money import ModelPrice
from providers.protocol import (
    CatalogueEntry,
    Deadline,
    Delta,
    Finish,
    Health,
    Key,
    Message,
    ModelCall,
    ModelRef,
    Usage,
)
from providers.quota import Claim, Reservation
from tests.unit.clock import Clock, ClockSwitch

Play = Sequence[Delta | ProviderError]
SECRET = "hf_canarykey"  # noqa: S105  nobody's
ONE, TWO, THREE = (f"{SECRET}{number}" for number in (1, 2, 3))
QUERY = "Why is the sea salty, canary?"
PROMPT = Prompt((Message("system", "Be brief."), Message("user", QUERY)), max_tokens=300)
COUNTED = Usage(21, 4)
OTHER = "other"  # another provider, with a key of its own


def saying(text: str, usage: Usage | None = COUNTED, finish: Finish = Finish.STOP) -> Play:
    """A whole answer, word by word."""
    words = [Delta(text=f"{word} ") for word in text.split(" ")]
    return [*words, Delta(usage=usage, finish=finish)]


def commons_by(clock: Clock) -> Commons:
    """What a process shares that has just begun."""
    return Commons(states=LocalStates(clock), budget=RetryBudget(clock), measures=Measures(clock))


class PlayingProvider:
    """Each call takes that model's next play, the last one for ever."""

    first_text_seconds = 7.5
    thought_tokens = 0

    def __init__(self, name: str, plays: dict[str, list[Play]]) -> None:
        self.name = name
        self.plays = plays
        self.calls: list[tuple[ModelCall, Key, Deadline]] = []

    @property
    def asked(self) -> list[str]:
        return [call.model for call, _, _ in self.calls]

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        self.calls.append((call, key, deadline))
        plays = self.plays[call.model]
        for act in plays.pop(0) if len(plays) > 1 else plays[0]:
            if isinstance(act, ProviderError):
                raise act
            deadline.check()
            yield act

    def most_output_tokens(self, call: ModelCall) -> int:
        return call.max_tokens + self.thought_tokens

    def catalogue(self, key: Key) -> list[CatalogueEntry]:
        raise AssertionError(f"The gateway asked for the catalogue, {key}")

    def probe(self, key: Key) -> Health:
        raise AssertionError(f"The gateway probed, {key}")


class RecordingLedger:
    """Refuses some models; remembers which attempts it let in, and what they settled. A model
    has no price unless one is set."""

    def __init__(self, refusals: dict[str, ProviderError]) -> None:
        self.refusals = refusals
        self.prices: dict[str, ModelPrice] = {}
        self.claims: list[Claim] = []
        self.settled: list[tuple[str, Usage]] = []
        self.charged: list[str] = []  # whose answers those are charged for who asked
        self._models: dict[UUID, str] = {}

    @contextmanager
    def reserve(self, claim: Claim) -> Iterator[Reservation]:
        model = claim.model
        if model.name in self.refusals:
            raise self.refusals[model.name]
        self.claims.append(claim)
        reservation = Reservation(price=self.prices.get(model.name))
        try:
            yield reservation
        finally:
            self.settled.append((model.name, reservation.usage))
            self._models[claim.attempt_id] = model.name
            if reservation.has_answer:
                self.charged.append(model.name)

    def charge_kept(self, attempt_id: UUID) -> None:
        self.charged.append(self._models[attempt_id])


class Stage:
    """A gateway over such a provider, which goes by two names, and everything that it tells."""

    def __init__(
        self,
        *,
        provider: str = "stage",
        refusals: dict[str, ProviderError] | None = None,
        clock: Clock | None = None,
        commons: Commons | None = None,
        keys: Sequence[str] = (SECRET,),
        ways: Ways | None = None,
        **plays: list[Play],
    ) -> None:
        self.provider = PlayingProvider(provider, plays)
        self.ledger = RecordingLedger(refusals or {})
        self.records: list[AttemptRecord] = []
        self.told: list[Progress] = []
        self.on_progress: Callable[[Progress], None] = lambda _: None
        self.clock = clock or Clock()
        self.switch = ClockSwitch(self.clock)
        self.commons = commons or commons_by(self.clock)
        self.gateway = Gateway(
            providers={provider: self.provider, OTHER: self.provider},
            keys={provider: [Key(key) for key in keys], OTHER: [Key("canarykeyother")]},
            ledger=self.ledger,
            record=self.records.append,
            commons=self.commons,
            ways=ways,
        )

    def ask(self, *models: str | ModelRef, seconds: float = 20) -> Answer:
        """Ask models of this provider, or of another: `other:name`."""
        return self.ask_call(self.call(*models, seconds=seconds))

    def ask_call(self, call: Call) -> Answer:
        return self.gateway.ask(call, self._report)

    def call(self, *models: str | ModelRef, seconds: float = 20) -> Call:
        return Call(
            trace_id=uuid.UUID(int=7),
            voice="ann",
            prompt=PROMPT,
            models=[self.ref(m) if isinstance(m, str) else m for m in models],
            deadline=self.clock.deadline(seconds, self.switch),
        )

    def ref(self, model: str) -> ModelRef:
        provider, _, name = model.rpartition(":")
        return ModelRef(provider or self.provider.name, name)

    @property
    def fallbacks(self) -> list[tuple[str, str, str]]:
        """From, to, and the code of the error."""
        return [
            (told.from_model.name, told.to_model.name, told.error.code)
            for told in self.told
            if isinstance(told, FellBack)
        ]

    def _report(self, progress: Progress) -> None:
        self.told.append(progress)
        self.on_progress(progress)
