"""Every answer tells how it came from this model, and every last error what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from providers.calls import Asked
from providers.catalogue.routes import Pinned
from providers.errors import (
    CapReached,
    ConnectionLost,
    CoolingDown,
    Cut,
    Declined,
    NotServed,
    Paused,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UpstreamFault,
    WindowFull,
)
from providers.gateway.means import Ways
from providers.protocol import Delta, ModelRef
from providers.tokens import estimate_tokens
from tests.unit.playing import OTHER, PROMPT, QUERY, SECRET, Stage, saying


def test_an_answer_of_the_first_choice_says_so() -> None:
    stage = Stage(a=[saying("So.")])

    routing = stage.ask(ModelRef("stage", "a", "Ann 7B")).routing

    assert routing.reason == "Ann 7B, the first choice, answered."
    assert routing.asked == (Asked(ModelRef("stage", "a", "Ann 7B"), attempts=1),)


def test_a_second_attempt_is_told() -> None:
    stage = Stage(a=[[ConnectionLost(retry_after_seconds=0.01)], saying("So.")])

    routing = stage.ask("a").routing

    assert routing.reason == "stage:a, the first choice, answered at attempt 2."
    assert [asked.attempts for asked in routing.asked] == [2]


def test_a_fallback_tells_what_was_tried_and_what_was_left_out() -> None:
    stage = Stage(
        refusals={"b": QuotaExhausted("The hour's requests are used up.")},
        a=[[NotServed("Nobody serves it.")]],
        b=[saying("No.")],
        c=[saying("So.")],
    )

    routing = stage.ask("a", "b", "c").routing

    assert [
        (str(each.model), each.attempts, each.code, each.message) for each in routing.asked
    ] == [
        ("stage:a", 1, "not_served", "Nobody serves it."),
        ("stage:b", 0, "quota_exhausted", "The hour's requests are used up."),
        ("stage:c", 1, "", ""),
    ]
    assert routing.reason == (
        "stage:c answered: stage:a failed (not served); stage:b was left out (quota exhausted)."
    )


def test_who_was_asked_again_in_the_end_is_not_told_as_its_own_hindrance() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=12)], saying("So.")], b=[[NotServed()]])

    routing = stage.ask("a", "b").routing

    assert routing.reason == "stage:a answered: stage:b failed (not served)."
    assert [asked.code for asked in routing.asked] == ["rate_limited", "not_served", ""]


def test_an_answer_that_is_kept_though_it_was_cut_says_so() -> None:
    stage = Stage(a=[[Delta(text="word " * 200), Cut()]])

    assert stage.ask("a").routing.reason == (
        "stage:a, the first choice, answered. It was cut before its end; most of it is kept."
    )


def test_a_model_that_nobody_serves_is_told_though_it_was_never_asked() -> None:
    gone = ModelRef("stage", "gone")
    message = "Nobody can serve gone now: groq (not live)."
    pinned = Pinned(
        (ModelRef("stage", "b"),),
        {"stage:b": "It is there."},
        (Asked(gone, 0, "not_served", message),),
    )
    stage = Stage(b=[saying("So.")], ways=Ways(pin=lambda _models, _tokens: pinned))

    routing = stage.ask("gone", "b").routing

    assert routing.asked[-1] == Asked(gone, 0, "not_served", message)
    assert routing.reason == "stage:b answered: stage:gone was left out (not served). It is there."


def test_who_was_left_out_at_first_and_asked_in_the_end_is_told_once() -> None:
    resting = Asked(ModelRef("stage", "b"), 0, "cooling_down", "This host is left alone for now.")
    pinned = Pinned((ModelRef("stage", "a"), resting.model), {}, (resting,))
    stage = Stage(
        a=[[NotServed()]], b=[saying("So.")], ways=Ways(pin=lambda _models, _tokens: pinned)
    )

    asked = stage.ask("a", "b").routing.asked

    assert [(each.model.name, each.code) for each in asked] == [("a", "not_served"), ("b", "")]


def test_a_model_left_alone_is_told_by_the_cause_of_that() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=60)]], b=[saying("So.")])
    stage.ask("a", "b")

    [left_out, answered] = stage.ask("a", "b").routing.asked

    assert (left_out.attempts, left_out.code) == (0, "rate_limited")
    assert "is left alone for 60 s more: it was asked too often" in left_out.message
    assert answered.code == ""


def test_the_last_error_tells_what_was_tried_and_when_one_is_free_again() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=40)]], b=[[QuotaExhausted("Used up.")]])

    before = datetime.now(UTC)
    with pytest.raises(QuotaExhausted) as caught:
        stage.ask("a", "b")

    in_40_seconds = timedelta(seconds=40)
    resets_at = caught.value.resets_at
    assert resets_at is not None
    assert before + in_40_seconds <= resets_at <= datetime.now(UTC) + in_40_seconds
    assert caught.value.retry_after_seconds == 40
    assert caught.value.message == (
        "Used up. Tried: stage:a failed (rate limited); stage:b failed (quota exhausted). "
        "stage:a is free again in 40 s."
    )
    assert str(caught.value) == caught.value.message


@pytest.mark.parametrize("error", [NotServed("Gone."), Declined("Declined.")])
def test_where_one_model_was_tried_once_its_own_words_suffice(error: ProviderError) -> None:
    stage = Stage(a=[[error]])

    with pytest.raises(type(error)) as caught:
        stage.ask("a")

    assert caught.value.message == error.message


def test_where_a_window_of_ours_refused_a_lone_model_it_is_told_that_no_other_was_asked() -> None:
    never = CapReached("The cap is reached.")
    soon = WindowFull("The window is full.", retry_after_seconds=40)

    with pytest.raises(CapReached) as reached:
        Stage(refusals={"a": never}).ask("a")
    with pytest.raises(WindowFull) as full:
        Stage(refusals={"a": soon}).ask("a")

    assert reached.value.message == "The cap is reached. No other model was asked."
    assert full.value.message == (
        "The window is full. No other model was asked. stage:a is free again in 40 s."
    )


def test_an_error_that_is_told_stays_as_it_was_where_it_came_from() -> None:
    error = NotServed("Gone.")
    stage = Stage(a=[[error]], b=[[error]])

    for _ in range(2):
        with pytest.raises((NotServed, CoolingDown)):
            stage.ask("a", f"{OTHER}:b")

    assert error.message == "Gone."


def test_neither_the_key_nor_the_query_is_ever_told() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=40)]], b=[[NotServed()]])

    with pytest.raises(NotServed) as caught:
        stage.ask("a", "b")

    assert SECRET not in caught.value.message
    assert QUERY not in caught.value.message


def test_the_hosts_behind_a_router_are_chosen_before_it_is_asked() -> None:
    asked: list[tuple[Sequence[ModelRef], int]] = []
    quick, cheap = (ModelRef("stage", f"a:{host}") for host in ("quick", "cheap"))

    def pin(models: Sequence[ModelRef], tokens: int) -> Pinned:
        asked.append((models, tokens))
        return Pinned((quick, cheap), {str(quick): "No.", str(cheap): "It is the cheapest."})

    stage = Stage(ways=Ways(pin=pin))
    stage.provider.plays = {quick.name: [[NotServed()]], cheap.name: [saying("So.")]}

    answer = stage.ask(ModelRef("stage", "a"))

    prompt_tokens = estimate_tokens("Be brief.", QUERY)
    assert asked == [([ModelRef("stage", "a")], prompt_tokens + PROMPT.max_tokens)]
    assert answer.model == cheap
    assert answer.routing.reason == (
        "stage:a:cheap answered: stage:a:quick failed (not served). It is the cheapest."
    )


def test_where_nothing_was_chosen_no_reason_is_given_for_it() -> None:
    stage = Stage(ways=Ways(pin=lambda models, _: Pinned(tuple(models))), a=[saying("So.")])

    assert stage.ask("a").routing.reason == "stage:a, the first choice, answered."


def test_parameters_that_a_provider_lacks_are_told_and_not_of_who_takes_them() -> None:
    stage = Stage(
        a=[[Delta(dropped=("seed",)), UpstreamFault()]] * 2,
        b=[[Delta(dropped=("top_k", "stop")), *saying("So.")]],
        c=[saying("So.")],
    )

    answer = stage.ask("a", "b")

    assert answer.dropped == ("top_k", "stop")
    assert answer.routing.reason.endswith(" It could not be told: top_k, stop.")
    assert "told" not in stage.ask("c").routing.reason


def test_a_paused_provider_is_passed_over_and_told_as_such() -> None:
    stage = Stage(b=[saying("So.")], ways=Ways(absence=lambda name: Paused(f"{name} is paused.")))
    answer = stage.ask("elsewhere:a", "b")
    told = [(each.attempts, each.code, each.message) for each in answer.routing.asked]
    assert told == [(0, "paused", "elsewhere is paused."), (1, "", "")]
