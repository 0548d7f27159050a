"""Compares the key claims of opinions by their words: who says the same, who says the contrary.

Without a model it sees no more than words, numbers and negations, and errs towards difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from council.deliberation.answers.words import words_of
from council.deliberation.brief import Opinion
from council.deliberation.shown import ClaimShown

ALIKE = 0.7  # of the words of the shorter claim that the other has as well
LEAST_WORDS = 3  # that tell
LEAST_LETTERS = 3  # of a word that tells
NEGATING_WORDS = (
    "no not never none neither nor cannot cant dont doesnt isnt arent wasnt wont without "
    "kein keine nicht nie ohne ne pas jamais sans non nunca sin nao sem"
)
NEGATIONS = frozenset(NEGATING_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Claim:
    text: str
    member: str
    words: frozenset[str]
    numbers: frozenset[str]
    is_negated: bool


def compare_claims(opinions: Sequence[Opinion]) -> tuple[ClaimShown, ...]:
    """The claims of all tails, those that say the same as one, in the order they were made."""
    groups: list[list[_Claim]] = []
    for opinion in opinions:
        for text in opinion.tail.claims if opinion.tail else ():
            claim = _read(text, opinion.member)
            same = next((group for group in groups if _says_the_same(group[0], claim)), None)
            groups.append([claim]) if same is None else same.append(claim)
    return tuple(
        ClaimShown(group[0].text, _members(group), _opponents(group, groups)) for group in groups
    )


def is_contested(opinions: Sequence[Opinion]) -> bool:
    """Whether one claims the contrary of what another does."""
    return any(claim.contradicted_by for claim in compare_claims(opinions))


def _read(text: str, member: str) -> _Claim:
    words = words_of(text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
    numbers = frozenset(word for word in words if word[0].isdigit())
    negations = NEGATIONS.intersection(words)
    telling = [word for word in words if len(word) >= LEAST_LETTERS and word not in numbers]
    return _Claim(text, member, frozenset(telling) - NEGATIONS, numbers, len(negations) % 2 == 1)


def _says_the_same(one: _Claim, other: _Claim) -> bool:
    has_same_sense = one.numbers == other.numbers and one.is_negated == other.is_negated
    return has_same_sense and (one.words == other.words or _is_alike(one, other))


def _contradicts(one: _Claim, other: _Claim) -> bool:
    has_other_numbers = bool(one.numbers and other.numbers and one.numbers != other.numbers)
    return _is_alike(one, other) and (has_other_numbers or one.is_negated != other.is_negated)


def _is_alike(one: _Claim, other: _Claim) -> bool:
    fewer = min(len(one.words), len(other.words))
    return fewer >= LEAST_WORDS and len(one.words & other.words) >= ALIKE * fewer


def _members(group: Sequence[_Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.member for claim in group))


def _opponents(group: Sequence[_Claim], groups: Sequence[Sequence[_Claim]]) -> tuple[str, ...]:
    own = _members(group)
    against = [other for other in groups if _contradicts(group[0], other[0])]
    members = dict.fromkeys(member for other in against for member in _members(other))
    return tuple(member for member in members if member not in own)
