"""Deltas are gathered before they are appended, and nothing is lost or turned round."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import pytest
from django.db import InterfaceError
from redis import ConnectionError as RedisGone

from council.deliberation.events import (
    DeliberationCancelled,
    Event,
    OpinionDelta,
    OpinionStarted,
    OpinionStopped,
    QuorumReached,
    SynthesisDelta,
)
from council.errors import LeaseLost
from council.event_log.gatherer import CHAIR_SECONDS, MEMBER_SECONDS, Gatherer
from council.event_log.writer import LogGone

SOON = 5.0
STARTED = OpinionStarted("ann", "script:ann", 1)
STOPPED = OpinionStopped("ann", "One two", "ann")
REACHED = QuorumReached("2026-01-01T00:00:00.000Z")


class Log:
    """A log in memory that fails when it is told to."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.rebuilt: list[list[Event]] = []
        self.failures: list[Exception] = []
        self.appends = 0
        self.is_busy = False
        self._changed = threading.Condition()

    def append(self, events: Sequence[Event]) -> None:
        assert not self.is_busy, "Two threads appended at once"
        self.is_busy = True
        with self._changed:
            self._changed.notify_all()
            failure = self.failures.pop(0) if self.failures else None
            if failure is None:
                self.appends += 1
                self.events += events
        self.is_busy = False
        if failure:
            raise failure

    def rebuild(self, events: Sequence[Event]) -> None:
        self.rebuilt.append(list(events))
        self.events = list(events)

    def wait_for(self, is_there: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_there, SOON), self.events

    def text(self, voice: str = "ann") -> str:
        return "".join(piece.text for piece in self.pieces(voice))

    def pieces(self, voice: str = "ann") -> list[OpinionDelta | SynthesisDelta]:
        return [
            event
            for event in self.events
            if isinstance(event, OpinionDelta | SynthesisDelta)
            and getattr(event, "member", "chair") == voice
        ]


def test_the_first_delta_of_a_voice_is_appended_at_once() -> None:
    log, gatherer = _gathering()

    gatherer.emit(STARTED)
    gatherer.emit(OpinionDelta("ann", "One"))
    gatherer.emit(OpinionDelta("bob", "Eins"))
    gatherer.emit(SynthesisDelta("Un"))

    assert log.events == [
        STARTED,
        OpinionDelta("ann", "One"),
        OpinionDelta("bob", "Eins"),
        SynthesisDelta("Un"),
    ]


def test_voices_that_start_together_are_appended_together() -> None:
    log, gatherer = _gathering()
    starts: list[Event] = [OpinionStarted(f"member{i}", "script:ann", 1) for i in range(8)]

    for event in starts:
        gatherer.emit(event)
    gatherer.flush(time.monotonic())

    assert log.events == starts
    assert log.appends < len(starts)


def test_later_deltas_are_joined() -> None:
    log, gatherer = _gathering()

    for word in ("One", " two", " three", " four"):
        gatherer.emit(OpinionDelta("ann", word))
    gatherer.flush(time.monotonic() + 1)

    assert log.text() == "One two three four"
    assert len(log.pieces()) < 4
    assert gatherer.is_empty()


def test_what_has_gathered_is_appended_without_a_further_word() -> None:
    log, gatherer = _gathering()

    gatherer.emit(OpinionDelta("ann", "One"))
    gatherer.emit(OpinionDelta("ann", " two"))

    log.wait_for(lambda: log.text() == "One two")


@pytest.mark.parametrize(
    ("delta", "voice", "pause_seconds"),
    [
        (OpinionDelta("ann", "a"), "ann", MEMBER_SECONDS),
        (SynthesisDelta("a"), "chair", CHAIR_SECONDS),
    ],
)
def test_a_voice_is_appended_at_its_own_pace(
    delta: OpinionDelta | SynthesisDelta, voice: str, pause_seconds: float
) -> None:
    log, gatherer = _gathering()
    pause = threading.Event()
    start = time.monotonic()

    while time.monotonic() - start < 4 * pause_seconds:
        gatherer.emit(delta)
        pause.wait(0.002)
    pieces = len(log.pieces(voice))
    seconds = time.monotonic() - start

    assert 2 <= pieces <= seconds / pause_seconds + 1


def test_the_chair_is_not_kept_as_long_as_a_member() -> None:
    log, gatherer = _gathering()

    for word in ("Un", " deux"):
        gatherer.emit(SynthesisDelta(word))
    gatherer.flush(time.monotonic() + CHAIR_SECONDS)

    assert log.text("chair") == "Un deux"


def test_what_has_gathered_comes_before_what_ends_it() -> None:
    log, gatherer = _gathering()

    for event in (STARTED, OpinionDelta("ann", "One"), OpinionDelta("ann", " two"), STOPPED):
        gatherer.emit(event)

    assert log.text() == "One two"
    assert log.events[-1] == STOPPED
    assert gatherer.is_empty()


