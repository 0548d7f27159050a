"""Every change of a circuit is told once: from what, to what, why, until when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from providers.cooldowns.boards import BoardStates, LocalBoards
from providers.cooldowns.transitions import Transition
from providers.errors import Cut, InvalidCredentials, InvalidRequest, Misconfigured, RateLimited
from providers.moments import iso
from tests.unit.clock import Clock
from tests.unit.resting import ANN, BOB, KEY, fail, is_admitted, open_model


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[Transition]:
    return []


@pytest.fixture
def states(clock: Clock, told: list[Transition]) -> BoardStates:
    return BoardStates(LocalBoards(clock), tell=told.append)


def steps(told: list[Transition]) -> list[tuple[str, str]]:
    return [(each.before, each.after) for each in told]


def in_seconds(clock: Clock, seconds: float) -> str:
    return iso(datetime.fromtimestamp(clock.now + seconds, UTC))


def test_a_breaker_is_told_from_its_opening_to_its_closing(
    states: BoardStates, clock: Clock, told: list[Transition]
) -> None:
    open_model(states, ANN)
    assert [each.as_told() for each in told] == [
        {
            "provider": "stage",
            "model": "ann",
            "circuit": "model ann",
            "from": "closed",
            "to": "open",
            "cause": "cut",
            "until": in_seconds(clock, 30),
        }
    ]
    assert not is_admitted(states, ANN)
    clock.wait(30)
    fail(states, ANN, InvalidRequest(), InvalidRequest())
    assert steps(told[1:]) == [("open", "half_open"), ("half_open", "closed")]
    assert told[-1].until is None
    assert {each.cause for each in told} == {"cut"}


def test_a_probe_that_fails_is_told_as_open_again(
    states: BoardStates, clock: Clock, told: list[Transition]
) -> None:
    open_model(states, ANN)
    clock.wait(30)
    fail(states, ANN, Cut())
    assert steps(told[1:]) == [("open", "half_open"), ("half_open", "open")]
    assert told[-1].as_told()["until"] == in_seconds(clock, 60)


def test_each_cooldown_is_told_with_its_end(
    states: BoardStates, clock: Clock, told: list[Transition]
) -> None:
    passes = [states.admit(ANN, KEY) for _ in range(3)]
    for passed in passes:
        states.failed(passed, RateLimited(retry_after_seconds=7))
    [first] = told
    assert (first.before, first.after, first.cause) == ("closed", "resting", "rate_limited")
    assert first.as_told()["until"] == in_seconds(clock, 7)
    clock.wait(7)
    fail(states, ANN, RateLimited(retry_after_seconds=9))
    assert steps(told) == [("closed", "resting")] * 2
    assert [each.is_new for each in told] == [True, False]


def test_a_key_is_told_by_its_name_and_without_a_model(
    states: BoardStates, told: list[Transition]
) -> None:
    fail(states, ANN, InvalidCredentials())
    states.accept("stage", KEY)
    assert steps(told) == [("closed", "resting"), ("resting", "closed")]
    assert {(each.only_of, each.circuit) for each in told} == {(None, f"key {KEY.shown}")}
    assert {(each.cause, each.until) for each in told} == {("invalid_credentials", None)}
    assert KEY.secret not in str([each.as_told() for each in told])


def test_a_model_whose_key_is_accepted_again_is_told_by_its_name(
    states: BoardStates, told: list[Transition]
) -> None:
    fail(states, ANN, InvalidCredentials(scope="model"))
    states.accept("stage", KEY)
    assert [each.as_told()["model"] for each in told] == ["ann", "ann"]


def test_a_whole_provider_is_told_without_a_model(
    states: BoardStates, told: list[Transition]
) -> None:
    fail(states, BOB, Misconfigured())
    [first] = [each.as_told() for each in told]
    assert (first["provider"], first["model"], first["circuit"]) == ("stage", None, "provider")


def test_nothing_is_told_where_nothing_changes(states: BoardStates, told: list[Transition]) -> None:
    fail(states, ANN, Cut(), InvalidRequest())
    states.succeeded(states.admit(ANN, KEY))
    assert told == []
