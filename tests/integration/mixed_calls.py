"""Calls with faults over HTTP, through adapters, gateway and ledger, and what each side counted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple
from uuid import uuid4

from django.db.models import Count, F, Q, Sum

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.attempt_rows import record_attempt
from providers.calls import Call, Progress, Prompt, TextReceived
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.models import Attempt, Provider, Reservation
from providers.protocol import Deadline, Key, Message, ModelRef
from tests.integration.ledgers import make_ledger, price
from tests.integration.rehearsal import Rehearsal

ANN, BOB = ModelRef("huggingface", "ann"), ModelRef("gemini", "bob")


class Price(NamedTuple):
    """In nano-USD for one token: whole ones, so that a sum of tokens has one price."""

    read: int
    written: int
    cached: int
    thought: int


PRICES: Final = {ANN: Price(150, 600, 75, 600), BOB: Price(300, 2500, 30, 3500)}
NANO_USD_A_TOKEN: Final = 1000  # is a dollar for a million of them
TOLD: Final = ("told", "input_tokens", "output_tokens", "cached_tokens", "thought_tokens")
CALL_SECONDS: Final = 60.0
STALL: Final = "stall:60"

# What an upstream does with a call, and how often, in per cent of them.
CHANCES: Final[dict[str, int]] = {
    "ok": 43,
    # An answer all the same.
    **dict.fromkeys(("length", "no-done", "malformed:1", "cached", "thinks"), 3),
    # Nothing is said, and nothing billed.
    **dict.fromkeys(("429:0", "429-ms:0.1", "500", "502", "503", "503-loading:0", "402", "404"), 2),
    **dict.fromkeys(("too-long", "400-filter", "reset", "200-error", "200-page"), 1),
    # It breaks off after so many tokens, and tells no usage.
    **dict.fromkeys(("cut:5", "drop:9", "reset:7", "error:3", "no-finish"), 2),
    # Billed, and yet no answer.
    **dict.fromkeys(("empty", "empty-length", "filter", "filter:5"), 2),
    STALL: 3,  # the person who asked stops it
}
# Of so many calls these go to a first model that costs whoever asks it five seconds or ten.
SLOW: Final = {60: "429", 250: "hang", 400: STALL}
EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """One call: whom it asks, in this order, what they will do with it, and how much it wants."""

    faults: dict[ModelRef, str]
    words: int
    max_tokens: int
    is_stopped: bool

    @property
    def prompt(self) -> Prompt:
        markers = "".join(
            f"[rehearse: {model.name}={fault}]" for model, fault in self.faults.items()
        )
        query = f"{markers} Why is the sea salty, canary? {'Really? ' * self.words}"
        return Prompt((Message("user", query),), self.max_tokens)


@dataclass(slots=True)
class Books:
    """One model's, as one side has them. `told` are the answers whose usage the upstream told,
    with the tokens and the money of that; `untold` those that broke off before it."""

    calls: int = 0
    told: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    thought_tokens: int = 0
    nano_usd: int = 0
    untold: int = 0
    untold_nano_usd: int = field(default=0, compare=False)  # of ours an estimate


def set_up_prices() -> None:
    for model, asked in PRICES.items():
        price(model, *(str(nano_usd / NANO_USD_A_TOKEN) for nano_usd in asked))
    Provider.objects.update(plan=Provider.Plan.CUSTOM)  # on the free plan Gemini costs nothing


def make_calls(upstream: Rehearsal, count: int, threads: int, seed: int) -> None:
    """So many calls, each with its retries and fallbacks, and by a gateway that has learned
    nothing: no breaker spares the upstream a call."""
    make = partial(
        Gateway,
        providers={"huggingface": HuggingFace(upstream.url), "gemini": Gemini(upstream.url)},
        keys={"huggingface": (Key("hf_canarykey"),), "gemini": (Key("AIzacanarykey"),)},
        ledger=make_ledger(),
        record=partial(record_attempt, is_rehearsal=False),
    )
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(partial(_ask, make), _plans(count, seed)):
            pass


def counted_by(upstream: Rehearsal) -> dict[str, Books]:
    calls, bills = upstream.calls(), upstream.bills()
    books = {}
    for model, asked in PRICES.items():
        bill = bills[model.name]
        untold = asked.read * bill["untold_input_tokens"]
        untold += asked.written * bill["untold_output_tokens"]
        books[model.name] = Books(
            calls=calls[model.name]["calls"],
            **{name: bill[name] for name in TOLD},
            nano_usd=_cost(asked, bill),
            untold=bill["untold"],
            untold_nano_usd=untold,
        )
    return books


def counted_in_attempts() -> dict[str, Books]:
    """What was estimated was not told; what used nothing was refused."""
    untold = Q(is_estimated=True)
    told = ~untold & (Q(input_tokens__gt=0) | Q(output_tokens__gt=0))
    sums = {
        "calls": Count("id"),
        "told": Count("id", filter=told),
        "input_tokens": Sum("input_tokens", filter=told),
        "output_tokens": Sum("output_tokens", filter=told),
        "cached_tokens": Sum("cached_input_tokens", filter=told),
        "thought_tokens": Sum("reasoning_tokens", filter=told),
        "nano_usd": Sum("cost_nano_usd", filter=told),
        "untold": Count("id", filter=untold),
        "untold_nano_usd": Sum("cost_nano_usd", filter=untold),
    }
    names = [f"sum_{name}" for name in sums]
    found = Attempt.objects.values_list("model").annotate(
        **dict(zip(names, sums.values(), strict=True))
    )
    return {model: Books(*row) for model, *row in found.order_by()}


def underheld() -> int:
    """How many attempts cost more than was held for them."""
    return Reservation.objects.filter(cost_nano_usd__gt=F("held_nano_usd")).count()


def _plans(count: int, seed: int) -> Iterator[Plan]:
    chance = random.Random(seed)  # noqa: S311  a script, not a secret
    written, weights = list(CHANCES), list(CHANCES.values())
    for number in range(count):
        models = chance.sample(list(PRICES), k=2)
        faults = chance.choices(written, weights, k=2)
        is_stopped = STALL in faults
        if is_stopped:
            faults = [STALL, STALL]
        elif number % EVERY in SLOW:
            faults[0] = SLOW[number % EVERY]
        yield Plan(
            faults=dict(zip(models, faults, strict=True)),
            words=chance.randrange(60),
            max_tokens=chance.randrange(8, 200),
            is_stopped=is_stopped,
        )


def _ask(make_gateway: Callable[[], Gateway], plan: Plan) -> ProviderError | None:
    deadline = Deadline.after(CALL_SECONDS)

    def hear(progress: Progress) -> None:
        if plan.is_stopped and isinstance(progress, TextReceived):
            deadline.switch.cut()

    call = Call(uuid4(), "ann", plan.prompt, tuple(plan.faults), deadline)
    try:
        make_gateway().ask(call, hear)
    except ProviderError as error:
        return error
    return None


def _cost(price: Price, bill: dict[str, int]) -> int:
    return (
        price.read * (bill["input_tokens"] - bill["cached_tokens"])
        + price.cached * bill["cached_tokens"]
        + price.written * (bill["output_tokens"] - bill["thought_tokens"])
        + price.thought * bill["thought_tokens"]
    )
