"""`manage.py ask` beside a running stack and on its own: what it says, and how it exits."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from backend.interrupts import Interrupts
from tests.integration.rehearsal import ANN, QUERY, Rehearsal
from tests.integration.stack import (
    START_SECONDS,
    WHERE_STACKS_RUN,
    Stack,
    stack_in,
    wait_until,
)

NUMBER = "Tom has 3 apples and buys 4 more. How many apples does he have, canary?"

pytestmark = WHERE_STACKS_RUN

SECONDS = 30.0
INTERRUPTED = 130


@pytest.fixture
def lone(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[Stack]:
    """A folder in which nothing runs."""
    with stack_in(tmp_path, REHEARSAL_URL=rehearsal.url) as stack:
        yield stack


def outcome(command: subprocess.Popen[str], seconds: float = SECONDS) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    output, errors = command.communicate(timeout=seconds)
    assert "Traceback" not in errors
    return command.returncode, output, errors


def test_it_shows_members_and_answer_and_names_the_rehearsal(
    stack: Stack, rehearsal: Rehearsal
) -> None:
    code, output, _ = outcome(stack.manage("ask", QUERY))
    assert code == 0
    for words in ("Reasoner", "Creative", "Fact-checker", "Synthesis", "Rehearsal: scripted"):
        assert words in output
    assert stack.get("/api/deliberations/").json()["results"][0]["query"] == QUERY


def test_json_is_the_whole_deliberation_and_nothing_else(
    stack: Stack, rehearsal: Rehearsal
) -> None:
    code, output, _ = outcome(stack.manage("ask", QUERY, "--json", "--council", "reasoning"))
    found = json.loads(output)
    assert code == 0
    assert (found["status"], found["outcome"], found["council"]) == ("done", "full", "reasoning")
    assert found["rehearsal"] is True
    assert found == stack.deliberation(found["id"])


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ([], (False, False)),
        (["--allow-paid", "--reuse-answers"], (True, True)),
        (["--no-allow-paid", "--no-reuse-answers"], (False, False)),
    ],
    ids=["the council's", "yes", "no"],
)
def test_it_says_what_may_be_paid_for_and_reused(
    stack: Stack, rehearsal: Rehearsal, options: list[str], kept: tuple[bool, bool]
) -> None:
    code, output, _ = outcome(stack.manage("ask", QUERY, "--json", *options))
    found = json.loads(output)
    assert (code, found["allow_paid"], found["reuse_answers"]) == (0, *kept)


def test_without_an_answer_by_the_chair_it_fails(stack: Stack, rehearsal: Rehearsal) -> None:
    code, output, _ = outcome(stack.manage("ask", f"[rehearse: chair=filter*] {QUERY}"))
    assert code == 1
    assert "The chair could not write" in output


def test_without_any_opinion_it_fails_and_says_so(stack: Stack, rehearsal: Rehearsal) -> None:
    rehearsal.put_faults({"*": ["filter*"]})
    code, output, _ = outcome(stack.manage("ask", QUERY))
    assert code == 1
    assert "quorum_not_reached" in output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["ask", "  "], "Write a query"),
        (["ask", QUERY, "--council", "nobody"], "There is no council named nobody."),
        (["ask", QUERY, "--strategy", "duel"], "There is no strategy duel."),
    ],
    ids=["empty query", "unknown council", "other strategy"],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    stack: Stack, words: list[str], sentence: str
) -> None:
    code, _, errors = outcome(stack.manage(*words))
    assert code not in (0, INTERRUPTED)
    assert sentence in errors


@pytest.mark.usefixtures("rehearsal")  # without the faults of another test
@pytest.mark.parametrize("strategy", ["quick", "vote"])
def test_an_opinion_that_is_meant_to_stand_is_an_answer(stack: Stack, strategy: str) -> None:
    code, shown, _ = outcome(stack.manage("ask", NUMBER, "--strategy", strategy))

    assert code == 0
    assert ("agree: 7" in shown) is (strategy == "vote")


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["drawn", "json"])
def test_ctrl_c_cancels_the_deliberation(
    stack: Stack, rehearsal: Rehearsal, options: list[str]
) -> None:
    rehearsal.put_faults({ANN: ["hang*"]})
    command = stack.manage("ask", QUERY, *options)
    wait_until(lambda: rehearsal.calls().get(ANN, {}).get("in_flight") == 1, SECONDS, "asked")
    command.send_signal(signal.SIGINT)
    code, output, _ = outcome(command)
    assert code == INTERRUPTED
    assert "cancelled" in output.lower()
    assert stack.get("/api/deliberations/").json()["results"][0]["status"] == "cancelled"


def test_on_its_own_it_answers_and_leaves_nothing_behind(lone: Stack) -> None:
    first = lone.manage("ask", QUERY, "--json")
    wait_until(lambda: len(lone.processes()) > 1, SECONDS, "starting")
    assert "running already" in outcome(lone.manage("up"))[2]
    code, output, _ = outcome(first, START_SECONDS)
    assert code == 0
    assert json.loads(output)["outcome"] == "full"
    assert lone.processes() == []


def test_interrupted_while_it_starts_it_leaves_nothing_behind(lone: Stack) -> None:
    command = lone.manage("ask", QUERY)
    wait_until(lambda: len(lone.processes()) > 1, SECONDS, "starting")
    command.send_signal(signal.SIGINT)
    assert outcome(command)[0] == INTERRUPTED
    assert lone.processes() == []


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.3])
def test_interrupted_before_it_has_begun_it_says_nothing(lone: Stack, seconds: float) -> None:
    command = lone.manage("ask", QUERY)
    with pytest.raises(subprocess.TimeoutExpired):
        command.wait(seconds)
    command.send_signal(signal.SIGINT)
    assert outcome(command)[0] == INTERRUPTED
    assert lone.processes() == []


def test_an_interrupt_that_was_dropped_is_noticed_all_the_same() -> None:
    interrupts = Interrupts()
    with interrupts.noticed():
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupts.hold()


def test_an_interrupt_while_it_is_asked_is_noted_for_its_cancelling() -> None:
    interrupts = Interrupts()
    with interrupts.noticed():
        interrupts.hold()
        signal.raise_signal(signal.SIGINT)

    assert interrupts.has_come
