"""In an outage the dead model is left alone, probed by real calls, and asked again once healed."""

from __future__ import annotations

import pytest

from providers.cooldowns.circuits import SOONEST_PROBE_SECONDS
from providers.errors import (
    ConnectionLost,
    CoolingDown,
    Cut,
    ProviderError,
    QuotaExhausted,
    TimedOut,
)
from providers.protocol import Key
from tests.unit.playing import OTHER, SECRET, Stage, saying

OUTAGE_SECONDS = 300
STEP_SECONDS = 1.0


def test_an_outage_of_five_minutes_costs_nobody_an_answer() -> None:
    stage = Stage(dead=[[TimedOut()]], alive=[saying("So.")])
    clock = stage.clock
    reached: list[float] = []
    started = clock.now
    while clock.now < started + OUTAGE_SECONDS:
        before = len(stage.provider.asked)
        assert stage.ask("dead", f"{OTHER}:alive").text == "So."
        if "dead" in stage.provider.asked[before:]:
            reached.append(clock.now - started)
        clock.now += STEP_SECONDS
    opened, probes = reached[4], reached[5:]
    gaps = [later - sooner for sooner, later in zip([opened, *probes], probes, strict=False)]
    assert len(probes) <= OUTAGE_SECONDS / SOONEST_PROBE_SECONDS
    assert all(gap >= SOONEST_PROBE_SECONDS for gap in gaps)


def test_healed_just_after_a_probe_it_is_in_use_again_within_half_a_minute() -> None:
    stage = Stage(dead=[[TimedOut()]], alive=[saying("So.")])
    clock = stage.clock
    started = clock.now
    while clock.now < started + OUTAGE_SECONDS or stage.provider.asked[-2] != "dead":
        stage.ask("dead", f"{OTHER}:alive")
        clock.now += STEP_SECONDS

    stage.provider.plays["dead"] = [saying("Back.")]
    healed_at = clock.now - STEP_SECONDS
    while stage.ask("dead", f"{OTHER}:alive").text != "Back.":
        clock.now += STEP_SECONDS
    assert clock.now - healed_at < 30


def test_a_probe_that_is_answered_is_somebodys_answer() -> None:
    stage = Stage(a=[[TimedOut()]], b=[saying("So.")])
    for _ in range(5):
        stage.ask("a", "b")
    stage.provider.plays["a"] = [saying("Back.")]
    assert stage.ask("a", "b").text == "So."

    stage.clock.wait(30)

    assert stage.ask("a", "b").text == "Back."


def test_what_the_ledger_refuses_frees_the_probe_for_another() -> None:
    stage = Stage(a=[[TimedOut()]], b=[saying("So.")])
    for _ in range(5):
        stage.ask("a", "b")
    stage.clock.wait(30)
    stage.ledger.refusals["a"] = QuotaExhausted()
    stage.ask("a", "b")

    assert stage.commons.states.admit(stage.ref("a"), Key(SECRET)).is_probe


def test_a_call_that_ran_out_of_time_is_no_fault_of_the_model() -> None:
    stage = Stage(a=[saying("Because of rivers.")])
    stage.on_progress = lambda _: stage.clock.wait(2)
    for _ in range(6):
        with pytest.raises(TimedOut):
            stage.ask("a", seconds=3)

    assert stage.commons.states.read([stage.ref("a")])["stage:a"].status == "closed"


def test_when_everybody_is_left_alone_the_error_names_each_and_its_cause() -> None:
    stage = Stage(a=[[Cut()]], b=[[Cut()]])
    for _ in range(5):
        with pytest.raises(ProviderError):
            stage.ask("a", "b")

    with pytest.raises(CoolingDown, match=r"stage:a was left out \(cut\); stage:b was left out"):
        stage.ask("a", "b")


def test_retries_stop_when_a_process_has_made_too_many() -> None:
    stage = Stage(a=[[ConnectionLost(retry_after_seconds=0.01)]], b=[saying("So.")])
    for _ in range(3):
        assert stage.commons.budget.take()

    assert stage.ask("a", "b").text == "So."
    assert stage.provider.asked == ["a", "b"]
