"""The rules of the classifier have no word too many: without any, a golden refusal changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from providers.adapters.refusals import read_refusal
from providers.adapters.rules import RULES, Rule
from tests.recordings.refusing import read_refusals

GOLDEN = [
    read_refusal(case.recording.status, case.recording.headers, case.recording.body)
    for case in read_refusals()
    if case.recording.status != 200
]


def verdicts(rules: Sequence[Rule]) -> list[object]:
    """What each golden refusal is by the words alone; nothing where only its status tells."""
    found = (
        next((rule for rule in rules if rule.fits(refusal.status, refusal.words)), None)
        for refusal in GOLDEN
    )
    return [rule and (rule.error, rule.scope, rule.renewal) for rule in found]


def parts_of(pattern: str) -> list[str]:
    """What stands between the bars that are in no brackets."""
    parts, depth = [""], 0
    for character in pattern:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def without_a_part() -> Iterator[tuple[str, int, Rule]]:
    for number, rule in enumerate(RULES):
        parts = parts_of(rule.words.pattern)
        for part in parts:
            rest = [other for other in parts if other != part]
            pattern = "|".join(rest) if rest else r"(?!)"
            yield part, number, replace(rule, words=re.compile(pattern))


@pytest.mark.parametrize(
    ("number", "thinned"), [pytest.param(n, rule, id=part) for part, n, rule in without_a_part()]
)
def test_every_word_is_needed(number: int, thinned: Rule) -> None:
    rules = [*RULES[:number], thinned, *RULES[number + 1 :]]
    assert verdicts(rules) != verdicts(RULES)
