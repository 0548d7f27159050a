"""Who agrees with whom, and which answer the members choose."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from council.deliberation.votes import Position, find_agreement, take_vote
from providers.strengths import Strength

MEMBERS = ("ann", "bob", "cy", "dora", "eve")
KEYS = st.sampled_from(["1", "2", "3", None])


@st.composite
def councils(draw: st.DrawFn) -> list[Position]:
    members = MEMBERS[: draw(st.integers(1, 5))]
    return [Position(member, draw(KEYS), family=member) for member in members]


def hold(*keys: str | None) -> list[Position]:
    return [Position(member, key, member) for member, key in zip(MEMBERS, keys, strict=False)]


def scored(**shares: float) -> dict[str, Strength]:
    return {member: Strength(round(share * 200), 200) for member, share in shares.items()}


def test_the_answer_of_most_is_chosen_and_its_first_holder_stands_for_it() -> None:
    vote = take_vote(hold("7", "8", "8"))

    assert vote is not None
    assert (vote.key, vote.winner, vote.is_tied) == ("8", "bob", False)
    assert [group.members for group in vote.agreement.groups] == [("bob", "cy"), ("ann",)]


def test_who_has_no_answer_changes_only_the_share() -> None:
    assert find_agreement(hold("7", "7")).share == 1.0
    assert find_agreement(hold("7", "7", None)).share == 2 / 3
    assert not find_agreement(hold("7", "7", None)).is_unanimous


def test_nobody_with_an_answer_is_no_vote() -> None:
    assert take_vote(hold(None, None)) is None
    assert take_vote([]) is None


def test_who_declared_two_answers_has_half_a_vote() -> None:
    ann, bob, cy, dora = hold("7", "7", "8", "8")

    vote = take_vote([ann, replace(bob, is_conflicting=True), cy, dora])

    assert vote is not None
    assert vote.key == "8"
    assert [group.weight for group in vote.agreement.groups] == [2.0, 1.5]


def test_a_tie_goes_to_the_strongest_member() -> None:
    vote = take_vote(hold("7", "8"), scored(ann=0.70, bob=0.75))

    assert vote is not None
    assert (vote.winner, vote.is_tied, vote.are_strengths_known) == ("bob", True, True)


def test_a_member_far_below_the_best_does_not_vote() -> None:
    vote = take_vote(hold("7", "8", "8"), scored(ann=0.90, bob=0.79, cy=0.75))

    assert vote is not None
    assert (vote.key, vote.left_out) == ("7", ("bob", "cy"))
    assert len(vote.agreement.groups) == 2  # they are still told


def test_below_a_hundred_scored_questions_strengths_are_unknown() -> None:
    few = {**scored(ann=0.9, bob=0.5), "cy": Strength(40, 99)}

    vote = take_vote(hold("7", "8", "8"), few)

    assert vote is not None
    assert (vote.key, vote.are_strengths_known) == ("8", False)


def test_where_the_strong_have_no_answer_the_others_vote() -> None:
    vote = take_vote(hold(None, "8", "8"), scored(ann=0.9, bob=0.5, cy=0.5))

    assert vote is not None
    assert (vote.key, vote.left_out) == ("8", ())


def test_agreement_within_one_family_is_told() -> None:
    ann, bob = hold("7", "7")
    [alike] = find_agreement([ann, replace(bob, family="ann")]).groups
    [apart] = find_agreement([ann, bob]).groups

    assert (alike.families, apart.families) == (1, 2)


@given(councils(), st.randoms(use_true_random=False))
def test_the_order_of_members_never_changes_a_vote_without_ties(
    positions: list[Position], dice: random.Random
) -> None:
    shuffled = list(positions)
    dice.shuffle(shuffled)
    one, other = take_vote(positions), take_vote(shuffled)

    if one is None or other is None:
        assert one is other is None
        return
    assert one.is_tied == other.is_tied
    assert one.agreement.share == other.agreement.share
    assert one.is_tied or one.key == other.key


@given(councils())
def test_a_member_without_an_answer_changes_only_the_share_of_the_others(
    positions: list[Position],
) -> None:
    one, other = take_vote(positions), take_vote([*positions, Position("fay", None, "fay")])

    if one is None or other is None:
        assert one is other is None
        return
    assert (one.key, one.winner) == (other.key, other.winner)
    assert other.agreement.share < one.agreement.share


@given(councils())
def test_a_member_that_copies_another_adds_no_family(positions: list[Position]) -> None:
    copied = find_agreement([*positions, replace(positions[0], member="fay")])
    plain = find_agreement(positions)

    families = {group.key: group.families for group in plain.groups}
    assert {group.key: group.families for group in copied.groups} == families
