"""Reading a review, and adding up rankings."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.deliberation.rankings import (
    Ballot,
    Ranking,
    Standing,
    add_up,
    is_tied,
    near_the_first,
    read_review,
)

MEMBERS = ("ann", "bob", "cy", "dora", "eve")
ABC = ["A", "B", "C"]


@st.composite
def rankings(draw: st.DrawFn, of: tuple[str, ...]) -> Ranking:
    """Of all of them with ties, or an abstention."""
    if draw(st.integers(0, 5)) == 0:
        return ()
    places: dict[int, list[str]] = {}
    for member in draw(st.permutations(of)):
        places.setdefault(draw(st.integers(0, len(of))), []).append(member)
    return tuple(tuple(places[place]) for place in sorted(places))


@st.composite
def ballot_boxes(draw: st.DrawFn) -> tuple[tuple[str, ...], list[Ballot]]:
    members = MEMBERS[: draw(st.integers(3, 5))]
    ballots = [
        Ballot(reviewer, draw(rankings(tuple(m for m in members if m != reviewer))))
        for reviewer in members
        if draw(st.booleans())
    ]
    return members, ballots


def points(standings: tuple[Standing, ...]) -> dict[str, Fraction]:
    return {standing.member: standing.points for standing in standings}


@pytest.mark.parametrize(
    ("line", "ranking"),
    [
        ("ranking: B > A = C", (("B",), ("A", "C"))),
        ("**Ranking:** `C > B > A`.", (("C",), ("B",), ("A",))),
        ("> ranking: a=b=c", (("A", "B", "C"),)),
        ("RANKING : Opinion B > Opinion C > Opinion A", (("B",), ("C",), ("A",))),
        ("ranking: cannot judge", ()),
        ("ranking: I can't judge.", ()),
        ("ranking: abstain", ()),
    ],
)
def test_a_ranking_is_read_as_models_write_it(line: str, ranking: Ranking) -> None:
    assert read_review(f"A errs in a point.\nB does not.\n\n{line}\n", ABC) == (
        "A errs in a point.\nB does not.",
        ranking,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B is best, then A, then C.",
        "ranking:",
        "ranking: B > A",
        "ranking: B > A > C > D",
        "ranking: B > B > A > C",
        "ranking: X > A > B",
        "ranking: B, A, C",
        "ranking: B > A > C because C errs",
        "ranking: ann > bob > cy",
    ],
)
def test_what_does_not_rank_every_label_once_cannot_be_read(text: str) -> None:
    assert read_review(text, ABC) is None


def test_the_last_ranking_counts() -> None:
    text = "B ends in the line\nranking: B > A > C\nwhich I do not follow.\nranking: A > C > B"

    assert read_review(text, ABC) == (
        "B ends in the line\nranking: B > A > C\nwhich I do not follow.",
        (("A",), ("C",), ("B",)),
    )


@given(st.text(max_size=300))
def test_any_text_is_a_ranking_of_all_labels_or_none(text: str) -> None:
    read = read_review(f"{text}\nranking: {text}", ABC)

    assert read is None or sorted(label for place in read[1] for label in place) in ([], ABC)


def test_points_are_the_share_of_comparisons_won() -> None:
    ballots = [
        Ballot("ann", (("bob",), ("cy", "dora"))),
        Ballot("bob", (("cy",), ("ann",), ("dora",))),
    ]

    standings = add_up(ballots, MEMBERS[:4], {})

    assert points(standings) == {
        "bob": Fraction(1),
        "cy": Fraction(5, 8),
        "ann": Fraction(1, 2),
        "dora": Fraction(1, 8),
    }
    assert [s.member for s in standings] == ["bob", "cy", "ann", "dora"]
    assert {s.member: s.ballots for s in standings} == {"bob": 1, "cy": 2, "ann": 1, "dora": 2}


def test_an_abstention_moves_nobody() -> None:
    ballots = [Ballot("ann", (("bob",), ("cy",))), Ballot("bob", ())]

    assert points(add_up(ballots, MEMBERS[:3], {})) == {"bob": 1, "cy": 0, "ann": Fraction(1, 2)}
    assert add_up([Ballot("ann", ())], MEMBERS[:3], {}) == ()


def test_a_verdict_that_flips_with_the_order_is_a_tie() -> None:
    first = Ballot("ann", (("bob",), ("cy",), ("dora",)))
    turned = Ballot("ann", (("cy",), ("bob",)))

    standings = add_up([first, turned], MEMBERS[:4], {})

    assert points(standings)["bob"] == points(standings)["cy"] == Fraction(3, 4)
    assert is_tied(standings)
    assert {s.ballots for s in standings} == {0, 1}


def test_a_tie_goes_to_the_stronger_then_to_the_first_in_order() -> None:
    ballots = [Ballot("ann", (("bob", "cy"),))]

    assert add_up(ballots, MEMBERS[:3], {})[0].member == "ann"
    assert add_up(ballots, MEMBERS[:3], {"ann": 0.5, "bob": 0.6, "cy": 0.7})[0].member == "cy"


def test_near_the_first_is_who_one_reviewer_of_five_could_put_there() -> None:
    def standing(member: str, share: Fraction) -> Standing:
        return Standing(member, share, 4)

    near = standing("bob", Fraction(5, 6))
    far = standing("cy", Fraction(4, 5))

    assert near_the_first([standing("ann", Fraction(1)), near, far]) == ["ann", "bob"]
    assert near_the_first([standing("ann", Fraction(1)), far]) == []
    assert near_the_first([]) == []


@given(ballot_boxes(), st.randoms())
def test_the_order_of_reviewers_never_matters(
    box: tuple[tuple[str, ...], list[Ballot]], dice: random.Random
) -> None:
    members, ballots = box
    shuffled = list(ballots)
    dice.shuffle(shuffled)

    assert add_up(shuffled, members, {}) == add_up(ballots, members, {})


@given(ballot_boxes())
def test_points_stay_between_nothing_and_all(box: tuple[tuple[str, ...], list[Ballot]]) -> None:
    members, ballots = box
    standings = add_up(ballots, members, {})

    assert all(0 <= standing.points <= 1 for standing in standings)
    assert sorted(points(standings)) == (sorted(members) if standings else [])


@given(ballot_boxes())
def test_nobody_gains_by_its_own_ballot_alone(
    box: tuple[tuple[str, ...], list[Ballot]],
) -> None:
    """It says nothing of its own opinion: its points stay the same with and without it."""
    members, ballots = box
    for ballot in ballots:
        others = [other for other in ballots if other != ballot]
        before, after = add_up(others, members, {}), add_up(ballots, members, {})
        if before and after:
            assert points(before)[ballot.reviewer] == points(after)[ballot.reviewer]


@given(st.permutations(MEMBERS[1:4]))
def test_whom_all_put_first_is_first(order: list[str]) -> None:
    ballots = [
        Ballot(reviewer, (("ann",), *((o,) for o in order if o != reviewer)))
        for reviewer in MEMBERS[1:4]
    ]

    standings = add_up(ballots, MEMBERS[:4], {})

    assert (standings[0].member, standings[0].points) == ("ann", Fraction(1))


def test_asked_twice_with_the_same_verdict_a_reviewer_counts_once() -> None:
    for order in permutations(("bob", "cy", "dora")):
        ballot = Ballot("ann", tuple((member,) for member in order))

        assert add_up([ballot, ballot], MEMBERS, {}) == add_up([ballot], MEMBERS, {})
