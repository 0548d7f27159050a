"""Who may be asked now: what is decided before and after every attempt, from what is known.

Pure: a board and the time in, the changes out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from providers.cooldowns import circuits
from providers.cooldowns.circuits import FOR_EVER, UNKNOWN, Circuit
from providers.cooldowns.protocol import (
    PROVIDER,
    Board,
    Changes,
    LeftAlone,
    ModelState,
    Pass,
    key_circuit,
    model_circuit,
    route_circuit,
)
from providers.errors import InvalidCredentials, Loading, NotServed, ProviderError
from providers.protocol import Key, ModelRef
from providers.treatments import Rest, rest_of, rest_seconds_of, treatment_of

OPEN_MODELS_OF_A_DEAD_PROVIDER: Final = 3
LONGEST_TOLD_IN_SECONDS: Final = 600.0
LOOK_SECONDS: Final = 0.5  # until it is seen that another has found a model loaded
CLOSED: Final = ModelState("closed")
NOBODY: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Rules:
    """`rests_keys`: what befalls a key, or the provider, at one model holds for the others too."""

    longest_rest_seconds: float = FOR_EVER
    rests_keys: bool = True


REAL: Final = Rules()
# Nothing need be mended there, and what is scripted for one model is meant for no other.
REHEARSED: Final = Rules(longest_rest_seconds=60.0, rests_keys=False)

_BECAUSE: Final = {
    "rate_limited": "it was asked too often",
    "loading": "it is being loaded",
    "quota_exhausted": "its allowance is used up",
    "invalid_credentials": "its key is not accepted",
    "not_served": "nobody served it",
    "gated": "its licence is not accepted",
    "misconfigured": "its address or certificate is wrong",
}


def admission(
    board: Board, passed: Pass, now: float, turned_away: Mapping[str, int] = NOBODY
) -> Changes:
    """What is changed by letting it through: nothing, unless it is a probe. Raises LeftAlone.

    `turned_away` counts, by circuit, those whom it has kept out since it opened.
    """
    if not board:
        return {}
    changes: Changes = {}
    for name in _circuits_of(passed):
        circuit = circuits.soonest_probe(board.get(name, UNKNOWN), turned_away.get(name, 0))
        until = circuits.left_alone_until(circuit, now)
        if until is not None:
            raise _left_alone(name, passed.model, circuit, until - now, now)
        if circuits.needs_probe(circuit):
            changes[name] = circuits.with_probe(circuit, passed.probe, now)
    return changes


def after_success(board: Board, passed: Pass, now: float) -> Changes:
    if not board:
        return {}
    changes: Changes = {}
    for name in _circuits_of(passed):
        circuit = board.get(name, UNKNOWN)
        if circuit != UNKNOWN and not (
            name == PROVIDER and circuits.is_known_to_be_well(circuit, now)
        ):
            changes[name] = circuits.after_success(circuit, passed.probe, now)
    return _real(board, changes)


def after_failure(
    board: Board, passed: Pass, error: ProviderError, now: float, rules: Rules = REAL
) -> Changes:
    treatment = treatment_of(error)
    if treatment.is_fault:
        changes = _after_fault(board, passed, error, now)
    elif treatment.is_reachable:
        changes = after_success(board, passed, now)
    else:
        changes = after_return(board, passed)
    resting = _resting_circuit(passed, error, rules)
    if resting is not None:
        before = changes.get(resting, board.get(resting, UNKNOWN))
        changes[resting] = _put_to_rest(before, error, now, rules)
    return _real(board, changes)


def after_first_text(board: Board, passed: Pass) -> Changes:
    name = model_circuit(passed.model)
    return _real(board, {name: circuits.after_first_text(board.get(name, UNKNOWN), passed.probe)})


def after_return(board: Board, passed: Pass) -> Changes:
    changes = {
        name: circuits.without_probe(board.get(name, UNKNOWN), passed.probe)
        for name in _circuits_of(passed)
    }
    return _real(board, changes)


def after_acceptance(board: Board, key: Key) -> Changes:
    """Of the key itself, and of its ways to single models."""
    own = (key_circuit(key), f"route {key.id} ")
    return {
        name: UNKNOWN
        for name, circuit in board.items()
        if name.startswith(own) and circuit.code == InvalidCredentials.code
    }


def after_mending(board: Board, passed: Pass) -> Changes:
    return {name: UNKNOWN for name in _circuits_of(passed) if name in board}


def state_of(
    board: Board, model: ModelRef, now: float, keys: Sequence[Key] | None = None
) -> ModelState:
    """The worst of its provider, itself and its best way by one of these keys. Where they are not
    known, a key that stands alone on the board is taken for the only one."""
    shared = _worst(board, (PROVIDER, model_circuit(model)), now)
    ways = (
        [_lone_ways(board, model)]
        if keys is None
        else [(key_circuit(key), route_circuit(model, key)) for key in keys]
    )
    own = min((_worst(board, way, now) for way in ways), key=_gravity, default=CLOSED)
    return max(shared, own, key=_gravity)


def _lone_ways(board: Board, model: ModelRef) -> list[str]:
    routes = [name for name in board if _is_route_of(name, model)]
    keys = [name for name in board if name.startswith("key ")]
    return [name for names in (routes, keys) if len(names) == 1 for name in names]


def _worst(board: Board, names: Iterable[str], now: float) -> ModelState:
    worst = CLOSED
    for name in names:
        circuit = board.get(name, UNKNOWN)
        until = circuits.left_alone_until(circuit, now)
        if until is not None and circuit.status != "half_open":
            return ModelState("open", _moment(until), circuit.code)
        if circuit.status != "closed":
            worst = ModelState("half_open", _moment(until or now), circuit.code)
    return worst


def _gravity(state: ModelState) -> int:
    return ("closed", "half_open", "open").index(state.status)


def seconds_left_alone(board: Board, passed: Pass, now: float) -> float:
    """Of the whole route: the longest of its circuits."""
    untils = (
        circuits.left_alone_until(board.get(name, UNKNOWN), now) for name in _circuits_of(passed)
    )
    return max((until - now for until in untils if until is not None), default=0.0)


def _circuits_of(passed: Pass) -> tuple[str, ...]:
    """What is shared by more comes first: another key does not help where the model is out."""
    model, key = passed.model, passed.key
    return (PROVIDER, model_circuit(model), key_circuit(key), route_circuit(model, key))


def _is_route_of(name: str, model: ModelRef) -> bool:
    kind, _, rest = name.partition(" ")
    return kind == "route" and rest.partition(" ")[2] == model.name


def _after_fault(board: Board, passed: Pass, error: ProviderError, now: float) -> Changes:
    name, probe = model_circuit(passed.model), passed.probe
    before, provider = board.get(name, UNKNOWN), board.get(PROVIDER, UNKNOWN)
    step = circuits.after_suspicion if treatment_of(error).spares_first else circuits.after_fault
    after = step(before, error.code, probe, now)
    changes = {name: after, PROVIDER: _provider_after_fault(provider, error, probe, now)}
    has_opened = after.status == "open" and before.status != "open"
    if has_opened and _is_dead({**board, **changes}, now):
        changes[PROVIDER] = circuits.opened(provider, error.code, now)
    return changes


def _provider_after_fault(
    provider: Circuit, error: ProviderError, probe: str, now: float
) -> Circuit:
    if _concerns_the_provider(error):
        return circuits.after_lost_connection(provider, error.code, probe, now)
    if provider.status == "closed":
        return circuits.after_fault_elsewhere(provider, now)
    return circuits.after_success(provider, probe, now)  # it can be reached


def _concerns_the_provider(error: ProviderError) -> bool:
    return error.scope == "provider"


def _is_dead(board: Board, now: float) -> bool:
    """So many models are open and nobody else there answers."""
    provider = board.get(PROVIDER, UNKNOWN)
    if provider.status != "closed" or circuits.is_healthy(provider, now):
        return False
    opened = [
        circuit
        for name, circuit in board.items()
        if name.startswith("model ") and circuit.status == "open"
    ]
    return len(opened) >= OPEN_MODELS_OF_A_DEAD_PROVIDER


def _resting_circuit(passed: Pass, error: ProviderError, rules: Rules) -> str | None:
    match rest_of(error):
        case Rest.NONE:
            return None
        case Rest.PROVIDER if rules.rests_keys:
            return PROVIDER
        # Without a key it can only be the model's.
        case Rest.KEY if passed.key.secret and rules.rests_keys:
            return key_circuit(passed.key)
        case Rest.MODEL if isinstance(error, Loading | NotServed):
            return model_circuit(passed.model)
        case _:
            return route_circuit(passed.model, passed.key)


def _put_to_rest(circuit: Circuit, error: ProviderError, now: float, rules: Rules) -> Circuit:
    reset = None if error.resets_at is None else error.resets_at.timestamp() - now
    seconds = rest_seconds_of(error, reset, circuit.rests + 1)
    return circuits.resting(circuit, error.code, now + min(seconds, rules.longest_rest_seconds))


def _left_alone(
    name: str, model: ModelRef, circuit: Circuit, seconds: float, now: float
) -> LeftAlone:
    kind = name.partition(" ")[0]
    code = circuit.code or circuit.status
    shown = model.provider if kind in (PROVIDER, "key") else model.label or str(model)
    because = _BECAUSE.get(code, f"it failed again and again ({code})")
    how_long = _how_long(seconds, now)
    is_tried = circuits.is_tried(circuit, now)
    if is_tried and circuit.status == "closed":
        seconds = min(seconds, LOOK_SECONDS)
    if circuit.status == "half_open" or is_tried:
        because, how_long = "another call is trying it out", "until that has come back"
    error = LeftAlone(
        f"{shown} is left alone {how_long}: {because}.",
        retry_after_seconds=None if math.isinf(seconds) else seconds,
        resets_at=_moment(now + seconds),
        scope="provider" if kind == PROVIDER else "model" if kind == "model" else "key",
    )
    error.because, error.circuit, error.is_tried = code, name, is_tried
    return error


def _how_long(seconds: float, now: float) -> str:
    moment = _moment(now + seconds)
    if moment is None:
        return "until it is mended"
    if seconds <= LONGEST_TOLD_IN_SECONDS:
        return f"for {math.ceil(seconds)} s more"
    return f"until {moment:%d %B %Y, %H:%M} UTC"


def _moment(seconds: float) -> datetime | None:
    return None if math.isinf(seconds) else datetime.fromtimestamp(seconds, UTC)


def _real(board: Board, changes: Changes) -> Changes:
    return {n: after for n, after in changes.items() if board.get(n, UNKNOWN) != after}
