"""When a breaker opens, how long it stays open, and what closes it."""

from __future__ import annotations

import pytest

from providers.cooldowns.circuits import (
    FOR_EVER,
    UNKNOWN,
    Circuit,
    after_fault,
    after_lost_connection,
    after_success,
    after_suspicion,
    is_healthy,
    left_alone_until,
    opened,
    resting,
    with_probe,
    without_probe,
)

NOW = 1_000_000.0


def test_it_opens_at_the_fifth_fault_in_a_row() -> None:
    circuit = UNKNOWN
    for _ in range(4):
        circuit = _fault(circuit)
        assert left_alone_until(circuit, NOW) is None

    circuit = _fault(circuit)

    assert (circuit.status, circuit.code) == ("open", "upstream_fault")
    assert left_alone_until(circuit, NOW) == NOW + 30


def test_a_success_between_them_begins_the_row_anew() -> None:
    circuit = UNKNOWN
    for _ in range(4):
        circuit = _fault(circuit)
    circuit = after_success(circuit, "", NOW)
    for _ in range(4):
        circuit = _fault(circuit)

    assert circuit.status == "closed"


def test_it_opens_when_half_of_ten_were_faults() -> None:
    circuit = UNKNOWN
    for _ in range(4):
        circuit = after_success(_fault(circuit), "", NOW)
    circuit = after_success(circuit, "", NOW)
    assert circuit.status == "closed"

    assert _fault(circuit).status == "open"


def test_fewer_than_half_of_ten_leave_it_closed() -> None:
    circuit = UNKNOWN
    for _ in range(10):
        circuit = after_success(after_success(_fault(circuit), "", NOW), "", NOW)

    assert circuit.status == "closed"


def test_fewer_than_ten_say_nothing_of_the_share() -> None:
    circuit = UNKNOWN
    for _ in range(4):
        circuit = after_success(_fault(circuit), "", NOW)

    assert _fault(circuit).status == "closed"


@pytest.mark.parametrize(("later", "status"), [(49.0, "open"), (60.0, "closed")])
def test_what_was_more_than_a_minute_ago_does_not_count(later: float, status: str) -> None:
    circuit = UNKNOWN
    for _ in range(4):
        circuit = after_success(_fault(circuit), "", NOW)

    circuit = after_success(circuit, "", NOW + later)

    assert _fault(circuit, NOW + later).status == status


def test_a_minute_without_a_fault_is_forgotten() -> None:
    assert after_success(_fault(UNKNOWN), "", NOW + 60) == UNKNOWN


def test_it_stays_open_twice_as_long_each_time_and_five_minutes_at_most() -> None:
    circuit, seconds = UNKNOWN, []
    for _ in range(6):
        circuit = opened(circuit, "cut", NOW)
        seconds.append(circuit.until - NOW)

    assert seconds == [30, 60, 120, 240, 300, 300]


def test_while_a_probe_is_out_nobody_else_may_try() -> None:
    probing = with_probe(opened(UNKNOWN, "cut", NOW - 30), "one", NOW)

    assert left_alone_until(probing, NOW) == NOW + 30
    assert left_alone_until(probing, NOW + 30) is None


def test_two_probes_that_come_back_close_it() -> None:
    circuit = _probed("one")
    circuit = after_success(circuit, "one", NOW)
    assert circuit.status == "half_open"
    assert left_alone_until(circuit, NOW) is None

    assert after_success(with_probe(circuit, "two", NOW), "two", NOW) == UNKNOWN


def test_one_probe_that_fails_opens_it_for_longer() -> None:
    again = after_fault(_probed("one"), "cut", "one", NOW)

    assert again.status == "open"
    assert left_alone_until(again, NOW) == NOW + 60


def test_only_who_carries_the_probe_decides() -> None:
    probing = _probed("one")

    for other in ("", "two"):
        assert after_success(probing, other, NOW) == probing
        assert after_fault(probing, "cut", other, NOW) == probing
        assert without_probe(probing, other) == probing


def test_between_two_probes_nobody_without_one_decides() -> None:
    half_open = after_success(_probed("one"), "one", NOW)

    assert after_success(half_open, "", NOW) == half_open
    assert after_fault(half_open, "cut", "", NOW) == half_open


def test_a_probe_that_learned_nothing_leaves_the_place_to_another() -> None:
    circuit = without_probe(_probed("one"), "one")

    assert circuit.status == "half_open"
    assert left_alone_until(circuit, NOW) is None


def test_what_was_asked_before_it_opened_says_nothing() -> None:
    open_now = opened(UNKNOWN, "cut", NOW)

    assert after_success(open_now, "", NOW) == open_now
    assert after_fault(open_now, "cut", "", NOW) == open_now


def test_lost_connections_count_in_a_row_and_not_by_their_share() -> None:
    circuit = UNKNOWN
    for _ in range(6):
        circuit = after_lost_connection(circuit, "connection_lost", "", NOW)
        assert circuit.status == "closed"
        circuit = after_success(circuit, "", NOW)
    for _ in range(5):
        circuit = after_lost_connection(circuit, "connection_lost", "", NOW)

    assert circuit.status == "open"


def test_a_probe_that_loses_its_connection_opens_it_for_longer() -> None:
    probing = with_probe(opened(UNKNOWN, "connection_lost", NOW), "p", NOW + 30)

    after = after_lost_connection(probing, "connect_timed_out", "p", NOW + 30)

    assert (after.status, after.code) == ("open", "connect_timed_out")
    assert left_alone_until(after, NOW + 30) == NOW + 90
    assert after_lost_connection(probing, "connect_timed_out", "q", NOW + 30) == probing


def test_a_probe_that_answers_nothing_opens_it_for_longer() -> None:
    probing = with_probe(opened(UNKNOWN, "cut", NOW), "p", NOW + 30)

    after = after_suspicion(probing, "empty", "p", NOW + 30)

    assert (after.status, after.code) == ("open", "empty")
    assert left_alone_until(after, NOW + 30) == NOW + 90


def test_the_first_suspicion_is_no_fault_but_the_second_is() -> None:
    circuit = after_suspicion(UNKNOWN, "empty", "", NOW)
    assert circuit.faults == 0

    assert after_suspicion(circuit, "empty", "", NOW).faults == 1


def test_a_success_lifts_a_suspicion() -> None:
    assert after_success(after_suspicion(UNKNOWN, "empty", "", NOW), "", NOW) == UNKNOWN


def test_a_success_does_not_end_a_cooldown_before_its_time() -> None:
    circuit = resting(UNKNOWN, "rate_limited", NOW + 10)

    assert left_alone_until(after_success(circuit, "", NOW), NOW) == NOW + 10


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    circuit = resting(resting(UNKNOWN, "quota_exhausted", NOW + 900), "rate_limited", NOW + 5)

    assert circuit.rests_until == NOW + 900


def test_what_must_be_mended_rests_for_ever() -> None:
    circuit = resting(UNKNOWN, "invalid_credentials", FOR_EVER)

    assert left_alone_until(circuit, NOW + 1e9) == FOR_EVER


def test_it_is_healthy_while_anything_answered_within_the_minute() -> None:
    circuit = after_success(_fault(UNKNOWN), "", NOW)

    assert is_healthy(circuit, NOW + 40)
    assert not is_healthy(circuit, NOW + 70)
    assert not is_healthy(_fault(UNKNOWN), NOW)


def _fault(circuit: Circuit, now: float = NOW) -> Circuit:
    return after_fault(circuit, "upstream_fault", "", now)


def _probed(probe: str) -> Circuit:
    return with_probe(opened(UNKNOWN, "cut", NOW - 30), probe, NOW)
