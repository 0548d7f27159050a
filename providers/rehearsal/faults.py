"""What can go wrong, on request: how faults are written, and who is hit by which when.

A fault is written `kind` or `kind:amount`; `kinds.py` lists them. A script is a list of them, one
per call, where `*` after the last means for ever: `429:2,ok`, `500,500,ok`, `503*`. A script is for
a model, for `*` (every model), for `chair` or `members`, or for a model in one of these places:
`chair@MODEL`. A `flap` lasts from its first call until its time is over.
"""

from __future__ import annotations

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from providers.rehearsal.kinds import Kind

EVERY_MODEL = "*"
CHAIR, MEMBERS = "chair", "members"
AT = "@"
MARKER = re.compile(r"\[rehearse:([^\[\]=]*)=([^\[\]]*)\]\s*", re.IGNORECASE)
MOST_MARKERS_REMEMBERED = 4096
FLAP_SECONDS = 60.0
SPELLS = 15  # in a flap; a spell is ill for its first three quarters, then well
ILLNESSES = (Kind.BROKEN, Kind.OVERLOADED, Kind.RESET)


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


class Faults:
    """The scripts that are set, and how far each model has come in its own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._scripts: dict[str, Script] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._marked: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._flaps: dict[tuple[str, str], float] = {}

    def set(self, scripts: Mapping[str, Sequence[str]]) -> None:
        """Give these models new scripts, to be followed from their beginning."""
        read = {subject: Script.read(written) for subject, written in scripts.items()}
        self._scripts.update(read)
        for counted in (self._numbers, self._flaps):
            for subject, model in list(counted):
                if subject in read or EVERY_MODEL in read:
                    del counted[subject, model]

    def clear(self) -> None:
        for kept in (self._scripts, self._numbers, self._marked, self._flaps):
            kept.clear()

    def next_for(self, model: str, query: str, *, is_chair: bool) -> Fault:
        """The fault of this call: the one marked in the query, else the one in the script.

        Raises UnknownFault where the mark names none.
        """
        for subject, written in markers_in(query):
            if is_meant(subject, model, is_chair=is_chair):
                return self._now(self._next_marked(model, written), (written, model))
        for subject in subjects_of(model, is_chair=is_chair):
            if script := self._scripts.get(subject):
                number = self._numbers.get((subject, model), 0)
                self._numbers[subject, model] = number + 1
                return self._now(script.at(number), (subject, model))
        return NO_FAULT

    def _next_marked(self, model: str, written: str) -> Fault:
        script = Script.read(written.split(","))
        number = self._marked.pop((model, written), 0)
        self._marked[model, written] = number + 1
        if len(self._marked) > MOST_MARKERS_REMEMBERED:
            self._marked.popitem(last=False)
        return script.at(number) if script.is_for_ever else script.around(number)

    def _now(self, fault: Fault, key: tuple[str, str]) -> Fault:
        """What a flap is at this moment; any other fault is itself."""
        if fault.kind is not Kind.FLAP:
            return fault
        now = self._clock()
        spell = (now - self._flaps.setdefault(key, now)) * SPELLS / fault.amount_or(FLAP_SECONDS)
        if spell >= SPELLS or spell % 1 >= 0.75:
            return NO_FAULT
        return Fault(ILLNESSES[int(spell) % len(ILLNESSES)])


def _unknown(written: str, name: str) -> str:
    near = get_close_matches(name, list(Kind), n=1)
    if near:
        return f"{written!r} is not a fault; the nearest is {str(near[0])!r}."
    return f"{written!r} is not a fault. There are: {', '.join(Kind)}."


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


def subjects_of(model: str, *, is_chair: bool) -> Iterator[str]:
    """Whose script is followed, the nearest first."""
    place = CHAIR if is_chair else MEMBERS
    yield from (f"{place}{AT}{model}", model, place, EVERY_MODEL)


def is_meant(subject: str, model: str, *, is_chair: bool) -> bool:
    """`*` means every member, `chair` whoever writes the synthesis, a name that model anywhere."""
    place, at, name = subject.lower().partition(AT)
    if at and place in (CHAIR, MEMBERS):
        return is_chair == (place == CHAIR) and is_named(name, model)
    if subject.lower() in (EVERY_MODEL, MEMBERS):
        return not is_chair
    return is_chair if subject.lower() == CHAIR else is_named(subject, model)


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
