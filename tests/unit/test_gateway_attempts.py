"""Every attempt is recorded when it has ended, and bracketed by a reservation."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from providers.calls import Progress, TextReceived
from providers.errors import (
    Cancelled,
    ConnectionLost,
    CoolingDown,
    Cut,
    ProviderError,
    QuotaExhausted,
)
from providers.protocol import Delta, Usage
from providers.tokens import estimate_tokens
from tests.unit.playing import COUNTED, PROMPT, Play, Stage, saying


def test_every_attempt_is_recorded_with_the_model_that_was_asked() -> None:
    lost: Play = [ConnectionLost(retry_after_seconds=0.01)]
    stage = Stage(first=[lost, [QuotaExhausted()]], second=[saying("So.")])

    answer = stage.ask("first", "other:second")

    assert [(r.number, str(r.model), r.status, r.code) for r in stage.records] == [
        (1, "stage:first", "failed", "connection_lost"),
        (2, "stage:first", "failed", "quota_exhausted"),
        (3, "other:second", "succeeded", ""),
    ]
    assert stage.records[-1].model == answer.model
    assert {record.trace_id for record in stage.records} == {uuid.UUID(int=7)}
    assert {record.voice for record in stage.records} == {"ann"}
    assert len({record.id for record in stage.records}) == 3


def test_a_record_says_when_and_how_long() -> None:
    stage = Stage(first=[[QuotaExhausted()]], second=[saying("So.")])
    before = datetime.now(UTC)

    stage.ask("first", "other:second")

    failed, succeeded = stage.records
    assert before <= failed.started_at <= failed.ended_at <= succeeded.started_at
    assert succeeded.started_at <= succeeded.ended_at <= datetime.now(UTC)
    assert failed.first_text_seconds is None
    assert succeeded.first_text_seconds is not None
    assert 0 <= succeeded.first_text_seconds < 5


def test_a_record_says_in_one_sentence_what_went_wrong() -> None:
    stage = Stage(first=[[QuotaExhausted("The credit is used up.")]])

    with pytest.raises(QuotaExhausted):
        stage.ask("first")

    assert stage.records[0].message == "The credit is used up."


def test_an_answer_without_its_finish_is_a_failed_attempt() -> None:
    stage = Stage(first=[[Delta(text="Because of ")]])

    with pytest.raises(Cut):
        stage.ask("first")

    assert (stage.records[0].status, stage.records[0].code) == ("failed", "cut")


def test_a_finished_answer_without_text_is_a_failed_attempt() -> None:
    stage = Stage(first=[saying(" ")])

    with pytest.raises(ProviderError):
        stage.ask("first", seconds=4)

    assert (stage.records[0].status, stage.records[0].code) == ("failed", "empty")


def test_a_stopped_attempt_is_recorded_with_what_it_took() -> None:
    stage = _stopped_after_a_word()

    with pytest.raises(Cancelled):
        stage.ask("first")

    [record] = stage.records
    assert (record.status, record.code) == ("cancelled", "cancelled")
    assert record.usage == _estimate("Because ")


def test_the_count_of_the_provider_is_recorded() -> None:
    stage = Stage(first=[saying("So.")])

    answer = stage.ask("first")

    assert stage.records[0].usage == answer.usage == COUNTED


def test_the_last_count_is_the_one_that_holds() -> None:
    counting: Play = [Delta(text="So.", usage=Usage(5, 1)), *saying("it", Usage(5, 2))]
    stage = Stage(first=[counting])

    assert stage.ask("first").usage == Usage(5, 2)


def test_where_the_provider_counts_nothing_the_usage_is_estimated() -> None:
    stage = Stage(first=[saying("Because of rivers.", usage=None)])

    answer = stage.ask("first")

    assert answer.usage == stage.records[0].usage == _estimate("Because of rivers. ")
    assert answer.usage.is_estimated


def test_an_estimate_is_never_more_than_was_allowed() -> None:
    stage = Stage(a=[saying("Rivers " * 1000, usage=None)])
    stage.ask("a")
    assert stage.records[0].usage.is_estimated
    assert stage.records[0].usage.output_tokens == PROMPT.max_tokens


def test_a_count_of_zero_stays_zero() -> None:
    stage = Stage(first=[saying("So.", usage=Usage(0, 0))])

    assert stage.ask("first").usage == Usage(0, 0, is_estimated=False)


def test_an_attempt_that_said_nothing_took_nothing() -> None:
    stage = Stage(first=[[QuotaExhausted()]])

    with pytest.raises(QuotaExhausted):
        stage.ask("first")

    assert stage.records[0].usage == Usage()


def test_every_attempt_is_reserved_and_settled() -> None:
    lost: Play = [ConnectionLost(retry_after_seconds=0.01)]
    stage = Stage(first=[lost, [QuotaExhausted()]], second=[saying("So.")])

    stage.ask("first", "other:second")

    assert [claim.model.name for claim in stage.ledger.claims] == ["first", "first", "second"]
    assert stage.ledger.settled == [("first", Usage()), ("first", Usage()), ("second", COUNTED)]


def test_what_thoughts_may_take_is_reserved_as_well() -> None:
    stage = Stage(a=[saying("So.")])
    stage.provider.thought_tokens = 2048
    stage.ask("a")
    [claim] = stage.ledger.claims
    assert claim.output_tokens == PROMPT.max_tokens + 2048


def test_a_stopped_attempt_is_settled_with_what_it_took() -> None:
    stage = _stopped_after_a_word()

    with pytest.raises(Cancelled):
        stage.ask("first")

    assert stage.ledger.settled == [("first", _estimate("Because "))]


def test_a_broken_attempt_is_settled_with_what_it_took() -> None:
    broken: Play = [Delta(text="Because ", usage=Usage(21, 1)), QuotaExhausted()]
    stage = Stage(first=[broken])

    with pytest.raises(QuotaExhausted):
        stage.ask("first")

    assert stage.ledger.settled == [("first", Usage(21, 1))]


def test_a_reservation_is_left_when_whoever_listens_breaks_off() -> None:
    stage = Stage(first=[saying("So.")])

    def break_off(progress: Progress) -> None:
        if isinstance(progress, TextReceived):
            raise ConnectionAbortedError

    stage.on_progress = break_off
    with pytest.raises(ConnectionAbortedError):
        stage.ask("first")

    assert [model for model, _ in stage.ledger.settled] == ["first"]
    assert [record.status for record in stage.records] == ["failed"]


def test_what_the_ledger_refuses_is_not_asked() -> None:
    stage = Stage(refusals={"first": CoolingDown()}, first=[saying("No.")], second=[saying("So.")])

    assert stage.ask("first", "second").text == "So."

    assert stage.provider.asked == ["second"]
    assert stage.fallbacks == [("first", "second", "cooling_down")]
    assert [record.code for record in stage.records] == ["cooling_down", ""]


def _stopped_after_a_word() -> Stage:
    stage = Stage(first=[saying("Because of rivers.")])

    def stop(progress: Progress) -> None:
        if isinstance(progress, TextReceived):
            stage.switch.cut()

    stage.on_progress = stop
    return stage


def _estimate(text: str) -> Usage:
    prompt = estimate_tokens(*(message.content for message in PROMPT.messages))
    return Usage(prompt, estimate_tokens(text), is_estimated=True)
