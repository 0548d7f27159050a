"""An answer without its mark of completion is never whole: it is asked anew, or kept as partial."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from providers.calls import AttemptStarted, TextReceived
from providers.errors import (
    Cancelled,
    Cut,
    InvalidCredentials,
    InvalidRequest,
    Malformed,
    ProviderError,
    Stalled,
    TimedOut,
)
from providers.protocol import Delta
from providers.switch import Switch
from tests.unit.clock import ClockSwitch
from tests.unit.playing import Play, Stage, saying

LONG = "word " * 200  # most of the 300 tokens that a prompt allows
SHORT = "word " * 20
CUTS = [Stalled(), Cut(), Malformed(), TimedOut()]


def broken(text: str, error: ProviderError) -> list[Play]:
    return [[Delta(text=text), error]]


@pytest.mark.parametrize("error", CUTS)
def test_a_cut_answer_is_asked_anew_of_the_next_model_from_the_start(error: ProviderError) -> None:
    stage = Stage(a=broken(LONG, error), b=[saying("So.")])

    answer = stage.ask("a", "b")

    assert (answer.text, answer.is_partial) == ("So.", False)
    assert stage.ledger.charged == ["b"]
    starts = [told.model.name for told in stage.told if isinstance(told, AttemptStarted)]
    assert starts == ["a", "b"]
    first, second = (call for call, _, _ in stage.provider.calls)
    assert first.messages == second.messages


@pytest.mark.parametrize("error", CUTS)
def test_with_too_little_time_to_ask_anew_most_of_an_answer_is_kept_as_partial(
    error: ProviderError,
) -> None:
    stage = Stage(a=broken(LONG, error), b=[saying("Never.")])

    answer = stage.ask("a", "b", seconds=9)

    assert answer.is_partial
    assert answer.text == LONG.strip()
    assert answer.usage == stage.records[0].usage
    assert str(answer.model) == "stage:a"
    assert "cut before its end" in answer.routing.reason
    assert stage.provider.asked == ["a"]
    assert [record.status for record in stage.records] == ["failed"]
    assert stage.ledger.charged == ["a"]


def test_ten_seconds_are_time_enough_to_ask_anew() -> None:
    stage = Stage(a=broken(LONG, Cut()), b=[saying("So.")])

    assert stage.ask("a", "b", seconds=10).text == "So."


def test_with_little_time_and_little_said_the_next_model_is_tried_all_the_same() -> None:
    stage = Stage(a=broken(SHORT, Cut()), b=[saying("So.")])

    assert stage.ask("a", "b", seconds=9).text == "So."


@pytest.mark.parametrize(
    ("texts", "longest"),
    [((LONG, LONG + LONG, SHORT), "b"), ((LONG + LONG, LONG, LONG), "a"), ((LONG, LONG, ""), "a")],
)
def test_when_nobody_else_can_answer_the_longest_of_the_cut_ones_is_kept(
    texts: tuple[str, str, str], longest: str
) -> None:
    a, b, c = texts
    stage = Stage(a=broken(a, Cut()), b=broken(b, Stalled()), c=broken(c, Cut()))

    answer = stage.ask("a", "b", "c")

    assert answer.is_partial
    assert str(answer.model) == f"stage:{longest}"
    assert stage.ledger.charged == [longest]


def test_what_was_said_before_a_refusal_is_not_kept() -> None:
    stage = Stage(a=broken(LONG, InvalidCredentials()))

    with pytest.raises(InvalidCredentials):
        stage.ask("a")


def test_a_few_words_are_not_kept() -> None:
    stage = Stage(a=broken(SHORT, Cut()))

    with pytest.raises(Cut):
        stage.ask("a")
    assert stage.ledger.charged == []


@pytest.mark.parametrize(("end", "charged"), [(Switch.stop, ["a"]), (Switch.cut, [])])
def test_what_somebody_stopped_is_theirs_and_what_came_too_late_is_nobodys(
    end: Callable[[Switch], None], charged: list[str]
) -> None:
    everyone = Switch()
    stage = Stage(a=[saying(SHORT)])
    stage.switch = ClockSwitch(stage.clock, everyone)
    stage.on_progress = lambda told: end(everyone) if isinstance(told, TextReceived) else None

    with pytest.raises(Cancelled):
        stage.ask("a")

    assert stage.ledger.charged == charged


def test_what_is_most_of_an_answer_is_measured_by_what_the_model_usually_says() -> None:
    stage = Stage(a=[saying("word " * 25), *broken(SHORT, Cut())])
    stage.ask("a")

    assert stage.ask("a").is_partial


@pytest.mark.parametrize("silence", ["", " \n"])
def test_silence_is_no_part_of_an_answer_however_short_the_usual_one_is(silence: str) -> None:
    stage = Stage(a=[saying("4"), *broken(silence, TimedOut())])
    stage.ask("a")

    with pytest.raises(TimedOut):
        stage.ask("a", seconds=9)


def test_a_refusal_by_another_model_ends_the_call_though_something_was_kept() -> None:
    stage = Stage(a=broken(LONG, Cut()), b=[[InvalidRequest()]])

    with pytest.raises(InvalidRequest):
        stage.ask("a", "b")
