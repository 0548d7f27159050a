"""The values of a call: what one voice asks of its models, what it hears, what is recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from providers.errors import ProviderError
from providers.money import ModelPrice
from providers.protocol import Deadline, Message, ModelRef, Parameters, Usage


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked, whichever model answers. `max_tokens` bounds the answer."""

    messages: tuple[Message, ...]
    max_tokens: int
    parameters: Parameters = field(default_factory=Parameters)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `is_partial` when it ended at its length limit. The cost is that of all
    attempts it took, None where a part of it is unknown."""

    text: str
    model: ModelRef
    usage: Usage
    seconds: float
    is_partial: bool
    cost_nano_usd: int | None = None


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
    model: ModelRef
    error: ProviderError
    resumes_at: datetime


@dataclass(frozen=True, slots=True)
class FellBack:
    from_model: ModelRef
    to_model: ModelRef
    error: ProviderError


Progress = AttemptStarted | TextReceived | RetryScheduled | FellBack
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One call to one model, when it has ended. `status`: succeeded, failed or cancelled."""

    id: uuid.UUID
    trace_id: uuid.UUID
    voice: str
    number: int
    model: ModelRef
    status: str
    code: str
    message: str
    started_at: datetime
    ended_at: datetime
    first_text_seconds: float | None
    usage: Usage
    cost_nano_usd: int | None = None
    price: ModelPrice | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What one voice asks of its models, in their order, for one trace."""

    trace_id: uuid.UUID
    voice: str
    prompt: Prompt
    models: Sequence[ModelRef]
    deadline: Deadline
