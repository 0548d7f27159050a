"""Processes killed in the middle of a deliberation: it ends by itself, and its readers see every
event once, in order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.integration.log_reader import LogReader, assert_is_whole
from tests.integration.rehearsal import QUERY, Rehearsal, running_rehearsal
from tests.integration.stack import STOP_SECONDS, WHERE_STACKS_RUN, Stack, running_stack, wait_until

pytestmark = WHERE_STACKS_RUN

GPT_OSS = "openai/gpt-oss-120b"
GEMMA = "google/gemma-4-31B-it"
LLAMA = "meta-llama/Llama-3.3-70B-Instruct"
DEEPSEEK = "deepseek-ai/DeepSeek-V4-Pro"
RECOVERED_SECONDS = 30.0


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal(speed=0) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def stack(upstream: Rehearsal) -> Iterator[Stack]:
    """No grace ends in the middle of these tests."""
    environment = {"REHEARSAL": "on", "REHEARSAL_URL": upstream.url, "GRACE_SECONDS": "60"}
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        running_stack(Path(folder), **environment) as stack,
    ):
        yield stack


@contextmanager
def in_the_middle(stack: Stack, upstream: Rehearsal, fault: str) -> Iterator[tuple[str, LogReader]]:
    """A deliberation of which two members have given and the third is at its first, faulty call;
    its reader was there from the beginning."""
    upstream.clear()
    upstream.put_faults({LLAMA: [fault]})
    id_ = stack.ask(QUERY)
    with stack.read(id_) as reader:
        reader.wait_for_event("opinion.given", member="reasoner")
        reader.wait_for_event("opinion.given", member="creative")
        wait_until(lambda: calls_of(upstream, LLAMA) == 1, 10, "asked", stack.said)
        yield id_, reader


def calls_of(upstream: Rehearsal, model: str) -> int:
    return upstream.calls().get(model, {}).get("calls", 0)


def assert_ended_well(stack: Stack, id_: str, reader: LogReader) -> None:
    """The reader has the whole log, and it is the one that everybody after it reads."""
    events = reader.wait_for_end(RECOVERED_SECONDS)
    assert_is_whole(events)
    assert events[-1]["outcome"] == "full"
    assert events == stack.events(id_)
    assert stack.deliberation(id_)["status"] == "done"


def assert_settled_are_not_asked_again(upstream: Rehearsal) -> None:
    for model in (GPT_OSS, GEMMA, DEEPSEEK):
        assert calls_of(upstream, model) == 1, model


def test_a_killed_worker_is_replaced_and_asks_only_who_has_not_given(
    stack: Stack, upstream: Rehearsal
) -> None:
    with in_the_middle(stack, upstream, "slow:60") as (id_, reader):
        stack.kill("worker")
        assert_ended_well(stack, id_, reader)
    assert (reader.connections, reader.resets) == (1, 0)
    assert_settled_are_not_asked_again(upstream)
    assert calls_of(upstream, LLAMA) == 2


def test_a_killed_web_process_costs_its_readers_nothing(stack: Stack, upstream: Rehearsal) -> None:
    with in_the_middle(stack, upstream, "slow:2") as (id_, reader):
        stack.kill("web")
        assert_ended_well(stack, id_, reader)
    assert reader.connections == 2
    assert reader.resets == 0
    assert_settled_are_not_asked_again(upstream)
    assert calls_of(upstream, LLAMA) == 1


def test_a_killed_redis_comes_back_with_what_it_knew(stack: Stack, upstream: Rehearsal) -> None:
    with in_the_middle(stack, upstream, "slow:2") as (id_, reader):
        stack.kill("redis")
        assert_ended_well(stack, id_, reader)
    assert_settled_are_not_asked_again(upstream)
    assert calls_of(upstream, LLAMA) == 1
    assert_ended_well(stack, id_ := stack.ask(QUERY), stack.read(id_))


def test_a_killed_clock_comes_back(stack: Stack) -> None:
    stack.kill("beat")
    stack.kill("upkeep")
    assert len(stack.processes()) == 1 + len(stack.pids())


def test_when_all_is_killed_the_next_start_goes_on(stack: Stack, upstream: Rehearsal) -> None:
    with in_the_middle(stack, upstream, "slow:60") as (id_, reader):
        stack.process.kill()
        stack.process.wait()
        wait_until(lambda: stack.processes() == [], STOP_SECONDS, "all dead", stack.said)
        stack.start()
        assert_ended_well(stack, id_, reader)
    assert_settled_are_not_asked_again(upstream)
    assert calls_of(upstream, LLAMA) == 2


def test_after_ctrl_c_the_next_start_goes_on(stack: Stack, upstream: Rehearsal) -> None:
    with in_the_middle(stack, upstream, "slow:60") as (id_, reader):
        assert stack.stop(signal.SIGINT) < STOP_SECONDS
        stack.start()
        assert_ended_well(stack, id_, reader)
    assert_settled_are_not_asked_again(upstream)
    assert calls_of(upstream, LLAMA) == 2
