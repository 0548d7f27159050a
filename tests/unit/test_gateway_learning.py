"""What an attempt asks of the ledger, what it records, and what is learned from it."""

from __future__ import annotations

import pytest

from providers.calls import AttemptStarted, Progress, TextReceived
from providers.errors import Cut, Loading, NotServed, ProviderError, TimedOut
from providers.gateway.means import Manner, Ways
from providers.gateway.tempo import Floor
from providers.money import ModelPrice
from providers.protocol import (
    ATTEMPT_SECONDS,
    COLD_FIRST_TEXT_SECONDS,
    Delta,
    Finish,
    Key,
    Usage,
)
from providers.tokens import estimate_tokens
from tests.unit.playing import OTHER, PROMPT, QUERY, SECRET, Play, Stage, saying

PRICE = ModelPrice(1_000_000, 2_000_000)  # a nano-USD for a token in, two for one out
USED = Usage(21, 4)
COST = 29  # nano-USD


@pytest.mark.parametrize(("seconds", "claimed"), [(20, 20), (1000, ATTEMPT_SECONDS)])
def test_a_claim_says_what_an_attempt_may_take(seconds: float, claimed: float) -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("So.")])

    stage.ask("a", "b", seconds=seconds)

    _, claim = stage.ledger.claims
    assert claim.attempt_id == stage.records[1].id
    assert (claim.model, claim.key) == (stage.ref("b"), Key(SECRET))
    assert claim.input_tokens == estimate_tokens("Be brief.", QUERY)
    assert claim.output_tokens == PROMPT.max_tokens
    assert claim.seconds == claimed
    assert (claim.voice, claim.number) == ("ann", 2)


def test_an_attempt_is_recorded_with_what_it_cost_and_at_which_price() -> None:
    stage = Stage(a=[saying("So.", USED)])
    stage.ledger.prices["a"] = PRICE

    answer = stage.ask("a")

    assert (stage.records[0].cost_nano_usd, stage.records[0].price) == (COST, PRICE)
    assert answer.cost_nano_usd == COST


def test_an_answer_costs_what_all_its_attempts_cost() -> None:
    broken: Play = [Delta(text="Bec", usage=USED), Cut()]
    stage = Stage(a=[broken], b=[saying("So.", USED)])
    stage.ledger.prices = {"a": PRICE, "b": PRICE}

    assert stage.ask("a", "b").cost_nano_usd == 2 * COST


def test_where_the_cost_of_one_attempt_is_unknown_that_of_the_answer_is() -> None:
    broken: Play = [Delta(text="Bec", usage=USED), Cut()]
    stage = Stage(a=[broken], b=[saying("So.", USED)])
    stage.ledger.prices = {"b": PRICE}

    assert stage.ask("a", "b").cost_nano_usd is None


def test_what_was_never_sent_costs_nothing() -> None:
    stage = Stage(refusals={"a": NotServed()}, a=[saying("No.")], b=[saying("So.", USED)])
    stage.ledger.prices = {"b": PRICE}

    assert stage.ask("a", "b").cost_nano_usd == COST


def test_a_record_tells_the_time_of_the_first_word() -> None:
    stage = Stage(a=[[Delta(reasoning="Hm."), *saying("So it is.")]])

    def pass_time(progress: Progress) -> None:
        stage.clock.wait(3 if isinstance(progress, AttemptStarted) else 1)

    stage.on_progress = pass_time
    answer = stage.ask("a")

    assert stage.records[0].first_text_seconds == 3
    assert answer.seconds == 6


def test_a_whole_answer_teaches_how_long_its_models_answers_are() -> None:
    stage = Stage(a=[saying("So it is.")])

    stage.ask("a")

    assert stage.commons.measures.usual_tokens(stage.ref("a")) == estimate_tokens("So it is.")


def test_an_answer_that_was_cut_at_its_limit_teaches_nothing_of_that() -> None:
    stage = Stage(a=[saying("So it", finish=Finish.LENGTH)])

    stage.ask("a")

    assert stage.commons.measures.usual_tokens(stage.ref("a")) is None


def test_a_model_that_was_being_loaded_is_given_time_to_begin() -> None:
    stage = Stage(a=[[Loading(retry_after_seconds=3)], saying("So.")])

    stage.ask("a")

    usual, cold = [deadline.first_text_seconds for _, _, deadline in stage.provider.calls]
    assert usual == stage.provider.first_text_seconds
    assert cold == COLD_FIRST_TEXT_SECONDS


def test_three_fifths_of_what_a_model_usually_says_are_most_of_an_answer() -> None:
    words = "salt water " * 10
    stage = Stage(a=[saying(words * 5), [Delta(text=words * 3), Cut()]])
    stage.ask("a")

    assert stage.ask("a").text == (words * 3).strip()


