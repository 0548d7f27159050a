"""One circuit: what is known of a model, a route, a key or a provider that may not be well.

A cooldown rests it until a time; the breaker opens after faults, lets one probe through when its
time is over, and closes when two have come back. Pure: a circuit and the time in, a circuit out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

from providers.errors import Loading

Status = Literal["closed", "open", "half_open"]

FAULTS_IN_A_ROW: Final = 5
LEAST_IN_WINDOW: Final = 10
FAULTY_SHARE: Final = 0.5
WINDOW_BUCKETS: Final = 6
BUCKET_SECONDS: Final = 10.0
OPEN_SECONDS: Final = 30.0
LONGEST_OPEN_SECONDS: Final = 300.0
PROBE_SECONDS: Final = 30.0
SUCCESSES_TO_CLOSE: Final = 2
MANY_TURNED_AWAY: Final = 5
# With what the probe itself takes, whoever has healed is in use again within half a minute.
SOONEST_PROBE_SECONDS: Final = 28.0
FOR_EVER: Final = math.inf


@dataclass(frozen=True, slots=True)
class Slice:
    """What came back within the ten seconds of that number."""

    number: int
    asked: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Circuit:
    """All times are seconds of the clock that everybody shares.

    `code` is the cause. `until`: while open, when a probe may go. `rests_until` is the cooldown's
    end and `rests` how many came in a row; `faults` those in a row, `openings` likewise.
    `probe` names whoever carries the one probe, until `probe_until`: also while closed, whoever
    looks whether a model is loaded.
    """

    status: Status = "closed"
    code: str = ""
    until: float = 0.0
    rests_until: float = 0.0
    rests: int = 0
    faults: int = 0
    is_suspect: bool = False
    openings: int = 0
    successes: int = 0
    probe: str = ""
    probe_until: float = 0.0
    window: tuple[Slice, ...] = ()


UNKNOWN: Final = Circuit()  # nothing is known: it is well


def left_alone_until(circuit: Circuit, now: float) -> float | None:
    """When it may be asked again; None: now."""
    if circuit.rests_until > now:
        return circuit.rests_until
    if circuit.status == "open" and circuit.until > now:
        return circuit.until
    return circuit.probe_until if is_tried(circuit, now) else None


def is_tried(circuit: Circuit, now: float) -> bool:
    """By the one call that carries the probe."""
    is_out = circuit.status != "open" and bool(circuit.probe) and circuit.probe_until > now
    return is_out and circuit.rests_until <= now


def needs_probe(circuit: Circuit) -> bool:
    """Only one may be let through, when its time is over: what is closed may still be loading."""
    return circuit.status != "closed" or (circuit.code == Loading.code and circuit.rests > 0)


def has_refused(circuit: Circuit, now: float) -> bool:
    """It was put to rest, and has not answered since."""
    return circuit.rests > 0 or circuit.rests_until > now


def soonest_probe(circuit: Circuit, turned_away: int) -> Circuit:
    """A probe costs one call its time. Where many are turned away one of them tries again before
    the first half minute is over, however long it is to be open: so it is back soon once it has
    healed."""
    if circuit.status != "open" or turned_away < MANY_TURNED_AWAY:
        return circuit
    opened_at = circuit.until - _open_seconds(circuit.openings - 1)
    return replace(circuit, until=min(circuit.until, opened_at + SOONEST_PROBE_SECONDS))


def with_probe(circuit: Circuit, probe: str, now: float) -> Circuit:
    """Its time is over: this one call may try it."""
    status: Status = "closed" if circuit.status == "closed" else "half_open"
    return replace(circuit, status=status, probe=probe, probe_until=now + PROBE_SECONDS)


def without_probe(circuit: Circuit, probe: str) -> Circuit:
    """The call came back and has learned nothing: another may try."""
    if not _carries(circuit, probe):
        return circuit
    return replace(circuit, probe="", probe_until=0.0)


def after_first_text(circuit: Circuit, probe: str) -> Circuit:
    """Whoever looked whether it is loaded has found that it is: nobody waits for the end."""
    if circuit.status != "closed" or not _carries(circuit, probe):
        return circuit
    return replace(circuit, rests=0, probe="", probe_until=0.0)


def after_success(circuit: Circuit, probe: str, now: float) -> Circuit:
    """It answered, or refused as only what can be reached refuses."""
    if circuit.status == "closed":
        return _counted_success(circuit, now)
    if not _carries(circuit, probe):
        return circuit  # asked before it opened
    successes = circuit.successes + 1
    if successes >= SUCCESSES_TO_CLOSE:
        return UNKNOWN
    return replace(circuit, successes=successes, probe="", probe_until=0.0)


def after_fault(circuit: Circuit, code: str, probe: str, now: float) -> Circuit:
    if circuit.status == "closed":
        return _counted_fault(without_probe(circuit, probe), code, now)
    if not _carries(circuit, probe):
        return circuit
    return opened(circuit, code, now)


def after_lost_connection(circuit: Circuit, code: str, probe: str, now: float) -> Circuit:
    """Of a whole provider only faults in a row count, not their share."""
    if circuit.status != "closed":
        return after_fault(circuit, code, probe, now)
    counted = replace(after_fault_elsewhere(circuit, now), faults=circuit.faults + 1)
    return opened(counted, code, now) if counted.faults >= FAULTS_IN_A_ROW else counted


def after_fault_elsewhere(circuit: Circuit, now: float) -> Circuit:
    """Of a provider: one of its models has failed. From here on it is told who answers."""
    if circuit.status != "closed":
        return circuit
    return replace(circuit, window=_counted(circuit.window, now, faults=1))


def after_suspicion(circuit: Circuit, code: str, probe: str, now: float) -> Circuit:
    """A fault only if it is the second in a row."""
    if circuit.status == "closed" and not circuit.is_suspect:
        return replace(without_probe(circuit, probe), is_suspect=True)
    return after_fault(circuit, code, probe, now)


def opened(circuit: Circuit, code: str, now: float) -> Circuit:
    """Left alone for half a minute, then twice as long each time, five minutes at most."""
    return Circuit(
        status="open",
        code=code,
        until=now + _open_seconds(circuit.openings),
        rests_until=circuit.rests_until,
        rests=circuit.rests,
        openings=circuit.openings + 1,
    )


def resting(circuit: Circuit, code: str, until: float) -> Circuit:
    """Left alone until then; `FOR_EVER`: until it is mended."""
    until = max(until, circuit.rests_until)
    return replace(circuit, code=code, rests_until=until, rests=circuit.rests + 1)


def is_healthy(circuit: Circuit, now: float) -> bool:
    """Whether anything answered within the window."""
    return any(each.asked > each.faults for each in _living(circuit.window, now))


def is_known_to_be_well(circuit: Circuit, now: float) -> bool:
    """One success in a slice says of a provider what a hundred would."""
    number = int(now // BUCKET_SECONDS)
    last = circuit.window[-1] if circuit.window else None
    return (
        circuit.status == "closed"
        and not circuit.faults
        and last is not None
        and last.number == number
        and last.asked > last.faults
    )


def _open_seconds(openings: int) -> float:
    """`openings` before this one."""
    return min(LONGEST_OPEN_SECONDS, OPEN_SECONDS * 2.0**openings)


def _carries(circuit: Circuit, probe: str) -> bool:
    return circuit.status != "open" and bool(probe) and circuit.probe == probe


def _counted_success(circuit: Circuit, now: float) -> Circuit:
    window = _counted(circuit.window, now, faults=0)
    if not any(each.faults for each in window) and circuit.rests_until <= now:
        return UNKNOWN
    return replace(
        circuit, faults=0, is_suspect=False, rests=0, probe="", probe_until=0.0, window=window
    )


def _counted_fault(circuit: Circuit, code: str, now: float) -> Circuit:
    window = _counted(circuit.window, now, faults=1)
    asked = sum(each.asked for each in window)
    faults = sum(each.faults for each in window)
    counted = replace(circuit, faults=circuit.faults + 1, window=window)
    is_bad = asked >= LEAST_IN_WINDOW and faults >= FAULTY_SHARE * asked
    if counted.faults >= FAULTS_IN_A_ROW or is_bad:
        return opened(counted, code, now)
    return counted


def _counted(window: tuple[Slice, ...], now: float, faults: int) -> tuple[Slice, ...]:
    number = int(now // BUCKET_SECONDS)
    living = _living(window, now)
    last = living[-1] if living and living[-1].number == number else Slice(number)
    before = tuple(each for each in living if each.number != number)
    return (*before, Slice(number, last.asked + 1, last.faults + faults))


def _living(window: tuple[Slice, ...], now: float) -> tuple[Slice, ...]:
    oldest = int(now // BUCKET_SECONDS) - WINDOW_BUCKETS + 1
    return tuple(each for each in window if each.number >= oldest)
