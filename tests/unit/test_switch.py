"""A switch ends what waits on it, at once and from any thread."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from providers.errors import Cancelled, TimedOut
from providers.protocol import Deadline
from providers.switch import Switch

LONG = 30.0
SOON = 5.0


def test_a_wait_ends_when_the_switch_is_cut() -> None:
    switch = Switch()

    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(switch.wait, LONG)
        switch.cut()
        with pytest.raises(Cancelled):
            waiting.result(SOON)


def test_a_wait_without_a_cut_ends_in_time() -> None:
    start = time.monotonic()

    Switch().wait(0.02)
    Switch().wait(-1)

    assert time.monotonic() - start >= 0.02


def test_a_cut_switch_lets_nobody_wait() -> None:
    switch = Switch()
    switch.cut()

    with pytest.raises(Cancelled):
        switch.wait(0)


def test_an_event_is_waited_for_until_it_comes_or_the_time_is_over() -> None:
    switch, event = Switch(), threading.Event()

    assert not switch.wait_for(event, 0.01)
    assert not switch.wait_for(event, -1)
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(switch.wait_for, event, LONG)
        event.set()
        assert waiting.result(SOON)


def test_a_wait_for_an_event_ends_when_the_switch_is_cut() -> None:
    switch = Switch()

    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(switch.wait_for, threading.Event(), LONG)
        switch.cut()
        with pytest.raises(Cancelled):
            waiting.result(SOON)


def test_a_child_is_cut_with_its_parent() -> None:
    parent = Switch()
    child = Switch(parent)
    grandchild = Switch(child)

    parent.cut()

    assert child.is_cut
    assert grandchild.is_cut


def test_a_parent_outlives_its_child() -> None:
    parent = Switch()
    child, other = Switch(parent), Switch(parent)

    child.cut()

    assert not parent.is_cut
    assert not other.is_cut


def test_a_child_of_a_cut_parent_is_born_cut() -> None:
    parent = Switch()
    parent.cut()

    assert Switch(parent).is_cut


def test_who_is_registered_is_called_once() -> None:
    switch = Switch()
    calls: list[str] = []
    switch.register(lambda: calls.append("ann"))
    switch.register(lambda: calls.append("bob"))

    switch.cut()
    switch.cut()

    assert sorted(calls) == ["ann", "bob"]


def test_who_registers_after_the_cut_is_called_at_once() -> None:
    switch = Switch()
    switch.cut()
    called = threading.Event()

    switch.register(called.set)

    assert called.is_set()


def test_what_was_open_is_not_called_once_it_is_closed() -> None:
    switch = Switch()
    calls: list[str] = []

    with switch.while_open(lambda: calls.append("closed")):
        pass
    with switch.while_open(lambda: calls.append("open")):
        switch.cut()

    assert calls == ["open"]


def test_a_deadline_tells_a_stop_from_the_end_of_the_time() -> None:
    Deadline.after(LONG).check()
    with pytest.raises(TimedOut):
        Deadline.after(-1).check()
    deadline = Deadline.after(-1)
    deadline.switch.cut()
    with pytest.raises(Cancelled):
        deadline.check()
