"""Whom the gateway asks next, and whom it leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.calls import Company
from providers.errors import (
    ContextTooLong,
    CoolingDown,
    InvalidCredentials,
    Loading,
    NotServed,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UpstreamFault,
)
from providers.gateway.means import Ways
from providers.protocol import Key, ModelRef
from tests.unit.playing import ONE, OTHER, TWO, Play, Stage, saying


def test_two_fallbacks_are_made_and_no_more() -> None:
    gone: list[Play] = [[NotServed()]]
    stage = Stage(a=gone, b=gone, c=gone, d=[saying("So.")])

    with pytest.raises(NotServed):
        stage.ask("a", "b", "c", "d")

    assert stage.provider.asked == ["a", "b", "c"]


def test_who_is_left_out_is_no_fallback() -> None:
    stage = Stage(
        refusals={"a": QuotaExhausted(), "b": QuotaExhausted()},
        a=[saying("No.")],
        b=[saying("No.")],
        c=[[NotServed()]],
        d=[[NotServed()]],
        e=[saying("So.")],
    )

    assert stage.ask("a", "b", "c", "d", "e").text == "So."


def test_a_model_that_was_left_alone_is_not_asked() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=60)]], b=[saying("So.")])
    stage.ask("a", "b")
    before = len(stage.records)

    answer = stage.ask("a", "b")

    assert answer.text == "So."
    assert stage.provider.asked == ["a", "b", "b"]
    assert stage.fallbacks[-1] == ("a", "b", CoolingDown.code)
    assert len(stage.records) == before + 1


def test_another_key_is_used_where_one_is_refused() -> None:
    stage = Stage(keys=[ONE, TWO], a=[[InvalidCredentials()], saying("So.")])

    assert stage.ask("a").text == "So."

    assert [key.secret for _, key, _ in stage.provider.calls] == [ONE, TWO]
    stage.ask("a")
    assert stage.provider.calls[-1][1] == Key(TWO)


@pytest.mark.parametrize("error", [RateLimited(), RateLimited(retry_after_seconds=3)])
def test_another_key_is_used_at_once_where_one_was_asked_too_often(error: ProviderError) -> None:
    stage = Stage(keys=[ONE, TWO], a=[[error], saying("So.")], b=[saying("No.")])

    assert stage.ask("a", "b").text == "So."


def test_when_all_keys_are_used_up_the_next_provider_is_asked() -> None:
    used_up: list[Play] = [[QuotaExhausted()]]
    stage = Stage(keys=[ONE, TWO], a=used_up, b=used_up, c=[saying("So.")])

    answer = stage.ask("a", "b", f"{OTHER}:c")

    assert str(answer.model) == f"{OTHER}:c"
    assert stage.provider.asked == ["a", "a", "c"]


def test_a_fallback_repeats_no_family_that_another_member_speaks_with() -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("Twice.")], c=[saying("So.")])
    company = Company({"bob": "qwen"})
    call = stage.call(_of("a", "glm"), _of("b", "qwen"), _of("c", "llama"))

    answer = stage.ask_call(replace(call, company=company))

    assert answer.text == "So."
    assert company.families_beside("bob") == {"llama"}
    assert company.families_beside("ann") == {"qwen"}


def test_its_own_family_keeps_no_member_from_a_fallback() -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("So.")], c=[saying("No.")])

    assert stage.ask(_of("a", "glm"), _of("b", "glm"), _of("c", "llama")).text == "So."


def test_a_family_is_repeated_rather_than_not_to_answer() -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("Twice.")], c=[[NotServed()]])
    call = stage.call(_of("a", "glm"), _of("b", "qwen"), _of("c", "llama"))

    assert stage.ask_call(replace(call, company=Company({"bob": "qwen"}))).text == "Twice."
    assert stage.provider.asked == ["a", "c", "b"]


def test_the_first_choice_stands_whoever_else_speaks_with_its_family() -> None:
    stage = Stage(a=[saying("So.")], b=[saying("No.")])
    call = stage.call(_of("a", "glm"), _of("b", "qwen"))

    assert stage.ask_call(replace(call, company=Company({"bob": "glm"}))).text == "So."


@pytest.mark.parametrize("opt_in", ["nobody", "operator", "call"])
def test_a_paid_model_stands_in_for_a_free_one_only_when_allowed(opt_in: str) -> None:
    stage = Stage(
        ways=Ways(allow_paid=opt_in == "operator"),
        free=[[UpstreamFault()]],
        paid=[saying("For money.")],
        also_free=[saying("For nothing.")],
    )
    call = stage.call(_free("free"), ModelRef("stage", "paid"), _free("also_free"))
    if opt_in == "call":
        call = replace(call, allow_paid=True)

    answer = stage.ask_call(call)

    assert answer.text == ("For nothing." if opt_in == "nobody" else "For money.")


def test_who_began_with_a_paid_model_may_go_on_with_one() -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("So.")])

    assert stage.ask("a", "b").text == "So."


def test_what_was_left_out_for_its_price_is_told() -> None:
    stage = Stage(free=[[NotServed()]], paid=[saying("No.")])

    with pytest.raises(NotServed, match=r"stage:paid was left out \(paid\)"):
        stage.ask(_free("free"), ModelRef("stage", "paid"))


def test_a_text_that_is_too_long_goes_straight_to_a_longer_window() -> None:
    stage = Stage(
        a=[[ContextTooLong()]],
        shorter=[saying("No.")],
        unknown=[saying("No.")],
        longer=[saying("So.")],
    )

    answer = stage.ask(_reading("a", 8), _reading("shorter", 8), "unknown", _reading("longer", 16))

    assert answer.text == "So."
    assert stage.provider.asked == ["a", "longer"]


def test_where_no_window_is_longer_the_error_says_so() -> None:
    stage = Stage(a=[[ContextTooLong()]], b=[saying("No.")])

    with pytest.raises(ContextTooLong, match=r"stage:b was left out \(context too long\)"):
        stage.ask(_reading("a", 8192), _reading("b", 4096))

    assert stage.provider.asked == ["a"]


def test_a_smaller_model_of_the_family_stands_in_while_a_large_one_is_loaded() -> None:
    stage = Stage(
        qwen_70b=[[Loading(retry_after_seconds=300)]],
        llama_8b=[saying("No.")],
        qwen_8b=[saying("So.")],
    )

    answer = stage.ask(_of("qwen_70b", "qwen"), _of("llama_8b", "llama"), _of("qwen_8b", "qwen"))

    assert answer.text == "So."
    assert stage.provider.asked == ["qwen_70b", "qwen_8b"]


@pytest.mark.parametrize(
    ("large", "others"),
    [
        ("qwen-70b", ["qwen-72b", "qwen-8b"]),
        ("Qwen-7B", ["qwen", "qwen-0.5b"]),
        ("qwen-7b", ["qwen-7b-chat", "qwen-1.5b"]),
        ("qwen-72b", ["qwen-8x7b", "qwen-14b"]),
    ],
    ids=["smaller", "of known size", "not as large", "told by one number"],
)
def test_of_its_family_one_that_is_smaller_stands_in(large: str, others: list[str]) -> None:
    stage = Stage()
    stage.provider.plays = {other: [saying(other)] for other in others}
    stage.provider.plays[large] = [[Loading(retry_after_seconds=300)]]

    answer = stage.ask(*(_of(name, "qwen") for name in (large, *others)))

    assert answer.text == others[1]


def test_a_sibling_at_another_provider_is_none() -> None:
    stage = Stage(large_70b=[[Loading(retry_after_seconds=300)]], b=[saying("B.")])
    stage.provider.plays["qwen-8b"] = [saying("So.")]
    elsewhere = ModelRef(OTHER, "qwen-8b", family="qwen")

    assert stage.ask(_of("large_70b", "qwen"), _of("b", "llama"), elsewhere).text == "B."


def test_where_the_large_one_has_no_size_the_order_stands() -> None:
    stage = Stage(qwen=[[Loading(retry_after_seconds=300)]], b=[saying("B.")])
    stage.provider.plays["qwen-8b"] = [saying("No.")]

    assert stage.ask(_of("qwen", "qwen"), _of("b", "llama"), _of("qwen-8b", "qwen")).text == "B."


def test_where_no_longer_window_is_known_an_unknown_one_is_tried() -> None:
    stage = Stage(a=[[ContextTooLong()]], b=[saying("No.")], c=[saying("So.")])

    answer = stage.ask(_reading("a", 8192), _reading("b", 4096), "c")

    assert answer.text == "So."
    [left_out] = [asked for asked in answer.routing.asked if str(asked.model) == "stage:b"]
    assert (left_out.code, left_out.message) == (
        "context_too_long",
        "It reads 4096 tokens, which is no more.",
    )


def test_all_that_was_left_out_is_told_whatever_the_reason() -> None:
    stage = Stage(a=[[ContextTooLong()]], paid=[saying("No.")], short=[saying("No.")])
    short = replace(_free("short"), context_tokens=4)

    with pytest.raises(ContextTooLong) as caught:
        stage.ask(
            replace(_free("a"), context_tokens=8),
            ModelRef("stage", "paid", context_tokens=99),
            short,
        )

    assert "stage:paid was left out (paid)" in caught.value.message
    assert "stage:short was left out (context too long)" in caught.value.message


def test_where_its_own_window_is_not_known_nobody_is_left_out() -> None:
    stage = Stage(a=[[ContextTooLong()]], b=[saying("So.")])

    assert stage.ask("a", _reading("b", 1)).text == "So."


def test_a_paid_model_that_was_left_out_says_so() -> None:
    stage = Stage(a=[[NotServed()]], paid=[saying("No.")], b=[saying("So.")])

    answer = stage.ask(_free("a"), ModelRef("stage", "paid"), _free("b"))

    [left_out] = [asked for asked in answer.routing.asked if str(asked.model) == "stage:paid"]
    assert (left_out.attempts, left_out.code) == (0, "paid")
    assert left_out.message == "It is paid for, and only free models may answer."


def _of(name: str, family: str) -> ModelRef:
    return ModelRef("stage", name, family=family)


def _free(name: str) -> ModelRef:
    return ModelRef("stage", name, is_free=True)


def _reading(name: str, tokens: int) -> ModelRef:
    return ModelRef("stage", name, context_tokens=tokens)
