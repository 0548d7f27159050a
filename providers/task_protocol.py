"""What a provider can be asked besides an answer: vectors, and the small tasks of the Hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from providers.protocol import Deadline, Key, Usage

Purpose = Literal["query", "document", "similarity", "classification", "clustering"]
Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class EmbeddingCall:
    """Texts that one model is to turn into vectors. What is None is not sent."""

    model: str
    texts: tuple[str, ...]
    dimensions: int | None = None
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector for each text, in their order, all of length 1.

    `usage` is None where the provider counts nothing; `dropped` names what it was not told.
    """

    vectors: tuple[Vector, ...]
    usage: Usage | None = None
    dropped: tuple[str, ...] = ()


@runtime_checkable
class Embedder(Protocol):
    """A provider that turns texts into vectors. It raises only `ProviderError`."""

    def embed(self, call: EmbeddingCall, key: Key, deadline: Deadline) -> Embeddings: ...


@dataclass(frozen=True, slots=True)
class ClassificationCall:
    model: str
    text: str


@dataclass(frozen=True, slots=True)
class ZeroShotCall:
    """Which of these labels fits the text: exactly one of them, or each by itself."""

    model: str
    text: str
    labels: tuple[str, ...]
    is_multi_label: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A label and how sure the model is of it, from 0 to 1."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class SummaryCall:
    model: str
    text: str
    min_tokens: int | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """`dropped` names the limits that this model does not know."""

    text: str
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageCall:
    """A question whose answer stands in the passage."""

    model: str
    question: str
    passage: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A piece of the passage, from character `start` up to `end`."""

    text: str
    score: float
    start: int
    end: int


@runtime_checkable
class TaskProvider(Protocol):
    """A provider with models for one task each. It raises only `ProviderError`."""

    def classify(self, call: ClassificationCall, key: Key, deadline: Deadline) -> tuple[Label, ...]:
        """The labels of the model, the surest first."""
        ...

    def choose_label(self, call: ZeroShotCall, key: Key, deadline: Deadline) -> tuple[Label, ...]:
        """The labels of the call, the surest first."""
        ...

    def summarise(self, call: SummaryCall, key: Key, deadline: Deadline) -> Summary: ...

    def extract(self, call: PassageCall, key: Key, deadline: Deadline) -> Extract: ...
