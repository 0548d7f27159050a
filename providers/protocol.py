"""What a provider is, and the values it is spoken to and answers in."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol

from providers.errors import Cancelled, TimedOut
from providers.switch import Switch

CONNECT_SECONDS = 5.0
FIRST_TEXT_SECONDS = 10.0
COLD_FIRST_TEXT_SECONDS = 60.0  # where a model may have to be loaded
THINKING_FIRST_TEXT_SECONDS = 30.0  # where models think in silence
IDLE_SECONDS = 10.0
ATTEMPT_SECONDS = 120.0
MOST_ATTEMPT_SECONDS = 600.0  # whatever the operator wants
LONG_SECRET = 20  # characters: whose last four tell nothing


Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh"]


class Finish(StrEnum):
    """How an answer ended. A content filter is an error (`Declined`), not a finish."""

    STOP = "stop"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """The answer is to be JSON, of this schema if there is one."""

    schema: Mapping[str, object] | None = None
    name: str = "answer"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the person set, and nothing else: a parameter left at None is not sent."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    reasoning_effort: Effort | None = None
    response_format: JsonFormat | None = None


@dataclass(frozen=True, slots=True)
class ModelRef:
    """One model as one provider offers it, written `provider:name`.

    `label` is what people read; `context_tokens` is 0 where it is not known. What is not known to
    be free is paid for.
    """

    provider: str
    name: str
    label: str = ""
    family: str = ""
    context_tokens: int = 0
    is_free: bool = False

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What one model is asked. `model` is the provider's own name for it. `limits_thoughts`:
    `max_tokens` holds for thoughts as well, even if nothing is left for an answer."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    parameters: Parameters = Parameters()
    limits_thoughts: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens in and out. What was read from the provider's cache is part of the input, reasoning is
    part of the output; both are 0 where the provider does not tell them apart."""

    input_tokens: int = 0
    output_tokens: int = 0
    is_estimated: bool = False
    cached_input_tokens: int = 0
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer as it arrives. No finish, no answer.

    `usage` is what the provider has counted so far: the last one replaces the earlier ones.
    `dropped` names the parameters that the provider lacks. `pieces`: as how many it was sent that
    arrived together.
    """

    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    finish: Finish | None = None
    dropped: tuple[str, ...] = ()
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Key:
    """A provider's secret; empty where a provider asks for none. `name` is what the operator knows
    it by: its variable, and of several in one its place."""

    secret: str = field(default="", repr=False)
    name: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """Names the key and tells nothing of it: the beginning of its SHA-256."""
        return hashlib.sha256(self.secret.encode()).hexdigest()[:12]

    @property
    def shown(self) -> str:
        """For the operator: its name, and the last four characters of what is long enough."""
        tail = f" (…{self.last_four})" if self.last_four else ""
        return f"{self.name or self.id}{tail}"

    @property
    def last_four(self) -> str:
        """Of what is too short, nothing."""
        return self.secret[-4:] if len(self.secret) >= LONG_SECRET else ""


def clean_secret(text: str) -> str:
    """Without what pasting leaves behind: quotes, blanks, newlines, a byte order mark."""
    return text.strip(" \t\r\n\xa0\u200b\ufeff\"'\u2018\u2019\u201c\u201d")


@dataclass(frozen=True, slots=True)
class Host:
    """One of those behind a router who serve a model. None is what it does not say.

    Addressed as `model:name`. A price of 0 was stated: it is not the same as no price.
    """

    name: str
    is_live: bool
    context_tokens: int | None = None
    input_usd_per_million: Decimal | None = None
    output_usd_per_million: Decimal | None = None
    is_free: bool | None = None
    first_token_seconds: float | None = None
    tokens_per_second: float | None = None
    supports_tools: bool | None = None
    supports_structured_output: bool | None = None


@dataclass(frozen=True, slots=True)
class ListPrice:
    """US dollars per million tokens, as a list states them. A price of 0 was stated; None: those
    tokens cost as much as the others."""

    input_usd: Decimal
    output_usd: Decimal
    cached_usd: Decimal | None = None
    reasoning_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model as the provider lists it; `context_tokens` and `price` are None where it does not
    say.

    `hosts` are there only where the provider passes a call on to others, each with its own price.
    """

    model: str
    is_served: bool = True
    context_tokens: int | None = None
    can_chat: bool = True
    hosts: tuple[Host, ...] = ()
    price: ListPrice | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """What a key has spent and may spend, in US dollars, as its provider states it. Without a limit
    it may spend what the account has."""

    used_usd: Decimal
    limit_usd: Decimal | None = None
    left_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What a free metadata probe found out. `credit`: of the key, where the provider says so."""

    is_reachable: bool
    is_authorised: bool | None
    seconds: float
    checked_at: datetime
    code: str = ""
    message: str = ""
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an attempt must be over (`ends_at`, seconds by `clock`) and the switch that ends it
    sooner, with what an adapter allows for each wait on the way."""

    ends_at: float
    switch: Switch = field(default_factory=Switch)
    connect_seconds: float = CONNECT_SECONDS
    first_text_seconds: float = FIRST_TEXT_SECONDS
    idle_seconds: float = IDLE_SECONDS
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, switch: Switch | None = None) -> Deadline:
        return cls(ends_at=time.monotonic() + seconds, switch=switch or Switch())

    def seconds_left(self) -> float:
        return self.ends_at - self.clock()

    def check(self) -> None:
        """Raises Cancelled if the switch was cut, TimedOut if the time is over."""
        if self.switch.is_cut:
            raise Cancelled
        if self.seconds_left() <= 0:
            raise TimedOut("The answer was not finished in time.")


class Provider(Protocol):
    """A service that hosts models. It raises only `ProviderError`; it never waits or retries."""

    name: str
    first_text_seconds: float  # what its models may take before their first word

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        """The answer in pieces. Ends normally only after a delta with a finish."""
        ...

    def most_output_tokens(self, call: ModelCall) -> int:
        """What may be written and billed for this call at most, thoughts included."""
        ...

    def catalogue(self, key: Key) -> list[CatalogueEntry]:
        """The models this provider offers now."""
        ...

    def probe(self, key: Key) -> Health:
        """Is it there, and does it take the key? Spends nothing and never raises."""
        ...
