"""What is an endpoint's own: it sleeps, it may know no chat, and it has a keeper to be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.errors import Cancelled, ContextTooLong, Loading, NotServed, Overloaded
from providers.protocol import CatalogueEntry, Deadline, Key, ModelCall, Parameters
from providers.switch import Switch
from tests.recordings.asking import TALK, answer, ask, events, sent, text
from tests.recordings.reading import read_recording

TGI = "http://tgi.test"
CHAT, GENERATE = f"{TGI}/v1/chat/completions", f"{TGI}/generate_stream"
KEEPER = "https://api.endpoints.huggingface.cloud/v2/endpoint/ann/mine"
OWN = "https://abc123.us-east-1.aws.endpoints.huggingface.cloud"
ANSWER = "Rivers carry salt – très peu – to the sea."  # noqa: RUF001
SAYING = events({"choices": [{"delta": {"content": "Salt."}, "finish_reason": "stop"}]})
OPENHERMES = "teknium/OpenHermes-2.5-Mistral-7B"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def asked() -> list[str]:
    return [str(call.request.url) for call in responses.calls]


def keep(state: str, **status: str) -> None:
    responses.add("GET", KEEPER, json={"status": {"state": state, **status}})


def test_chat_is_preferred() -> None:
    assert text(answer(InferenceEndpoint(TGI), CHAT, SAYING)) == "Salt."
    assert asked() == [CHAT]


def test_a_server_without_chat_gets_a_prompt_and_is_not_asked_for_chat_again() -> None:
    responses.add("POST", CHAT, status=404)
    read_recording("inference_endpoint", "good_answer").serve("POST", GENERATE)
    provider = InferenceEndpoint(f"{TGI}/v1")
    assert [text(ask(provider)), text(ask(provider))] == [ANSWER, ANSWER]
    assert asked() == [CHAT, GENERATE, GENERATE]


def test_a_model_that_chat_does_not_know_is_not_served() -> None:
    error = {"error": {"message": "The model `m` does not exist.", "code": 404}}
    responses.add("POST", CHAT, status=404, json=error)
    responses.add("POST", GENERATE, status=404)
    with pytest.raises(NotServed, match="does not exist"):
        ask(InferenceEndpoint(TGI))


def prompted(parameters: Parameters | None = None) -> dict[str, object]:
    responses.add("POST", CHAT, status=404)
    _, body = sent(InferenceEndpoint(TGI), GENERATE, parameters)
    return body


def test_a_prompt_is_the_conversation_as_a_script() -> None:
    assert prompted() == {
        "inputs": "Be brief.\n\nUser: Why, canary?\n\nAssistant: Salt.\n\n"
        "User: From where, canary?\n\nUser: And when, canary?\n\nAssistant:",
        "parameters": {
            "max_new_tokens": 300,
            "return_full_text": False,
            "details": True,
            "stop": ["\nUser:"],
        },
    }


@pytest.mark.parametrize(
    "parameters",
    [
        Parameters(temperature=0, top_p=0.9, top_k=5),
        Parameters(top_p=1.0),
        Parameters(presence_penalty=0, frequency_penalty=0),
    ],
)
def test_what_is_out_of_range_here_is_said_by_leaving_it_out(parameters: Parameters) -> None:
    assert prompted(parameters) == prompted()


def test_chat_is_not_told_what_it_would_read_wrongly() -> None:
    responses.add("POST", CHAT, SAYING)
    deltas = ask(InferenceEndpoint(TGI), parameters=Parameters(0, 1.0, 5, presence_penalty=0.5))
    assert deltas[0].dropped == ("top_k", "presence_penalty")
    body = str(responses.calls[0].request.body)
    assert '"temperature":0' in body
    assert not any(name in body for name in ("top_p", "top_k", "presence_penalty"))


def test_a_whole_text_in_one_piece_is_an_answer_in_both_of_its_shapes() -> None:
    responses.add("POST", CHAT, status=404)
    whole = {"generated_text": "Salt.", "details": {"finish_reason": "length"}}
    for document in (whole, [whole]):
        responses.upsert("POST", GENERATE, json=document)
        deltas = ask(InferenceEndpoint(TGI))
        assert (text(deltas), deltas[-1].finish) == ("Salt.", "length")


@pytest.mark.parametrize(
    ("recording", "error"), [("too_long", ContextTooLong), ("overloaded", Overloaded)]
)
def test_a_servers_refusals_are_told_apart(recording: str, error: type[Exception]) -> None:
    read_recording("inference_endpoint", recording).serve("POST", CHAT)
    with pytest.raises(error):
        ask(InferenceEndpoint(TGI))


def test_a_look_at_a_sleeping_endpoint_asks_its_keeper_only() -> None:
    read_recording("inference_endpoint", "managed").serve("GET", KEEPER)
    provider = InferenceEndpoint(KEEPER)
    health = provider.probe(Key("canarykey"))
    assert (health.is_reachable, health.is_authorised) == (True, True)
    assert provider.catalogue(Key("canarykey")) == [CatalogueEntry(OPENHERMES)]
    assert set(asked()) == {KEEPER}


def test_an_endpoint_whose_keeper_is_unknown_is_not_looked_at() -> None:
    provider = InferenceEndpoint(OWN)
    assert provider.probe(Key("canarykey")).code == "not_looked_at"
    assert provider.catalogue(Key("canarykey")) == []
    assert asked() == []


def test_a_call_finds_the_endpoint_through_its_keeper_once() -> None:
    read_recording("inference_endpoint", "managed").serve("GET", KEEPER)
    responses.add("POST", f"{OWN}/v1/chat/completions", SAYING)
    provider = InferenceEndpoint(KEEPER)
    assert [text(ask(provider)), text(ask(provider))] == ["Salt.", "Salt."]
    assert asked() == [KEEPER, f"{OWN}/v1/chat/completions", f"{OWN}/v1/chat/completions"]


def test_an_endpoint_that_is_gone_is_looked_for_again() -> None:
    chat, elsewhere = f"{OWN}/v1/chat/completions", "https://else.test"
    keep("running", url=OWN)
    responses.add("POST", chat, status=404)
    responses.add("POST", f"{OWN}/generate_stream", status=404)
    provider = InferenceEndpoint(KEEPER)
    with pytest.raises(NotServed):
        ask(provider)
    responses.upsert("GET", KEEPER, json={"status": {"state": "running", "url": elsewhere}})
    responses.add("POST", f"{elsewhere}/v1/chat/completions", SAYING)
    assert text(ask(provider)) == "Salt."


def test_nobody_is_asked_where_an_endpoint_is_once_the_switch_is_cut() -> None:
    switch = Switch()
    switch.cut()
    call = ModelCall("m", TALK, 300)
    with pytest.raises(Cancelled):
        list(InferenceEndpoint(KEEPER).stream(call, Key("canarykey"), Deadline.after(5, switch)))
    assert asked() == []


@pytest.mark.parametrize("state", ["paused", "failed", "updateFailed"])
def test_an_endpoint_that_was_stopped_is_not_served(state: str) -> None:
    keep(state, url=OWN)
    with pytest.raises(NotServed):
        ask(InferenceEndpoint(KEEPER))
    health = InferenceEndpoint(KEEPER).probe(Key("canarykey"))
    assert (health.is_reachable, health.code) == (False, "not_served")


def test_an_endpoint_without_an_address_yet_is_loading() -> None:
    keep("initializing")
    with pytest.raises(Loading):
        ask(InferenceEndpoint(KEEPER))


def test_a_server_of_ones_own_is_looked_at_directly() -> None:
    responses.add("GET", f"{TGI}/health", b"")
    assert InferenceEndpoint(TGI).probe(Key()).is_reachable
    responses.upsert("GET", f"{TGI}/health", status=503, json={"error": "unhealthy"})
    assert not InferenceEndpoint(TGI).probe(Key()).is_reachable


def test_a_server_that_does_not_describe_itself_lists_its_models() -> None:
    responses.add("GET", f"{TGI}/info", status=404)
    listing = {"id": "m", "max_model_len": 8192}
    responses.add("GET", f"{TGI}/v1/models", json={"data": [listing]})
    assert InferenceEndpoint(TGI).catalogue(Key()) == [CatalogueEntry("m", context_tokens=8192)]