def test_less_than_three_fifths_are_not_kept() -> None:
    words = "salt water " * 10
    stage = Stage(a=[saying(words * 5), [Delta(text=words * 2), Cut()]])
    stage.ask("a")

    with pytest.raises(Cut):
        stage.ask("a")


@pytest.mark.parametrize(
    ("silent_seconds", "seconds", "status"),
    [
        (8, 8, "open"),  # past its patience of 7.5 seconds
        (3, 3, "closed"),  # the call was over before
        (8, 20, "open"),
    ],
)
def test_a_model_is_at_fault_only_when_it_was_late_by_its_own_measure(
    silent_seconds: float, seconds: float, status: str
) -> None:
    stage = Stage(a=[[TimedOut()]])
    stage.on_progress = lambda _: stage.clock.wait(silent_seconds)
    for _ in range(5):
        with pytest.raises(TimedOut):
            stage.ask("a", seconds=seconds)

    assert stage.commons.states.read([stage.ref("a")])["stage:a"].status == status


def test_who_was_speaking_when_the_calls_time_ended_is_not_at_fault() -> None:
    stage = Stage(a=[saying("Because of rivers.")])
    stage.on_progress = lambda _: stage.clock.wait(6)
    for _ in range(5):
        with pytest.raises(TimedOut):
            stage.ask("a", seconds=12)

    assert stage.commons.states.read([stage.ref("a")])["stage:a"].status == "closed"


@pytest.mark.parametrize(("seconds_a_word", "code"), [(2, "stalled"), (0.1, "")])
def test_what_comes_more_slowly_than_its_providers_floor_has_stalled(
    seconds_a_word: float, code: str
) -> None:
    slow = Ways(manners={"stage": Manner(floor=Floor(5))})
    stage = Stage(ways=slow, a=[saying("salt " * 20)], b=[saying("So.")])
    stage.on_progress = lambda _: stage.clock.wait(seconds_a_word)

    stage.ask("a", f"{OTHER}:b", seconds=100)

    assert stage.records[0].code == code


def test_a_fault_after_the_calls_time_is_one_unless_it_is_about_the_time() -> None:
    stage = Stage(a=[[Cut()]])
    stage.on_progress = lambda _: stage.clock.wait(3)
    for _ in range(5):
        with pytest.raises(Cut):
            stage.ask("a", seconds=3)

    assert stage.commons.states.read([stage.ref("a")])["stage:a"].status == "open"


def test_when_whoever_listens_breaks_off_a_probe_another_may_make_it() -> None:
    stage = Stage(a=[[Cut()]])
    for _ in range(5):
        with pytest.raises(ProviderError):
            stage.ask("a")
    stage.provider.plays["a"] = [saying("So.")]
    stage.clock.wait(30)

    def break_off(progress: Progress) -> None:
        if isinstance(progress, TextReceived):
            raise ConnectionAbortedError

    stage.on_progress = break_off
    with pytest.raises(ConnectionAbortedError):
        stage.ask("a")

    stage.on_progress = lambda _: None
    assert stage.ask("a").text == "So."


def test_two_answers_make_a_model_well_again() -> None:
    stage = Stage(a=[[Cut()]])
    for _ in range(5):
        with pytest.raises(Cut):
            stage.ask("a")
    stage.provider.plays["a"] = [saying("So.")]
    stage.clock.wait(30)

    for _ in range(2):
        stage.ask("a")

    assert stage.commons.states.read([stage.ref("a")])["stage:a"].status == "closed"


def test_what_a_provider_counts_of_a_prompt_is_held_for_the_next_one() -> None:
    first = estimate_tokens("Be brief.", QUERY)
    stage = Stage(a=[saying("So it is.", Usage(3 * first, 4))], b=[saying("So.", None)])
    for _ in range(20):
        stage.ask("a")

    stage.ask("b")

    held = [claim.input_tokens for claim in stage.ledger.claims]
    assert held[0] == first
    assert held[-2] == 2 * first
    assert held[-1] == first


def test_an_attempt_that_failed_teaches_what_was_read_too() -> None:
    broken: Play = [Delta(text="Bec", usage=Usage(100, 2)), Cut()]
    stage = Stage(a=[broken], b=[saying("So.")])

    stage.ask("a", "b")

    assert stage.commons.measures.input_tokens(stage.ref("a"), PROMPT) > estimate_tokens(
        "Be brief.", QUERY
    )


def test_our_own_estimate_teaches_nothing() -> None:
    mine = Usage(500, 4, is_estimated=True)
    stage = Stage(a=[saying("So.", mine)], b=[saying("So.", None)], c=[saying("So.", Usage())])

    for name in "abc":
        stage.ask(name)
        estimate = stage.commons.measures.input_tokens(stage.ref(name), PROMPT)
        assert estimate == estimate_tokens("Be brief.", QUERY)
