"""Where nobody serves any of a call's models, the nearest to its first choice is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from providers.calls import Answer, Company
from providers.catalogue.routes import Pinned
from providers.errors import NotServed, ProviderError, UpstreamFault
from providers.gateway.means import Ways
from providers.protocol import ModelRef
from tests.unit.playing import Play, Stage, saying

GONE: list[Play] = [[NotServed("Gone.")]]
A = ModelRef("stage", "a", "Ann 7B")
SIX = [ModelRef("stage", name) for name in "bcdefg"]


def ask(stage: Stage, *models: str | ModelRef) -> Answer:
    """As a council does."""
    return stage.ask_call(replace(stage.call(*models), has_stand_ins=True))


def near(*models: ModelRef) -> Callable[[ModelRef], Sequence[ModelRef]]:
    return lambda wanted: [model for model in models if wanted == A]


def test_the_nearest_answers_and_says_why() -> None:
    stage = Stage(a=GONE, b=[saying("So.")], ways=Ways(nearest=near(*SIX)))

    answer = ask(stage, A)

    assert answer.text == "So."
    assert stage.fallbacks == [("a", "b", "not_served")]
    assert answer.routing.reason == (
        "stage:b answered: Ann 7B failed (not served). "
        "stage:b is the nearest to Ann 7B, which is not served."
    )


def test_the_line_ups_own_models_come_first() -> None:
    stage = Stage(a=GONE, c=[saying("So.")], b=[saying("No.")], ways=Ways(nearest=near(*SIX)))

    assert ask(stage, A, "c").text == "So."


def test_after_those_the_next_is_asked_that_was_not_yet() -> None:
    stage = Stage(a=GONE, b=GONE, c=[saying("So.")], ways=Ways(nearest=near(*SIX)))

    assert ask(stage, A, "b").text == "So."
    assert stage.provider.asked == ["a", "b", "c"]


def test_a_model_that_is_still_known_not_to_be_served_has_a_stand_in_too() -> None:
    stage = Stage(a=GONE, b=[saying("So.")], ways=Ways(nearest=near(*SIX)))
    ask(stage, A)

    assert ask(stage, A).text == "So."
    assert stage.provider.asked == ["a", "b", "b"]


@pytest.mark.parametrize("last", [UpstreamFault(), ProviderError()])
def test_for_any_other_trouble_nobody_stands_in(last: ProviderError) -> None:
    stage = Stage(a=GONE, c=[[last]], b=[saying("No.")], ways=Ways(nearest=near(*SIX)))

    with pytest.raises(type(last)):
        ask(stage, A, "c")


@pytest.mark.parametrize("may_pay", [True, False])
def test_a_paid_model_stands_in_for_a_free_one_only_where_it_may(*, may_pay: bool) -> None:
    free = replace(A, is_free=True)
    paid, unpaid = ModelRef("stage", "b"), ModelRef("stage", "c", is_free=True)
    ways = Ways(nearest=lambda _: [paid, unpaid], allow_paid=may_pay)
    stage = Stage(a=GONE, b=[saying("Paid.")], c=[saying("Free.")], ways=ways)

    assert ask(stage, free).text == ("Paid." if may_pay else "Free.")


def test_it_is_pinned_to_its_host() -> None:
    host = ModelRef("stage", "b:host")

    def pin(models: Sequence[ModelRef], _: int) -> Pinned:
        if models[0] == A:
            return Pinned(tuple(models))
        return Pinned((host,), {str(host): "host is the fastest host of b."})

    stage = Stage(a=GONE, ways=Ways(pin=pin, nearest=near(*SIX)))
    stage.provider.plays["b:host"] = [saying("So.")]

    assert ask(stage, A).routing.reason.endswith("not served. host is the fastest host of b.")


def test_where_nobody_is_left_the_error_names_the_three_nearest() -> None:
    stage = Stage(a=GONE, b=GONE, c=GONE, ways=Ways(nearest=near(*SIX)))

    with pytest.raises(NotServed) as caught:
        ask(stage, A)

    assert stage.provider.asked == ["a", "b", "c"]
    assert caught.value.message.startswith("Gone. Tried: Ann 7B failed (not served); ")
    assert caught.value.message.endswith(" Take stage:d or stage:e or stage:f.")


def test_who_asks_for_a_model_and_no_other_is_told_who_is_near() -> None:
    stage = Stage(a=GONE, b=[saying("No.")], ways=Ways(nearest=near(*SIX)))

    with pytest.raises(NotServed, match=r"^Gone\. Take stage:b or stage:c or stage:d\.$"):
        stage.ask(A)

    assert stage.provider.asked == ["a"]


def test_where_none_is_near_it_says_nothing_of_that() -> None:
    with pytest.raises(NotServed, match=r"^Gone\.$"):
        ask(Stage(a=GONE), A)


def test_a_council_hears_of_its_family() -> None:
    company = Company()
    kin = ModelRef("stage", "b", family="llama")
    stage = Stage(a=GONE, b=[saying("So.")], ways=Ways(nearest=near(kin)))

    stage.ask_call(replace(stage.call(A), company=company, has_stand_ins=True))

    assert company.families_beside("bob") == {"llama"}
