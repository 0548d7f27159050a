"""What the upstream does, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WORDS: Final = 60
ANSWER_SECONDS: Final = 4.0  # what an answer of so many words may take by itself


class Answered(StrEnum):
    """Who gave the answer; nobody where it was declined."""

    FIRST = "first"
    FALLBACK = "fallback"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`script` is the first model's, in the words of the rehearsal upstream, call by call.

    `seconds` is what the fault may cost on top of an answer, `most_calls` how often the first
    model may be asked, `code` what its first attempt is taken for where it streams.
    """

    name: str
    upstream: str
    script: tuple[str, ...]
    answered: Answered
    seconds: float
    most_calls: int = 1
    code: str = ""


SCENARIOS: Final = (
    Scenario(
        "1", "429, Retry-After 2, then fine", ("429:2", "ok"), Answered.FIRST, 4, 2, "rate_limited"
    ),
    Scenario("2", "429 for ever, no header", ("429*",), Answered.FALLBACK, 1, 1, "rate_limited"),
    Scenario("3", "one 500", ("500", "ok"), Answered.FIRST, 1.5, 2, "upstream_fault"),
    Scenario("4", "503 for ever", ("503*",), Answered.FALLBACK, 3, 2, "overloaded"),
    Scenario("5", "reset before the head", ("reset*",), Answered.FALLBACK, 3, 2, "connection_lost"),
    Scenario("6", "no byte for 120 s", ("hang*",), Answered.FALLBACK, 15, 1, "timed_out"),
    Scenario("7", "first token after 20 s", ("slow:20*",), Answered.FALLBACK, 12, 1, "timed_out"),
    Scenario("8a", "cut after 40 of 60", ("cut:40*",), Answered.FALLBACK, 3, 1, "cut"),
    Scenario("8b", "reset after 40 of 60", ("reset:40*",), Answered.FALLBACK, 3, 1, "cut"),
    Scenario(
        "9",
        "silent for 30 s in mid-stream",
        ("stall:30*",),
        Answered.FALLBACK,
        12,
        1,
        "stalled",
    ),
    Scenario("10a", "one malformed chunk", ("malformed:1",), Answered.FIRST, 1),
    Scenario(
        "10b",
        "two malformed chunks",
        ("malformed:2*",),
        Answered.FALLBACK,
        3,
        1,
        "malformed",
    ),
    Scenario("11", "a finish, no [DONE]", ("no-done",), Answered.FIRST, 1.5),
    Scenario(
        "12", "messages too long", ("too-long*",), Answered.FALLBACK, 1, 1, "context_too_long"
    ),
    Scenario("13", "content filter", ("filter*",), Answered.NOBODY, 1, 1, "declined"),
    Scenario("14", "refuses a prefilled answer", ("no-prefill*",), Answered.FIRST, 1),
    Scenario("slow loris", "a byte a second", ("drip:1*",), Answered.FALLBACK, 12, 1, "timed_out"),
)
