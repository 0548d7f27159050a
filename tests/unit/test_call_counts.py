"""How many calls a strategy is said to make is how many it makes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.call_counts import CALLS, calls_of
from council.deliberation.strategies import STRATEGIES
from council.deliberation.triage import triage
from tests.hall import Hall, Reply
from tests.unit.test_adaptive import EIGHT, SEVEN, asked, conclude

every = pytest.mark.parametrize("strategy", sorted(STRATEGIES))
NAMES = ("ann", "bob", "cy", "dee")
ASKED = {"quick": 1, "red_team": 2}  # of the members how many sit; else all


def made(strategy: str, members: int, *, cy: Reply = SEVEN, query: str = "") -> int:
    """The calls that arrive where everybody answers."""
    names = NAMES[: min(members, ASKED.get(strategy, members))]
    hall = Hall(ann=[SEVEN], bob=[SEVEN], cy=[cy], dee=[SEVEN], chair=["So."])
    brief = asked(*names)
    if query:
        brief = replace(brief, query=query, triage=triage(query))
    conclude(strategy, hall, brief)
    return len(hall.provider.calls)


def test_every_strategy_is_counted() -> None:
    assert sorted(CALLS) == sorted(STRATEGIES)


@every
@pytest.mark.parametrize("members", [1, 2, 3, 4])
def test_what_is_made_lies_between_what_is_told(strategy: str, members: int) -> None:
    told = calls_of(strategy, members)

    assert told.fewest <= made(strategy, members) <= told.most


@pytest.mark.parametrize("members", [3, 4])
def test_an_exchange_takes_the_most(members: int) -> None:
    assert made("adaptive", members, cy=EIGHT) == calls_of("adaptive", members).most


def test_creative_work_takes_the_fewest() -> None:
    haiku = "Write a haiku about salt."

    assert made("adaptive", 3, query=haiku) == calls_of("adaptive", 3).fewest


@pytest.mark.parametrize("strategy", ["compare", "layers", "panel", "quick", "red_team", "vote"])
@pytest.mark.parametrize("members", [2, 3, 4])
def test_where_nothing_depends_on_what_is_said_it_is_one_number(
    strategy: str, members: int
) -> None:
    told = calls_of(strategy, members)

    assert told.fewest == told.most == made(strategy, members)
