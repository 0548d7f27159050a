"""Whatever a council meets, what it gives as an answer was said as one, and cut is called cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.deliberation.brief import Conclusion, Outcome, Synthesis
from council.deliberation.events import OpinionGiven, SynthesisFailed, SynthesisGiven
from council.deliberation.strategies import STRATEGIES
from council.deliberation.triage import OPEN, Triage, triage
from council.errors import QuorumNotReached
from providers.errors import Declined, InvalidCredentials, QuotaExhausted
from tests.hall import CutOff, Hall, Reply, brief
from tests.unit.test_adaptive import QUERY, conclude

MEMBERS = ("ann", "bob", "cy")
RED_TEAM = MEMBERS[:2]  # one drafts, one attacks
ERRORS = (QuotaExhausted(), Declined(), InvalidCredentials())


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, list[Reply]]:
    """Each text is said once, by one model: it tells who is quoted."""

    def reply(model: str, number: int) -> Reply:
        text = f"{model} says for time {number}: the answer is {draw(st.integers(7, 8))}."
        whole: st.SearchStrategy[Reply] = st.sampled_from([text, text, CutOff(text)])
        return draw(st.one_of(whole, whole, st.sampled_from(ERRORS)))

    return {model: [reply(model, number) for number in range(3)] for model in (*MEMBERS, "chair")}


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
@given(script=scripts(), kind=st.sampled_from([OPEN, triage(QUERY)]))
@settings(max_examples=40, deadline=None)
def test_no_error_is_an_answer_and_no_cut_answer_is_whole(
    strategy: str, script: dict[str, list[Reply]], kind: Triage
) -> None:
    said = {_text(reply): isinstance(reply, CutOff) for each in script.values() for reply in each}
    members = RED_TEAM if strategy == "red_team" else MEMBERS
    hall = Hall(**script)
    asked = replace(brief(*members), query=QUERY, triage=kind)

    try:
        conclusion = conclude(strategy, hall, asked)
    except QuorumNotReached:
        assert hall.of(OpinionGiven) == []
        assert hall.of(SynthesisGiven) == []
        return

    told: list[OpinionGiven | SynthesisGiven] = [
        *hall.of(OpinionGiven),
        *hall.of(SynthesisGiven),
    ]
    for event in told:
        assert said[event.text.strip()] == event.is_partial
    if isinstance(conclusion, Synthesis):
        assert said[conclusion.text.strip()] == conclusion.is_partial
    _hold_outcome(conclusion, hall, members)


def _hold_outcome(conclusion: Conclusion, hall: Hall, members: Sequence[str]) -> None:
    """Full is where nobody is missing; else it says so."""
    spoken = {event.member for event in hall.of(OpinionGiven)}
    if conclusion.outcome is Outcome.FULL:
        assert spoken == set(members)
        assert hall.of(SynthesisFailed) == []
    if conclusion.outcome is Outcome.SINGLE:
        assert isinstance(conclusion, Synthesis)
        assert conclusion.chosen in spoken


def _text(reply: Reply) -> str:
    return reply.text if isinstance(reply, CutOff) else str(reply)
