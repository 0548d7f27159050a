"""Who is hit by which fault when: the scripts that are set, and how far each model has come.

A `flap` lasts from its first call until its time is over.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence

from providers.scripted.kinds import Kind
from providers.scripted.scripts import (
    AT,
    CHAIR,
    EVERY_MODEL,
    MEMBERS,
    NO_FAULT,
    Fault,
    Script,
    is_named,
    markers_in,
)

MOST_MARKERS_REMEMBERED = 4096
FLAP_SECONDS = 60.0
SPELLS = 15  # in a flap; a spell is ill for its first three quarters, then well
ILLNESSES = (Kind.BROKEN, Kind.OVERLOADED, Kind.RESET)


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
