"""What the adapters do when the time or the connection runs out, over a real socket."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pytest

from providers.adapters.http import HttpClient
from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import (
    Cancelled,
    ConnectionLost,
    Cut,
    Malformed,
    ProviderError,
    Stalled,
    TimedOut,
)
from providers.protocol import Deadline, Delta, Finish, Key, Message, ModelCall
from providers.switch import Switch
from tests.recordings.loopback import (
    Script,
    Server,
    chunk,
    dripping,
    reset_after,
    saying,
    serving,
    silent_after,
)

CALL = ModelCall("m", (Message("user", "Why, canary?"),), 300)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
WORD = b'data: {"choices":[{"delta":{"content":"salt "}}]}\n\n'
FINISH = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
LAST = b"0\r\n\r\n"


def soon(
    first_text: float = 3.0, idle: float = 3.0, total: float = 4.0, switch: Switch | None = None
) -> Deadline:
    return Deadline(
        ends_at=time.monotonic() + total,
        switch=switch or Switch(),
        first_text_seconds=first_text,
        idle_seconds=idle,
    )


def adapter(server: Server, gather_seconds: float = 0.0) -> OpenAICompatible:
    return OpenAICompatible(server.address, http=HttpClient(gather_seconds=gather_seconds))


def outcome(script: Script, deadline: Deadline) -> tuple[str, ProviderError, float]:
    """The text that came, how it failed, and after how long."""
    text = ""
    started = time.monotonic()
    with serving(script) as server:
        try:
            for delta in adapter(server).stream(CALL, Key("canarykey"), deadline):
                text += delta.text
        except ProviderError as error:
            return text, error, time.monotonic() - started
    raise AssertionError("It did not fail.")


def answer(script: Script, deadline: Deadline | None = None) -> list[Delta]:
    with serving(script) as server:
        return list(adapter(server).stream(CALL, Key("canarykey"), deadline or soon()))


@pytest.mark.parametrize(
    "script",
    [silent_after(), silent_after(CHUNKED), dripping(CHUNKED, chunk(b": keep-alive\n\n"))],
    ids=["no head", "no body", "keep-alive only"],
)
def test_a_model_that_does_not_begin_is_timed_out(script: Script) -> None:
    _, error, seconds = outcome(script, soon(first_text=0.1))
    assert type(error) is TimedOut
    assert seconds < 1


def test_a_model_that_falls_silent_has_stalled() -> None:
    text, error, seconds = outcome(silent_after(CHUNKED, chunk(WORD)), soon(idle=0.1))
    assert type(error) is Stalled
    assert text == "salt "
    assert seconds < 1


@pytest.mark.parametrize(
    "script",
    [
        dripping(CHUNKED + chunk(WORD), chunk(b": keep-alive\n\n")),
        dripping(CHUNKED + chunk(WORD), chunk(WORD)),
        dripping(CHUNKED + chunk(WORD) + b"ffff\r\n", b" "),
        dripping(UNTIL_CLOSED + WORD, WORD),
    ],
    ids=["keep-alive", "words", "one endless chunk", "until closed"],
)
def test_signs_of_life_do_not_outlast_the_deadline(script: Script) -> None:
    text, error, seconds = outcome(script, soon(idle=0.1, total=0.2))
    assert type(error) is TimedOut
    assert text.startswith("salt ")
    assert 0.15 < seconds < 1.2


@pytest.mark.parametrize(
    "script",
    [
        silent_after(),
        silent_after(CHUNKED),
        silent_after(CHUNKED, chunk(WORD)),
        silent_after(UNTIL_CLOSED, WORD),
        silent_after(b"HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n"),
    ],
    ids=["before the head", "before the text", "in the text", "until closed", "in an error"],
)
def test_a_cut_switch_ends_a_blocked_read_at_once(script: Script) -> None:
    switch = Switch()
    timer = threading.Timer(0.05, switch.cut)
    timer.start()
    _, error, seconds = outcome(script, soon(switch=switch))
    timer.join()
    assert type(error) is Cancelled
    assert seconds < 1


def test_a_cut_switch_ends_a_stream_that_keeps_talking() -> None:
    switch = Switch()
    threading.Timer(0.05, switch.cut).start()
    _, error, seconds = outcome(dripping(CHUNKED, chunk(WORD), 0.001), soon(switch=switch))
    assert type(error) is Cancelled
    assert seconds < 1


def test_a_reader_who_leaves_early_hangs_up() -> None:
    drip, has_hung_up = dripping(CHUNKED, chunk(WORD)), threading.Event()

    def script(connection: socket.socket, is_over: threading.Event) -> None:
        try:
            drip(connection, is_over)
        except OSError:
            has_hung_up.set()

    with serving(script) as server:
        stream = adapter(server).stream(CALL, Key("canarykey"), soon())
        next(stream)
        getattr(stream, "close")()  # noqa: B009
        assert has_hung_up.wait(3)


@pytest.mark.parametrize("pieces", [(), (CHUNKED,)], ids=["no head", "no text"])
def test_a_reset_before_the_text_is_a_lost_connection(pieces: tuple[bytes, ...]) -> None:
    assert type(outcome(reset_after(*pieces), soon())[1]) is ConnectionLost


@pytest.mark.parametrize(
    "script",
    [
        reset_after(CHUNKED, chunk(WORD)),
        saying(CHUNKED, chunk(WORD)),
        saying(CHUNKED, chunk(WORD), LAST),
        saying(CHUNKED, chunk(WORD), chunk(DONE), LAST),
        saying(UNTIL_CLOSED, WORD),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", WORD),
    ],
    ids=["reset", "no last chunk", "cleanly", "done without finish", "closed", "too short"],
)
def test_an_answer_that_breaks_off_is_cut(script: Script) -> None:
    text, error, _ = outcome(script, soon())
    assert type(error) is Cut
    assert text == "salt "


@pytest.mark.parametrize(
    "script",
    [
        saying(CHUNKED, chunk(WORD), chunk(FINISH), LAST),
        saying(CHUNKED, chunk(WORD), chunk(FINISH)),
        reset_after(CHUNKED, chunk(WORD), chunk(FINISH)),
        saying(UNTIL_CLOSED, WORD, FINISH),
        saying(UNTIL_CLOSED, WORD, FINISH.rstrip(b"\n")),
    ],
    ids=["cleanly", "no last chunk", "reset", "until closed", "no last line end"],
)
def test_a_finish_without_an_end_mark_is_an_answer(script: Script) -> None:
    deltas = answer(script)
    assert [delta.text for delta in deltas] == ["salt ", ""]
    assert deltas[-1].finish is Finish.STOP


def test_a_server_that_stays_after_the_finish_is_not_waited_for_long() -> None:
    started = time.monotonic()
    deltas = answer(silent_after(CHUNKED, chunk(WORD), chunk(FINISH)))
    assert deltas[-1].finish is Finish.STOP
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_pieces_may_be_cut_anywhere(size: int) -> None:
    whole = CHUNKED + chunk("data: é\r\n: ü\r\n\r\n".encode()[8:]) + chunk(WORD)
    whole += chunk(b'data: {"choices":[{"delta":{"content":"\xc3\xa9"}}]}\r\n\r\n')
    whole += chunk(FINISH) + chunk(DONE) + LAST
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]

    def script(connection: socket.socket, _: threading.Event) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)

    assert "".join(delta.text for delta in answer(script)) == "salt é"


def test_tokens_that_come_together_are_gathered() -> None:
    with serving(dripping(CHUNKED, chunk(WORD), 0.005)) as server:
        words = pieces = 0
        with suppress(TimedOut):
            for delta in adapter(server, gather_seconds=0.05).stream(
                CALL, Key("canarykey"), soon(total=0.25)
            ):
                pieces += 1
                words += delta.text.count("salt")
    assert words > 3 * pieces > 0


def test_a_server_that_closes_after_a_counted_body_has_answered() -> None:
    body = b'{"data": [{"id": "m"}]}'
    head = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with serving(saying(head % len(body), body)) as server:
        [entry] = adapter(server).catalogue(Key())
    assert entry.model == "m"


def test_an_end_is_not_waited_for_while_tokens_gather() -> None:
    padded = FINISH.replace(b'"stop"', b'"stop","padding":"' + b"x" * 500 + b'"')

    def script(connection: socket.socket, client_left: threading.Event) -> None:
        connection.sendall(CHUNKED + chunk(WORD))
        client_left.wait(0.1)
        connection.sendall(chunk(padded) + chunk(DONE) + LAST)
        client_left.wait(5)

    started = time.monotonic()
    with serving(script) as server:
        deltas = list(adapter(server, gather_seconds=3.0).stream(CALL, Key("canarykey"), soon()))

    assert deltas[-1].finish is Finish.STOP
    assert time.monotonic() - started < 2


def test_a_nameless_torrent_is_malformed() -> None:
    torrent = saying(CHUNKED, *[chunk(b"data: " + b"x" * 100_000)] * 12)
    assert type(outcome(torrent, soon())[1]) is Malformed
