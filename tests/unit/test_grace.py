"""How long the late are waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.brief import Member, Opinion
from council.deliberation.stages.grace import LEAST_SECONDS, MOST_SECONDS, grace_seconds
from providers.protocol import ModelRef
from tests.hall import brief

USUAL = 8.0


@pytest.mark.parametrize(
    ("usual", "elapsed", "expected"),
    [(20.0, 4.0, 16.0), (4.0, 3.0, LEAST_SECONDS), (90.0, 3.0, MOST_SECONDS)],
)
def test_as_long_as_nine_of_ten_answers_of_the_late_take(
    usual: float, elapsed: float, expected: float
) -> None:
    known = replace(brief("ann", "bob", "cy"), usual_seconds={"script:cy": usual})

    assert grace_seconds(known, [], [_member("cy")], elapsed) == expected


def test_the_slowest_of_the_late_counts() -> None:
    known = replace(brief("ann"), usual_seconds={"script:bob": 10.0, "script:cy": 20.0})

    assert grace_seconds(known, [], [_member("bob"), _member("cy")], 0.0) == 20.0


def test_where_nothing_is_known_it_is_as_set() -> None:
    asked = brief("ann", "bob", "cy", grace_seconds=USUAL)

    assert grace_seconds(asked, [_opinion("ann", "llama")], [_member("cy")], 9.0) == USUAL


@pytest.mark.parametrize(
    ("families", "late", "is_longer"),
    [
        (("llama", "llama"), "qwen", True),
        (("llama", "llama"), "llama", False),
        (("llama", "qwen"), "gemma", False),
        (("", ""), "qwen", False),
        (("llama",), "qwen", False),
    ],
)
def test_what_one_family_agrees_on_waits_longer_for_another(
    families: tuple[str, ...],
    late: str,
    is_longer: bool,  # noqa: FBT001  a case
) -> None:
    asked = brief("ann", "bob", "cy", grace_seconds=USUAL)
    heard = [_opinion(f"m{i}", family) for i, family in enumerate(families)]

    assert (grace_seconds(asked, heard, [_member("cy", late)], 0.0) > USUAL) is is_longer


def _member(name: str, family: str = "") -> Member:
    return Member(name, name, "reasoning", (ModelRef("script", name, family=family),))


def _opinion(member: str, family: str) -> Opinion:
    return Opinion(member, "Because.", ModelRef("script", member, family=family))
