"""The final answer of a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from council.deliberation.answers.choices import declared_choice, guessed_choice
from council.deliberation.answers.declared import fields, statements
from council.deliberation.answers.kinds import FinalAnswer, Kind
from council.deliberation.answers.literals import literal_key
from council.deliberation.answers.mathematics import math_key
from council.deliberation.answers.numbers import last_number
from council.deliberation.answers.refusals import BEGINNING, is_refusal
from council.deliberation.answers.words import words_key

SIGNS = str.maketrans(  # the plain sign for each that looks like it
    "\u2018\u2019\u201c\u201d\u2212\u2013\u00d7\u00b7\uff1a", "''\"\"--**:"
)
NEAR_END = 50_000  # characters that are read of a longer text, from its end

Read = Callable[[str], str | None]


def find_final_answer(text: str, kind: Kind, choices: Sequence[str] = ()) -> FinalAnswer:
    """What was declared last, in the surest way that was used; else what looks like the answer.
    Never raises, whatever the text; takes time in proportion to its length."""
    read, guess = _readers(kind, choices)
    end = text[-NEAR_END:].translate(SIGNS)
    for declared in (fields(end), statements(end)):
        found = [(key, answer) for answer in declared if (key := read(answer)) is not None]
        if found:
            key, said = found[-1]
            is_conflicting = len({each for each, _ in found}) > 1
            return FinalAnswer(key, said, is_declared=True, is_conflicting=is_conflicting)
    if is_refusal(text[:BEGINNING].translate(SIGNS)):
        return FinalAnswer(is_refusal=True)
    guessed = guess(end)
    return FinalAnswer(guessed, guessed or "")


def key_of(answer: str, kind: Kind, choices: Sequence[str] = ()) -> str | None:
    """The form in which an answer, such as the right one, is compared with what was found."""
    read, _ = _readers(kind, choices)
    return read(answer.translate(SIGNS))


def _readers(kind: Kind, choices: Sequence[str]) -> tuple[Read, Read]:
    """How a declared answer of this kind is read, and how one is guessed."""
    match kind:
        case Kind.NUMBER:
            return last_number, last_number
        case Kind.CHOICE:
            return (
                partial(declared_choice, choices=choices),
                partial(guessed_choice, choices=choices),
            )
        case Kind.MATH:
            return math_key, _nothing
        case Kind.LITERAL:
            return literal_key, _nothing
    return words_key, _nothing


def _nothing(text: str) -> None:  # noqa: ARG001
    return None
