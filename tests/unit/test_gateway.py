"""The gateway asks models in their order until one gives a whole answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.calls import AttemptStarted, FellBack, TextReceived
from providers.errors import (
    Cancelled,
    ContextTooLong,
    Cut,
    Declined,
    Empty,
    InvalidCredentials,
    InvalidRequest,
    Misconfigured,
    NotServed,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Stalled,
    TimedOut,
)
from providers.gateway.door import Gateway
from providers.gateway.means import Manner, Ways
from providers.gateway.stint import MOST_ATTEMPTS
from providers.gateway.time_limits import TimeLimits
from providers.protocol import (
    ATTEMPT_SECONDS,
    Deadline,
    Delta,
    Finish,
    Key,
    Parameters,
)
from tests.unit.playing import COUNTED, PROMPT, SECRET, Play, Stage, saying

HINT = 0.01  # seconds


def test_a_gateway_without_anything_in_common_stands_alone() -> None:
    stage = Stage(a=[[QuotaExhausted()]], b=[saying("So.")])
    call = replace(stage.call("a", "b"), deadline=Deadline.after(20))
    for _ in range(2):
        Gateway(
            providers={"stage": stage.provider}, keys={}, ledger=stage.ledger, record=lambda _: None
        ).ask(call, lambda _: None)

    assert stage.provider.asked == ["a", "b", "a", "b"]


def test_the_first_model_answers_and_nobody_else_is_asked() -> None:
    stage = Stage(first=[saying("Because of rivers.")], second=[saying("Never.")])

    answer = stage.ask("first", "second")

    assert answer.text == "Because of rivers."
    assert str(answer.model) == "stage:first"
    assert answer.usage == COUNTED
    assert not answer.is_partial
    assert stage.provider.asked == ["first"]
    assert stage.told == [
        AttemptStarted(stage.ref("first"), 1),
        TextReceived("Because "),
        TextReceived("of "),
        TextReceived("rivers. "),
    ]


def test_a_provider_is_sent_the_prompt_and_its_own_key() -> None:
    stage = Stage(first=[saying("So.")])

    stage.ask("first")

    [(call, key, _)] = stage.provider.calls
    assert call.messages == PROMPT.messages
    assert call.max_tokens == 300
    assert key == Key(SECRET)


def test_a_provider_is_sent_the_parameters_that_were_set() -> None:
    stage = Stage(first=[saying("So.")])
    prompt = replace(PROMPT, parameters=Parameters(temperature=0.2, seed=7))

    stage.ask_call(replace(stage.call("first"), prompt=prompt))

    assert stage.provider.calls[0][0].parameters == prompt.parameters


@pytest.mark.parametrize(
    "error",
    [
        QuotaExhausted(),
        NotServed(),
        ContextTooLong(),
        TimedOut(),
        Stalled(),
        InvalidCredentials(),
        Misconfigured(),
    ],
)
def test_a_model_that_cannot_answer_gives_way_to_the_next(error: ProviderError) -> None:
    stage = Stage(first=[[error]], second=[saying("So.")])

    answer = stage.ask("first", "other:second")

    assert str(answer.model) == "other:second"
    assert stage.provider.asked == ["first", "second"]
    assert stage.told[:3] == [
        AttemptStarted(stage.ref("first"), 1),
        FellBack(stage.ref("first"), stage.ref("other:second"), error),
        AttemptStarted(stage.ref("other:second"), 2),
    ]


@pytest.mark.parametrize("error", [InvalidRequest(), Declined(), Cancelled()])
def test_a_final_error_ends_the_call_at_once(error: ProviderError) -> None:
    stage = Stage(first=[[error]], second=[saying("So.")])

    with pytest.raises(type(error)):
        stage.ask("first", "second")

    assert stage.provider.asked == ["first"]
    assert stage.fallbacks == []


def test_when_no_model_is_left_the_last_error_is_raised() -> None:
    stage = Stage(first=[[QuotaExhausted()]], second=[[ContextTooLong()]])

    with pytest.raises(ContextTooLong):
        stage.ask("first", "other:second")


def test_a_place_without_models_is_not_served() -> None:
    with pytest.raises(NotServed, match=r"^No model is set for this place\.$"):
        Stage().ask()


def test_an_unknown_provider_gives_way_to_the_next_model() -> None:
    stage = Stage(second=[saying("So.")])

    assert stage.ask("elsewhere:first", "second").text == "So."
    assert stage.fallbacks == [("first", "second", "not_served")]


def test_in_the_last_second_nobody_else_is_asked() -> None:
    stage = Stage(first=[[QuotaExhausted()]], second=[saying("So.")])

    with pytest.raises(QuotaExhausted):
        stage.ask("first", "second", seconds=0.5)

    assert stage.provider.asked == ["first"]


def test_a_call_makes_so_many_attempts_and_no_more() -> None:
    retried: list[Play] = [[RateLimited(retry_after_seconds=HINT)]]
    stage = Stage(a=retried, b=retried, c=[saying("So.")])

    with pytest.raises(RateLimited):
        stage.ask("a", "b", "c")

    assert stage.provider.asked == ["a", "a", "a", "b", "b"]
    assert len(stage.provider.asked) == MOST_ATTEMPTS


def test_without_a_finish_there_is_no_answer() -> None:
    stage = Stage(first=[[Delta(text="Because of ")]], second=[saying("So.")])

    answer = stage.ask("first", "second")

    assert answer.text == "So."
    assert stage.fallbacks == [("first", "second", Cut.code)]


def test_reasoning_alone_is_no_answer() -> None:
    thinking: Play = [Delta(reasoning="Hm. "), Delta(finish=Finish.STOP)]
    stage = Stage(first=[thinking])

    with pytest.raises(Empty):
        stage.ask("first", seconds=4)

    assert not [told for told in stage.told if isinstance(told, TextReceived)]


def test_an_answer_cut_at_its_length_limit_is_partial() -> None:
    stage = Stage(first=[saying("Because of", finish=Finish.LENGTH)])

    assert stage.ask("first").is_partial


def test_an_attempt_has_a_deadline_of_its_own_within_that_of_the_call() -> None:
    stage = Stage(first=[saying("So.")])

    stage.ask("first", seconds=20)
    stage.ask("first", seconds=1000)

    within_short, within_long = [deadline for _, _, deadline in stage.provider.calls]
    assert within_short.seconds_left() == 20
    assert within_long.seconds_left() == ATTEMPT_SECONDS


def test_a_first_word_may_take_as_long_as_its_provider_says() -> None:
    stage = Stage(first=[saying("So.")])

    stage.ask("first")

    [(_, _, deadline)] = stage.provider.calls
    assert deadline.first_text_seconds == stage.provider.first_text_seconds


def test_the_operators_time_limits_come_before_what_was_learned() -> None:
    limits = TimeLimits(first_text_seconds=90, idle_seconds=20, attempt_seconds=30)
    stage = Stage(ways=Ways(manners={"stage": Manner(limits=limits)}), first=[saying("So.")])
    stage.commons.measures.was_loading(stage.ref("first"))

    stage.ask("first", seconds=100)
    stage.ask("first", seconds=10)

    within_long, within_short = [deadline for _, _, deadline in stage.provider.calls]
    assert (within_long.first_text_seconds, within_long.idle_seconds) == (90, 20)
    assert (within_long.seconds_left(), within_short.seconds_left()) == (30, 10)
    assert [claim.seconds for claim in stage.ledger.claims] == [30, 10]


@pytest.mark.parametrize("error", [InvalidCredentials(), Misconfigured()])
def test_the_operator_is_told_of_what_must_be_mended_and_no_secret(
    error: ProviderError, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(first=[[error]], second=[saying("Because.")])

    stage.ask("first", "other:second")

    [line] = caplog.records
    assert line.levelname == "ERROR"
    assert "stage:first" in caplog.text
    assert error.code in caplog.text
    for secret in (SECRET, PROMPT.messages[1].content, "Because."):
        assert secret not in caplog.text


def test_nobody_is_alarmed_by_what_needs_no_mending(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(first=[[NotServed()]], second=[saying("So.")])

    stage.ask("first", "other:second")

    assert not [line for line in caplog.records if line.levelname != "INFO"]
