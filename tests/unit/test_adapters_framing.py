"""How streams are read, whatever servers make of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat

import pytest

from providers.adapters.chunks import Unchunker
from providers.adapters.framing import (
    MAX_ANSWER_BYTES,
    MAX_FRAME_BYTES,
    read_frames,
    split_events,
    split_lines,
)
from providers.adapters.thoughts import ThoughtParter
from providers.errors import Malformed, Overloaded, UpstreamFault


def events(body: bytes) -> list[bytes]:
    return list(split_events(body.split(b"\n")))


@pytest.mark.parametrize(
    ("body", "payloads"),
    [
        (b"data: a\n\ndata: b\n\n", [b"a", b"b"]),
        (b"data:a\n\n", [b"a"]),
        (b"data:  a\n\n", [b" a"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a\r", b"b\r"]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"\n\n: comment\n\ndata: a\n\n", [b"a"]),
        (b"event: message\nid: 1\nretry: 9\ndata: a\n\n", [b"a"]),
        (b"data: a", [b"a"]),
        (b"data: a\n\ndata: [DONE]\n\ndata: b\n\n", [b"a"]),
        (b"data: a\n\ndata:[DONE]", [b"a"]),
        (b"data: a\ndata: [DONE]", [b"a"]),
        (b'data: a\n\n{\n "error": 1\n}\n', [b"a", b'{\n "error": 1\n}\n']),
        (b'  [{"error":1}]', [b'  [{"error":1}]']),
        (b"event: error\ndata: oh\n\ndata: b\n\n", [b'{"error":"oh"}', b"b"]),
        (b'event: error\ndata: {"message":"oh"}\n\n', [b'{"error":{"message":"oh"}}']),
        (b"<html>\n</html>", []),
    ],
)
def test_events_are_told_apart(body: bytes, payloads: list[bytes]) -> None:
    assert events(body) == payloads


@pytest.mark.parametrize(
    ("lines", "payloads"),
    [
        ([b"a", b"", b"b\r"], [b"a", b"b"]),
        ([b"{", b'"error": 1', b"}"], [b'{\n"error": 1\n}']),
    ],
)
def test_lines_are_told_apart(lines: list[bytes], payloads: list[bytes]) -> None:
    assert list(split_lines(lines)) == payloads


LINE = b"x" * 999  # and its line feed


class Endless:
    """A body that never ends; remembers how much of it was read."""

    def __init__(self, *first: bytes, line: bytes) -> None:
        self._first = first
        self._line = line
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in chain(self._first, repeat(self._line)):
            self.read += len(line) + 1
            yield line


def test_a_frame_of_many_lines_has_its_bounds() -> None:
    body = Endless(line=b"data:" + LINE)
    with pytest.raises(Malformed):
        list(split_events(body))
    assert MAX_FRAME_BYTES < body.read < 1.1 * MAX_FRAME_BYTES


def test_each_frame_has_them_for_itself() -> None:
    body = [b"data:" + LINE, b""] * (2 * MAX_FRAME_BYTES // 1000)
    assert list(split_events(body)) == [LINE] * (2 * MAX_FRAME_BYTES // 1000)


@pytest.mark.parametrize("split", [split_events, split_lines])
def test_a_body_in_one_piece_has_those_of_an_answer(
    split: Callable[[Iterable[bytes]], Iterator[bytes]],
) -> None:
    body = Endless(b"{", line=LINE)
    with pytest.raises(Malformed):
        list(split(body))
    assert MAX_ANSWER_BYTES < body.read < 1.1 * MAX_ANSWER_BYTES


def test_a_long_body_in_one_piece_within_them_is_read() -> None:
    lines = [b"{", *[LINE] * (MAX_ANSWER_BYTES // 1000 - 1), b"}"]
    assert list(split_events(lines)) == [b"\n".join(lines)]


def test_an_error_that_is_null_is_none() -> None:
    assert len(list(read_frames([b'{"error":null,"id":1}'], ()))) == 1


def test_an_error_event_is_an_error() -> None:
    with pytest.raises(Overloaded):
        list(read_frames(events(b"event: error\ndata: overloaded\n\n"), ()))


def test_an_error_in_a_list_is_an_error() -> None:
    with pytest.raises(UpstreamFault):
        list(read_frames([b'[{"error":{"message":"x"}}]'], ()))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_chunks_are_put_together(size: int) -> None:
    unchunker = Unchunker()
    framed = b"5;ext=1\r\nhello\r\n1\r\n \r\n0A\r\nbeautiful!\r\n0\r\n\r\n"
    content = b""
    for at in range(0, len(framed), size):
        if unchunker.is_over:
            break
        content += unchunker.feed(framed[at : at + size])
    assert content == b"hello beautiful!"
    assert unchunker.is_over


THOUGHTS: list[tuple[str, list[str], str, str]] = [
    ("m", ["Salt."], "Salt.", ""),
    ("m", ["<think>Hm.</think>\n\nSalt."], "Salt.", "Hm."),
    ("m", ["<thi", "nk>H", "m.</th", "ink>", "\n", "\nSalt", "."], "Salt.", "Hm."),
    ("m", ["\n", "<think>", "Hm.", "</think>", "Salt."], "Salt.", "Hm."),
    ("m", ["<think>a < b</thin", "g></think>c"], "c", "a < b</thing>"),
    ("m", ["Hm.</think>Salt."], "Salt.", "Hm."),
    (
        "m",
        ["The tag <think> opens", " and </think> ends."],
        "The tag <think> opens and </think> ends.",
        "",
    ),
    ("m", ["<th", "e end"], "<the end", ""),
    ("m", ["<th"], "<th", ""),
    ("m", ["<think>Hm. </th"], "", "Hm. </th"),
    ("deepseek-ai/DeepSeek-R1", ["Hm", ".</think>", "Salt."], "Salt.", "Hm."),
]


@pytest.mark.parametrize(("model", "pieces", "text", "thought"), THOUGHTS)
def test_thoughts_are_parted_from_the_text(
    model: str, pieces: list[str], text: str, thought: str
) -> None:
    parter = ThoughtParter(model)
    parted = [*map(parter.part, pieces), parter.rest()]
    assert "".join(pair[0] for pair in parted) == text
    assert "".join(pair[1] for pair in parted) == thought


def test_an_answer_taken_for_a_thought_is_not_lost() -> None:
    parter = ThoughtParter("qwq-32b")
    assert parter.part("Salt") == ("", "Salt")
    assert parter.rest() == ("Salt", "")


def test_a_thought_that_ran_out_of_length_is_no_answer() -> None:
    parter = ThoughtParter("qwq-32b")
    parter.part("Hm")
    parter.believe_thought()
    assert parter.rest()[0] == ""
