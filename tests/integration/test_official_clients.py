"""The providers' own clients in front of the rehearsal upstream: its shapes are the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import huggingface_hub
import ollama
import pytest
from google.genai import errors, types
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from tests.integration.official import KEY, Official, official_clients
from tests.integration.rehearsal import ANN, QUERY, Rehearsal, running_rehearsal

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
SENTIMENT = "cardiffnlp/twitter-roberta-base-sentiment-latest"
MESSAGES = [{"role": "user", "content": QUERY}]
PASSAGE = "Rivers carry salt to the sea. Mountains are made of rock."


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def official(upstream: Rehearsal) -> Iterator[Official]:
    with official_clients(upstream) as clients:
        yield clients


@pytest.fixture(autouse=True)
def _clear(upstream: Rehearsal) -> None:
    upstream.clear()


def test_the_hub_client_chats_and_streams(official: Official) -> None:
    client = InferenceClient(base_url=f"{official.url}/v1", api_key=KEY)
    whole = client.chat_completion(MESSAGES, model=ANN, max_tokens=500)
    stream = client.chat_completion(MESSAGES, model=ANN, max_tokens=500, stream=True)
    pieces = [choice.delta.content or "" for chunk in stream for choice in chunk.choices]
    assert len(pieces) > 10
    assert "".join(pieces) == whole.choices[0].message.content
    assert whole.usage.completion_tokens > 50


def test_the_hub_client_gets_vectors(official: Official) -> None:
    one = official.hub.feature_extraction(QUERY, model=MINILM)
    assert one.shape == (384,)
    assert float(one @ one) == pytest.approx(1, abs=1e-3)


def test_the_hub_client_runs_the_small_tasks(official: Official) -> None:
    hub = official.hub
    assert hub.text_classification("A great day!", model=SENTIMENT)[0].label == "positive"
    labels = hub.zero_shot_classification(
        "The sea is salty.", ["the salty sea", "cooking"], model="facebook/bart-large-mnli"
    )
    assert labels[0].label == "the salty sea"
    summary = hub.summarization(f"{PASSAGE} {PASSAGE}", model="facebook/bart-large-cnn")
    assert summary.summary_text.startswith("Rivers carry")
    found = hub.question_answering(
        question="What do rivers carry?", context=PASSAGE, model="deepset/roberta-base-squad2"
    )
    (found,) = found if isinstance(found, list) else [found]
    assert PASSAGE[found.start : found.end] == found.answer == "Rivers carry salt to the sea."


def test_the_hub_client_lists_models_by_the_page(official: Official) -> None:
    listed = list(official.api.list_models(inference_provider="all", limit=None))
    by_page = list(official.api.list_models(pipeline_tag="summarization"))
    assert {MINILM, ANN} <= {model.id for model in listed}
    assert [model.id for model in by_page] == ["facebook/bart-large-cnn"]


def test_the_hub_client_reads_who_serves_a_model_in_both_shapes(official: Official) -> None:
    found = official.api.model_info(ANN, expand=["inferenceProviderMapping"])
    (listed,) = official.api.list_models(search=ANN, expand=["inferenceProviderMapping"])
    for model in (found, listed):
        hosts = model.inference_provider_mapping or []
        assert {(host.provider, host.status) for host in hosts} >= {("rehearsal", "live")}


def test_the_hub_client_knows_whose_key_it_is(official: Official) -> None:
    assert official.api.whoami()["auth"]["accessToken"]["role"] == "fineGrained"
    with pytest.raises(HfHubHTTPError):
        huggingface_hub.HfApi(token="hf_canarykey_invalid").whoami()
    with pytest.raises(RepositoryNotFoundError):
        official.api.model_info("nobody/nothing")


def test_the_hub_client_generates_and_streams_at_an_endpoint(official: Official) -> None:
    endpoint = official.api.get_inference_endpoint("bare-ann", namespace="ann")
    assert (endpoint.status, endpoint.repository) == ("running", "rehearsal/bare-ann")
    client = InferenceClient(model=endpoint.url, api_key=KEY)
    whole = client.text_generation(QUERY, max_new_tokens=500)
    stream = client.text_generation(QUERY, max_new_tokens=500, stream=True, details=True)
    tokens = list(stream)
    text = "".join(token.token.text for token in tokens if not token.token.special)
    assert text == whole == tokens[-1].generated_text
    assert tokens[-1].details
    assert tokens[-1].details.finish_reason == "eos_token"


def test_a_sleeping_endpoint_is_woken_by_a_request_and_by_nothing_else(official: Official) -> None:
    look = official.api.get_inference_endpoint
    assert look("asleep-ann", namespace="ann").status == "scaledToZero"
    client = InferenceClient(model=f"{official.url}/endpoints/asleep-ann", api_key=KEY)
    assert look("asleep-ann", namespace="ann").status == "scaledToZero"
    with pytest.raises(HfHubHTTPError):
        client.text_generation(QUERY)
    assert look("asleep-ann", namespace="ann").status == "running"


def test_the_ollama_client_chats_and_streams(official: Official) -> None:
    whole = official.ollama.chat("gemma4", MESSAGES)
    parts = list(official.ollama.chat("gemma4", MESSAGES, stream=True))
    assert "".join(part.message.content or "" for part in parts) == whole.message.content
    assert parts[-1].done
    assert parts[-1].eval_count == whole.eval_count


def test_the_ollama_client_gets_vectors(official: Official) -> None:
    found = official.ollama.embed("nomic-embed-text", ["first", "second"])
    assert [len(vector) for vector in found.embeddings] == [768, 768]
    assert found.prompt_eval_count


def test_the_ollama_client_sees_what_is_held_and_what_is_loaded(official: Official) -> None:
    shown = official.ollama.show("nomic-embed-text")
    assert shown.capabilities == ["embedding"]
    assert official.ollama.ps().models == []
    official.ollama.chat("gemma4", MESSAGES)
    (loaded,) = official.ollama.ps().models
    assert loaded.model == "gemma4:latest"


def test_the_ollama_client_pulls_with_progress(official: Official, upstream: Rehearsal) -> None:
    steps = list(official.ollama.pull("new-model", stream=True))
    layer = [step for step in steps if step.total]
    assert layer[-1].completed == layer[-1].total
    assert steps[-1].status == "success"
    assert official.ollama.pull("new-model").status == "success"
    assert "new-model:latest" in {model.model for model in official.ollama.list().models}
    upstream.set_faults(gone=["404"])
    with pytest.raises(ollama.ResponseError, match="does not exist"):
        list(official.ollama.pull("gone", stream=True))


def test_the_gemini_client_generates_and_streams(official: Official) -> None:
    models = official.gemini.models
    whole = models.generate_content(model="gemini-3.8-flash", contents=QUERY)
    parts = list(models.generate_content_stream(model="gemini-3.8-flash", contents=QUERY))
    assert "".join(part.text or "" for part in parts) == whole.text
    usage = parts[-1].usage_metadata
    assert usage
    assert whole.usage_metadata
    assert usage.candidates_token_count == whole.usage_metadata.candidates_token_count


def test_the_gemini_client_gets_vectors(official: Official) -> None:
    found = official.gemini.models.embed_content(
        model="gemini-embedding-001",
        contents=cast("types.ContentListUnion", ["first", "second"]),
        config=types.EmbedContentConfig(output_dimensionality=768),
    )
    assert [len(each.values or []) for each in found.embeddings or []] == [768, 768]


def test_the_gemini_client_lists_models_by_the_page(official: Official) -> None:
    pager = official.gemini.models.list(config=types.ListModelsConfig(page_size=2))
    assert len(pager.page) == 2
    names = [model.name for model in pager]
    assert "models/gemini-embedding-001" in names
    assert len(names) == len(set(names)) > 2


def test_the_gemini_client_reads_a_bad_key(official: Official, upstream: Rehearsal) -> None:
    upstream.put_faults({"gemini-3.8-flash": ["429"]})
    with pytest.raises(errors.ClientError) as caught:
        official.gemini.models.generate_content(model="gemini-3.8-flash", contents=QUERY)
    assert (caught.value.code, caught.value.status) == (429, "RESOURCE_EXHAUSTED")


@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_the_openai_client_gets_vectors(official: Official, encoding: str) -> None:
    found = official.openai.embeddings.create(
        model=MINILM,
        input=["first", "second"],
        encoding_format="float" if encoding == "float" else "base64",
    )
    assert [len(each.embedding) for each in found.data] in ([384, 384], [2048, 2048])
    assert found.usage.prompt_tokens
    unasked = official.openai.embeddings.create(model=MINILM, input="first")
    assert len(unasked.data[0].embedding) == 384
