"""Earlier turns go with a query whole or not at all, the oldest left out first."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from council.deliberation import strategies
from council.deliberation.brief import Member, Opinion, Outcome, Turn
from council.deliberation.prompts import ask_member, trim_history
from council.deliberation.strategies import STRATEGIES
from council.errors import QuorumNotReached
from providers.errors import Declined
from providers.protocol import Message, ModelRef
from providers.tokens import estimate_tokens
from tests.hall import Hall, brief

QUERY = "And lakes?"
TURNS = tuple(Turn(f"Query {i}?", f"Answer {i}. " + "salt " * 1_800) for i in range(6))
TOLD = (
    Message("user", "Why is the sea salty?"),
    Message("assistant", "Rivers."),
    Message("user", "And pools?"),
    Message("assistant", "Not."),
)
HISTORY = (Turn("Why is the sea salty?", "Rivers."), Turn("And pools?", "Not."))


def voice(name: str, *contexts: int) -> Member:
    models = tuple(ModelRef("script", name, context_tokens=tokens) for tokens in contexts)
    return Member(name, name.title(), "reasoning", models)


def trimmed(*contexts: int, turns: tuple[Turn, ...] = TURNS, query: str = QUERY) -> int:
    """How many turns go with the query where the smallest of these contexts is a fallback's."""
    members = [voice("ann", 1_000_000), voice("bob", 1_000_000, *contexts)]
    kept = trim_history(turns, query, members, voice("chair", 1_000_000))
    assert kept == turns[len(turns) - len(kept) :]
    return len(kept)


def test_everything_goes_with_the_query_where_there_is_room() -> None:
    assert trimmed(128_000) == len(TURNS)
    assert trimmed(128_000, turns=()) == 0


def test_the_smallest_context_of_anybody_decides() -> None:
    assert 0 < trimmed(16_384) < len(TURNS)
    small = voice("chair", 1_000_000, 12_288)
    kept = trim_history(TURNS, QUERY, [voice("ann", 1_000_000)], small)
    assert 0 < len(kept) < len(TURNS)


@pytest.mark.parametrize("context", [8_192, 16_384, 32_768])
def test_a_larger_context_never_takes_fewer(context: int) -> None:
    assert trimmed(context) <= trimmed(context + 1_000)


def test_a_context_that_is_not_known_is_taken_for_a_small_one() -> None:
    assert trimmed(0) == trimmed(8_192)


def test_a_long_query_leaves_no_room() -> None:
    assert trimmed(8_192, query="Why? " * 6_000) == 0


def test_a_turn_that_is_too_long_keeps_out_those_before_it() -> None:
    turns = (Turn("One?", "1."), Turn("Two?", "salt " * 20_000), Turn("Three?", "3."))
    assert trimmed(16_384, turns=turns) == 1


@pytest.mark.parametrize("context", [8_192, 16_384, 32_768])
@pytest.mark.parametrize("strategy", ["panel", "deliberate"])
def test_every_prompt_fits_the_smallest_context_with_its_history(
    strategy: str, context: int
) -> None:
    hall = Hall(ann=["salt " * 8_000], bob=["sea " * 8_000], chair=["So."])
    council = brief("ann", "bob")
    small = [
        replace(m, models=(replace(m.models[0], context_tokens=context),)) for m in council.members
    ]
    chair = replace(council.chair, models=(replace(council.chair.models[0]),))
    turns = [replace(turn, synthesis="salt " * 300) for turn in TURNS]
    history = trim_history(turns, QUERY, small, chair)
    assert history

    STRATEGIES[strategy](
        replace(council, members=tuple(small), chair=chair, query=QUERY, history=history),
        hall.gateway,
        hall.emit,
    )

    for call in hall.provider.calls:
        sent = sum(estimate_tokens(message.content) for message in call.messages)
        assert sent + call.max_tokens <= context


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_everybody_is_told_what_came_before_and_asked_last(strategy: str) -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=["So."])

    STRATEGIES[strategy](
        replace(brief("ann", "bob"), query=QUERY, history=HISTORY), hall.gateway, hall.emit
    )

    assert hall.provider.calls
    for call in hall.provider.calls:
        system, *before, asked = call.messages
        assert (system.role, tuple(before), asked.role) == ("system", TOLD, "user")
        assert QUERY in asked.content
        assert "Rivers." not in asked.content


def test_who_is_asked_alone_is_told_what_it_said_and_stands_for_itself() -> None:
    hall = Hall(ann=["Still rocks."], chair=["So."])
    said = Opinion("ann", "Rocks, I say.", ModelRef("script", "ann"))
    asked = replace(brief("ann", quorum=1), query=QUERY, history=HISTORY, said=said)

    synthesis = strategies.one_voice(asked, hall.gateway, hall.emit)

    assert (synthesis.text, synthesis.chosen) == ("Still rocks.", "ann")
    assert synthesis.outcome is Outcome.SINGLE
    [call] = hall.provider.calls
    system, *before, user = call.messages
    assert tuple(before) == TOLD
    [mark] = re.findall(r"<yours (\w+)>", system.content)
    assert f"<yours {mark}>\nRocks, I say.\n</yours {mark}>" in user.content
    assert f"<question {mark}>\n{QUERY}\n</question {mark}>" in user.content
    assert "Rocks" not in system.content


def test_who_has_said_nothing_before_is_asked_as_always() -> None:
    hall = Hall(ann=["Rocks."], chair=["So."])
    asked = replace(brief("ann", quorum=1), query=QUERY, history=HISTORY)

    strategies.one_voice(asked, hall.gateway, hall.emit)

    [call] = hall.provider.calls
    assert call.messages == ask_member(QUERY, HISTORY).messages


def test_where_the_one_who_is_asked_says_nothing_there_is_no_answer() -> None:
    hall = Hall(ann=[Declined()], chair=["So."])

    with pytest.raises(QuorumNotReached):
        strategies.one_voice(brief("ann", quorum=1), hall.gateway, hall.emit)
