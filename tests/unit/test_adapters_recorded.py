"""What models once answered, played back."""

from __future__ import annotations

from uuid import uuid4

import pytest

from providers.adapters.recorded import Recorded, RecordedProvider
from providers.calls import Call, Prompt
from providers.errors import Cancelled, NotRecorded
from providers.gateway.door import Gateway
from providers.protocol import (
    Deadline,
    Delta,
    Finish,
    Key,
    Message,
    ModelCall,
    ModelRef,
    Usage,
)
from providers.quota import UnlimitedLedger
from providers.sources import ADAPTERS
from providers.switch import Switch
from providers.tokens import estimate_tokens

QUERY = "Why is the sea salty, canary?"
ANN = Recorded("Rivers carry salt to it.")
ANSWERS = {("ann", QUERY): ANN, ("bob", QUERY): Recorded("Because riv", is_cut_off=True)}


def ask(model: str, query: str, deadline: Deadline | None = None) -> list[Delta]:
    call = ModelCall(model, (Message("system", "Answer."), Message("user", query)), 100)
    return list(RecordedProvider(ANSWERS).stream(call, Key(), deadline or Deadline.after(5)))


def test_a_recorded_answer_comes_as_it_was_with_its_tokens_estimated() -> None:
    prompt = Prompt((Message("system", "Answer."), Message("user", QUERY)), 100)
    gateway = Gateway(
        providers={"recorded": RecordedProvider(ANSWERS)},
        keys={},
        ledger=UnlimitedLedger(),
        record=lambda _: None,
    )
    models = (ModelRef("recorded", "ann"),)

    answer = gateway.ask(Call(uuid4(), "ann", prompt, models, Deadline.after(5)), lambda _: None)

    assert answer.text == ANN.text
    assert not answer.is_partial
    assert answer.usage == Usage(
        estimate_tokens("Answer.", QUERY), estimate_tokens(ANN.text), is_estimated=True
    )


def test_what_was_cut_off_is_cut_off_again() -> None:
    assert ask("bob", QUERY)[-1].finish is Finish.LENGTH


@pytest.mark.parametrize(("model", "query"), [("cy", QUERY), ("ann", f"{QUERY} ")])
def test_what_was_not_recorded_is_never_made_up(model: str, query: str) -> None:
    with pytest.raises(NotRecorded):
        ask(model, query)


def test_who_was_stopped_plays_nothing() -> None:
    switch = Switch()
    switch.cut()

    with pytest.raises(Cancelled):
        ask("ann", QUERY, Deadline.after(5, switch))


def test_its_models_are_those_it_has_answers_of() -> None:
    models = [entry.model for entry in RecordedProvider(ANSWERS).catalogue(Key())]

    assert models == ["ann", "bob"]


def test_no_council_can_be_given_its_models() -> None:
    assert RecordedProvider.name not in ADAPTERS
