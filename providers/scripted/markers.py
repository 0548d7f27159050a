"""The markers by which a query has models fail, `[rehearse: WHO=FAULT,…]`, and what is wrong with
those that nobody would follow."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from itertools import chain
from typing import Final

from providers.scripted.scripts import (
    AT,
    CHAIR,
    EVERY_MODEL,
    MARKER,
    MEMBERS,
    Script,
    UnknownFault,
    is_named,
    markers_in,
)

BRACKETS: Final = re.compile(r"\[\s*(\w+)\b([^\[\]\n]*)\]?")
WORD: Final = "rehearse"
FORM: Final = "[rehearse: WHO=FAULT]"
FORM_IN_FULL: Final = f"{FORM}, where WHO is {EVERY_MODEL}, {MEMBERS}, {CHAIR} or a model"
PLACES: Final = (CHAIR, MEMBERS)


def faults_of_markers(query: str, models: Iterable[str]) -> list[str]:
    """A sentence for each marker that cannot be followed, with the nearest known name. `models` are
    the names of all that may be asked."""
    names = sorted(set(models))
    found = (_faults_of(who, script, names) for who, script in markers_in(query))
    return [*unreadable_markers(query), *chain.from_iterable(found)]


def unreadable_markers(query: str) -> list[str]:
    """What was meant as a marker and is none: a slip in its word or in its signs."""
    brackets = BRACKETS.finditer(MARKER.sub("", query))
    meant = [found[0] for found in brackets if _is_meant_as_marker(found[1].lower(), found[2])]
    return [f"{marker.strip()} does not read {FORM_IN_FULL}." for marker in meant]


def _is_meant_as_marker(word: str, rest: str) -> bool:
    if word == WORD:
        return ":" in rest or "=" in rest
    return "=" in rest and bool(get_close_matches(word, [WORD], cutoff=0.75))


def _faults_of(who: str, script: str, names: list[str]) -> Iterator[str]:
    if fault := unknown_name(who, names):
        yield fault
    try:
        if not Script.read(script.split(",")).faults:
            yield f"The marker for {who!r} names no fault: it reads {FORM}."
    except UnknownFault as error:
        yield str(error)


def unknown_name(who: str, names: Collection[str]) -> str:
    """A sentence where nobody of these names is meant, with the nearest; else nothing."""
    place, at, name = who.partition(AT)
    if at and place.lower() not in PLACES:
        return f"{who!r} names no place: before {AT} stands {CHAIR} or {MEMBERS}."
    wanted = name if at else who
    if not at and wanted.lower() in (EVERY_MODEL, *PLACES):
        return ""
    if any(is_named(wanted, each) for each in names):
        return ""
    own = {each.rpartition("/")[2].lower(): each.rpartition("/")[2] for each in names}
    known = own if at else {**own, **{each: each for each in PLACES}}
    near = get_close_matches(wanted.rpartition("/")[2].lower(), known, n=1, cutoff=0.5)
    called = f"No model here is called {wanted!r}"
    if near:
        return f"{called}; the nearest is {known[near[0]]!r}."
    return f"{called}. There are: {', '.join(own.values())}."
