"""Whatever a model writes, looking for its answer never raises."""

from __future__ import annotations

import random

import pytest

from council.deliberation.answers.final import find_final_answer
from council.deliberation.answers.kinds import FinalAnswer, Kind
from council.deliberation.tails import split_tail
from council.deliberation.triage import triage

pytestmark = pytest.mark.postgresql  # no database is asked: once is enough

TEXTS = 100_000
PIECES = (
    *("answer", '"answer": ', "the answer is ", "Answer: ", "\\boxed{", "<tail>", "claim:"),
    *("{", "}", "[", "]", "(", ")", '"', "'", "\\", "\\frac", "\\sqrt{", "^", "_", "{}", "$"),
    *("12", "3.5", "1,000", "0", "10^", "e9", "/", "-", "\u2212", "\u00d7", "\u221a", "%", "="),
    *("A", "(B)", "option ", "x", "**", "`", "\n", " ", "I cannot ", "unknown", "```", "def f("),
    *("\ud800", "\x00", "\u00e9", "\u4e2d", "\u202e", "\U0001f600"),
)


def test_a_hundred_thousand_texts_raise_nothing() -> None:
    dice = random.Random(20261126)  # noqa: S311  the same texts each time
    kinds = list(Kind)
    found: list[FinalAnswer] = []
    for _ in range(TEXTS):
        text = "".join(dice.choices(PIECES, k=dice.randrange(40)))
        shown, _ = split_tail(text)
        triage(shown)
        found.append(find_final_answer(shown, dice.choice(kinds), ("one", "two")))

    assert any(answer.is_conflicting for answer in found)
    assert any(answer.is_refusal for answer in found)
    assert any(answer.key for answer in found)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("piece", ["answer is ", '"answer": {', "\\boxed{", "1", "\n"])
def test_a_text_of_five_million_signs_is_read_like_its_end(piece: str, kind: Kind) -> None:
    """Which bounds the work: the rest is never looked at, but for its beginning."""
    end = piece * (60_000 // len(piece))
    whole = piece * (5_000_000 // len(piece))

    assert find_final_answer(whole, kind) == find_final_answer(end, kind)
