"""Behind a router: which host serves a model. We choose and pin one, `model:host`, so that price
and context are known before the call, and who is cooled or dead is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from providers.adapters.huggingface import HuggingFace
from providers.calls import Asked
from providers.errors import CoolingDown, NotServed
from providers.protocol import Host, ModelRef

ROUTERS: Final = frozenset([HuggingFace.name])  # providers whose models carry a suffix
FASTEST: Final = "fastest"
CHEAPEST: Final = "cheapest"
THE_USERS_OWN: Final = "preferred"  # an order we cannot see: the router keeps to it
POLICIES: Final = frozenset(["", FASTEST, CHEAPEST])

IsResting = Callable[[ModelRef], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """The model as it is to be asked, who serves it where that is known, and why it is they.
    `is_resting`: it would have been asked sooner, were it not left alone for now."""

    model: ModelRef
    host: Host | None
    reason: str
    is_resting: bool = False


@dataclass(frozen=True, slots=True)
class Pinned:
    """The models of a call as they are to be asked, in their order, and of each why it is so; and
    whom nobody can serve now, or not where it would have been served."""

    models: tuple[ModelRef, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[Asked, ...] = ()


Pin = Callable[[Sequence[ModelRef], int], Pinned]  # the models, and the tokens they must read


def pin_nobody(models: Sequence[ModelRef], needs_tokens: int) -> Pinned:  # noqa: ARG001  a Pin
    """Where no list of hosts is kept, or a rehearsal plays them all."""
    return Pinned(tuple(models))


def in_turn(ways: Sequence[Sequence[Choice]], left_out: Iterable[Asked] = ()) -> Pinned:
    """The best way of every model first, in the order of the models; then the second best."""
    choices = [choice for row in zip_longest(*ways) for choice in row if choice is not None]
    models = dict.fromkeys(choice.model for choice in choices)
    reasons = {str(choice.model): choice.reason for choice in choices}
    resting = (
        Asked(choice.model, code=CoolingDown.code, message="This host is left alone for now.")
        for choice in choices
        if choice.is_resting
    )
    return Pinned(tuple(models), reasons, (*left_out, *resting))


def split_suffix(model: ModelRef) -> tuple[str, str]:
    """The name and what stands after its last colon. Ollama's names have colons of their own."""
    if model.provider not in ROUTERS or ":" not in model.name:
        return model.name, ""
    name, _, suffix = model.name.rpartition(":")
    return name, suffix


def unpinned(model: ModelRef) -> str:
    """`provider:name`, to whichever host it was pinned."""
    name, _ = split_suffix(model)
    return f"{model.provider}:{name}"


def choose_hosts(
    model: ModelRef, hosts: Sequence[Host], *, needs_tokens: int, is_resting: IsResting
) -> list[Choice]:
    """The pinned ways to this model, the best first. A model that has no hosts, or none that we
    know of, is asked as it is. Those whose price is not known come after those whose is, so that
    what a call costs is known before it; those who rest come last.

    Raises NotServed.
    """
    name, suffix = split_suffix(model)
    if model.provider not in ROUTERS:
        return [Choice(model, None, "")]
    if suffix == THE_USERS_OWN or not hosts:
        return [Choice(model, None, f"{model.name} is asked as it is named.")]
    if suffix not in POLICIES:
        hosts = [host for host in hosts if host.name == suffix]
    live, left_out = _sift(hosts, needs_tokens)
    if not live:
        raise NotServed(_nobody(name, suffix, left_out))
    rank = _rank(suffix)
    live.sort(key=lambda host: (not _is_priced(host), *rank(host)))
    pinned = [(_pin(model, name, host), host) for host in live]
    awake = [(ref, host) for ref, host in pinned if not is_resting(ref)]
    resting = [(ref, host) for ref, host in pinned if (ref, host) not in awake]
    left_out += [f"{host.name} (resting)" for _, host in resting if awake]
    if any(_is_priced(host) for _, host in awake):
        left_out += [f"{host.name} (no price)" for _, host in awake if not _is_priced(host)]
    return [
        Choice(
            ref,
            host,
            _reason(host, name, _how(suffix, place), left_out),
            is_resting=bool(awake) and pinned.index((ref, host)) < pinned.index(awake[0]),
        )
        for place, (ref, host) in enumerate([*awake, *resting])
    ]


def _sift(hosts: Iterable[Host], needs_tokens: int) -> tuple[list[Host], list[str]]:
    """Who could answer, and who is left out with the reason."""
    live: list[Host] = []
    left_out: list[str] = []
    for host in hosts:
        if not host.is_live:
            left_out.append(f"{host.name} (not live)")
        elif host.context_tokens and host.context_tokens < needs_tokens:
            left_out.append(f"{host.name} (reads only {host.context_tokens:,} tokens)")
        else:
            live.append(host)
    return live, left_out


def _pin(model: ModelRef, name: str, host: Host) -> ModelRef:
    return replace(
        model,
        name=f"{name}:{host.name}",
        label=f"{model.label or name} · {host.name}",
        context_tokens=host.context_tokens or model.context_tokens,
        is_free=bool(host.is_free),
    )


def _is_priced(host: Host) -> bool:
    prices = (host.input_usd_per_million, host.output_usd_per_million)
    return bool(host.is_free) or None not in prices


def _rank(suffix: str) -> Callable[[Host], tuple[float, ...]]:
    return _by_price if suffix == CHEAPEST else _by_speed


def _by_speed(host: Host) -> tuple[float, ...]:
    """The highest throughput, then the earliest first token; unknown is slow."""
    first_token = host.first_token_seconds
    wait = float("inf") if first_token is None else first_token
    return (-(host.tokens_per_second or 0.0), wait)


def _by_price(host: Host) -> tuple[float, ...]:
    """The lowest price per output token, then per input token; unknown is dear."""
    if host.is_free:
        return (0.0, 0.0, *_by_speed(host))
    prices = (host.output_usd_per_million, host.input_usd_per_million)
    known = [float("inf") if price is None else float(price) for price in prices]
    return (*known, *_by_speed(host))


def _how(suffix: str, place: int) -> str:
    """In which way a host of that place among those who may be asked was chosen."""
    if suffix not in POLICIES:
        return ""
    most = "cheapest" if suffix == CHEAPEST else "fastest"
    return f"the next {most}" if place else f"the {most}"


def _reason(host: Host, name: str, how: str, left_out: Sequence[str]) -> str:
    chosen = f"{host.name} is {how} host of {name}" if how else f"{host.name} was asked for {name}"
    facts = "; ".join(_facts(host))
    passed_over = f" Passed over: {', '.join(left_out)}." if left_out else ""
    return f"{chosen}{f' ({facts})' if facts else ''}.{passed_over}"


def _facts(host: Host) -> Iterable[str]:
    if host.tokens_per_second is not None:
        yield f"{host.tokens_per_second:g} tokens/s"
    if host.first_token_seconds is not None:
        yield f"first token after {host.first_token_seconds:g} s"
    if host.is_free:
        yield "free"
    elif host.input_usd_per_million is not None and host.output_usd_per_million is not None:
        yield (
            f"${host.input_usd_per_million} in and ${host.output_usd_per_million} out per million"
        )


def _nobody(name: str, suffix: str, left_out: Sequence[str]) -> str:
    if not left_out:
        return f"{suffix} does not serve {name}."
    return f"Nobody can serve {name} now: {', '.join(left_out)}."
