"""Tokens are estimated where nobody has counted them, rather too many than too few."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Final

import pytest

from providers.tokens import estimate_tokens

TEXTS: Final = Path(__file__).parents[1] / "recordings" / "tokens"
COUNTS: Final[dict[str, dict[str, int]]] = json.loads((TEXTS / "counts.json").read_text())
FAMILIES: Final = ("gpt-oss", "llama", "qwen", "deepseek", "gemma")
MOST_OVER, MOST_UNDER = 0.25, 0.10
AROUND: Final = 4 + 3  # a message and a prompt


def _read(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def _error(name: str, family: str, counted: float) -> float:
    return (estimate_tokens(_read(name), family=family) - AROUND) / counted - 1


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", COUNTS)
def test_no_language_is_far_from_what_the_models_tokenizer_counts(name: str, family: str) -> None:
    assert -MOST_UNDER <= _error(name, family, COUNTS[name][family]) <= MOST_OVER


@pytest.mark.parametrize("name", COUNTS)
def test_of_an_unknown_family_a_language_is_near_the_median_of_the_known(name: str) -> None:
    counted = median(COUNTS[name][family] for family in FAMILIES)

    assert -MOST_UNDER <= _error(name, "", counted) <= MOST_OVER


def test_every_text_was_counted_as_it_stands() -> None:
    characters = {path.stem: len(_read(path.stem)) for path in TEXTS.glob("*.txt")}

    assert {name: counts["characters"] for name, counts in COUNTS.items()} == characters


def test_gemini_reads_as_gemma_does() -> None:
    assert estimate_tokens(_read("tamil"), family="gemini") == estimate_tokens(
        _read("tamil"), family="gemma"
    )


@pytest.mark.parametrize("family", ["", "kimi", *FAMILIES])
def test_every_script_there_is_weighs_something(family: str) -> None:
    for code_point in range(0, 0x110000, 0x80):
        assert estimate_tokens(chr(code_point), family=family) > AROUND


@pytest.mark.parametrize(("texts", "tokens"), [([], 3), ([""], 7), (["", ""], 11)])
def test_each_text_and_the_whole_have_a_frame(texts: list[str], tokens: int) -> None:
    assert estimate_tokens(*texts) == tokens


def test_the_number_of_texts_changes_nothing_else() -> None:
    text = _read("english")

    assert estimate_tokens(text, text) - 2 * estimate_tokens(text) in (-4, -3)  # rounded up