def test_a_voice_that_starts_anew_is_heard_at_once() -> None:
    log, gatherer = _gathering()
    again = OpinionStarted("ann", "script:ann", 2)

    for event in (STARTED, OpinionDelta("ann", "One"), again, OpinionDelta("ann", "Anew")):
        gatherer.emit(event)

    assert log.events == [STARTED, OpinionDelta("ann", "One"), again, OpinionDelta("ann", "Anew")]


def test_voices_that_speak_at_once_keep_their_order() -> None:
    log, gatherer = _gathering()
    words = [f"{i} " for i in range(300)]

    def speak(member: str) -> None:
        gatherer.emit(OpinionStarted(member, f"script:{member}", 1))
        for word in words:
            gatherer.emit(OpinionDelta(member, word))
        gatherer.emit(OpinionStopped(member, "", "ann"))

    members = [f"member{i}" for i in range(8)]
    threads = [threading.Thread(target=speak, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)

    for member in members:
        assert log.text(member) == "".join(words)
        own = [event for event in log.events if getattr(event, "member", "") == member]
        assert isinstance(own[0], OpinionStarted)
        assert isinstance(own[-1], OpinionStopped)


def test_a_lost_log_is_rebuilt_from_all_that_was_said() -> None:
    history: list[Event] = [
        OpinionStarted("bob", "script:bob", 1),
        OpinionStopped("bob", "Eins", "bob"),
    ]
    log = Log()
    gatherer = Gatherer(log.append, log.rebuild, history=history)
    for event in (STARTED, OpinionDelta("ann", "One"), OpinionDelta("ann", " two")):
        gatherer.emit(event)
    log.failures = [LogGone()]

    gatherer.emit(REACHED)

    assert log.rebuilt == [[*history, STARTED, REACHED, OpinionDelta("ann", "One two")]]


def test_after_a_rebuild_nothing_is_said_twice() -> None:
    log, gatherer = _gathering()
    for event in (STARTED, OpinionDelta("ann", "One"), OpinionDelta("ann", " two")):
        gatherer.emit(event)
    log.failures = [LogGone()]

    gatherer.emit(OpinionDelta("bob", "Eins"))
    gatherer.emit(OpinionDelta("ann", " three"))
    gatherer.flush(time.monotonic() + 1)

    assert log.text("ann") == "One two three"
    assert log.text("bob") == "Eins"


def test_a_voided_text_is_not_rebuilt() -> None:
    log, gatherer = _gathering()
    again = OpinionStarted("ann", "script:ann", 2)
    for event in (STARTED, OpinionDelta("ann", "One"), again, OpinionDelta("ann", "Anew")):
        gatherer.emit(event)
    log.failures = [LogGone()]

    gatherer.emit(REACHED)

    assert log.text() == "Anew"


@pytest.mark.parametrize("failure", [LeaseLost(), RedisGone()])
def test_who_appends_hears_of_a_failure(failure: Exception) -> None:
    log, gatherer = _gathering()
    log.failures = [failure]

    with pytest.raises(type(failure)):
        gatherer.emit(STOPPED)


@pytest.mark.parametrize("failure", [LeaseLost(), RedisGone(), InterfaceError(), TypeError()])
def test_the_next_who_speaks_hears_of_a_failure_that_nobody_heard(failure: Exception) -> None:
    log, gatherer = _gathering()
    gatherer.emit(OpinionDelta("ann", "One"))
    log.failures = [failure]

    gatherer.emit(OpinionDelta("ann", " two"))
    log.wait_for(lambda: not log.failures)

    for event in (OpinionDelta("bob", "Eins"), DeliberationCancelled("ann")):
        with pytest.raises(type(failure)):
            gatherer.emit(event)


def test_a_failure_of_one_gatherer_does_not_silence_the_others() -> None:
    broken, log = Log(), Log()
    broken_gatherer = Gatherer(broken.append, broken.append)  # the rebuilding fails as well
    gatherer = Gatherer(log.append, log.rebuild)
    broken_gatherer.emit(OpinionDelta("ann", "One"))
    broken.failures = [LogGone(), LogGone()]

    broken_gatherer.emit(OpinionDelta("ann", " two"))
    broken.wait_for(lambda: not broken.failures)
    gatherer.emit(OpinionDelta("ann", "One"))
    gatherer.emit(OpinionDelta("ann", " two"))

    log.wait_for(lambda: log.text() == "One two")
    with pytest.raises(LogGone):
        broken_gatherer.emit(STOPPED)


def test_what_ends_a_voice_takes_the_place_of_its_text_when_rebuilt() -> None:
    log, gatherer = _gathering()
    for event in (STARTED, OpinionDelta("ann", "One two"), STOPPED):
        gatherer.emit(event)
    log.failures = [LogGone()]

    gatherer.emit(REACHED)

    assert log.rebuilt == [[STARTED, STOPPED, REACHED]]


def _gathering() -> tuple[Log, Gatherer]:
    log = Log()
    return log, Gatherer(log.append, log.rebuild)
