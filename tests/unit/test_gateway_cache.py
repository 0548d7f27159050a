"""When the gateway looks for an answer that was given before, and what makes two calls the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from providers.calls import Answer, AnswerRecalled, Asked, CacheScope, Call
from providers.errors import NotServed
from providers.gateway.caching import CacheUsage, digest_of
from providers.gateway.means import Commons
from providers.protocol import Deadline, Message, ModelRef, Parameters
from tests.unit.playing import PROMPT, Stage, saying

ANN = ModelRef("stage", "ann")
MINE = CacheScope("user", "ann")
EXACT = Parameters(temperature=0.0)


class KeptAnswers:
    """In a dictionary."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, ModelRef, Deadline]] = []

    def recall(
        self,
        digest: str,
        model: ModelRef,
        deadline: Deadline,
        ask: Callable[[], Answer],
    ) -> Answer:
        self.asked.append((digest, model, deadline))
        if digest in self.answers:
            return replace(self.answers[digest], is_cached=True)
        self.answers[digest] = ask()
        return self.answers[digest]

    def usage(self) -> CacheUsage:
        return CacheUsage()


def exact(call: Call, scope: CacheScope | None = MINE) -> Call:
    return replace(call, prompt=replace(PROMPT, parameters=EXACT), cache=scope)


def test_the_same_call_is_answered_once() -> None:
    stage = Stage(commons=Commons(cache=KeptAnswers()), ann=[saying("So.")])
    call = exact(stage.call("ann"))
    stage.ask_call(call)

    answer = stage.ask_call(call)

    assert answer.text == "So."
    assert stage.provider.asked == ["ann"]
    assert answer.routing.reason == "The same was asked of stage:ann before, and the answer kept."
    assert answer.cost_nano_usd == 0
    assert len(stage.records) == 1


def test_what_was_given_before_is_told_in_one_piece() -> None:
    stage = Stage(commons=Commons(cache=KeptAnswers()), ann=[saying("So it is.")])
    call = exact(stage.call("ann"))
    stage.ask_call(call)
    stage.told.clear()

    stage.ask_call(call)

    assert stage.told == [AnswerRecalled(ANN, "So it is.")]


def test_what_was_given_before_may_stand_in_for_a_model_that_fails() -> None:
    stage = Stage(
        commons=Commons(cache=KeptAnswers()), ann=[[NotServed()]], bob=[saying("No."), []]
    )
    stage.ask_call(exact(stage.call("bob")))

    answer = stage.ask_call(exact(stage.call("ann", "bob")))

    assert (answer.text, answer.is_cached) == ("No.", True)
    assert answer.routing.asked[1] == Asked(ModelRef("stage", "bob"))
    assert answer.routing.reason == (
        "The same was asked of stage:bob before, and the answer kept: "
        "stage:ann failed (not served)."
    )


def test_a_model_that_is_left_alone_may_still_have_answered_before() -> None:
    stage = Stage(
        commons=Commons(cache=KeptAnswers()),
        ann=[saying("So."), [NotServed()]],
        bob=[saying("No.")],
    )
    call = exact(stage.call("ann", "bob"))
    stage.ask_call(call)
    stage.ask("ann", "bob")

    assert stage.ask_call(call).text == "So."


def test_without_leave_everything_is_asked() -> None:
    stage = Stage(commons=Commons(cache=KeptAnswers()), ann=[saying("So.")])
    call = exact(stage.call("ann"), scope=None)

    for _ in range(2):
        assert not stage.ask_call(call).is_cached


@pytest.mark.parametrize("temperature", [None, 0.7])
def test_answers_drawn_by_chance_are_kept_only_when_asked_for(temperature: float | None) -> None:
    prompt = replace(PROMPT, parameters=Parameters(temperature=temperature))
    call = replace(Stage(ann=[]).call("ann"), prompt=prompt)

    assert digest_of(replace(call, cache=MINE), ANN) is None
    assert digest_of(replace(call, cache=replace(MINE, keeps_chance=True)), ANN) is not None


def test_where_answers_are_drawn_by_chance_each_voice_draws_its_own() -> None:
    call = replace(Stage(ann=[]).call("ann"), cache=replace(MINE, keeps_chance=True))

    names = {digest_of(replace(call, voice=voice), ANN) for voice in ("ann", "bob", "ann")}

    assert len(names) == 2


def test_whatever_could_change_the_answer_changes_its_name() -> None:
    call = exact(Stage(ann=[]).call("ann"))
    prompt = call.prompt
    others = [
        replace(call, cache=CacheScope("user", "cy")),
        replace(call, cache=CacheScope("team", "ann")),
        replace(call, cache=CacheScope("public")),
        replace(call, prompt=replace(prompt, max_tokens=301)),
        replace(call, prompt=replace(prompt, template="2")),
        replace(call, prompt=replace(prompt, parameters=replace(EXACT, seed=7))),
        replace(call, prompt=replace(prompt, messages=prompt.messages[1:])),
        replace(call, prompt=replace(prompt, messages=(*prompt.messages, Message("user", "")))),
    ]

    names = {digest_of(each, ANN) for each in [call, *others]}
    names |= {digest_of(call, ModelRef("other", "ann")), digest_of(call, ModelRef("stage", "bob"))}

    assert None not in names
    assert len(names) == len(others) + 3


def test_what_cannot_change_the_answer_leaves_its_name() -> None:
    call = exact(Stage(ann=[]).call("ann"))

    again = replace(call, voice="bob", deadline=Deadline.after(3), allow_paid=True)
    assert digest_of(again, replace(ANN, label="Ann 7B", is_free=True)) == digest_of(call, ANN)
    public = [replace(call, cache=CacheScope("public", owner)) for owner in ("ann", "bob")]
    assert len({digest_of(each, ANN) for each in public}) == 1


def test_the_cache_is_told_which_answer_is_wanted_and_until_when() -> None:
    kept = KeptAnswers()
    stage = Stage(commons=Commons(cache=kept), ann=[saying("So.")])
    call = exact(stage.call("ann"))

    stage.ask_call(call)

    [(digest, model, deadline)] = kept.asked
    assert (digest, model) == (digest_of(call, ANN), ANN)
    assert deadline.ends_at == call.deadline.ends_at


def test_for_an_answer_that_was_kept_no_attempt_is_told() -> None:
    stage = Stage(commons=Commons(cache=KeptAnswers()), ann=[saying("So.")])
    call = exact(stage.call("ann"))
    stage.ask_call(call)

    assert stage.ask_call(call).routing.asked == (Asked(ANN, attempts=0),)
