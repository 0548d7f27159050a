"""Our adapters and the official clients, asked the same, hear the same and count the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import cast

import pytest
from google.genai import types
from huggingface_hub import InferenceClient
from huggingface_hub.errors import ValidationError

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import Loading
from providers.protocol import (
    Deadline,
    Delta,
    Finish,
    Key,
    Message,
    ModelCall,
    Parameters,
    Provider,
    Usage,
)
from providers.task_protocol import (
    ClassificationCall,
    Embedder,
    EmbeddingCall,
    PassageCall,
    SummaryCall,
    ZeroShotCall,
)
from tests.integration.official import KEY, Official, official_clients
from tests.integration.rehearsal import ANN, QUERY, SECONDS, Rehearsal, running_rehearsal

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

SECRET = Key(KEY)
SYSTEM = "Be brief."
MOST_TOKENS = 30
GEMINI_MODEL, OLLAMA_MODEL = "gemini-3.8-flash", "gemma4"
MINILM, NOMIC = "sentence-transformers/all-MiniLM-L6-v2", "nomic-embed-text"
GEMINI_EMBEDDING = "gemini-embedding-001"
TEXTS = ("Why is the sea salty, canary?", "How do rivers reach the sea, canary?")
PASSAGE = "Rivers carry salt to the sea. Mountains are made of rock."
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUERY}]

Heard = tuple[str, str, Usage]  # the text, how it ended, what was counted


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def official(upstream: Rehearsal) -> Iterator[Official]:
    with official_clients(upstream) as clients:
        yield clients


def deadline() -> Deadline:
    return Deadline.after(SECONDS)


def ours(provider: Provider, model: str, most: int) -> Heard:
    messages = (Message("system", SYSTEM), Message("user", QUERY))
    call = ModelCall(model, messages, most, Parameters(temperature=0.5, seed=7))
    deltas: list[Delta] = list(provider.stream(call, SECRET, deadline()))
    usage = [delta.usage for delta in deltas if delta.usage][-1]
    return "".join(delta.text for delta in deltas), deltas[-1].finish or "", usage


def by_openai(official: Official, most: int) -> Heard:
    found = official.openai.chat.completions.create(
        model=ANN,
        messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUERY}],
        max_tokens=most,
    )
    choice, usage = found.choices[0], found.usage
    assert usage
    counted = Usage(usage.prompt_tokens, usage.completion_tokens)
    return choice.message.content or "", choice.finish_reason, counted


def by_hub(official: Official, most: int) -> Heard:
    client = InferenceClient(base_url=f"{official.url}/v1", api_key=KEY)
    found = client.chat_completion(MESSAGES, model=ANN, max_tokens=most)
    choice, usage = found.choices[0], found.usage
    counted = Usage(usage.prompt_tokens, usage.completion_tokens)
    return choice.message.content or "", choice.finish_reason, counted


def by_ollama(official: Official, most: int) -> Heard:
    found = official.ollama.chat(
        OLLAMA_MODEL, MESSAGES, options={"num_predict": most, "num_ctx": 8192}
    )
    counted = Usage(found.prompt_eval_count or 0, found.eval_count or 0)
    return found.message.content or "", found.done_reason or "", counted


def by_gemini(official: Official, most: int) -> Heard:
    config = types.GenerateContentConfig(system_instruction=SYSTEM, max_output_tokens=most)
    found = official.gemini.models.generate_content(
        model=GEMINI_MODEL, contents=QUERY, config=config
    )
    candidate, usage = (found.candidates or [])[0], found.usage_metadata
    assert usage
    ended = "length" if candidate.finish_reason == types.FinishReason.MAX_TOKENS else "stop"
    counted = Usage(usage.prompt_token_count or 0, usage.candidates_token_count or 0)
    return found.text or "", ended, counted


Ask = Callable[[Official, int], Heard]
PAIRS: list[tuple[Callable[[str], Provider], str, Ask]] = [
    (HuggingFace, ANN, by_openai),
    (HuggingFace, ANN, by_hub),
    (OpenAICompatible, ANN, by_openai),
    (Ollama, OLLAMA_MODEL, by_ollama),
    (lambda url: Gemini(url, thought_tokens=0), GEMINI_MODEL, by_gemini),
    (InferenceEndpoint, ANN, by_hub),
]


@pytest.mark.parametrize(("make", "model", "ask"), PAIRS)
@pytest.mark.parametrize("most", [MOST_TOKENS, 2000], ids=["cut at its length", "whole"])
def test_text_end_and_usage_are_the_same(
    official: Official, make: Callable[[str], Provider], model: str, ask: Ask, most: int
) -> None:
    theirs = ask(official, most)
    assert ours(make(official.url), model, most) == theirs
    assert (theirs[1] == Finish.LENGTH) == (most == MOST_TOKENS)


def test_an_endpoint_without_chat_says_what_its_client_hears(official: Official) -> None:
    keeper = f"{official.url}/v2/endpoint/ann/bare-ann"
    provider = InferenceEndpoint(keeper)
    text, finish, usage = ours(provider, "any", 2000)
    client = InferenceClient(model=f"{official.url}/endpoints/bare-ann", api_key=KEY)
    prompt = f"{SYSTEM}\n\nUser: {QUERY}\n\nAssistant:"
    theirs = client.text_generation(prompt, max_new_tokens=2000, details=True)
    assert (text, finish) == (theirs.generated_text, Finish.STOP)
    assert theirs.details
    assert usage.output_tokens == theirs.details.generated_tokens


def test_what_the_server_would_refuse_is_not_sent_to_it(official: Official) -> None:
    client = InferenceClient(model=f"{official.url}/endpoints/bare-ann", api_key=KEY)
    with pytest.raises(ValidationError, match="strictly positive"):
        client.text_generation(QUERY, temperature=0)
    greedy = Parameters(temperature=0, top_p=1.0, presence_penalty=0, stop=tuple("äöüß"))
    call = ModelCall("any", (Message("user", QUERY),), 300, greedy)
    provider = InferenceEndpoint(f"{official.url}/endpoints/bare-ann")
    assert next(provider.stream(call, SECRET, deadline())).dropped == ("stop",)


def vectors(provider: Embedder, model: str, dimensions: int | None = None) -> list[list[float]]:
    found = provider.embed(EmbeddingCall(model, TEXTS, dimensions), SECRET, deadline())
    return [list(vector) for vector in found.vectors]


def same(one: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> bool:
    """Up to what is lost by four bytes for a number."""
    pairs = zip(one, other, strict=True)
    return all(list(left) == pytest.approx(list(right), abs=1e-6) for left, right in pairs)


def test_vectors_are_the_same(official: Official) -> None:
    url = official.url
    features = [official.hub.feature_extraction(text, model=MINILM).tolist() for text in TEXTS]
    assert same(vectors(HuggingFace(url), MINILM), features)
    listed = official.openai.embeddings.create(model=MINILM, input=list(TEXTS)).data
    assert same(vectors(OpenAICompatible(url), MINILM), [each.embedding for each in listed])
    theirs = official.ollama.embed(NOMIC, list(TEXTS))
    assert same(vectors(Ollama(url), NOMIC), theirs.embeddings)
    contents = cast("types.ContentListUnion", list(TEXTS))
    found = official.gemini.models.embed_content(model=GEMINI_EMBEDDING, contents=contents)
    values = [each.values or [] for each in found.embeddings or []]
    assert same(vectors(Gemini(url), GEMINI_EMBEDDING), values)


def test_fewer_dimensions_are_still_of_length_one(official: Official) -> None:
    """Gemini's own are not."""
    (first, _) = vectors(Gemini(official.url), GEMINI_EMBEDDING, 256)
    assert len(first) == 256
    assert sum(number * number for number in first) == pytest.approx(1)


