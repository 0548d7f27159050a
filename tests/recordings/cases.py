"""Every adapter there is, and everything it can be asked: what the contract suite runs over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import responses

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.protocol import Deadline, Key, Message, ModelCall, Provider
from providers.task_protocol import (
    ClassificationCall,
    Embedder,
    EmbeddingCall,
    PassageCall,
    SummaryCall,
    ZeroShotCall,
)
from tests.recordings.reading import read_recording

QUERY = "Why is the sea salty, canary?"
CALL = ModelCall("m", (Message("system", "Be brief."), Message("user", QUERY)), 300)


@dataclass(frozen=True)
class Way:
    """One thing an adapter is asked, and the address it asks. `missing` is one it tries before."""

    name: str
    folder: str
    recording: str
    url: str
    ask: Callable[[Key, Deadline], object]
    missing: str = ""

    def serve(self, recording: str = "") -> None:
        self.serve_missing()
        read_recording(self.folder, recording or self.recording).serve("POST", self.url)

    def serve_missing(self) -> None:
        if self.missing:
            responses.add("POST", self.missing, status=404)


@dataclass(frozen=True)
class Case:
    """An adapter, where it asks, where it lists its models, and where it looks if it is there."""

    provider: Provider
    asks: str
    lists: str
    looks: str
    missing: str = ""

    @property
    def name(self) -> str:
        return self.provider.name

    @property
    def way(self) -> Way:
        def ask(key: Key, deadline: Deadline) -> object:
            return list(self.provider.stream(CALL, key, deadline))

        return Way(f"{self.name} chat", self.name, "good_answer", self.asks, ask, self.missing)


ROUTER = HuggingFace("https://hub.test/")
COMPATIBLE = OpenAICompatible("https://openai.test")
OLLAMA = Ollama("ollama.test")
GEMINI = Gemini("https://gemini.test")
CASES = [
    Case(
        ROUTER,
        "https://hub.test/v1/chat/completions",
        "https://hub.test/v1/models",
        "https://hub.test/v1/models",
    ),
    Case(
        COMPATIBLE,
        "https://openai.test/v1/chat/completions",
        "https://openai.test/v1/models",
        "https://openai.test/v1/models",
    ),
    Case(
        OLLAMA,
        "http://ollama.test:11434/api/chat",
        "http://ollama.test:11434/api/tags",
        "http://ollama.test:11434/api/version",
    ),
    Case(
        GEMINI,
        "https://gemini.test/v1beta/models/m:streamGenerateContent",
        "https://gemini.test/v1beta/models",
        "https://gemini.test/v1beta/models",
    ),
    Case(
        InferenceEndpoint("https://tgi.test"),
        "https://tgi.test/generate_stream",
        "https://tgi.test/info",
        "https://tgi.test/health",
        missing="https://tgi.test/v1/chat/completions",
    ),
]


def embedding(provider: Embedder, folder: str, url: str) -> Way:
    call = EmbeddingCall("m", (QUERY, "Because."))
    return Way(
        f"{folder} embed",
        folder,
        "embeddings",
        url,
        lambda key, deadline: provider.embed(call, key, deadline),
    )


def task(name: str, ask: Callable[[Key, Deadline], object]) -> Way:
    url = "https://hub.test/hf-inference/models/m"
    return Way(f"huggingface {name}", "huggingface", name, url, ask)


EMBEDDINGS = [
    embedding(
        ROUTER,
        "huggingface",
        "https://hub.test/hf-inference/models/m/pipeline/feature-extraction",
    ),
    embedding(COMPATIBLE, "openai_compatible", "https://openai.test/v1/embeddings"),
    embedding(OLLAMA, "ollama", "http://ollama.test:11434/api/embed"),
    embedding(GEMINI, "gemini", "https://gemini.test/v1beta/models/m:batchEmbedContents"),
    embedding(
        InferenceEndpoint("https://tgi.test"),
        "inference_endpoint",
        "https://tgi.test/v1/embeddings",
    ),
]
CLASSIFY = ClassificationCall("m", QUERY)
CHOOSE = ZeroShotCall("m", QUERY, ("science", "cooking"))
SUMMARISE = SummaryCall("m", QUERY)
EXTRACT = PassageCall("m", QUERY, "Rivers carry salt to the sea.")
TASKS = [
    task("text_classification", lambda k, d: ROUTER.tasks.classify(CLASSIFY, k, d)),
    task("zero_shot", lambda k, d: ROUTER.tasks.choose_label(CHOOSE, k, d)),
    task("summarization", lambda k, d: ROUTER.tasks.summarise(SUMMARISE, k, d)),
    task("question_answering", lambda k, d: ROUTER.tasks.extract(EXTRACT, k, d)),
]
WHOLE = [*EMBEDDINGS, *TASKS]
WAYS = [*(case.way for case in CASES), *WHOLE]
