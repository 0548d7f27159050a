"""What is told of a circuit that changes: once, by whoever made it change, with the cause."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from providers.cooldowns.circuits import UNKNOWN, Circuit
from providers.cooldowns.protocol import Board, Changes, Pass
from providers.errors import ProviderError
from providers.moments import iso
from providers.protocol import ModelRef
from providers.treatments import treatment_of

log = logging.getLogger(__name__)

RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Transition:
    """What became of a circuit, and at which model; `only_of`: the one model it is of, if it is.

    `circuit` names it as the operator does. `until` it is left alone: None where it is not, or
    until it is mended. `error` has brought it about, if one has; `is_new`: nothing like it was
    told since it was last well.
    """

    model: ModelRef
    only_of: str | None
    circuit: str
    before: str
    after: str
    cause: str
    until: datetime | None
    error: ProviderError | None
    is_new: bool

    def as_told(self) -> dict[str, object]:
        return {
            "provider": self.model.provider,
            "model": self.only_of,
            "circuit": self.circuit,
            "from": self.before,
            "to": self.after,
            "cause": self.cause,
            "until": iso(self.until) if self.until else None,
        }


def transitions_in(
    board: Board, changes: Changes, passed: Pass, now: float, error: ProviderError | None
) -> Iterator[Transition]:
    """Those that the changes make of a board."""
    for name, after in changes.items():
        before = board.get(name, UNKNOWN)
        was, becomes = _status_at(before, now), _status_at(after, now)
        if was == becomes:
            continue
        yield Transition(
            model=passed.model,
            only_of=_model_in(name),
            circuit=_told(passed, name),
            before=was,
            after=becomes,
            cause=after.code or before.code,
            until=_until(after, becomes),
            error=error,
            is_new=not before.rests,
        )


def log_transition(transition: Transition) -> None:
    """One line for each."""
    if transition.after == RESTING and transition.error is not None:
        alerts = transition.is_new and treatment_of(transition.error).alerts
        log.log(
            logging.ERROR if alerts else logging.INFO,
            "%s: %s is left alone (%s): %s",
            transition.model,
            transition.circuit,
            transition.cause,
            transition.error,
        )
        return
    log.log(
        logging.WARNING if transition.after == "open" else logging.INFO,
        "%s: %s %s → %s (%s)",
        transition.model,
        transition.circuit,
        transition.before,
        transition.after,
        transition.cause,
    )


def _status_at(circuit: Circuit, now: float) -> str:
    if circuit.status == "closed" and circuit.rests_until > now:
        return RESTING
    return circuit.status


def _until(circuit: Circuit, status: str) -> datetime | None:
    until = {RESTING: circuit.rests_until, "open": circuit.until}.get(status, math.inf)
    return None if math.isinf(until) else datetime.fromtimestamp(until, UTC)


def _model_in(circuit: str) -> str | None:
    """As `protocol.py` names circuits."""
    kind, _, rest = circuit.partition(" ")
    return {"model": rest, "route": rest.partition(" ")[2]}.get(kind)


def _told(passed: Pass, name: str) -> str:
    """The circuit as the operator knows it: a key by its name."""
    kind = name.partition(" ")[0]
    if kind == "key":
        return f"key {passed.key.shown}"
    if kind == "route":
        return f"route with {passed.key.shown}" if passed.key.secret else kind
    return name