def test_usage_of_vectors_is_the_same(official: Official) -> None:
    call = EmbeddingCall(NOMIC, TEXTS)
    mine = Ollama(official.url).embed(call, SECRET, deadline()).usage
    assert mine == Usage(official.ollama.embed(NOMIC, list(TEXTS)).prompt_eval_count or 0, 0)
    theirs = official.openai.embeddings.create(model=NOMIC, input=list(TEXTS)).usage
    mine = OpenAICompatible(official.url).embed(call, SECRET, deadline()).usage
    assert mine == Usage(theirs.prompt_tokens, 0)


def test_labels_are_the_same(official: Official) -> None:
    tasks = HuggingFace(official.url).tasks
    sentiment = "cardiffnlp/twitter-roberta-base-sentiment-latest"
    mine = tasks.classify(ClassificationCall(sentiment, "A great day!"), SECRET, deadline())
    theirs = official.hub.text_classification("A great day!", model=sentiment)
    assert [(label.name, label.score) for label in mine] == [(t.label, t.score) for t in theirs]
    bart, labels = "facebook/bart-large-mnli", ("the sea", "cooking")
    chosen = tasks.choose_label(ZeroShotCall(bart, QUERY, labels), SECRET, deadline())
    found = official.hub.zero_shot_classification(QUERY, list(labels), model=bart)
    assert [(label.name, label.score) for label in chosen] == [(f.label, f.score) for f in found]


def test_summaries_and_extracts_are_the_same(official: Official) -> None:
    tasks = HuggingFace(official.url).tasks
    bart, squad = "facebook/bart-large-cnn", "deepset/roberta-base-squad2"
    mine = tasks.summarise(SummaryCall(bart, PASSAGE), SECRET, deadline())
    assert mine.text == official.hub.summarization(PASSAGE, model=bart).summary_text
    question = "What do rivers carry?"
    extract = tasks.extract(PassageCall(squad, question, PASSAGE), SECRET, deadline())
    found = official.hub.question_answering(question, PASSAGE, model=squad)
    (found,) = found if isinstance(found, list) else [found]
    assert (extract.text, extract.start, extract.end) == (found.answer, found.start, found.end)


def test_the_catalogues_are_what_the_clients_list(official: Official) -> None:
    url = official.url
    assert {entry.model for entry in Ollama(url).catalogue(SECRET)} == {
        model.model for model in official.ollama.list().models
    }
    assert {f"models/{entry.model}" for entry in Gemini(url).catalogue(SECRET)} == {
        model.name for model in official.gemini.models.list()
    }
    listed = HuggingFace(url).catalogue(SECRET)
    assert {entry.model for entry in listed} == {
        model.id for model in official.openai.models.list()
    }
    assert all(entry.hosts and entry.context_tokens for entry in listed)


def test_a_look_does_not_wake_a_sleeping_endpoint_and_a_call_does(official: Official) -> None:
    provider = InferenceEndpoint(f"{official.url}/v2/endpoint/ann/asleep-own")
    look = official.api.get_inference_endpoint
    assert provider.probe(SECRET).is_reachable
    assert provider.catalogue(SECRET)
    assert look("asleep-own", namespace="ann").status == "scaledToZero"
    with pytest.raises(Loading):
        ours(provider, ANN, 10)
    assert look("asleep-own", namespace="ann").status == "running"
    assert ours(provider, ANN, 2000)[1] == Finish.STOP
