"""How faults are written: `kind` or `kind:amount`; `kinds.py` lists them.

A script is a list of them, one per call, where `*` after the last means for ever: `429:2,ok`,
`500,500,ok`, `503*`. A script is for a model, for `*` (every model), for `chair` or `members`, or
for a model in one of these places: `chair@MODEL`. A query names one by `[rehearse:WHO=SCRIPT]`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from providers.scripted.kinds import Kind

EVERY_MODEL = "*"
CHAIR, MEMBERS = "chair", "members"
AT = "@"
MARKER = re.compile(r"\[rehearse:([^\[\]=]*)=([^\[\]]*)\]\s*", re.IGNORECASE)


class UnknownFault(ValueError):
    """A fault nobody has rehearsed."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    amount: float | None = None

    @classmethod
    def read(cls, written: str) -> Fault:
        """Raises UnknownFault, which names the nearest."""
        name, colon, amount = written.strip().lower().partition(":")
        try:
            kind = Kind(name)
        except ValueError as error:
            raise UnknownFault(_unknown(written.strip(), name)) from error
        return cls(kind, _amount(kind, amount) if colon else None)

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
        return self.faults[-1] if self._goes_on() else NO_FAULT

    def _goes_on(self) -> bool:
        """A flap ends by the clock, not by the number of calls."""
        return self.is_for_ever or (bool(self.faults) and self.faults[-1].kind is Kind.FLAP)

    def around(self, number: int) -> Fault:
        """As if the script began again after its end."""
        return self.faults[number % len(self.faults)] if self.faults else NO_FAULT


def is_named(name: str, model: str) -> bool:
    return name.rpartition("/")[2].lower() == model.rpartition("/")[2].lower()


def markers_in(text: str) -> list[tuple[str, str]]:
    """Of each who fails, and the script that is followed."""
    return [(who.strip(), script.strip()) for who, script in MARKER.findall(text)]


def without_markers(text: str) -> str:
    return MARKER.sub("", text).strip()


def read_option(written: str) -> tuple[str, list[str]]:
    """`MODEL=FAULT[,FAULT…]` as it stands on a command line."""
    model, sign, faults = written.partition("=")
    if not sign or not model.strip():
        raise UnknownFault(f"{written!r} does not read MODEL=FAULT[,FAULT…].")
    return model.strip(), faults.split(",")


def _unknown(written: str, name: str) -> str:
    """Names the nearest, also to what a fault is taken for: `rate_limited` is looked for, too."""
    if near := get_close_matches(name, list(Kind), n=1):
        return f"{written!r} is not a fault; the nearest is {str(near[0])!r}."
    shortest_last = sorted(Kind, key=len, reverse=True)
    causes = {kind.becomes: str(kind) for kind in shortest_last if kind.becomes}
    if near := get_close_matches(name, causes, n=1):
        return f"{written!r} is not a fault; {causes[near[0]]!r} is taken for {near[0]!r}."
    nearest = ", ".join(repr(str(kind)) for kind in get_close_matches(name, list(Kind), cutoff=0))
    return f"{written!r} is not a fault; the nearest are {nearest}."


def _amount(kind: Kind, written: str) -> float:
    if not kind.amount:
        raise UnknownFault(f"'{kind}' takes no number: write it without {':' + written!r}.")
    try:
        amount = float(written)
    except ValueError:
        amount = math.nan
    if not 0 <= amount < math.inf:
        needed = f"needs a number behind the colon ({kind.amount}), such as '{kind}:2'"
        raise UnknownFault(f"'{kind}:{written}' {needed}.")
    return amount
