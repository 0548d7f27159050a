"""Which models the upstream lists, per wire: those we ship with. It answers for any name."""

from __future__ import annotations

from dataclasses import dataclass

from providers.model_registry import GEMINI, HUGGINGFACE, MODEL_REGISTRY, OLLAMA


def shipped(provider: str) -> tuple[str, ...]:
    return tuple(model.name for model in MODEL_REGISTRY if model.provider == provider)


@dataclass(frozen=True, slots=True)
class Roster:
    huggingface: tuple[str, ...] = shipped(HUGGINGFACE)
    ollama: tuple[str, ...] = shipped(OLLAMA)
    gemini: tuple[str, ...] = shipped(GEMINI)
