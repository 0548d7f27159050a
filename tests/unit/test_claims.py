"""Claims are compared by their words: the same, the contrary, or neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.deliberation.answers.words import plain_line
from council.deliberation.brief import Opinion
from council.deliberation.claims import compare_claims, is_contested
from council.deliberation.shown import ClaimShown
from council.deliberation.tails import Tail
from providers.protocol import ModelRef

RIVERS = "Rivers carry dissolved salt into the sea."


@pytest.mark.parametrize(
    "other",
    [
        "Rivers carry dissolved salt into the sea",
        "The rivers carry the dissolved salt into a sea.",
        "Dissolved salt: rivers carry it into the sea",
    ],
)
def test_what_says_the_same_is_one_claim_of_both(other: str) -> None:
    assert compare_claims([_opinion("ann", RIVERS), _opinion("bob", other)]) == (
        ClaimShown(RIVERS, ("ann", "bob")),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RIVERS, "Rivers do not carry dissolved salt into the sea."),
        (
            "The mean depth of the ocean is 3700 metres",
            "The mean depth of the ocean is 4200 metres",
        ),
        ("Die Zugspitze liegt in Bayern allein", "Die Zugspitze liegt nicht in Bayern allein"),
    ],
)
def test_what_says_the_contrary_is_contested(one: str, other: str) -> None:
    opinions = [_opinion("ann", one), _opinion("bob", other)]

    assert is_contested(opinions)
    assert compare_claims(opinions) == (
        ClaimShown(one, ("ann",), ("bob",)),
        ClaimShown(other, ("bob",), ("ann",)),
    )


@pytest.mark.parametrize(
    "other", ["Vents add minerals at the ridges.", "No.", "Salt is not sweet.", "35 grams a litre"]
)
def test_what_is_about_something_else_is_neither(other: str) -> None:
    opinions = [_opinion("ann", RIVERS), _opinion("bob", other)]

    assert not is_contested(opinions)
    assert len(compare_claims(opinions)) == 2


def test_nobody_contradicts_itself_in_the_ledger() -> None:
    opinion = _opinion("ann", RIVERS, "Rivers never carry dissolved salt into the sea.")

    assert not is_contested([opinion])


def test_an_opinion_without_a_tail_claims_nothing() -> None:
    assert compare_claims([Opinion("ann", RIVERS, ModelRef("script", "ann"))]) == ()


@given(st.lists(st.lists(st.text(), max_size=5), max_size=4))
def test_every_claim_stands_once_with_all_who_make_it(texts: list[list[str]]) -> None:
    opinions = [_opinion(f"m{i}", *claims) for i, claims in enumerate(texts)]

    claims = compare_claims(opinions)

    assert {member for claim in claims for member in claim.asserted_by} == {
        opinion.member for opinion in opinions if opinion.tail and opinion.tail.claims
    }
    for claim in claims:
        assert not set(claim.asserted_by) & set(claim.contradicted_by)


def _opinion(member: str, *claims: str) -> Opinion:
    return Opinion(member, "", ModelRef("script", member), tail=Tail(claims=claims))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It is **half the story**, and `x` is *not*.", "It is half the story, and x is not."),
        ("- A point\n  of two lines", "A point of two lines"),
        ("2 * 3 * 4 = 24 and a_b_c", "2 * 3 * 4 = 24 and a_b_c"),
        ("**open", "**open"),
    ],
)
def test_a_claim_is_shown_without_its_markdown(text: str, plain: str) -> None:
    assert plain_line(text) == plain
