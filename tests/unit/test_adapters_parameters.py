"""What a person sets reaches the provider by its own name, or they are told that it cannot."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import reduce
from typing import Any

import orjson
import pytest
import responses

from providers.adapters.gemini import Gemini
from providers.adapters.ollama import Ollama, Think
from providers.protocol import (
    Deadline,
    Delta,
    Effort,
    JsonFormat,
    Key,
    Message,
    ModelCall,
    Parameters,
    Provider,
)
from tests.recordings.cases import CASES, Case
from tests.recordings.reading import read_recording

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
EVERYTHING = Parameters(
    temperature=0.25,
    top_p=0.75,
    top_k=40,
    seed=7,
    stop=("a", "b", "c", "d", "e", "f"),
    presence_penalty=0.5,
    frequency_penalty=-0.5,
    reasoning_effort="low",
    response_format=JsonFormat(SCHEMA),
)
OWN_STOP = "\nUser:"  # a bare prompt needs an end of its own
# What is said of each in the provider's own words, wherever it stands in the body.
SAID = {
    "huggingface": {
        "temperature": 0.25,
        "top_p": 0.75,
        "seed": 7,
        "stop": ["a", "b", "c", "d"],
        "presence_penalty": 0.5,
        "frequency_penalty": -0.5,
        "reasoning_effort": "low",
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
        },
    },
    "ollama": {
        "temperature": 0.25,
        "top_p": 0.75,
        "top_k": 40,
        "seed": 7,
        "stop": ["a", "b", "c", "d", "e", "f"],
        "presence_penalty": 0.5,
        "frequency_penalty": -0.5,
        "format": SCHEMA,
    },
    "gemini": {
        "temperature": 0.25,
        "topP": 0.75,
        "topK": 40,
        "seed": 7,
        "stopSequences": ["a", "b", "c", "d", "e"],
        "presencePenalty": 0.5,
        "frequencyPenalty": -0.5,
        "responseMimeType": "application/json",
        "responseJsonSchema": SCHEMA,
    },
    "inference_endpoint": {
        "temperature": 0.25,
        "top_p": 0.75,
        "top_k": 40,
        "seed": 7,
        "stop": ["a", "b", "c", OWN_STOP],
        "frequency_penalty": -0.5,
        "grammar": {"type": "json", "value": SCHEMA},
    },
}
SAID["openai_compatible"] = {**SAID["huggingface"], "stop": ["a", "b", "c", "d", "e", "f"]}
DROPPED = {
    "huggingface": ("top_k", "stop"),
    "openai_compatible": ("top_k",),
    "ollama": ("reasoning_effort",),
    "gemini": ("stop", "reasoning_effort"),
    "inference_endpoint": ("stop", "presence_penalty", "reasoning_effort"),
}
every_adapter = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def ask(case: Case, parameters: Parameters, model: str = "m") -> tuple[list[Delta], dict[str, Any]]:
    """The answer and the body that asked for it."""
    way = case.way
    replace(way, url=way.url.replace("/m:", f"/{model}:")).serve()
    call = ModelCall(model, (Message("user", "Why, canary?"),), 300, parameters)
    deltas = list(case.provider.stream(call, Key("canarykey"), Deadline.after(5)))
    return deltas, orjson.loads(responses.calls[-1].request.body or b"")


def said(body: dict[str, Any]) -> dict[str, Any]:
    """The body without its inner envelopes."""
    inner = (body.get(name, {}) for name in ("options", "generationConfig", "parameters"))
    return reduce(operator.or_, inner, body)


@every_adapter
def test_what_is_set_is_said_in_the_providers_words(case: Case) -> None:
    _, body = ask(case, EVERYTHING)
    assert {name: said(body).get(name) for name in SAID[case.name]} == SAID[case.name]


@every_adapter
def test_the_first_delta_says_what_could_not_be_said(case: Case) -> None:
    deltas, _ = ask(case, EVERYTHING)
    assert deltas[0].dropped == DROPPED[case.name]
    assert not any(delta.dropped for delta in deltas[1:])


@every_adapter
def test_nothing_set_is_nothing_sent_and_nothing_told(case: Case) -> None:
    deltas, body = ask(case, Parameters())
    assert not set(said(body)) & set(SAID[case.name]) - {"stop"}
    assert said(body).get("stop", [OWN_STOP]) == [OWN_STOP]
    assert not any(delta.dropped for delta in deltas)


@every_adapter
@pytest.mark.parametrize("name", [field.name for field in fields(Parameters)])
def test_each_parameter_is_sent_or_told(case: Case, name: str) -> None:
    deltas, body = ask(case, replace(Parameters(), **{name: getattr(EVERYTHING, name)}))
    _, bare = ask(case, Parameters())
    assert (deltas[0].dropped == (name,)) or said(body) != said(bare)


@pytest.mark.parametrize("case", [CASES[0], CASES[1]], ids=lambda case: case.name)
def test_a_penalty_of_nothing_is_left_out_because_some_read_it_as_two(case: Case) -> None:
    deltas, body = ask(case, Parameters(presence_penalty=0, frequency_penalty=0.0))
    assert not {"presence_penalty", "frequency_penalty"} & set(body)
    assert not any(delta.dropped for delta in deltas)


def case_of(provider: Provider) -> Case:
    return next(replace(case, provider=provider) for case in CASES if case.name == provider.name)


@pytest.mark.parametrize(
    ("model", "effort", "thinking"),
    [
        ("gemini-2.5-flash", "none", {"thinkingBudget": 0}),
        ("gemini-2.5-flash-lite", "low", {"thinkingBudget": 1024}),
        ("gemini-2.5-pro", "high", {"thinkingBudget": 24_576}),
        ("gemini-2.5-pro", "none", None),
        ("gemini-3.5-flash", "minimal", {"thinkingLevel": "MINIMAL"}),
        ("gemini-3.8-flash", "minimal", None),
        ("gemini-3.8-flash", "high", {"thinkingLevel": "HIGH"}),
        ("gemini-3.1-pro-preview", "medium", {"thinkingLevel": "MEDIUM"}),
        ("gemini-9-flash", "high", None),
    ],
)
def test_a_gemini_model_is_told_of_thinking_only_what_it_knows(
    model: str, effort: Effort, thinking: dict[str, Any] | None
) -> None:
    case = case_of(Gemini("https://gemini.test"))
    deltas, body = ask(case, Parameters(reasoning_effort=effort), model)
    assert body["generationConfig"].get("thinkingConfig") == thinking
    assert deltas[0].dropped == (() if thinking else ("reasoning_effort",))


@pytest.mark.parametrize(("effort", "room"), [("low", 1024), ("high", 24_576)])
def test_the_length_leaves_room_for_the_thoughts_that_were_asked_for(
    effort: Effort, room: int
) -> None:
    case = case_of(Gemini("https://gemini.test", thought_tokens=100))
    _, body = ask(case, Parameters(reasoning_effort=effort), "gemini-2.5-pro")
    assert body["generationConfig"]["maxOutputTokens"] == 300 + room


@pytest.mark.parametrize(
    ("model", "effort", "think"),
    [
        ("gemma4", "none", False),
        ("gemma4", "high", "high"),
        ("gemma4", "xhigh", "max"),
        ("gemma4", "minimal", None),
        ("nomic-embed-text", "high", None),
    ],
)
def test_an_ollama_model_is_told_of_thinking_only_if_it_thinks(
    model: str, effort: Effort, think: Think | None
) -> None:
    read_recording("ollama", "catalogue").serve("GET", "http://ollama.test:11434/api/tags")
    provider = Ollama("ollama.test")
    provider.catalogue(Key())
    deltas, body = ask(case_of(provider), Parameters(reasoning_effort=effort), model)
    assert body.get("think") == think
    assert deltas[0].dropped == (() if think is not None else ("reasoning_effort",))


def test_an_ollama_model_is_asked_whether_it_thinks_if_that_is_not_known() -> None:
    read_recording("ollama", "show").serve("POST", "http://ollama.test:11434/api/show")
    deltas, body = ask(case_of(Ollama("ollama.test")), Parameters(reasoning_effort="low"))
    assert body["think"] == "low"
    assert not any(delta.dropped for delta in deltas)


def test_what_a_person_wants_comes_before_what_the_operator_set() -> None:
    read_recording("ollama", "show").serve("POST", "http://ollama.test:11434/api/show")
    case = case_of(Ollama("ollama.test", think=False))
    assert ask(case, Parameters(reasoning_effort="high"))[1]["think"] == "high"
    assert ask(case, Parameters())[1]["think"] is False


def test_the_context_of_a_model_stays_the_same_whatever_is_asked() -> None:
    """Another one makes Ollama load the model anew."""
    case = case_of(Ollama("ollama.test", num_ctx=4096))
    for parameters in (Parameters(), EVERYTHING):
        _, body = ask(case, parameters)
        assert (body["options"]["num_ctx"], body["options"]["num_predict"]) == (4096, 300)


def test_json_of_any_shape_can_be_asked_for() -> None:
    wanted = Parameters(response_format=JsonFormat())
    found = {case.name: said(ask(case, wanted)[1]) for case in CASES}
    assert found["huggingface"]["response_format"] == {"type": "json_object"}
    assert found["ollama"]["format"] == "json"
    assert found["gemini"]["responseMimeType"] == "application/json"
    assert "responseJsonSchema" not in found["gemini"]
