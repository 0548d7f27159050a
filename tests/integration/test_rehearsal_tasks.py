"""What is no chat can go wrong as chat can: vectors, tasks and bare prompts under faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import (
    Cut,
    InvalidCredentials,
    Malformed,
    NotServed,
    Overloaded,
    ProviderError,
    RateLimited,
    TimedOut,
)
from providers.protocol import Deadline, Key, Message, ModelCall
from providers.task_protocol import ClassificationCall, EmbeddingCall
from tests.integration.rehearsal import QUERY, SECONDS, Rehearsal

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

SENTIMENT = "cardiffnlp/twitter-roberta-base-sentiment-latest"
MODEL = "bare-any"
GOOD, BAD = Key("hf_canarykey"), Key("hf_canarykey_invalid")
PATIENCE_SECONDS = 0.3

Ask = Callable[[str, Key, Deadline], object]


def embedding(make: Callable[[str], OpenAICompatible | Gemini | Ollama]) -> Ask:
    call = EmbeddingCall(MODEL, ("first", "second"))
    return lambda url, key, deadline: make(url).embed(call, key, deadline)


def classify(url: str, key: Key, deadline: Deadline) -> object:
    return HuggingFace(url).tasks.classify(ClassificationCall(SENTIMENT, QUERY), key, deadline)


def generate(url: str, key: Key, deadline: Deadline) -> object:
    provider = InferenceEndpoint(f"{url}/endpoints/{MODEL}")
    call = ModelCall(MODEL, (Message("user", QUERY),), 500)
    return "".join(delta.text for delta in provider.stream(call, key, deadline))


EMBEDS: dict[str, Ask] = {
    "hub": embedding(HuggingFace),
    "openai": embedding(OpenAICompatible),
    "ollama": embedding(Ollama),
    "gemini": embedding(Gemini),
}
WAYS: dict[str, Ask] = {**EMBEDS, "classify": classify, "generate": generate}
every_way = pytest.mark.parametrize("ask", WAYS.values(), ids=list(WAYS))


@pytest.fixture
def upstream(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal


@every_way
@pytest.mark.parametrize(
    ("fault", "errors"),
    [
        ("429:2", (RateLimited,)),
        ("503", (Overloaded,)),
        ("404", (NotServed,)),
        ("hang", (TimedOut,)),
        ("drop", (Cut, Malformed)),
    ],
)
def test_a_fault_is_the_error_it_would_be_in_chat(
    upstream: Rehearsal, ask: Ask, fault: str, errors: tuple[type[ProviderError], ...]
) -> None:
    upstream.put_faults({"*": [f"{fault}*"]})
    impatient = replace(Deadline.after(SECONDS), first_text_seconds=PATIENCE_SECONDS)
    with pytest.raises(errors):
        ask(upstream.url, GOOD, impatient)


@every_way
def test_a_bad_key_is_refused(upstream: Rehearsal, ask: Ask) -> None:
    with pytest.raises(InvalidCredentials):
        ask(upstream.url, BAD, Deadline.after(SECONDS))


@every_way
def test_after_a_fault_all_is_well(upstream: Rehearsal, ask: Ask) -> None:
    upstream.put_faults({"*": ["500", "ok"]})
    with pytest.raises(ProviderError):
        ask(upstream.url, GOOD, Deadline.after(SECONDS))
    assert ask(upstream.url, GOOD, Deadline.after(SECONDS))


def test_what_is_asked_is_counted_by_model(upstream: Rehearsal) -> None:
    classify(upstream.url, GOOD, Deadline.after(SECONDS))
    generate(upstream.url, GOOD, Deadline.after(SECONDS))
    calls = upstream.calls()
    assert calls[SENTIMENT]["calls"] == calls[MODEL]["calls"] == 1
    assert calls[MODEL]["tokens_sent"] > 50


def test_a_model_without_that_task_is_not_supported(upstream: Rehearsal) -> None:
    call = ClassificationCall("nobody/nothing", QUERY)
    with pytest.raises(NotServed):
        HuggingFace(upstream.url).tasks.classify(call, GOOD, Deadline.after(SECONDS))


def test_a_paused_endpoint_does_not_answer(upstream: Rehearsal) -> None:
    provider = InferenceEndpoint(f"{upstream.url}/v2/endpoint/ann/paused-any")
    call = ModelCall("any", (Message("user", QUERY),), 500)
    with pytest.raises(NotServed):
        list(provider.stream(call, GOOD, Deadline.after(SECONDS)))
    assert not provider.probe(GOOD).is_reachable
    assert provider.probe(BAD).is_authorised is False


def test_a_generation_is_an_object_by_one_route_and_a_list_by_the_other(
    upstream: Rehearsal,
) -> None:
    body = {"inputs": QUERY, "parameters": {"max_new_tokens": 5, "details": True}}
    one = requests.post(f"{upstream.url}/generate", json=body, timeout=SECONDS).json()
    (listed,) = requests.post(upstream.url, json=body, timeout=SECONDS).json()
    assert one == listed
    assert one["details"]["finish_reason"] == "length"
    assert one["details"]["generated_tokens"] == 5
