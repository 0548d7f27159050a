"""Every adapter there is, with the addresses it asks: what the contract suites run over."""

from __future__ import annotations

from dataclasses import dataclass

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.protocol import Provider


@dataclass(frozen=True)
class Case:
    provider: Provider
    asks: str
    lists: str

    @property
    def name(self) -> str:
        return self.provider.name


CASES = [
    Case(
        HuggingFace("https://hub.test/"),
        "https://hub.test/v1/chat/completions",
        "https://hub.test/v1/models",
    ),
    Case(
        OpenAICompatible("https://openai.test"),
        "https://openai.test/v1/chat/completions",
        "https://openai.test/v1/models",
    ),
    Case(
        Ollama("ollama.test"),
        "http://ollama.test:11434/api/chat",
        "http://ollama.test:11434/api/tags",
    ),
    Case(
        Gemini("https://gemini.test"),
        "https://gemini.test/v1beta/models/m:streamGenerateContent",
        "https://gemini.test/v1beta/models",
    ),
]
