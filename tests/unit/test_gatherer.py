"""Events are gathered before they are appended, and nothing is lost or turned round."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

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
from council.event_log.gatherer import (
    AT_ONCE_SECONDS,
    CHAIR_SECONDS,
    EARLY_SECONDS,
    MEMBER_SECONDS,
    Flusher,
)
from council.event_log.writer import Append, LogGone
from tests.unit.gathering import SOON, Log, append_all, gathering, say

STARTED = OpinionStarted("ann", "script:ann", 1)
STOPPED = OpinionStopped("ann", "One two", "ann")
REACHED = QuorumReached("2026-01-01T00:00:00.000Z")


def test_what_is_new_is_appended_at_once_and_together() -> None:
    flusher, log = gathering()
    said: list[Event] = [STARTED, REACHED]
    first: list[Event] = [
        OpinionDelta("ann", "One"),
        OpinionDelta("bob", "Eins"),
        SynthesisDelta("Un"),
    ]

    for event in (*said, *first):
        log.gatherer.emit(event)
    flusher.flush(time.monotonic() + AT_ONCE_SECONDS)

    assert log.events == [*said, *first]
    assert log.appends == 1


def test_later_deltas_are_joined() -> None:
    flusher, log = gathering()

    for word in ("One", " two", " three", " four"):
        log.gatherer.emit(OpinionDelta("ann", word))
        flusher.flush(time.monotonic() + AT_ONCE_SECONDS)
    flusher.flush(time.monotonic() + 1)

    assert [piece.text for piece in log.pieces()] == ["One", " two three four"]
    assert log.gatherer.rest() == []


def test_what_has_gathered_is_appended_without_a_further_word() -> None:
    flusher, log = gathering()
    threading.Thread(target=flusher.run, daemon=True).start()

    log.gatherer.emit(OpinionDelta("ann", "One"))
    log.wait_for(lambda: log.text() == "One")
    log.gatherer.emit(OpinionDelta("ann", " two"))

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
    flusher, log = gathering()
    start = time.monotonic()
    moments = [start + 1 + 0.002 * i for i in range(round(4 * pause_seconds / 0.002))]

    for now in moments:
        log.gatherer.emit(delta)
        flusher.flush(now)
    pieces = len(log.pieces(voice))

    assert 4 <= pieces <= 4 * pause_seconds / (pause_seconds - EARLY_SECONDS) + 1


def test_what_has_gathered_comes_before_what_ends_it() -> None:
    flusher, log = gathering()

    for event in (STARTED, OpinionDelta("ann", "One"), OpinionDelta("ann", " two"), STOPPED):
        log.gatherer.emit(event)
    flusher.flush(time.monotonic() + AT_ONCE_SECONDS)

    assert log.events == [STARTED, OpinionDelta("ann", "One two"), STOPPED]


def test_what_is_left_at_the_end_is_handed_over_once() -> None:
    flusher, log = gathering()
    log.gatherer.emit(STARTED)
    log.gatherer.emit(OpinionDelta("ann", "One"))

    assert log.gatherer.rest() == [STARTED, OpinionDelta("ann", "One")]

    flusher.flush(time.monotonic() + 1)
    assert log.events == log.gatherer.rest() == []


def test_the_end_waits_for_what_is_being_appended() -> None:
    appending, may_append = threading.Event(), threading.Event()

    def append_slowly(appends: Sequence[Append]) -> list[Exception | None]:
        appending.set()
        assert may_append.wait(SOON)
        return append_all(appends)

    flusher = Flusher(append_slowly)
    log = Log(flusher)
    log.gatherer.emit(STARTED)
    threading.Thread(target=flusher.flush, args=(time.monotonic() + 1,), daemon=True).start()
    assert appending.wait(SOON)
    log.gatherer.emit(STOPPED)
    threading.Timer(0.05, may_append.set).start()

    assert log.gatherer.rest() == [STOPPED]
    assert log.events == [STARTED]


def test_what_a_voice_said_before_it_starts_anew_is_left_out() -> None:
    flusher, log = gathering()
    again = OpinionStarted("ann", "script:ann", 2)

    for event in (STARTED, OpinionDelta("ann", "One"), again, OpinionDelta("ann", "Anew")):
        log.gatherer.emit(event)
    flusher.flush(time.monotonic() + AT_ONCE_SECONDS)

    assert log.events == [STARTED, again, OpinionDelta("ann", "Anew")]


def test_voices_that_speak_at_once_keep_their_order() -> None:
    flusher, log = gathering()
    threading.Thread(target=flusher.run, daemon=True).start()
    words = [f"{i} " for i in range(300)]

    def speak(member: str) -> None:
        log.gatherer.emit(OpinionStarted(member, f"script:{member}", 1))
        for word in words:
            log.gatherer.emit(OpinionDelta(member, word))
        log.gatherer.emit(OpinionStopped(member, "", "ann"))

    members = [f"member{i}" for i in range(8)]
    threads = [threading.Thread(target=speak, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    log.events += log.gatherer.rest()

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
    flusher, log = gathering(history)
    say(flusher, log, STARTED, OpinionDelta("ann", "One"))
    log.failures = [LogGone()]

    say(flusher, log, OpinionDelta("ann", " two"), REACHED)

    assert log.rebuilt == [[*history, STARTED, REACHED, OpinionDelta("ann", "One two")]]


def test_after_a_rebuild_nothing_is_said_twice() -> None:
    flusher, log = gathering()
    say(flusher, log, STARTED, OpinionDelta("ann", "One"))
    log.failures = [LogGone()]

    say(flusher, log, OpinionDelta("bob", "Eins"))
    say(flusher, log, OpinionDelta("ann", " two"))

    assert log.text("ann") == "One two"
    assert log.text("bob") == "Eins"


@pytest.mark.parametrize(
    ("said", "rebuilt"),
    [
        ([OpinionStarted("ann", "script:ann", 2), OpinionDelta("ann", "Anew")], "Anew"),
        ([STOPPED], ""),
    ],
)
def test_a_voided_text_is_not_rebuilt(said: list[Event], rebuilt: str) -> None:
    flusher, log = gathering()
    say(flusher, log, STARTED, OpinionDelta("ann", "One"), *said)
    log.failures = [LogGone()]

    say(flusher, log, REACHED)

    assert log.text() == rebuilt


@pytest.mark.parametrize("failure", [LeaseLost(), RedisGone(), InterfaceError(), TypeError()])
def test_the_next_who_speaks_hears_of_a_failure(failure: Exception) -> None:
    flusher, log = gathering()
    log.failures = [failure]

    say(flusher, log, OpinionDelta("ann", "One"))

    for event in (OpinionDelta("bob", "Eins"), DeliberationCancelled("ann")):
        with pytest.raises(type(failure)):
            log.gatherer.emit(event)
    with pytest.raises(type(failure)):
        log.gatherer.rest()


def test_what_nobody_foresaw_fails_the_councils_and_not_the_thread() -> None:
    failures: list[Exception] = [MemoryError()]

    def append_or_fail(appends: Sequence[Append]) -> list[Exception | None]:
        if failures:
            raise failures.pop()
        return append_all(appends)

    flusher = Flusher(append_or_fail)
    broken, log = Log(flusher), Log(flusher)
    say(flusher, broken, STARTED)
    say(flusher, log, STARTED)

    assert log.events == [STARTED]
    with pytest.raises(MemoryError):
        broken.gatherer.emit(STOPPED)


def test_a_failure_of_one_log_does_not_silence_the_others() -> None:
    flusher, broken = gathering()
    log = Log(flusher)
    broken.failures = [LogGone(), LogGone()]  # the rebuilding fails as well

    broken.gatherer.emit(OpinionDelta("ann", "One"))
    say(flusher, log, OpinionDelta("ann", "One"))

    assert log.text() == "One"
    with pytest.raises(LogGone):
        broken.gatherer.emit(STOPPED)
