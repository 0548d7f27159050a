"""What can go wrong, on request: the faults, how they are written, and who is hit by which when.

A fault is written `kind` or `kind:amount`; a script is a list of them, one per call, where `*`
after the last means for ever: `429:2,ok`, `500,500,ok`, `503*`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The faults. In brackets what the amount says."""

    OK = "ok"
    UNAUTHORISED = "401"
    NO_CREDITS = "402"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    RATE_LIMITED = "429"  # [seconds to wait, told to the client; none: not told]
    DAY_IS_SPENT = "429-day"
    BROKEN = "500"
    OVERLOADED = "503"
    LOADING = "503-loading"  # [estimated seconds]
    TIMED_OUT = "504"
    TOO_LONG = "too-long"
    FILTERED = "filter"
    HANG = "hang"  # not a byte until the client leaves
    SLOW = "slow"  # [seconds before the first token]
    RESET = "reset"  # [tokens before the TCP reset; none: before the head]
    CUT = "cut"  # [tokens] the stream ends in good order, without a finish
    DROP = "drop"  # [tokens] the connection is closed in the middle of the body
    STALL = "stall"  # [seconds] of silence in mid-stream
    ERROR = "error"  # [tokens] an error object in mid-stream
    LENGTH = "length"  # [tokens] the answer ends at its limit
    EMPTY = "empty"
    MALFORMED = "malformed"  # [chunks] that are not JSON
    NO_DONE = "no-done"


REFUSALS = frozenset(
    {
        Kind.UNAUTHORISED,
        Kind.NO_CREDITS,
        Kind.FORBIDDEN,
        Kind.NOT_FOUND,
        Kind.RATE_LIMITED,
        Kind.DAY_IS_SPENT,
        Kind.BROKEN,
        Kind.OVERLOADED,
        Kind.LOADING,
        Kind.TIMED_OUT,
        Kind.TOO_LONG,
    }
)
EVERY_MODEL = "*"
CHAIR = "chair"
MARKER = re.compile(r"\[rehearse:\s*([^\]=]+?)\s*=\s*([^\]]+?)\s*\]\s*", re.IGNORECASE)
MOST_MARKERS_REMEMBERED = 4096


class UnknownFault(ValueError):
    """A fault nobody has rehearsed."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    amount: float | None = None

    @classmethod
    def read(cls, written: str) -> Fault:
        kind, colon, amount = written.strip().lower().partition(":")
        try:
            return cls(Kind(kind), float(amount) if colon else None)
        except ValueError as error:
            known = ", ".join(Kind)
            raise UnknownFault(f"{written!r} is not a fault. There are: {known}.") from error

    def amount_or(self, usual: float) -> float:
        return usual if self.amount is None else self.amount


NO_FAULT = Fault(Kind.OK)


@dataclass(frozen=True, slots=True)
class Script:
    """What happens at each call. After its end everything is well, unless it goes on for ever."""

    faults: tuple[Fault, ...]
    is_for_ever: bool = False

    @classmethod
    def read(cls, written: Sequence[str]) -> Script:
        names = [name.strip() for name in written if name.strip()]
        is_for_ever = bool(names) and names[-1].endswith("*")
        return cls(tuple(Fault.read(name.removesuffix("*")) for name in names), is_for_ever)

    def at(self, number: int) -> Fault:
        if number < len(self.faults):
            return self.faults[number]
        return self.faults[-1] if self.is_for_ever else NO_FAULT

    def around(self, number: int) -> Fault:
        """As if the script began again after its end."""
        return self.faults[number % len(self.faults)] if self.faults else NO_FAULT


class Faults:
    """The scripts that are set, and how far each model has come in its own."""

    def __init__(self) -> None:
        self._scripts: dict[str, Script] = {}
        self._numbers: dict[str, int] = {}
        self._marked: OrderedDict[tuple[str, str], int] = OrderedDict()

    def set(self, scripts: Mapping[str, Sequence[str]]) -> None:
        """Give these models new scripts, to be followed from their beginning."""
        read = {model: Script.read(written) for model, written in scripts.items()}
        self._scripts.update(read)
        for model in list(self._numbers):
            if model in read or EVERY_MODEL in read:
                del self._numbers[model]

    def clear(self) -> None:
        self._scripts.clear()
        self._numbers.clear()
        self._marked.clear()

    def next_for(self, model: str, query: str, *, is_chair: bool) -> Fault:
        """The fault of this call: the one marked in the query, else the one in the script."""
        for subject, written in MARKER.findall(query):
            if is_meant(subject, model, is_chair=is_chair):
                return self._next_marked(model, written)
        script = self._scripts.get(model) or self._scripts.get(EVERY_MODEL)
        if script is None:
            return NO_FAULT
        number = self._numbers.get(model, 0)
        self._numbers[model] = number + 1
        return script.at(number)

    def _next_marked(self, model: str, written: str) -> Fault:
        try:
            script = Script.read(written.split(","))
        except UnknownFault:
            return NO_FAULT  # a person's slip of the pen is no reason to fail
        number = self._marked.pop((model, written), 0)
        self._marked[model, written] = number + 1
        if len(self._marked) > MOST_MARKERS_REMEMBERED:
            self._marked.popitem(last=False)
        return script.at(number) if script.is_for_ever else script.around(number)


def is_meant(subject: str, model: str, *, is_chair: bool) -> bool:
    """`*` means every member, `chair` whoever writes the synthesis, a name that model anywhere."""
    if subject == EVERY_MODEL:
        return not is_chair
    if subject.lower() == CHAIR:
        return is_chair
    return subject.rpartition("/")[2].lower() == model.rpartition("/")[2].lower()


def without_markers(text: str) -> str:
    return MARKER.sub("", text).strip()


def read_option(written: str) -> tuple[str, list[str]]:
    """`MODEL=FAULT[,FAULT…]` as it stands on a command line."""
    model, sign, faults = written.partition("=")
    if not sign or not model.strip():
        raise UnknownFault(f"{written!r} does not read MODEL=FAULT[,FAULT…].")
    return model.strip(), faults.split(",")
