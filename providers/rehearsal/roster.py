"""Which models the upstream lists, per wire: those we ship with, and some for tasks of their own.
In chat it answers for any name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from providers.model_registry import GEMINI, HUGGINGFACE, MODEL_REGISTRY, OLLAMA

CHAT_TASK = "text-generation"
TASKS = {
    "sentence-transformers/all-MiniLM-L6-v2": "sentence-similarity",
    "BAAI/bge-small-en-v1.5": "feature-extraction",
    "cardiffnlp/twitter-roberta-base-sentiment-latest": "text-classification",
    "facebook/bart-large-mnli": "zero-shot-classification",
    "facebook/bart-large-cnn": "summarization",
    "deepset/roberta-base-squad2": "question-answering",
}


def shipped(provider: str) -> tuple[str, ...]:
    return tuple(model.name for model in MODEL_REGISTRY if model.provider == provider)


@dataclass(frozen=True, slots=True)
class Roster:
    """`tasks` says of each model on hf-inference what it is for."""

    huggingface: tuple[str, ...] = shipped(HUGGINGFACE)
    ollama: tuple[str, ...] = (*shipped(OLLAMA), "nomic-embed-text")
    gemini: tuple[str, ...] = (*shipped(GEMINI), "gemini-embedding-001")
    tasks: Mapping[str, str] = field(default_factory=lambda: TASKS)

    def names(self) -> list[str]:
        return [*self.huggingface, *self.ollama, *self.gemini, *self.tasks]

    def hub_tasks(self) -> dict[str, str]:
        """What the Hub says of every model it has."""
        return {**dict.fromkeys(self.huggingface, CHAT_TASK), **self.tasks}
