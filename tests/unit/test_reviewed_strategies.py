"""The strategies in which members judge one another."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from council.deliberation.brief import Outcome
from council.deliberation.controls import Controls
from council.deliberation.events import (
    ReviewStarted,
    StandingsFound,
    SynthesisFailed,
)
from council.deliberation.strategies import WITH_REVIEWS
from council.errors import QuorumNotReached
from providers.errors import Cancelled, Declined, QuotaExhausted
from providers.strengths import Strength
from tests.hall import Hang, Reply, brief
from tests.unit.judging import (
    CIRCLE,
    RIVERS,
    ROCKS,
    ROCKS_ARE_BEST,
    SHOWN,
    TEXTS,
    VENTS,
    Court,
    sit,
    three,
)

every = pytest.mark.parametrize("strategy", sorted(WITH_REVIEWS))


def test_the_best_opinion_stands_unchanged_and_no_chair_is_asked() -> None:
    court = Court(ROCKS_ARE_BEST)

    synthesis = sit("best_of", court, three())

    assert (synthesis.text, synthesis.chosen, synthesis.outcome) == (ROCKS, "bob", Outcome.FULL)
    assert court.standings() == {"bob": 1.0, "cy": 0.5, "ann": 0.0}
    assert "chair" not in {call.model for call in court.jury.calls}


def test_the_chair_writes_and_is_told_the_ranking_unsigned() -> None:
    court = Court(ROCKS_ARE_BEST)

    synthesis = sit("peer_review", court, three())

    assert (synthesis.text.strip(), synthesis.chosen) == ("All of it.", None)
    told = court.jury.prompt_of("chair")
    labels = {text: label for label, text in SHOWN.findall(told)}
    assert f"{labels[ROCKS]} > {labels[VENTS]} > {labels[RIVERS]}" in told
    assert re.search(r"\b(ann|bob|cy|script)\b", told) is None


@every
def test_a_member_that_is_missing_is_not_judged_and_judges_nobody(strategy: str) -> None:
    court = Court(
        {"ann": "bob > cy", "bob": "ann = cy", "cy": "bob > ann"},
        dora=[QuotaExhausted()],
    )

    synthesis = sit(strategy, court, brief("ann", "bob", "cy", "dora"))

    assert synthesis.outcome is Outcome.DEGRADED
    assert set(court.standings()) == {"ann", "bob", "cy"}
    assert {event.member for event in court.given()} == {"ann", "bob", "cy"}


@every
def test_two_opinions_cannot_be_ranked_by_those_who_gave_them(strategy: str) -> None:
    court = Court(ROCKS_ARE_BEST, cy=[QuotaExhausted()])

    synthesis = sit(strategy, court, three())

    assert court.jury.reviews == {}
    assert court.of(StandingsFound) == []
    assert synthesis.chosen == ("ann" if strategy == "best_of" else None)


@every
def test_below_the_quorum_one_opinion_stands_for_itself(strategy: str) -> None:
    court = Court(ROCKS_ARE_BEST, ann=[QuotaExhausted()], cy=[Declined()])

    synthesis = sit(strategy, court, three())

    assert (synthesis.outcome, synthesis.chosen) == (Outcome.SINGLE, "bob")
    assert court.jury.reviews == {}


@every
def test_without_any_opinion_there_is_no_answer(strategy: str) -> None:
    silent: dict[str, list[Reply]] = {name: [Declined()] for name in TEXTS}
    court = Court({}, **silent)

    with pytest.raises(QuorumNotReached):
        sit(strategy, court, three())


@pytest.mark.parametrize(
    ("strengths", "chosen"),
    [({}, "ann"), ({"ann": 130, "bob": 120, "cy": 150}, "cy"), ({"cy": 150}, "ann")],
    ids=["nobody", "all", "one"],
)
def test_a_tie_goes_to_the_strongest_known_else_to_the_first(
    strengths: dict[str, int], chosen: str
) -> None:
    court = Court(CIRCLE)
    known = {f"script:{member}": Strength(right, 200) for member, right in strengths.items()}

    synthesis = sit("best_of", court, replace(three(), strengths=known))

    [found] = [event for event in court.events if isinstance(event, StandingsFound)]
    assert (synthesis.chosen, found.is_tied) == (chosen, True)


def test_when_the_chair_fails_the_best_opinion_stands_and_is_said_to() -> None:
    court = Court(ROCKS_ARE_BEST, chair=[QuotaExhausted()])

    synthesis = sit("peer_review", court, three())

    assert (synthesis.text, synthesis.chosen) == (ROCKS, "bob")
    assert synthesis.outcome is Outcome.DEGRADED
    assert len(court.of(SynthesisFailed)) == 1


@every
def test_where_no_ballot_can_be_read_it_is_as_if_nobody_had_judged(strategy: str) -> None:
    court = Court({"ann": "X > Y", "bob": "both are fine", "cy": "A > B > C"})

    synthesis = sit(strategy, court, three())

    assert court.failed() == dict.fromkeys(TEXTS, "unreadable_ballot")
    assert court.of(StandingsFound) == []
    assert synthesis.outcome is Outcome.FULL
    assert synthesis.chosen == ("ann" if strategy == "best_of" else None)


def test_where_all_hang_over_their_reviews_the_chair_still_has_its_time() -> None:
    court = Court({}, **hanging())

    synthesis = sit("peer_review", court, three(deadline_seconds=1.2))

    assert court.failed() == dict.fromkeys(TEXTS, "deadline")
    assert (synthesis.text.strip(), synthesis.chosen) == ("All of it.", None)


@every
def test_told_to_go_on_the_council_judges_nothing(strategy: str) -> None:
    court = Court(ROCKS_ARE_BEST)
    controls = Controls()
    controls.hurry()

    sit(strategy, court, three(controls=controls))

    assert court.jury.reviews == {}


@every
def test_a_cancelled_run_ends_without_an_answer(strategy: str) -> None:
    court = Court({}, **hanging())
    council = three()
    court.on(ReviewStarted, lambda: council.controls.cancel("ann"))

    with pytest.raises(Cancelled):
        sit(strategy, court, council)

    assert court.of(StandingsFound) == []


def hanging() -> dict[str, list[Reply]]:
    """Members who answer and then hang over their reviews."""
    return {name: [text, Hang()] for name, text in TEXTS.items()}
