"""What holds of every strategy: somebody missing, members split or tied, no chair, nobody, an end
by the person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.brief import Outcome, Synthesis
from council.deliberation.controls import Controls
from council.deliberation.events import SynthesisGiven
from council.deliberation.strategies import STRATEGIES
from council.errors import QuorumNotReached
from providers.errors import Cancelled, QuotaExhausted
from providers.strengths import Strength
from tests.hall import Hall, Hang, Reply
from tests.unit.test_adaptive import EIGHT, SEVEN, asked, conclude

every = pytest.mark.parametrize("strategy", sorted(STRATEGIES))
WITH_CHAIR = {"adaptive", "deliberate", "layers", "panel", "peer_review", "red_team"}
BY_VOTE = {"adaptive", "deliberate", "vote"}
STRONG = {"ann": 140, "bob": 150, "cy": 140}  # right of 200
SIZES = {"quick": 1, "red_team": 2}  # how many it asks; else all


def hall(ann: Reply = SEVEN, bob: Reply = SEVEN, cy: Reply = SEVEN, chair: Reply = "So.") -> Hall:
    return Hall(ann=[ann], bob=[bob], cy=[cy], chair=[chair])


@every
def test_with_everybody_there_it_is_full(strategy: str) -> None:
    conclusion = conclude(strategy, hall(), asked("ann", "bob", "cy"))

    assert conclusion.outcome is (Outcome.SINGLE if strategy == "quick" else Outcome.FULL)


@every
def test_who_is_missing_is_not_passed_over(strategy: str) -> None:
    """Of three; where fewer are asked, of those."""
    members = ("ann", "bob", "cy")[: SIZES.get(strategy, 3)]
    silent = hall(**{members[-1]: QuotaExhausted()})
    if strategy == "quick":
        with pytest.raises(QuorumNotReached):
            conclude(strategy, silent, asked(*members))
        return

    conclusion = conclude(strategy, silent, asked(*members))

    assert conclusion.outcome is (Outcome.SINGLE if strategy == "red_team" else Outcome.DEGRADED)


@every
def test_without_a_chair_an_opinion_stands_for_itself(strategy: str) -> None:
    silent = hall(chair=QuotaExhausted())

    conclusion = conclude(strategy, silent, asked("ann", "bob", "cy"))

    if strategy in WITH_CHAIR:
        assert isinstance(conclusion, Synthesis)
        assert (conclusion.outcome, conclusion.chosen) == (Outcome.DEGRADED, "ann")
    else:
        assert conclusion.outcome is not Outcome.DEGRADED


@every
@pytest.mark.parametrize("cy", [EIGHT, "Nobody knows."], ids=["split", "tie"])
def test_only_a_vote_settles_what_splits_the_members(strategy: str, cy: Reply) -> None:
    """Eight against seven by two to one; or one to one, and the stronger decides."""
    strengths = {f"script:{name}": Strength(right, 200) for name, right in STRONG.items()}
    split = replace(asked("ann", "bob", "cy"), strengths=strengths)

    conclusion = conclude(strategy, hall(bob=EIGHT, cy=cy), split)

    vote = conclusion.vote if isinstance(conclusion, Synthesis) else None
    assert (vote.winner if vote else None) == ("bob" if strategy in BY_VOTE else None)


@every
def test_where_nobody_speaks_nothing_is_given(strategy: str) -> None:
    silent = hall(*[QuotaExhausted()] * 3)

    with pytest.raises(QuorumNotReached):
        conclude(strategy, silent, asked("ann", "bob", "cy"))

    assert silent.of(SynthesisGiven) == []


@every
def test_what_is_cancelled_gives_nothing(strategy: str) -> None:
    controls = Controls()
    controls.cancel("ann")
    hanging = hall(*[Hang()] * 3)

    with pytest.raises(Cancelled):
        conclude(strategy, hanging, asked("ann", "bob", "cy", controls=controls))

    assert hanging.of(SynthesisGiven) == []
