"""A model that is slow, over real HTTP: given up where its provider has a floor or a time limit,
heard elsewhere."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import pytest

from providers.adapters.huggingface import HuggingFace
from providers.calls import Answer, AttemptRecord, Call, Prompt
from providers.catalogue.trial_calls import TOKEN, Books, Subject, ask_all
from providers.gateway.door import Gateway
from providers.gateway.means import Manner, Ways
from providers.gateway.tempo import Floor
from providers.gateway.time_limits import TimeLimits
from providers.protocol import Deadline, Key, Message, ModelRef
from providers.quota import UnlimitedLedger
from providers.sources import HUGGINGFACE, Source
from tests.integration.rehearsal import QUERY, Rehearsal, running_rehearsal
from tests.integration.watching import wait_until

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

SOON = Floor(200, window_seconds=0.5)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture(autouse=True)
def _crawling(upstream: Rehearsal) -> None:
    upstream.clear()
    upstream.put_faults({"slow": ["crawl:20*"]})


def ask(upstream: Rehearsal, manner: Manner, records: list[AttemptRecord]) -> Answer:
    gateway = Gateway(
        providers={"huggingface": HuggingFace(upstream.url)},
        keys={"huggingface": [Key("hf_canarykey")]},
        ledger=UnlimitedLedger(),
        record=records.append,
        ways=Ways(manners={"huggingface": manner}),
    )
    call = Call(
        trace_id=uuid.uuid4(),
        voice="ann",
        prompt=Prompt((Message("user", QUERY),), 24),
        models=[ModelRef("huggingface", "slow"), ModelRef("huggingface", "quick")],
        deadline=Deadline.after(30),
    )
    return gateway.ask(call, lambda _: None)


def test_a_crawling_model_is_given_up_and_the_next_one_answers(upstream: Rehearsal) -> None:
    records: list[AttemptRecord] = []
    began = time.monotonic()
    answer = ask(upstream, Manner(floor=SOON), records)
    assert answer.model.name == "quick"
    assert [(record.model.name, record.code) for record in records] == [
        ("slow", "stalled"),
        ("quick", ""),
    ]
    assert time.monotonic() - began < 3
    wait_until(lambda: upstream.calls()["slow"]["abandoned"] == 1, "the slow one to be hung up on")


def test_without_a_floor_it_is_heard_to_its_end(upstream: Rehearsal) -> None:
    records: list[AttemptRecord] = []
    assert ask(upstream, Manner(), records).model.name == "slow"
    assert [record.code for record in records] == [""]


@pytest.mark.parametrize(
    ("fault", "limits", "code"),
    [
        ("hang", TimeLimits(first_text_seconds=1), "timed_out"),
        ("stall:5", TimeLimits(idle_seconds=1), "stalled"),
        ("crawl:2", TimeLimits(attempt_seconds=1), "timed_out"),
    ],
    ids=["first text", "idle", "attempt"],
)
def test_what_takes_longer_than_its_providers_limits_is_given_up(
    fault: str, limits: TimeLimits, code: str, upstream: Rehearsal
) -> None:
    upstream.put_faults({"slow": [f"{fault}*"]})
    records: list[AttemptRecord] = []
    began = time.monotonic()
    assert ask(upstream, Manner(limits=limits), records).model.name == "quick"
    assert 1 <= time.monotonic() - began < 3
    assert [(record.model.name, record.code) for record in records] == [
        ("slow", code),
        ("quick", ""),
    ]


def test_a_trial_keeps_to_its_providers_limits_too(upstream: Rehearsal) -> None:
    upstream.put_faults({"slow": ["hang"]})
    key, manner = Key("hf_canarykey"), Manner(limits=TimeLimits(first_text_seconds=1))
    source = Source(
        "huggingface", "", HUGGINGFACE, upstream.url, (key,), needs_key=True, manner=manner
    )
    books = Books(UnlimitedLedger(), lambda _: None)
    [result] = ask_all([Subject(source, "slow", TOKEN)], [None], books)
    assert result.code == "timed_out"
    assert 1 <= result.seconds < 3
