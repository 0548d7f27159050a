"""The values of a call: what one voice asks of its models, what it hears, what is recorded."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from providers.errors import ProviderError
from providers.gateway.retry import LONGEST_HINT_SECONDS
from providers.money import ModelPrice
from providers.protocol import Deadline, Message, ModelRef, Parameters, Usage
from providers.steering import Steering
from providers.switch import Switch


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked, whichever model answers. `max_tokens` bounds the answer; `template` names the
    wording it was made from."""

    messages: tuple[Message, ...]
    max_tokens: int
    parameters: Parameters = field(default_factory=Parameters)
    template: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A model that was tried, `attempts` times, or left out; with what stood against it. Without a
    code it answered; without an attempt either, that was before."""

    model: ModelRef
    attempts: int = 0
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """How an answer came from this model and no other; `reason` is one sentence for a person."""

    asked: tuple[Asked, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; `is_partial` when it ended at its length limit, or was cut with most of it said.

    `dropped` names the parameters that its provider lacks. The cost is that of all attempts it
    took, None where a part of it is unknown. `is_cached`: it had been given before, and its model
    was not asked now: no usage of that.
    """

    text: str
    model: ModelRef
    usage: Usage
    seconds: float
    is_partial: bool
    routing: Routing = field(default_factory=Routing)
    dropped: tuple[str, ...] = ()
    is_cached: bool = False
    cost_nano_usd: int | None = None

    def because(self, reason: str) -> Answer:
        """Itself, with one reason more for the way it took."""
        if not reason:
            return self
        return replace(
            self, routing=replace(self.routing, reason=f"{self.routing.reason} {reason}")
        )


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """Voids the text received so far. `number` counts from 1 over all models of the call."""

    model: ModelRef
    number: int


@dataclass(frozen=True, slots=True)
class TextReceived:
    text: str


@dataclass(frozen=True, slots=True)
class RetryScheduled:
    """`most_attempts`: how often the model is asked in all, as things stand."""

    model: ModelRef
    error: ProviderError
    resumes_at: datetime
    most_attempts: int = 0


@dataclass(frozen=True, slots=True)
class FellBack:
    from_model: ModelRef
    to_model: ModelRef
    error: ProviderError


@dataclass(frozen=True, slots=True)
class AnswerRecalled:
    """The whole answer of this model, from before. Voids the text received so far."""

    model: ModelRef
    text: str


Status = Literal["succeeded", "failed", "cancelled"]
Progress = AttemptStarted | TextReceived | RetryScheduled | FellBack | AnswerRecalled
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One call to one model, when it has ended."""

    id: uuid.UUID
    trace_id: uuid.UUID
    voice: str
    number: int
    model: ModelRef
    status: Status
    code: str
    message: str
    started_at: datetime
    ended_at: datetime
    first_text_seconds: float | None
    usage: Usage
    cost_nano_usd: int | None = None
    price: ModelPrice | None = None


class Company:
    """Which family of models each voice speaks with, so that a fallback repeats none. Safe from
    any thread."""

    def __init__(self, families: Mapping[str, str] | None = None) -> None:
        self._lock = threading.Lock()
        self._families = dict(families or {})

    def speaks(self, voice: str, family: str) -> None:
        with self._lock:
            self._families[voice] = family

    def families_beside(self, voice: str) -> set[str]:
        """Of the others."""
        with self._lock:
            return {f for other, f in self._families.items() if other != voice and f}


@dataclass(frozen=True, slots=True)
class CacheScope:
    """Who may be given an answer that was given before: `owner` names the person or the team.

    `keeps_chance`: also where an answer is drawn by chance and another would be given each time.
    Then each voice has its own, so that two with one model do not say the same.
    """

    kind: Literal["user", "team", "public"]
    owner: str = ""
    keeps_chance: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What one voice asks of its models, in their order, for one trace.

    `allow_paid`: a paid model may answer though the first one asked is free. `has_stand_ins`: where
    none of them is served, the nearest to the first may answer. A model that says when to come
    again is waited for up to `longest_hint_seconds` while there is another.
    """

    trace_id: uuid.UUID
    voice: str
    prompt: Prompt
    models: Sequence[ModelRef]
    deadline: Deadline
    company: Company = field(default_factory=Company)
    allow_paid: bool = False
    has_stand_ins: bool = False
    cache: CacheScope | None = None
    longest_hint_seconds: float = LONGEST_HINT_SECONDS
    steering: Steering = field(default_factory=Steering)

    def ended_by(self, switch: Switch) -> Call:
        """The same, which this ends."""
        return replace(self, deadline=replace(self.deadline, switch=switch))
